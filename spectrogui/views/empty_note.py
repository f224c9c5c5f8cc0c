"""What stands where a list would be when it is empty: why, and the way out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class EmptyNote(QWidget):
    """A sentence, and below it a button if there is something to do about it."""

    pressed = Signal()

    def __init__(self, offer: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setProperty("role", "muted")
        self.offer = QPushButton(offer)
        self.offer.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        column.addStretch(2)
        column.addWidget(self.sentence)
        column.addWidget(self.offer, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def say(self, sentence: str, *, offers: bool) -> None:
        """Show a sentence, with or without the button."""
        self.sentence.setText(sentence)
        self.offer.setVisible(offers)
