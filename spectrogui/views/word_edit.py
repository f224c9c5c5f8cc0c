"""A line of text that completes the word under the cursor."""

import re
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QWidget

_WORD = re.compile(r"[A-Za-z_]\w*$")
_LETTERS = 2  # from here on words are offered
_SHOWN = 12
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class WordEdit(QLineEdit):
    """Offers words with what they mean; Enter takes an offered word only if one is chosen."""

    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers = QCompleter(self)
        self._offers.setModel(QStandardItemModel(self._offers))
        self._offers.setCompletionRole(Qt.ItemDataRole.UserRole)
        self._offers.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._offers.setFilterMode(Qt.MatchFlag.MatchContains)
        self._offers.setMaxVisibleItems(_SHOWN)
        self._offers.setWidget(self)
        self._list().setStyleSheet("padding: 4px;")
        self._offers.activated.connect(self._take)
        self.textEdited.connect(self._on_edited)

    def offer(self, words: Iterable[tuple[str, str]]) -> None:
        """Set the words that can be completed, each with its meaning."""
        model = QStandardItemModel(self._offers)
        for word, meaning in words:
            item = QStandardItem(f"{word}    {meaning}" if meaning else word)
            item.setData(word, Qt.ItemDataRole.UserRole)
            model.appendRow(item)
        self._offers.setModel(model)

    def offered(self) -> list[str]:
        """The words that are on offer now; none while the list is closed."""
        if not self._list().isVisible():
            return []
        model = self._offers.completionModel()
        role = Qt.ItemDataRole.UserRole
        return [model.index(line, 0).data(role) for line in range(model.rowCount())]

    def event(self, event: QEvent) -> bool:
        """Qt: Tab takes the first offered word, if the list is open."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            offered = self.offered()
            if event.key() == Qt.Key.Key_Tab and offered:
                self._take(offered[0])
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: leave Enter to the list while one of its words is chosen; Esc closes it first."""
        popup = self._list()
        if popup.isVisible() and Qt.Key(event.key()) in _ENTER:
            if popup.currentIndex().isValid():
                event.ignore()
                return
            popup.hide()
        if event.key() == Qt.Key.Key_Escape:
            if popup.isVisible():
                popup.hide()
            else:
                self.escaped.emit()
            return
        super().keyPressEvent(event)

    def _on_edited(self) -> None:
        word = self._word()
        if len(word) < _LETTERS:
            self._list().hide()
            return
        self._offers.setCompletionPrefix(word)
        count = self._offers.completionCount()
        if not count or (count == 1 and self._offers.currentCompletion() == word):
            self._list().hide()
            return
        self._list().setCurrentIndex(QModelIndex())
        self._offers.complete()

    def _list(self) -> QAbstractItemView:
        popup = self._offers.popup()
        if popup is None:
            raise RuntimeError("the completer has lost its list")
        return popup

    def _take(self, word: str) -> None:
        self._list().hide()
        start = self.cursorPosition() - len(self._word())
        self.setSelection(start, self.cursorPosition() - start)
        self.insert(word)

    def _word(self) -> str:
        """The beginning of a word just before the cursor."""
        before = self.text()[: self.cursorPosition()]
        found = _WORD.search(before)
        quoted = before.count('"') % 2 or before.count("'") % 2
        return found.group() if found and not quoted else ""
