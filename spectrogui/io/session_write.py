"""Writing into a session file; every function runs inside a transaction of its caller."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.job import Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.io import session_schema

_STEP = 8192  # rows between two looks at a ticket
Rows = NDArray[np.intp]
Columns = dict[str, NDArray[Any]]


class Listed(Protocol):
    """A target as a list gives it: see `io.inputs.Target`."""

    @property
    def path(self) -> str:
        """The file."""
        ...

    @property
    def problem(self) -> str:
        """Why there is no file to read; "" if there is one."""
        ...

    @property
    def parameters(self) -> Parameters | None:
        """What the list says of the star."""
        ...

    @property
    def obsid(self) -> str:
        """LAMOST's number, if the list gives it."""
        ...

    @property
    def curves(self) -> tuple[str, ...]:
        """Light curves of the star, if the list gives them."""
        ...


def given(targets: Sequence[Listed]) -> Columns:
    """What a list says of its targets, as columns; one with a problem has failed already."""
    nothing = Parameters()
    stars = [target.parameters or nothing for target in targets]
    columns: Columns = {
        "path": _texts([target.path for target in targets]),
        "obsid": _texts([target.obsid for target in targets]),
        "epic": _texts([star.epic for star in stars]),
        "problem": _texts([target.problem for target in targets]),
        "status": _texts(["failed" if target.problem else "" for target in targets]),
    }
    for name in session_schema.GIVEN:
        if name not in columns:
            values = np.array([getattr(star, name) for star in stars], dtype=float)
            columns[name] = np.where(np.isfinite(values), values, np.nan)
    return columns


def insert_targets(sql: sqlite3.Connection, columns: Columns, ticket: Ticket) -> int:
    """Add rows at the end; returns the number of the first, or raises Cancelled."""
    (first,) = sql.execute("SELECT coalesce(max(row) + 1, 0) FROM targets").fetchone()
    names = ("path", "problem", *session_schema.GIVEN)
    size = len(columns["path"])
    insert = f"INSERT INTO targets (row, {', '.join(names)}) VALUES ({_marks(len(names) + 1)})"
    for start in range(0, size, _STEP):
        ticket.checkpoint(start, size)
        some = {name: columns[name][start : start + _STEP] for name in names}
        rows = range(first + start, first + min(start + _STEP, size))
        sql.executemany(insert, zip(rows, *_cells(some, names), strict=True))
    failed = np.flatnonzero(columns["status"] != "")
    insert_results(sql, first + failed, {name: columns[name][failed] for name in columns})
    return int(first)


def move_targets(sql: sqlite3.Connection, rows: Rows, paths: NDArray[Any]) -> None:
    """Replace the paths of some rows; what was wrong with the old ones is forgotten."""
    sql.executemany(
        "UPDATE targets SET path = ?, problem = '' WHERE row = ?",
        zip(paths.tolist(), rows.tolist(), strict=True),
    )


def insert_results(sql: sqlite3.Connection, rows: Rows, columns: Mapping[str, Any]) -> None:
    """Replace what scoring found for some rows."""
    names = [column.name for column in session_schema.FOUND if column.name in columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    for run, part in _runs(columns, len(rows)):
        taken = {name: columns[name][part] for name in names}
        number = _run_number(sql, run)
        sql.executemany(
            f"REPLACE INTO results (row, {quoted}, run) VALUES ({_marks(len(names) + 2)})",
            zip(
                rows[part].tolist(),
                *_cells(taken, names),
                [number] * np.count_nonzero(part),
                strict=True,
            ),
        )
    sql.executemany(  # labels that were given before the row was read
        "UPDATE labels SET (obsid, input_sha256) ="
        " (SELECT obsid, input_sha256 FROM results WHERE results.row = labels.row)"
        " WHERE row = ? AND input_sha256 = ''",
        ((row,) for row in rows.tolist()),
    )


def set_velocity(
    sql: sqlite3.Connection, row: int, kms: float | None, inspector: str, utc: str
) -> None:
    """Take a velocity for a row over whatever file and catalogue say; None forgets it."""
    sql.execute("DELETE FROM velocities WHERE row = ?", (row,))
    if kms is not None:
        sql.execute("INSERT INTO velocities VALUES (?, ?, ?, ?)", (row, kms, inspector, utc))


def _cells(columns: Mapping[str, NDArray[Any]], names: Iterable[str]) -> Iterator[list[Any]]:
    return (columns[name].tolist() for name in names)  # SQLite stores NaN as NULL


def _runs(
    columns: Mapping[str, NDArray[Any]], size: int
) -> Iterator[tuple[tuple[str, ...], NDArray[np.bool_]]]:
    """The models and programs that made results, and which of the results each made."""
    blank = np.full(size, "", dtype=object)
    parts = [columns.get(name, blank).tolist() for name in session_schema.RUN]
    made = list(zip(*parts, strict=True))
    for run in dict.fromkeys(made):
        yield run, np.array([one == run for one in made], dtype=bool)


def _run_number(sql: sqlite3.Connection, run: tuple[str, ...]) -> int:
    names = ", ".join(session_schema.RUN)
    sql.execute(f"INSERT OR IGNORE INTO runs ({names}) VALUES (?, ?, ?)", run)
    where = " AND ".join(f"{name} = ?" for name in session_schema.RUN)
    with closing(sql.execute(f"SELECT run FROM runs WHERE {where}", run)) as found:
        return int(found.fetchone()[0])


def _texts(values: list[str]) -> NDArray[Any]:
    return np.array(values, dtype=object)


def _marks(count: int) -> str:
    return ", ".join("?" * count)
