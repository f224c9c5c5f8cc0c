"""The buttons for what can be said of a star with one key: verdicts, the star, the tags."""

from collections.abc import Collection

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from spectrogui.store.vocabulary import Tag, Vocabulary
from spectrogui.views.choice_button import ChoiceButton
from spectrogui.views.flow import Flow


class Choices(QWidget):
    """Shows what holds; a click asks for a change, and what is shown stays until it is made."""

    verdict_asked = Signal(int)
    star_asked = Signal()
    tag_asked = Signal(str)

    def __init__(self, words: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code, self._starred, self._tags = 0, False, frozenset[str]()
        self.verdicts = tuple(
            _choice(verdict.name, str(verdict.code), verdict.definition, verdict.code)
            for verdict in words.verdicts
        )
        self.clear = _choice("none", "0", "Take the verdict away")
        self.clear.setAccessibleName("No verdict, key 0")
        self.clear.setCheckable(False)
        self.star = _choice("★", "f", "Mark this star to find it again")
        self.star.setAccessibleName("Star, key f")
        self.tags = {tag.name: _tag_button(tag) for tag in words.tags}
        self._lay_out()
        for button in self.verdicts:
            button.clicked.connect(self._on_verdict)
        self.clear.clicked.connect(self._on_clear)
        self.star.clicked.connect(self._on_star)
        for button in self.tags.values():
            button.clicked.connect(self._on_tag)

    def show_said(self, code: int, starred: bool, tags: Collection[str]) -> None:
        """What is said of the star: a verdict, 0 for none, whether it is starred, its tags."""
        self._code, self._starred, self._tags = code, starred, frozenset(tags)
        self._check()

    def allow(self, allowed: bool) -> None:
        """Whether there is a star to speak of."""
        for button in (*self.verdicts, self.star, *self.tags.values()):
            button.setEnabled(allowed)
        self.clear.setEnabled(allowed and self._code > 0)

    def restyle(self) -> None:
        """Take the colours and the size of text of now."""
        for button in (*self.verdicts, self.clear, self.star, *self.tags.values()):
            button.updateGeometry()
            button.update()

    def flash(self, code: int) -> None:
        """Light up a verdict, 0 to 5, for a quarter of a second."""
        (self.verdicts[code - 1] if code else self.clear).flash()

    def _check(self) -> None:
        for button in self.verdicts:
            _set(button, button.verdict == self._code)
        _set(self.star, self._starred)
        for name, button in self.tags.items():
            _set(button, name in self._tags)

    def _on_verdict(self) -> None:
        self._check()  # the click itself has checked the button
        button = self.sender()
        if isinstance(button, ChoiceButton):
            self.verdict_asked.emit(button.verdict)

    def _on_clear(self) -> None:
        self.verdict_asked.emit(0)

    def _on_star(self) -> None:
        self._check()
        self.star_asked.emit()

    def _on_tag(self) -> None:
        self._check()
        self.tag_asked.emit(str(self.sender().property("tag")))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(4)
        for number, button in enumerate(self.verdicts):
            grid.addWidget(button, number % 3, number // 3)
        others = QHBoxLayout()
        others.addWidget(self.clear, 3)
        others.addWidget(self.star, 2)
        grid.addLayout(others, 2, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        chord = QLabel("g +")
        chord.setProperty("role", "muted")
        chord.setToolTip("Press g, then the letter of a tag")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(grid)
        box.addWidget(Flow((chord, *self.tags.values())))


def _choice(text: str, key: str, tip: str, verdict: int = 0) -> ChoiceButton:
    button = ChoiceButton(text, key, verdict)
    button.setCheckable(True)
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    return button


def _tag_button(tag: Tag) -> ChoiceButton:
    button = _choice(_short(tag.name), tag.key, tag.definition)
    button.setAccessibleName(f"{tag.title}, keys g {tag.key}")
    button.setToolTip(f"{tag.title}: {tag.definition}\nKeys: g, then {tag.key}")
    button.setProperty("tag", tag.name)
    return button


def _short(name: str) -> str:
    """A tag in as few letters as say it; the whole of it is in the tip."""
    return name.replace("_", " ").replace("reconstruction", "fit")


def _set(button: ChoiceButton, on: bool) -> None:
    with QSignalBlocker(button):
        button.setChecked(on)
