"""Reading a session file in bulk."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import COLUMN
from spectrogui.core.parameters import Parameters
from spectrogui.core.table import Table
from spectrogui.io import session_schema

_CHUNK = 256  # rows; few enough to stay near the processor
_REPEATED = {
    "planid",
    "class",
    "subclass",
    "status",
    "problem",
    "rv_source",
    "flags",
    "inspector",
    "lc_quality",
    "lc_product",
}


@dataclass(frozen=True, slots=True)
class Task:
    """A row that is to be scored.

    Attributes
    ----------
    row, path : its number, and the file as the user gave it
    file : the same, made absolute
    problem : why there is nothing to read, if the list said so
    obsid, parameters : what the list says of the star; a velocity by hand stands over its own
    has_numbers : it was scored before, and could be read then
    """

    row: int
    path: str
    file: Path
    problem: str
    obsid: str
    parameters: Parameters
    has_numbers: bool = False


def table(connection: sqlite3.Connection) -> Table:
    """All rows of a session."""
    made = Table()
    names = ("path", "problem", *session_schema.GIVEN)
    rows, columns = _read(connection, "targets", names)
    made.extend(len(rows), columns)
    if not np.array_equal(rows, np.arange(len(rows))):
        raise sqlite3.DatabaseError("its rows are not numbered from 0 without a gap")
    found = tuple(column.name for column in session_schema.FOUND)
    rows, columns = _read(connection, "results", found)
    made.place(rows, columns | _runs(connection))
    for source, some in (
        ("labels", session_schema.LABEL),
        ("light_curves", session_schema.CURVE),
    ):
        rows, columns = _read(connection, source, some)
        made.place(rows, columns)
    return made


def tasks(connection: sqlite3.Connection, rows: Iterable[int], folder: Path) -> list[Task]:
    """What is to be read for some rows; relative paths are taken from `folder`."""
    names = ", ".join(f"targets.{name}" for name in ("path", "problem", *session_schema.GIVEN))
    query = (
        f"SELECT {names}, coalesce(status IN ('ok', 'partial'), 0), velocities.rv_kms"
        " FROM targets LEFT JOIN results USING (row) LEFT JOIN velocities USING (row)"
        " WHERE row = ?"
    )
    made = []
    for row in rows:
        (values,) = connection.execute(query, (int(row),))
        path, problem, obsid, epic, *numbers, scored, by_hand = values
        ra, dec, teff, logg, feh, rv = (np.nan if n is None else n for n in numbers)
        star = Parameters(teff, logg, feh, rv, epic, ra, dec)
        if by_hand is not None:
            star = replace(star, rv_kms=by_hand, rv_from="hand")
        made.append(Task(int(row), path, folder / path, problem, obsid, star, bool(scored)))
    return made


def _runs(connection: sqlite3.Connection) -> dict[str, NDArray[Any]]:
    """With which model and program each result was made, one text per result."""
    names = ", ".join(session_schema.RUN)
    known = {run: texts for run, *texts in connection.execute(f"SELECT run, {names} FROM runs")}
    blank = [""] * len(session_schema.RUN)
    made = connection.execute("SELECT run FROM results ORDER BY row").fetchall()
    columns = zip(*(known.get(run, blank) for (run,) in made), strict=True)
    return {
        name: np.array(texts, dtype=object)
        for name, texts in zip(session_schema.RUN, columns, strict=False)
    }


def _read(
    connection: sqlite3.Connection, source: str, names: tuple[str, ...]
) -> tuple[NDArray[np.intp], dict[str, NDArray[Any]]]:
    """Row numbers and columns, in the form that a table stores."""
    quoted = ", ".join(f'"{name}"' for name in names)
    cursor = connection.execute(f"SELECT row, {quoted} FROM {source} ORDER BY row")
    (size,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
    rows = np.empty(size, dtype=np.intp)
    kinds = [object if COLUMN[name].kind == "text" else np.float64 for name in names]
    columns = [np.empty(size, dtype=kind) for kind in kinds]
    seen: dict[str, str] = {}  # equal texts become one
    start = 0
    while chunk := cursor.fetchmany(_CHUNK):
        numbers, *values = zip(*chunk, strict=True)
        stop = start + len(chunk)
        rows[start:stop] = numbers
        for name, column, kind, cells in zip(names, columns, kinds, values, strict=True):
            same = map(seen.setdefault, cells, cells) if name in _REPEATED else cells
            column[start:stop] = np.array(list(same), dtype=kind)  # None becomes NaN
        start = stop
    return rows, dict(zip(names, columns, strict=True))
