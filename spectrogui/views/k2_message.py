"""A sentence in place of a light curve, with the buttons that may help."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from spectrogui.views.k2_states import NO_STAR, Said
from spectrogui.views.k2_words import described
from spectrogui.views.quiet_bar import QuietBar

_BAR_PX = 220
_SIDE = 24
_STEPS = 1000


class CurveMessage(QWidget):
    """Calm words in the middle; says what is being done, or what can be done."""

    fetch_asked = Signal()
    add_asked = Signal()
    delete_asked = Signal()
    show_asked = Signal(object)  # the product that the button names

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
        self.show_best = _button("", "Show this one; the others are in the list above")
        self.show_best.setProperty("primary", "true")
        self.buttons = (self.show_best, self.fetch, self.retry, self.add, self.delete)
        self._lay_out()
        for button in (self.fetch, self.retry):
            button.clicked.connect(self.fetch_asked)
        self.add.clicked.connect(self.add_asked)
        self.delete.clicked.connect(self.delete_asked)
        self.show_best.clicked.connect(self._on_show)
        self.say(NO_STAR)

    def say(self, said: Said) -> None:
        """Replace the words and the buttons."""
        self.said = said
        self.sentence.setText(said.sentence)
        self.note.setText(said.note)
        self.note.setVisible(bool(said.note))
        wanted = (said.show is not None, said.fetch, said.retry, said.add, said.delete)
        for button, is_wanted in zip(self.buttons, wanted, strict=True):
            button.setVisible(is_wanted)
        if said.show is not None:
            self.show_best.setText(f"Show {described(said.show)}")
        self._turn()
        self.bar.setVisible(said.total > 0)
        if said.total > 0:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(min(_STEPS, round(_STEPS * said.done / said.total)))
        self.setAccessibleName(said.sentence)
        self.setAccessibleDescription(said.note)

    def minimumSizeHint(self) -> QSize:
        """Qt: small enough for any dock; words wrap, and buttons stand below each other."""
        return QSize(120, 60)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: buttons side by side, or below each other."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        shown = [button for button in self.buttons if not button.isHidden()]
        needed = sum(button.sizeHint().width() + 8 for button in shown)
        beside = needed <= self.width() - 2 * _SIDE
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def _on_show(self) -> None:
        if self.said.show is not None:
            self.show_asked.emit(self.said.show)

    def _lay_out(self) -> None:
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(8)
        self._row.addStretch()
        for button in self.buttons:
            self._row.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._row.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(_SIDE, 8, _SIDE, 8)
        box.setSpacing(6)
        box.addStretch()
        box.addWidget(self.sentence)
        box.addWidget(self.note)
        box.addWidget(self.bar, alignment=Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(4)
        box.addLayout(self._row)
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
