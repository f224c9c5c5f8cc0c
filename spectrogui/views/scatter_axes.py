"""Choosing what the scatter shows: two axes, a colour, and what the filter leaves out."""

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from spectrogui.core.columns import COLUMN
from spectrogui.views.colour_key import ColourKey
from spectrogui.views.column_text import heading, numeric_columns
from spectrogui.views.scatter_pairs import PairMenu, following
from spectrogui.views.small_button import small_button

NO_COLOUR = ""
_DEFAULT = ("z1", "z2", "ew_ha")
_SHOWN = 24
_WIDEST = 220


class AxisBar(QWidget):
    """Two rows: pairs by name, x, swap and y; colour with its key, lasso and further choices."""

    changed = Signal()
    armed = Signal(bool)  # the next plain drag draws a lasso

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        numeric = [(heading(column), column.name) for column in numeric_columns()]
        plain = [("One colour", NO_COLOUR), (COLUMN["verdict"].title, "verdict")]
        rest = [(title, name) for title, name in numeric if name != "verdict"]
        self.x_axis = _chooser("Horizontal axis", numeric, apart=4)
        self.y_axis = _chooser("Vertical axis", numeric, apart=4)
        self.colour = _chooser("Colour", [*plain, *rest], apart=2)
        self.pairs = PairMenu(self)
        self.swap = small_button("⇄", "Swap the axes")
        self.lasso = small_button(
            "Lasso", "Draw around points to pick them (Ctrl+drag; Alt+drag drops)"
        )
        self.lasso.setCheckable(True)
        self.more = small_button("⋯", "More about this plot")
        self.key = ColourKey(self)
        self._menu = QMenu(self)
        self.outside = self._menu.addAction("Show rows outside the filter")
        self.outside.setCheckable(True)
        self.outside.setChecked(True)
        self.all = self._menu.addAction("Show all points, however far out")
        self.all.setCheckable(True)
        self.more.setMenu(self._menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choose(*_DEFAULT)
        self._build()
        for chooser in (self.x_axis, self.y_axis, self.colour):
            chooser.currentIndexChanged.connect(self.changed)
        self.changed.connect(self._on_changed)
        self.pairs.chosen.connect(self._on_pair_chosen)
        self._on_changed()
        self.outside.toggled.connect(self.changed)
        self.swap.clicked.connect(self._on_swap)
        self.lasso.toggled.connect(self.armed)

    @property
    def names(self) -> tuple[str, str, str]:
        """The columns of x, y and colour; the last one is "" for one colour."""
        return self.x_axis.currentData(), self.y_axis.currentData(), self.colour.currentData()

    def choose(self, x: str, y: str, colour: str) -> None:
        """Show these columns; an unknown name leaves the choice as it is."""
        before = self.names
        for chooser, name in ((self.x_axis, x), (self.y_axis, y), (self.colour, colour)):
            place = chooser.findData(name)
            if place >= 0:
                with QSignalBlocker(chooser):
                    chooser.setCurrentIndex(place)
        if self.names != before:
            self.changed.emit()

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 8, 8, 4)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.x_axis, stretch=1)
        top.addWidget(self.swap)
        top.addWidget(self.y_axis, stretch=1)
        top.addStretch(0)
        top.addWidget(self.lasso)
        top.addWidget(self.more)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.colour, stretch=2)
        below.addWidget(self.key, stretch=3)
        below.addStretch(0)
        grid.addWidget(self.pairs, 0, 0)
        grid.addLayout(top, 0, 1)
        grid.addWidget(_caption("Colour"), 1, 0)
        grid.addLayout(below, 1, 1)
        grid.setColumnStretch(1, 1)

    def next_pair(self) -> None:
        """Show the next of the named pairs."""
        x, y, colour = self.names
        pair = following(x, y)
        self.choose(pair.x, pair.y, colour)

    def _on_pair_chosen(self, x: str, y: str) -> None:
        self.choose(x, y, self.names[2])
        self._on_changed()  # a second click on the one that is shown must not unmark it

    def _on_changed(self) -> None:
        self.pairs.mark(*self.names[:2])

    def _on_swap(self) -> None:
        x, y, colour = self.names
        self.choose(y, x, colour)


def _chooser(name: str, entries: Iterable[tuple[str, str]], *, apart: int) -> QComboBox:
    """A box of titles that knows the names behind them; a line sets the first ones apart."""
    box = QComboBox()
    for title, data in entries:
        box.addItem(title, data)
        note = COLUMN[data].note if data else "All points alike"
        box.setItemData(box.count() - 1, note, Qt.ItemDataRole.ToolTipRole)
    box.insertSeparator(apart)
    box.setAccessibleName(name)
    box.setToolTip(name)
    box.setMaxVisibleItems(_SHOWN)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(3)
    box.setMaximumWidth(_WIDEST)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return box


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    return label
