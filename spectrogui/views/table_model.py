"""The session's rows for Qt's table: columns are read from numpy only where they are seen."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from spectrogui.core.columns import COLUMN, Column
from spectrogui.core.numbers import width
from spectrogui.store.session import Session
from spectrogui.views.column_text import heading, shown_value
from spectrogui.views.point_text import name_of
from spectrogui.views.why_active import why_active

Index = QModelIndex | QPersistentModelIndex
Rows = NDArray[np.intp]
DEFAULT_COLUMNS = ("verdict", "star", "obsid", "subclass", "snr_r", "ew_ha", "rmse", "flags")
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter
_SHORT = {"verdict": "Verdict", "star": "★"}


class TableModel(QAbstractTableModel):
    """Lines are the rows of the session's queue, in its order; sections are chosen columns."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._columns = tuple(COLUMN[name] for name in DEFAULT_COLUMNS)
        self._rows: Rows = session.queue.rows

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are shown, from left to right."""
        return self._columns

    @property
    def rows(self) -> Rows:
        """The row on every line; read-only."""
        return self._rows

    def choose(self, names: Sequence[str]) -> None:
        """Show these columns; unknown names are passed over."""
        self.beginResetModel()
        self._columns = tuple(COLUMN[name] for name in names if name in COLUMN)
        self.endResetModel()

    def follow_queue(self) -> None:
        """Take the order that the queue has now."""
        self.beginResetModel()
        self._rows = self._session.queue.rows
        self.endResetModel()

    def row_of(self, line: int) -> int:
        """The row on a line, or -1 beside the table."""
        return int(self._rows[line]) if 0 <= line < len(self._rows) else -1

    def line_of(self, row: int) -> int:
        """The line that shows a row, or -1."""
        queue = self._session.queue
        if self._rows is queue.rows:
            return queue.line_of(row)
        found = np.flatnonzero(self._rows == row)
        return int(found[0]) if len(found) else -1

    def text(self, row: int, column: Column) -> str:
        """A cell as it is read on the screen."""
        table = self._session.table
        value = table.cell(column.name, row)
        if column.name == "obsid" and not value:
            return self.stand_in(row)
        if column.name == "star":
            return "★" if value == 1 else ""
        if column.name in {"flags", "tags"}:
            return str(value).replace(";", ", ")
        return shown_value(column, value)

    def stand_in(self, row: int) -> str:
        """What a row without an obsid goes by: its designation, else the name of its file."""
        return name_of(self._session.table, row)

    def tip(self, row: int, column: Column) -> str:
        """What the cell says when the mouse rests on it: first of all why numbers are missing."""
        table = self._session.table
        problem = str(table.cell("problem", row))
        if problem:
            return problem
        if not table.cell("status", row):
            return "Not scored yet"
        if column.name == "verdict":
            code = table.cell("verdict", row)
            return self._session.labels.name(int(code)) if code > 0 else "No verdict yet"
        if column.name == "active":
            return why_active(table.row(row))
        value = table.cell(column.name, row)
        if column.name.startswith("ew_") and value == value:
            return width(value, table.cell(f"e_{column.name}", row))
        return self.text(row, column)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Qt: how many lines."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Qt: how many columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(
        self, index: Index, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | Qt.AlignmentFlag | None:
        """Qt: the text, alignment and tip of a cell."""
        column, row = self._columns[index.column()], self.row_of(index.row())
        if not 0 <= row < len(self._session.table):
            return None  # another session has come, and the lines follow in a moment
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        return None

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | Qt.AlignmentFlag | None:
        """Qt: the title, with its unit, and the meaning of a column."""
        if way != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _SHORT.get(column.name) or heading(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{column.note}\n{column.name}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        return None


def alignment(column: Column) -> Qt.AlignmentFlag:
    """Numbers end at the right, words begin at the left, signs stand in the middle."""
    if column.name in {"verdict", "star"}:
        return _MIDDLE
    return _LEFT if column.kind == "text" else _RIGHT
