"""Where plots are shown, or the sentence that says why there are none."""

from pathlib import PurePath

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from spectrogui.core.shown import Shown
from spectrogui.store.session import Session
from spectrogui.views.quiet_bar import QuietBar

GRACE_MS = 120
"""How long the old star stays in full ink while the next one loads: paging must not flicker."""


class Stage(QWidget):
    """A plot, a sentence in its place, or the plot dimmed under a moving bar."""

    show_file_asked = Signal()
    retry_asked = Signal()
    dim_changed = Signal(bool)

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self._message = _Message()
        self._message.show_file.clicked.connect(self.show_file_asked)
        self._message.retry.clicked.connect(self.retry_asked)
        self._pages = QStackedWidget()
        self._pages.addWidget(content)
        self._pages.addWidget(self._message)
        self._bar = QuietBar(textVisible=False)
        self._bar.setRange(0, 1)
        self._bar.setFixedHeight(2)
        self._late = QTimer(self, singleShot=True, interval=GRACE_MS)
        self._late.timeout.connect(self._on_late)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._bar)
        box.addWidget(self._pages)
        self._rest()

    def show_content(self) -> None:
        """The plot, in full ink."""
        self._rest()
        self._pages.setCurrentWidget(self._content)

    def show_sentence(self, sentence: str, note: str = "", *, is_problem: bool = False) -> None:
        """A sentence in place of the plot; a problem brings the buttons that may solve it."""
        self._rest()
        self._message.say(sentence, note, is_problem=is_problem)
        self._pages.setCurrentWidget(self._message)

    def show_loading(self) -> None:
        """What is shown stays, and is dimmed if the next star takes longer than a moment."""
        if not self._late.isActive() and not self.is_dimmed:
            self._late.start()

    @property
    def is_dimmed(self) -> bool:
        """Whether the plot shows an older star than the current one."""
        return self._bar.maximum() == 0

    @property
    def sentence(self) -> str:
        """What is said in place of the plot; "" while there is one."""
        said = self._pages.currentWidget() is self._message
        return self._message.sentence.text() if said else ""

    def _on_late(self) -> None:
        self._bar.setRange(0, 0)
        self.dim_changed.emit(True)

    def _rest(self) -> None:
        self._late.stop()
        if self.is_dimmed:
            self._bar.setRange(0, 1)
            self.dim_changed.emit(False)


def shown_or_why(stage: Stage, session: Session, *, offers: bool = True) -> Shown | None:
    """The star on display; if there is none the stage says why, or that it is on its way.

    Parameters
    ----------
    offers : whether this is the one place that offers to show the file and to read it again
    """
    shown, row = session.shown, session.selection.current
    if row < 0:
        stage.show_sentence("No star is chosen.", "Choose one in the table.")
    elif shown is None or shown.row != row:
        stage.show_loading()
    elif not shown.flux.size:
        path = str(shown.values.get("path") or "")
        problem = str(shown.values.get("problem") or "This file could not be read.")
        name = PurePath(path).name if offers else ""
        stage.show_sentence(problem, name, is_problem=offers)
    else:
        return shown
    return None


class _Message(QWidget):
    """A sentence, a note under it, and two buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = _wrapped("title")
        self._note = _wrapped("muted")
        self.show_file = QPushButton("Show file")
        self.show_file.setToolTip("Open the folder that holds the file")
        self.retry = QPushButton("Retry")
        self.retry.setToolTip("Read the file again")
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(self.show_file)
        row.addWidget(self.retry)
        row.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 16, 32, 16)
        box.setSpacing(8)
        box.addStretch()
        for widget in (self.sentence, self._note, self._buttons):
            box.addWidget(widget)
        box.addStretch()

    def minimumSizeHint(self) -> QSize:
        """Qt: as narrow as any plot, so that no dock moves for a long word."""
        return QSize(120, 60)

    def say(self, sentence: str, note: str, *, is_problem: bool) -> None:
        """Replace the words."""
        self.sentence.setText(sentence)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._buttons.setVisible(is_problem)
        self.setAccessibleName(sentence)


def _wrapped(role: str) -> QLabel:
    label = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
    label.setProperty("role", role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
