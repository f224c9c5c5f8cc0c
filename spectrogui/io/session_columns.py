"""A session's rows as a table, and the copy of its columns from which that is quick.

Where the copy beside the session is the one that the session knows, columns are read from it when
they are asked for, and the rows that have changed since are read from the session and laid over
it; labels are read from the session always. Else the session is read row by row, and the columns
are copied for the next time.
"""

import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import COLUMN
from spectrogui.core.compact import Form, Unknown, blank
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.table import Table
from spectrogui.io import session_cells, session_touched
from spectrogui.io.checked_file import DamagedError
from spectrogui.io.column_copy import COPIED, ColumnCopy, Runs, copy_path, write_copy
from spectrogui.io.copied_form import CopiedForm
from spectrogui.io.session_schema import LABEL, RUN

LEAST = 20_000
"""Rows, or changed rows, for which a copy pays."""
_LENT, _LENT_BESIDE = 512, 128
"""Rows that are read before others may have the connection: when it is opened, and beside work."""
_NAMES = tuple(column.name for column in COPIED)
_SHARE = 8  # of the rows: if more have changed, all are read again
_Rows = NDArray[np.intp]
Use = Callable[[], AbstractContextManager[sqlite3.Connection]]
"""Lends the connection to one thread at a time."""


class SessionColumns:
    """Reads the rows of an open session; every thread may call it.

    Parameters
    ----------
    path : of the session, None for one that has nothing beside it
    look, change : lend the connection, to read from and for a transaction
    may_write : whether the copy may be made anew
    """

    def __init__(self, path: Path | None, look: Use, change: Use, may_write: bool) -> None:
        self._path = None if path is None else copy_path(path)
        self._look, self._change = look, change
        self._may_write = may_write and path is not None
        self._copy: ColumnCopy | None = None
        self._fresh: tuple[int, Table] | None = None  # a turn, and what was read in it
        self._keeping = threading.Lock()

    def load(self, ticket: Ticket) -> Table:
        """All rows; raises Cancelled soon after the ticket was cancelled."""
        with self._look() as sql:
            count = session_cells.size(sql)
            changed = self._changed(sql, count)
        if self._copy is not None and changed is not None:
            forms = self._forms(self._copy) | self._labels(count, ticket)
            return self._laid_over(Table(size=count, forms=forms), changed, ticket)
        turn = 0
        if self._may_write and count >= LEAST:
            with suppress(InputError):  # a full disk: then without a copy
                turn = self._begin()
        forms = self._read(count, ticket)
        self._fresh = (turn, Table(size=count, forms=forms)) if turn else None
        return Table(size=count, forms=forms)

    def is_behind(self) -> bool:
        """Whether it pays to make the copy anew."""
        if not self._may_write:
            return False
        with self._look() as sql:
            if session_cells.size(sql) < LEAST:
                return False
            return (
                self._fresh is not None
                or self._copy is None
                or session_touched.count_touched(sql) >= LEAST
            )

    def keep(self, ticket: Ticket) -> dict[str, Form]:
        """Make the copy anew; returns the columns as they lie there, {} if there is no room.

        Nothing is said of a disk that is full or a folder that cannot be written: it is a cache.

        Raises
        ------
        Cancelled, InputError
            then the copy of before is there, or none
        """
        if self._path is None or not self._may_write:
            return {}
        with self._keeping:
            turn, table = self._fresh or self._renewed(ticket)
            self._fresh = None
            copy = self._written(self._path, table, ticket)
            if copy is None:
                self._may_write = False  # to try again would cost as much, for nothing
                return {}
            with self._change() as sql:
                session_touched.end_turn(sql, turn, copy.identity)
            self._copy = copy
            return self._forms(copy)

    def _changed(self, sql: sqlite3.Connection, count: int) -> _Rows | None:
        """Open the copy; the rows that have changed since, None if it is of no use."""
        if self._path is None:
            return None
        identity = session_touched.identity(sql)
        if self._copy is None or self._copy.identity != identity:
            self._copy = _opened(self._path, identity, _runs(sql))
        if self._copy is None:
            return None
        rows = session_touched.touched(sql)
        added = np.count_nonzero(rows >= self._copy.size)
        if len(rows) > max(LEAST, count // _SHARE) or added != count - self._copy.size:
            return None
        return rows if not len(rows) or rows[-1] < count else None

    def _laid_over(self, made: Table, changed: _Rows, ticket: Ticket) -> Table:
        for start in range(0, len(changed), session_cells.STEP):
            rows = changed[start : start + session_cells.STEP]
            found = self._cells(rows, _NAMES)
            for column in COPIED:
                unknown = blank(column.kind == "text", len(rows))
                values = found.get(column.name, unknown)
                other = _differ(made.cells(column.name, rows), values)
                made.place(rows[other], {column.name: values[other]})
            ticket.checkpoint(start + len(rows), len(changed))
        return made

    def _forms(self, copy: ColumnCopy) -> dict[str, Form]:
        return {
            name: Unknown(column.kind == "text", copy.size)
            if copy.is_unknown(name)
            else CopiedForm(copy, name, self._again)
            for name, column in ((column.name, column) for column in COPIED)
        }

    def _labels(self, count: int, ticket: Ticket) -> dict[str, Form]:
        def read(rows: _Rows) -> session_cells.Cells:
            if ticket.cancelled:
                raise Cancelled
            with self._look() as sql:
                return session_cells.labels(sql, rows)

        return session_cells.forms(read, count, Ticket(), LABEL)

    def _read(self, count: int, ticket: Ticket, names: tuple[str, ...] = ()) -> dict[str, Form]:
        return session_cells.forms(partial(self._cells, names=names), count, ticket, names)

    def _cells(self, rows: _Rows, names: tuple[str, ...] = ()) -> session_cells.Cells:
        lent = _LENT_BESIDE if self._keeping.locked() else _LENT
        parts = [rows[start : start + lent] for start in range(0, len(rows), lent)]
        found = []
        for part in parts:
            with self._look() as sql:
                found.append(session_cells.cells(sql, part, names))
        return session_cells.joined(found, list(map(len, parts)))

    def _again(self, name: str) -> Form:
        """A column that is damaged in the copy, from the session; the copy must be made anew."""
        self._copy = None
        try:
            with self._look() as sql:
                count = session_cells.size(sql)
            return self._read(count, Ticket(), (name,))[name]
        except InputError:  # the session was closed, and its rows are still on screen
            return Unknown(COLUMN[name].kind == "text")

    def _begin(self) -> int:
        with self._change() as sql:
            return session_touched.begin_turn(sql)

    def _renewed(self, ticket: Ticket) -> tuple[int, Table]:
        turn = self._begin()
        with self._look() as sql:
            count = session_cells.size(sql)
            changed = self._changed(sql, count)
        if self._copy is not None and changed is not None:
            table = Table(size=count, forms=self._forms(self._copy))
            return turn, self._laid_over(table, changed, ticket)
        return turn, Table(size=count, forms=self._read(count, ticket, _NAMES))

    def _written(self, path: Path, table: Table, ticket: Ticket) -> ColumnCopy | None:
        identity = uuid.uuid4().hex
        with self._look() as sql:
            runs = _runs(sql)
        try:
            write_copy(path, identity, len(table), runs, _each(table, ticket), self._let_go)
            return ColumnCopy(path)
        except (OSError, DamagedError):
            return None

    def _let_go(self) -> None:
        if self._copy is not None:
            self._copy.close()


def _each(table: Table, ticket: Ticket) -> Iterator[tuple[str, Form]]:
    """The columns in little memory, one at a time."""
    for number, name in enumerate(_NAMES):
        ticket.checkpoint(number, len(_NAMES))
        yield name, table.compact(name)


def _differ(old: NDArray[Any], new: NDArray[Any]) -> NDArray[np.bool_]:
    """(k,) where values are others: of most rows that have changed, most cells have not."""
    out: NDArray[np.bool_] = (old != new) & ((old == old) | (new == new))
    return out


def _opened(path: Path, identity: str, runs: Runs) -> ColumnCopy | None:
    """The copy, if it is whole, the one that the session knows, and of the same models."""
    if not identity:
        return None
    try:
        copy = ColumnCopy(path)
    except DamagedError:
        return None
    known = copy.runs
    newest = max((run for run, *_ in known), default=0)
    if copy.identity == identity and [run for run in runs if run[0] <= newest] == known:
        return copy
    copy.close()
    return None


def _runs(sql: sqlite3.Connection) -> Runs:
    names = ", ".join(RUN)
    found = sql.execute(f"SELECT run, {names} FROM runs ORDER BY run").fetchall()
    return [list(values) for values in found]
