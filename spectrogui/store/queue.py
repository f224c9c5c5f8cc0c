"""The order in which rows are gone through: those that pass the filter, sorted."""

import time
from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.core.errors import InputError
from spectrogui.core.query import Query
from spectrogui.core.table import Table
from spectrogui.store.aside import Aside
from spectrogui.store.lines import Lines
from spectrogui.store.ordering import Arranged, Wish
from spectrogui.store.selection import NO_ROWS, Rows, Selection, ascending

_REST = 0.2  # s; the least time between two refreshes while results arrive
_SHARE = 8  # refreshing may take a ninth of the time of the event loop
_STRIDE = 256  # lines that are looked through first


class Queue(QObject):
    """Row numbers in displayed order.

    When labels change, rows come and go but the order stays until `sort_by` is called again,
    and the current row stays even if the filter would hide it, until the user moves on.

    Where a filter or a sort takes long, it is `busy` in a thread: `filter` and `sort_name` are
    those that were asked for, and `rows` are those of before until `changed`.
    """

    changed = Signal()  # other rows, another order, another filter
    passing_changed = Signal()  # other rows pass; comes before `changed`
    filter_failed = Signal(str)
    busy_changed = Signal()

    def __init__(self, table: Table, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._refresh)
        self._cost = 0.0
        self._aside = Aside(self)
        self._aside.done.connect(self._on_arranged)
        self._wish = Wish(None, None)
        self._meanwhile: list[Rows] = []  # rows with new values since then
        self._moved = False  # whether these may stand elsewhere
        self._passing = np.empty(0, dtype=bool)
        self.seed = 1
        selection.current_changed.connect(self._on_current_changed)
        self.use(table)

    def use(
        self,
        table: Table,
        text: str = "",
        name: str = "",
        descending: bool = False,
        arranged: Arranged | None = None,
    ) -> None:
        """Go through another table from now on; `arranged`, if that was done already."""
        self._wait_no_more()
        self._table = table
        self._query = Query.parse("", table)
        self._sort = (name, descending)
        self._held = -1
        self._stale: list[Rows] = []
        self._resort = False
        self._lines = Lines()
        failure = ""
        try:
            self._query = Query.parse(text, table)
        except InputError as error:
            failure = str(error)
        self._take(arranged or Wish(self._query, self._sort, self.seed).of(table))
        self.passing_changed.emit()
        self.changed.emit()
        if failure:
            self.filter_failed.emit(failure)

    @property
    def rows(self) -> Rows:
        """The rows that pass, in order; read-only."""
        return self._lines.rows

    @property
    def passing(self) -> NDArray[np.bool_]:
        """(n,) whether a row is among them; not to be written to."""
        missing = len(self._table) - len(self._passing)  # rows that `refresh` has not seen yet
        return (
            np.append(self._passing, np.zeros(missing, dtype=bool)) if missing else self._passing
        )

    @property
    def busy(self) -> bool:
        """Whether other rows or another order are on their way."""
        return self._aside.running

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
        if query == self._query and not self.busy:
            return
        self._query, self._held = query, -1
        self._ask(Wish(query, None, self.seed))

    def sort_by(self, name: str, descending: bool) -> None:
        """Sort by a column; unknown values come last either way, ties in the order of input."""
        other = self._sort != (name, descending)
        self._sort = (name, descending)
        self._ask(Wish(None, self._sort, self.seed), news=other)

    def line_of(self, row: int) -> int:
        """Where a row is displayed; -1 if it is not."""
        return self._lines.line_of(row)

    def after(self, row: int) -> int:
        """The row displayed after this one; itself at the end, -1 in an empty queue."""
        return self._at(self._lines.line_from(self._lines.place_of(row) + 1), row)

    def before(self, row: int) -> int:
        """The row displayed before this one; itself at the beginning, -1 in an empty queue."""
        return self._at(self._lines.line_from(self._lines.place_of(row)) - 1, row)

    def next_unlabelled(self, row: int) -> int:
        """The next row without a verdict, from the beginning after the end; -1 if none is left."""
        here = self._lines.line_from(self._lines.place_of(row))
        return self._unlabelled(row, (range(here, len(self.rows)), range(here)))

    def previous_unlabelled(self, row: int) -> int:
        """The last row without a verdict before this one, going round; -1 if none is left."""
        here = self._lines.line_from(self._lines.place_of(row))
        return self._unlabelled(row, (range(here)[::-1], range(here, len(self.rows))[::-1]))

    def refresh(self, rows: Rows, *, at_once: bool = False, keep_order: bool = False) -> None:
        """Some rows have new values, or are new; many calls make one refresh.

        Parameters
        ----------
        at_once : in this turn of the event loop, not when there is time
        keep_order : the values do not move rows, they only let them pass or not
        """
        self._stale.append(np.asarray(rows, dtype=np.intp))
        if self.busy:
            self._meanwhile.append(self._stale[-1])
            self._moved |= not keep_order
        self._resort |= not keep_order
        wait = 0.0 if at_once else max(_REST, _SHARE * self._cost)
        if not self._soon.isActive() or self._soon.remainingTime() > wait * 1000:
            self._soon.start(round(wait * 1000))

    def _refresh(self) -> None:
        started = time.perf_counter()
        rows = ascending(np.concatenate([NO_ROWS, *self._stale]))
        self._stale = []
        grown = len(self._table) - len(self._passing)
        self._passing = np.concatenate([self._passing, np.zeros(grown, dtype=bool)])
        turned = self._ask_again(rows)
        if self._lines.size < len(self._table) or (self._resort and self._out_of_order(rows)):
            other = self._take(Wish(None, self._sort, self.seed).of(self._table))
        else:
            other = bool(len(turned)) and self._lines.change(turned, self._passing)
        self._resort = False
        if other:
            self._tell(bool(len(turned)))
        self._cost = time.perf_counter() - started

    def _ask_again(self, rows: Rows) -> Rows:
        """Let rows pass or not by what they hold now; returns those that did otherwise before."""
        answers, current = self._query.rows(self._table, rows), self._selection.current
        place = int(np.searchsorted(rows, current))
        if place < len(rows) and rows[place] == current and self.line_of(current) >= 0:
            if not answers[place]:
                self._held = current
            answers[place] = True
        turned: Rows = rows[answers != self._passing[rows]]
        self._passing[rows] = answers
        return turned

    def _ask(self, wish: Wish, *, news: bool = True) -> None:
        """Fulfil a wish, at once or in a thread; `news` says that it is told in any case."""
        if self._lines.size < len(self._table):  # rows that `refresh` has not seen yet
            wish = Wish(self._query, self._sort, self.seed)
        if self.busy:  # the one before is still to be fulfilled
            before = self._wish
            wish = Wish(wish.query or before.query, wish.sort or before.sort, self.seed)
        if not wish.takes_long(self._table):
            self._wait_no_more()
            self._show(wish.of(self._table), news=news)
            return
        self._wish, self._meanwhile, self._moved = wish, [], False
        self._aside.start(partial(wish.of, self._table.snapshot()))
        self.busy_changed.emit()

    def _wait_no_more(self) -> None:
        if self._aside.running:
            self._aside.drop()
            self.busy_changed.emit()

    def _on_arranged(self, made: Arranged) -> None:
        """What was asked for is there; rows that changed meanwhile are asked again."""
        self.busy_changed.emit()
        known = made.passing if made.order is None else made.order
        if known is None or len(known) < len(self._table):
            self._ask(Wish(self._query, self._sort, self.seed))
            return
        rows = ascending(np.concatenate([NO_ROWS, *self._meanwhile]))
        if made.passing is not None:
            made.passing[rows] = self._query.rows(self._table, rows)
            made.passing[self._held : self._held + 1] = True  # nothing if it is -1
        self._show(made, news=True)
        if self._moved:
            self.refresh(rows)

    def _show(self, made: Arranged, *, news: bool) -> None:
        before = self._passing
        other = self._take(made)
        turned = not np.array_equal(before, self._passing)
        if turned or other or news:
            self._tell(turned)

    def _take(self, made: Arranged) -> bool:
        """Go by another order or another answer of the filter; False if no line changes."""
        if made.passing is not None:
            self._passing = made.passing
        if made.order is not None:
            self._lines.arrange(made.order)
            self._sorted = made.column
        return self._lines.show(self._passing)

    def _out_of_order(self, rows: Rows) -> bool:
        """Whether rows have another value now than when they were sorted."""
        name = self._sort[0]
        if name not in self._table or (self.busy and self._wish.sort):
            return False
        if self._sorted is None:
            return not self._table.knows_nothing(name)
        new, sorted_ = self._table.cells(name, rows), self._sorted
        old = sorted_[rows] if isinstance(sorted_, np.ndarray) else sorted_.at(rows)
        return bool(np.any((old != new) & ((old == old) | (new == new))))

    def _tell(self, other_rows: bool) -> None:
        if other_rows:
            self.passing_changed.emit()
        self.changed.emit()

    def _at(self, line: int, row: int) -> int:
        if not len(self.rows):
            return -1
        if 0 <= line < len(self.rows):
            return int(self.rows[line])
        return row if self.line_of(row) >= 0 else int(self.rows[0 if line < 0 else -1])

    def _unlabelled(self, row: int, ways: tuple[range, range]) -> int:
        """The first row without a verdict but `row` along some lines."""
        for lines in (part for way in ways for part in _strides(way)):
            rows = self.rows[lines]
            found = np.flatnonzero(np.isnan(self._table.cells("verdict", rows)) & (rows != row))
            if len(found):
                return int(rows[found[0]])
        return -1

    def _on_current_changed(self, row: int) -> None:
        if self._held not in (-1, row):
            held, self._held = self._held, -1
            self.refresh(np.array([held]), at_once=True, keep_order=True)


def _strides(lines: range) -> Iterator[slice]:
    """Lines in parts that grow, as slices in the same direction."""
    start, stride = 0, _STRIDE
    while start < len(lines):
        part = lines[start : start + stride]
        end = part[-1] + part.step
        yield slice(part[0], None if end < 0 else end, part.step)
        start, stride = start + stride, 4 * stride
