"""The second key of a tag: a pop-up that lists which letter puts on which tag."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from spectrogui.store.vocabulary import Tag, Vocabulary
from spectrogui.views.choice_button import ChoiceButton

_NOT_YET = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta}


class TagChord(QFrame):
    """Takes one letter and goes; Esc and any key that is no letter of a tag just close it."""

    chosen = Signal(str)
    """The name of the tag."""

    def __init__(self, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._tags = {tag.key: tag for tag in vocabulary.tags}
        self.setProperty("role", "popup")
        self.setAccessibleName("Tags and their letters")
        self.buttons = {tag.name: self._button(tag) for tag in vocabulary.tags}
        title = QLabel("Tag: press its letter")
        title.setProperty("role", "heading")
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setSpacing(2)
        grid.addWidget(title, 0, 0, 1, 2)
        half = (len(self.buttons) + 1) // 2
        for number, button in enumerate(self.buttons.values()):
            grid.addWidget(button, 1 + number % half, number // half)

    def pop_up(self, over: QWidget) -> None:
        """Open in the middle of a widget."""
        self.adjustSize()
        middle = over.mapToGlobal(over.rect().center())
        self.move(middle - self.rect().center())
        self.show()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Qt: keep the window's own keys away while open."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the letter, or the end."""
        if Qt.Key(event.key()) in _NOT_YET:
            return
        self.close()
        tag = self._tags.get(event.text().lower())
        if tag is not None:
            self.chosen.emit(tag.name)

    def _button(self, tag: Tag) -> ChoiceButton:
        button = ChoiceButton(tag.title, tag.key, parent=self, framed=False)
        button.setToolTip(tag.definition)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setProperty("tag", tag.name)
        button.clicked.connect(self._on_clicked)
        return button

    def _on_clicked(self) -> None:
        name = str(self.sender().property("tag"))
        self.close()
        self.chosen.emit(name)
