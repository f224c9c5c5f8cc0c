"""The cells of a session's rows, as a table stores them, out of the tables of its file."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import COLUMN, COLUMNS
from spectrogui.core.compact import Form, blank
from spectrogui.core.compacting import NumberBuilder, TextBuilder
from spectrogui.core.job import Ticket
from spectrogui.io import session_schema

Rows = NDArray[np.intp]
Cells = dict[str, NDArray[Any]]
STEP = 8192
"""Rows whose columns are made smaller at once: a tenth of a second."""
_FETCHED = 256  # rows; few enough to stay near the processor
_TARGET = ("path", "problem", *session_schema.GIVEN)
_SOURCES = (
    ("results", tuple(column.name for column in session_schema.FOUND)),
    ("labels", session_schema.LABEL),
    ("light_curves", session_schema.CURVE),
    ("targets", _TARGET),  # last: they are not asked what results say of all rows
)
_RUN = "run"


def size(sql: sqlite3.Connection) -> int:
    """How many rows there are, if they are numbered without a gap."""
    (newest,) = sql.execute("SELECT coalesce(max(row) + 1, 0) FROM targets").fetchone()
    return int(newest)


def cells(sql: sqlite3.Connection, rows: Rows, names: Sequence[str] = ()) -> Cells:
    """The values of some rows, ascending: of the columns `names`, or of all, (len(rows),) each.

    A column that is not in the answer is unknown in all of them.
    """
    made: Cells = {}
    over: list[tuple[Rows, Cells]] = []
    for source, known in _SOURCES:
        wanted = [name for name in known if name not in made and (not names or name in names)]
        run = source == "results" and (not names or bool({*names} & {*session_schema.RUN}))
        if not (wanted or run or source == "targets"):
            continue
        found, columns = _read(sql, source, (*wanted, _RUN) if run else tuple(wanted), rows)
        if source == "targets" and len(found) != len(rows):
            raise sqlite3.DatabaseError("its rows are not numbered from 0 without a gap")
        if run:
            columns |= _runs(sql, columns.pop(_RUN))
        if len(found) == len(rows):
            made |= columns
        elif len(found):
            over.append((np.searchsorted(rows, found), columns))
    for places, columns in over:
        _lay_over(made, places, columns, len(rows))
    return {name: values for name, values in made.items() if not names or name in names}


def labels(sql: sqlite3.Connection, rows: Rows) -> Cells:
    """The same of the labels alone; {} if nothing was ever said of any of the rows."""
    made: Cells = {}
    found, columns = _read(sql, "labels", session_schema.LABEL, rows)
    if len(found):
        _lay_over(made, np.searchsorted(rows, found), columns, len(rows))
    return made


def joined(parts: Sequence[Cells], sizes: Sequence[int]) -> Cells:
    """The cells of rows that were read in parts."""
    if len(parts) == 1:
        return parts[0]
    return {
        name: np.concatenate(
            [
                part[name] if name in part else blank(COLUMN[name].kind == "text", size)
                for part, size in zip(parts, sizes, strict=True)
            ]
        )
        for name in set().union(*parts)
    }


def forms(
    read: Callable[[Rows], Cells], count: int, ticket: Ticket, names: Sequence[str] = ()
) -> dict[str, Form]:
    """The columns `names`, or all, of the first `count` rows in little memory.

    Parameters
    ----------
    read : gives the cells of some rows

    Raises
    ------
    Cancelled
        if the ticket is cancelled; it is asked many times a second
    """
    builders = {
        column.name: (
            TextBuilder(count) if column.kind == "text" else NumberBuilder(column.digits)
        )
        for column in COLUMNS
        if not names or column.name in names
    }
    for start in range(0, count, STEP):
        rows = np.arange(start, min(start + STEP, count))
        found = read(rows)
        for name, builder in builders.items():
            builder.add(found.get(name), len(rows))
        ticket.checkpoint(start + len(rows), count)
    return {name: builder.form() for name, builder in builders.items()}


def _read(
    sql: sqlite3.Connection, source: str, names: tuple[str, ...], rows: Rows
) -> tuple[Rows, Cells]:
    """The rows that a table of the file has, ascending, and their columns."""
    bounds: tuple[int, ...] = ()
    quoted = "".join(f', "{name}"' for name in names)
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1:
        which, bounds = "row BETWEEN ? AND ?", (int(rows[0]), int(rows[-1]))
    else:
        which = f"row IN ({', '.join(map(str, rows.tolist()))})"
    cursor = sql.execute(f"SELECT row{quoted} FROM {source} WHERE {which} ORDER BY row", bounds)
    parts: list[list[NDArray[Any]]] = []
    while chunk := cursor.fetchmany(_FETCHED):
        numbers, *values = zip(*chunk, strict=True)
        parts.append([np.array(numbers, dtype=np.intp)])
        parts[-1].extend(map(_array, names, values))
    if not parts:
        return np.zeros(0, dtype=np.intp), {name: _array(name, ()) for name in names}
    found, *columns = (np.concatenate(one) for one in zip(*parts, strict=True))
    return found, dict(zip(names, columns, strict=True))


def _array(name: str, values: Sequence[Any]) -> NDArray[Any]:
    if name != _RUN and COLUMN[name].kind == "text":
        made = np.empty(len(values), dtype=object)
        made[:] = values
        return made
    if values and values.count(None) == len(values):  # quicker than one by one
        return np.full(len(values), np.nan)
    return np.array(values, dtype=np.float64)  # None becomes NaN


def _runs(sql: sqlite3.Connection, runs: NDArray[np.float64]) -> Cells:
    """With which models and program each result was made."""
    names = session_schema.RUN
    known = sql.execute(f"SELECT run, {', '.join(names)} FROM runs").fetchall()
    texts = {float(run): words for run, *words in known}
    different, place = np.unique(runs, return_inverse=True)
    made = {}
    for number, name in enumerate(names):
        words = np.empty(len(different), dtype=object)
        words[:] = [texts[run][number] if run in texts else "" for run in different.tolist()]
        made[name] = words[place]
    return made


def _lay_over(made: Cells, places: Rows, columns: Cells, count: int) -> None:
    """Put the values of some of the rows over what is there."""
    for name, values in columns.items():
        if name not in made:
            made[name] = blank(values.dtype == object, count)
        made[name][places] = values
