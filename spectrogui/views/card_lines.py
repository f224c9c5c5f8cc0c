"""Lines of a name and a value, as on a card."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from spectrogui.views.card_text import Said
from spectrogui.views.copy_button import CopyButton
from spectrogui.views.elided_label import ElidedLabel
from spectrogui.views.plot import small_font

_WIDEST_NAME = "log R′ Ca II"


@dataclass(slots=True)
class _Line:
    name: QLabel
    value: QLabel
    copy: CopyButton | None
    said: Said | None = None


class CardLines(QWidget):
    """Names on the left, values on the right; a line without text is not there.

    Parameters
    ----------
    copied : the names of lines that get a button to copy their value
    elided : the names of lines that are cut rather than wrapped
    """

    def __init__(
        self,
        copied: Set[str] = frozenset(),
        elided: Set[str] = frozenset(),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._copied, self._elided = copied, elided
        self._lines: dict[str, _Line] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def restyle(self) -> None:
        """Take the size of text of now."""
        metrics = QFontMetrics(small_font())
        self._grid.setColumnMinimumWidth(0, metrics.horizontalAdvance(_WIDEST_NAME))
        for line in self._lines.values():
            if line.copy is not None:
                line.copy.setFixedSize(line.copy.sizeHint())

    def show_lines(self, lines: Mapping[str, Said]) -> None:
        """Say these lines and no others."""
        for name in lines:
            if name not in self._lines:
                self._add(name)
        for name, line in self._lines.items():
            said = lines.get(name, Said(""))
            if said != line.said:  # a label lays out its text and its neighbours anew
                _write(line, said)
        self.setVisible(any(said.text for said in lines.values()))

    def text(self, name: str) -> str:
        """The value of a line, "" if it is not there."""
        return self._lines[name].value.text() if name in self._lines else ""

    def texts(self) -> list[str]:
        """The lines that are there, ``name value``."""
        said = ((name, line.value.text()) for name, line in self._lines.items())
        return [f"{name} {text}" for name, text in said if text]

    def copy_button(self, name: str) -> CopyButton | None:
        """The button that copies a line, None if it has none."""
        return self._lines[name].copy

    def _add(self, name: str) -> None:
        top, number = Qt.AlignmentFlag.AlignTop, len(self._lines)
        head = QLabel(name, alignment=top)
        head.setProperty("role", "muted")
        head.setFont(small_font())
        value = ElidedLabel() if name in self._elided else QLabel(wordWrap=True)
        value.setAlignment(top)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setFont(small_font())
        value.setAccessibleName(name)
        if name not in self._elided:
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        copy = self._make_copy_button(name) if name in self._copied else None
        self._lines[name] = _Line(head, value, copy)
        self._grid.addWidget(head, number, 0)
        self._grid.addWidget(value, number, 1)
        if copy is not None:
            self._grid.addWidget(copy, number, 2, top)

    def _make_copy_button(self, name: str) -> CopyButton:
        button = CopyButton(name)
        button.clicked.connect(self._on_copy)
        return button

    def _on_copy(self) -> None:
        button = self.sender()
        if isinstance(button, CopyButton):
            QGuiApplication.clipboard().setText(self.text(button.what))


def _write(line: _Line, said: Said) -> None:
    line.value.setText(said.text)
    line.value.setToolTip(said.tip)
    if line.value.property("role") != said.role:
        line.value.setProperty("role", said.role)
        line.value.style().polish(line.value)
    if line.said is None or bool(line.said.text) != bool(said.text):
        for widget in (line.name, line.value, line.copy):
            if widget is not None:
                widget.setVisible(bool(said.text))
    line.said = said
