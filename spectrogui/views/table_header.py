"""The head of the table: a click sorts, the menu says which columns are shown."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from spectrogui.core import columns
from spectrogui.core.columns import COLUMN, Column
from spectrogui.views.column_text import heading

_GROUPS: tuple[tuple[str, tuple[Column, ...]], ...] = (
    ("Identity", columns.IDENTITY),
    ("Frame", columns.FRAME),
    ("Model", columns.MODEL),
    ("Equivalent widths", columns.WIDTHS),
    ("Star", columns.STAR),
    ("R250", columns.R250),
    ("Verdict", columns.VERDICT),
    ("Provenance", columns.PROVENANCE),
)
# The arrow of the sort stands above the title, so that titles need no room for it.
_STYLE = """
QHeaderView::section { padding: 5px 6px 4px 6px; }
QHeaderView::up-arrow, QHeaderView::down-arrow {
    subcontrol-origin: margin; subcontrol-position: top center; width: 11px; height: 7px; top: 1px;
}
"""


class ColumnHeader(QHeaderView):
    """Speaks in column names: asks for a sort, or for other columns."""

    sort_asked = Signal(str)
    columns_asked = Signal(list)  # the names, from left to right
    default_asked = Signal()
    width_set = Signal(str, int)  # a name and its new width, by hand

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._names: tuple[str, ...] = ()
        self._before: list[int] = []
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(24)
        self.setStyleSheet(_STYLE)
        self.sectionClicked.connect(self._on_clicked)
        self.sectionMoved.connect(self._on_moved, Qt.ConnectionType.QueuedConnection)
        self.setAccessibleName("Column heads: click to sort, menu to choose columns")

    def set_names(self, names: Sequence[str]) -> None:
        """Say which columns the sections are."""
        self._names = tuple(names)

    def mark_sorted(self, name: str, *, descending: bool) -> None:
        """Show the arrow at the column that the lines are sorted by; "" shows none."""
        # Qt points the arrow down for ascending; people read an arrow up as "growing".
        way = Qt.SortOrder.AscendingOrder if descending else Qt.SortOrder.DescendingOrder
        shown = name in self._names
        self.setSortIndicatorShown(shown)
        with QSignalBlocker(self):
            self.setSortIndicator(self._names.index(name) if shown else -1, way)

    def menu(self, section: int) -> QMenu:
        """The menu over a section: what it offers is a check mark per column, in groups."""
        menu = QMenu(self)
        if 0 <= section < len(self._names):
            name = self._names[section]
            self._add(menu, f"Sort by {COLUMN[name].title}", f"sort {name}")
            hide = self._add(menu, f"Hide {COLUMN[name].title}", f"hide {name}")
            hide.setEnabled(len(self._names) > 1)
            menu.addSeparator()
        for title, group in _GROUPS:
            part = menu.addMenu(title)
            for column in group:
                action = self._add(part, heading(column), f"toggle {column.name}")
                action.setToolTip(column.note)
                action.setCheckable(True)
                action.setChecked(column.name in self._names)
            part.setToolTipsVisible(True)
        menu.addSeparator()
        self._add(menu, "Usual columns", "default ")
        menu.triggered.connect(self._on_chosen)
        return menu

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: remember the widths, to know afterwards which one was dragged."""
        self._before = [self.sectionSize(section) for section in range(self.count())]
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: tell which column was made wider or narrower."""
        super().mouseReleaseEvent(event)
        for section, width in enumerate(self._before[: self.count() - 1]):
            if self.sectionSize(section) != width:
                self.width_set.emit(self._names[section], self.sectionSize(section))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the menu, where the mouse or the menu key asks for it."""
        self.show_menu(event.globalPos(), self.logicalIndexAt(event.pos()))

    def show_menu(self, where: QPoint, section: int = -1) -> None:
        """Open the menu at a place on the screen."""
        menu = self.menu(section)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _add(self, menu: QMenu, text: str, does: str) -> QAction:
        action = menu.addAction(text)
        action.setData(does)
        return action

    def _on_chosen(self, action: QAction) -> None:
        what, name = action.data().split(" ", 1)
        if what == "sort":
            self.sort_asked.emit(name)
        elif what == "default":
            self.default_asked.emit()
        elif name in self._names:
            self.columns_asked.emit([kept for kept in self._names if kept != name])
        else:
            self.columns_asked.emit([*self._names, name])

    def _on_clicked(self, section: int) -> None:
        self.sort_asked.emit(self._names[section])

    def _on_moved(self) -> None:
        visual = [self._names[self.logicalIndex(place)] for place in range(self.count())]
        if visual == list(self._names):
            return
        # The order lives in the model, so the sections themselves go back to theirs.
        with QSignalBlocker(self):
            for place in range(self.count()):
                self.moveSection(self.visualIndex(place), place)
        self.columns_asked.emit(visual)
