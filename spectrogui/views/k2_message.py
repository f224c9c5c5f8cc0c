"""A sentence in place of a light curve, with the buttons that may help."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from spectrogui.views.flow import Flow
from spectrogui.views.k2_states import NO_STAR, Said
from spectrogui.views.quiet_bar import QuietBar

_BAR_PX = 220
_STEPS = 1000


class CurveMessage(QWidget):
    """Calm words in the middle; says what is being done, or what can be done."""

    fetch_asked = Signal()
    add_asked = Signal()
    delete_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = NO_STAR
        self.sentence, self.note = _wrapped("title"), _wrapped("muted")
        self.fetch = _button("Fetch", "Look for light curves in the archive", "k")
        self.fetch.setProperty("primary", "true")
        self.retry = _button("Retry", "Ask once more", "k")
        self.add = _button("Add file…", "Read a light curve of this star from a file")
        self.delete = _button("Delete cached file", "So that it is downloaded anew")
        self.bar = QuietBar(textVisible=False)
        self.bar.setFixedSize(_BAR_PX, 4)
        self._buttons = Flow((self.fetch, self.retry, self.add, self.delete))
        self._lay_out()
        for button in (self.fetch, self.retry):
            button.clicked.connect(self.fetch_asked)
        self.add.clicked.connect(self.add_asked)
        self.delete.clicked.connect(self.delete_asked)
        self.say(NO_STAR)

    def say(self, said: Said) -> None:
        """Replace the words and the buttons."""
        self.said = said
        self.sentence.setText(said.sentence)
        self.note.setText(said.note)
        self.note.setVisible(bool(said.note))
        for button, wanted in (
            (self.fetch, said.fetch), (self.retry, said.retry),
            (self.add, said.add), (self.delete, said.delete),
        ):  # fmt: skip
            button.setVisible(wanted)
        self.bar.setVisible(said.total > 0)
        if said.total > 0:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(min(_STEPS, round(_STEPS * said.done / said.total)))
        self.setAccessibleName(said.sentence)
        self.setAccessibleDescription(said.note)

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 8, 24, 8)
        box.setSpacing(6)
        box.addStretch()
        box.addWidget(self.sentence)
        box.addWidget(self.note)
        box.addWidget(self.bar, alignment=Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(4)
        box.addWidget(self._buttons)
        box.addStretch()


def _button(text: str, tip: str, key: str = "") -> QPushButton:
    button = QPushButton(f"{text} ({key})" if key else text)
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _wrapped(role: str) -> QLabel:
    label = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
