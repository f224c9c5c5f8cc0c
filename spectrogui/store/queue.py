"""The order in which rows are gone through: those that pass the filter, sorted."""

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.core.errors import InputError
from spectrogui.core.query import Query
from spectrogui.core.table import Table
from spectrogui.store.ordering import order_of
from spectrogui.store.selection import NO_ROWS, Rows, Selection

_REST = 0.2  # s; the least time between two refreshes while results arrive
_SHARE = 8  # refreshing may take a ninth of the time of the event loop


class Queue(QObject):
    """Row numbers in displayed order.

    When labels change, rows come and go but the order stays until `sort_by` is called again,
    and the current row stays even if the filter would hide it, until the user moves on.
    """

    changed = Signal()
    filter_failed = Signal(str)

    def __init__(self, table: Table, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._refresh)
        self._cost = 0.0
        self.seed = 1
        selection.current_changed.connect(self._on_current_changed)
        self.use(table)

    def use(self, table: Table, text: str = "", name: str = "", descending: bool = False) -> None:
        """Go through another table from now on."""
        self._table = table
        self._query = Query.parse("", table)
        self._sort = ("", False)
        self._held = -1
        self._stale: list[Rows] = []
        self._resort = False
        self._rows = NO_ROWS
        self._all()
        if name:
            self.sort_by(name, descending)
        if text:
            self.set_filter(text)
        if not len(self._rows):
            self.changed.emit()

    @property
    def rows(self) -> Rows:
        """The rows that pass, in order; read-only."""
        return self._rows

    @property
    def filter(self) -> str:
        """The filter in force, as it was written."""
        return self._query.text

    @property
    def sort_name(self) -> str:
        """The column that sorts; "" for the order of input, "random" for a shuffled one."""
        return self._sort[0]

    @property
    def descending(self) -> bool:
        """Whether the largest values come first."""
        return self._sort[1]

    def set_filter(self, text: str) -> None:
        """Let only the rows pass that a query admits; a broken one changes nothing."""
        try:
            query = Query.parse(text, self._table)
        except InputError as error:
            self.filter_failed.emit(str(error))
            return
        self._query, self._held = query, -1
        self._mask = query.rows(self._table)
        self._compose()

    def sort_by(self, name: str, descending: bool) -> None:
        """Sort by a column; unknown values come last either way, ties in the order of input."""
        self._sort = (name, descending)
        self._arrange()
        self._compose()

    def line_of(self, row: int) -> int:
        """Where a row is displayed; -1 if it is not."""
        return int(self._lines[row]) if 0 <= row < len(self._lines) else -1

    def after(self, row: int) -> int:
        """The row displayed after this one; itself at the end, -1 in an empty queue."""
        return self._at(np.searchsorted(self._ranks, self._rank(row), side="right"), row)

    def before(self, row: int) -> int:
        """The row displayed before this one; itself at the beginning, -1 in an empty queue."""
        return self._at(np.searchsorted(self._ranks, self._rank(row), side="left") - 1, row)

    def next_unlabelled(self, row: int) -> int:
        """The next row without a verdict, from the beginning after the end; -1 if none is left."""
        return self._unlabelled(row, forward=True)

    def previous_unlabelled(self, row: int) -> int:
        """The last row without a verdict before this one, going round; -1 if none is left."""
        return self._unlabelled(row, forward=False)

    def refresh(self, rows: Rows, *, at_once: bool = False, keep_order: bool = False) -> None:
        """Some rows have new values, or are new; many calls make one refresh.

        Parameters
        ----------
        at_once : in this turn of the event loop, not when there is time
        keep_order : the values do not move rows, they only let them pass or not
        """
        self._stale.append(np.asarray(rows, dtype=np.intp))
        self._resort |= not keep_order
        wait = 0.0 if at_once else max(_REST, _SHARE * self._cost)
        if not self._soon.isActive() or self._soon.remainingTime() > wait * 1000:
            self._soon.start(round(wait * 1000))

    def _refresh(self) -> None:
        started = time.perf_counter()
        rows = np.concatenate([NO_ROWS, *self._stale])
        self._stale = []
        current, grown = self._selection.current, len(self._table) - len(self._mask)
        self._mask = np.concatenate([self._mask, np.zeros(grown, dtype=bool)])
        shown = self.line_of(current) >= 0
        self._mask[rows] = self._query.rows(self._table, rows)
        if shown and not self._mask[current]:
            self._held = current
        if grown or (self._resort and self._out_of_order(rows)):
            self._arrange()
        self._resort = False
        self._compose()
        self._cost = time.perf_counter() - started

    def _all(self) -> None:
        self._mask = self._query.rows(self._table)
        self._arrange()
        self._compose()

    def _arrange(self) -> None:
        name, descending = self._sort
        self._order = order_of(self._table, name, descending, self.seed)
        self._sorted = self._table[name].copy() if name in self._table else None

    def _out_of_order(self, rows: Rows) -> bool:
        """Whether rows have another value now than when they were sorted."""
        if self._sorted is None:
            return False
        old, new = self._sorted[rows], self._table[self._sort[0]][rows]
        return bool(np.any((old != new) & ((old == old) | (new == new))))

    def _compose(self) -> None:
        """The rows that pass, in order, and the way back from a row to its line."""
        size = len(self._table)
        if (
            min(len(self._mask), len(self._order)) < size
        ):  # rows were added that `refresh` has not seen yet
            self._mask = self._query.rows(self._table)
            self._arrange()
        passing = self._mask
        if 0 <= self._held < size:
            passing = passing.copy()
            passing[self._held] = True
        rows = self._order[passing[self._order]]
        rows.setflags(write=False)
        self._position = np.empty(size, dtype=np.intp)
        self._position[self._order] = np.arange(size)
        self._ranks = self._position[rows]
        self._lines = np.full(size, -1, dtype=np.intp)
        self._lines[rows] = np.arange(len(rows))
        if not np.array_equal(rows, self._rows):
            self._rows = rows
            self.changed.emit()

    def _rank(self, row: int) -> int:
        return int(self._position[row]) if 0 <= row < len(self._position) else -1

    def _at(self, line: np.intp, row: int) -> int:
        if not len(self._rows):
            return -1
        if 0 <= line < len(self._rows):
            return int(self._rows[line])
        return row if self.line_of(row) >= 0 else int(self._rows[0 if line < 0 else -1])

    def _unlabelled(self, row: int, *, forward: bool) -> int:
        open_rows: NDArray[np.bool_] = np.isnan(self._table["verdict"][self._rows])
        lines = np.flatnonzero(open_rows & (self._rows != row))
        if not len(lines):
            return -1
        here = int(np.searchsorted(self._ranks, self._rank(row)))
        if forward:
            found = lines[lines >= here]
            return int(self._rows[found[0] if len(found) else lines[0]])
        found = lines[lines < here]
        return int(self._rows[found[-1] if len(found) else lines[-1]])

    def _on_current_changed(self, row: int) -> None:
        if self._held not in (-1, row):
            self._held = -1
            self.refresh(NO_ROWS, at_once=True, keep_order=True)
