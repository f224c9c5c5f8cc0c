"""Lines of a name and a value, as on a card."""

from collections.abc import Mapping, Set

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from spectrogui.views import theme
from spectrogui.views.card_text import Said
from spectrogui.views.small_button import small_button


class CardLines(QWidget):
    """Names on the left, values on the right; a line without text is not there.

    Parameters
    ----------
    copied : the names of lines that get a button to copy their value
    """

    def __init__(self, copied: Set[str] = frozenset(), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._copied = copied
        self._lines: dict[str, tuple[QLabel, QLabel, QToolButton | None]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def show_lines(self, lines: Mapping[str, Said]) -> None:
        """Say these lines and no others."""
        for name, said in lines.items():
            if name not in self._lines:
                self._add(name)
            self._write(name, said)
        for name in self._lines:
            if name not in lines:
                self._write(name, Said(""))
        self.setVisible(any(said.text for said in lines.values()))

    def text(self, name: str) -> str:
        """The value of a line, "" if it is not there."""
        return self._lines[name][1].text() if name in self._lines else ""

    def texts(self) -> list[str]:
        """The lines that are there, ``name value``."""
        return [
            f"{name} {parts[1].text()}" for name, parts in self._lines.items() if parts[1].text()
        ]

    def _write(self, name: str, said: Said) -> None:
        head, value, copy = self._lines[name]
        value.setText(said.text)
        value.setToolTip(said.tip)
        if value.property("role") != said.role:
            value.setProperty("role", said.role)
            value.style().polish(value)
        for widget in (head, value, copy):
            if widget is not None:
                widget.setVisible(bool(said.text))

    def _add(self, name: str) -> None:
        head = QLabel(name)
        head.setProperty("role", "muted")
        head.setAlignment(Qt.AlignmentFlag.AlignTop)
        value = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignTop)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setFont(theme.tabular(value.font()))
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(name)
        copy = self._copy_button(name) if name in self._copied else None
        line = len(self._lines)
        self._lines[name] = (head, value, copy)
        self._grid.addWidget(head, line, 0)
        self._grid.addWidget(value, line, 1)
        if copy is not None:
            self._grid.addWidget(copy, line, 2, Qt.AlignmentFlag.AlignTop)

    def _copy_button(self, name: str) -> QToolButton:
        button = small_button("⧉", f"Copy {name}")
        button.setProperty("role", "copy")
        button.setProperty("line", name)
        button.clicked.connect(self._on_copy)
        return button

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text(str(self.sender().property("line"))))
