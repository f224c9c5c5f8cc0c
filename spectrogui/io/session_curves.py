"""Light curves in a session file: which files belong to which star, and what was measured.

Every function runs inside a transaction of its caller.
"""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import LIGHT_CURVE
from spectrogui.io.k2_names import name_of

NAMES = tuple(column.name for column in LIGHT_CURVE)


class CurveFile(NamedTuple):
    """A light curve that the user gave.

    Attributes
    ----------
    path : the file, absolute
    epic : the star by its number, "" if it is given to a row
    row : the row that it was given to; -1 if it belongs to every row with that number
    author, campaign : as in `core.light_curve.CurveHeader`, "" if the file's name does not tell
    """

    path: str
    epic: str = ""
    row: int = -1
    author: str = ""
    campaign: str = ""


def curve_file(path: str, epic: str = "", row: int = -1) -> CurveFile:
    """A light curve for one row or, without a row, for the star of its number.

    Parameters
    ----------
    epic : "" to take it from the file's name
    """
    name = name_of(os.path.basename(path))
    author, campaign = (name.author, name.campaign) if name is not None else ("", "")
    if row >= 0:
        return CurveFile(path, "", row, author, campaign)
    return CurveFile(path, epic or (name.epic if name is not None else ""), -1, author, campaign)


def add_files(sql: sqlite3.Connection, files: Iterable[CurveFile]) -> int:
    """Remember files; those that are known already stay as they are. Returns how many are new."""
    before = sql.total_changes
    sql.executemany(
        "INSERT OR IGNORE INTO curve_files (path, epic, row, author, campaign)"
        " VALUES (?, ?, ?, ?, ?)",
        files,
    )
    return sql.total_changes - before


def files(sql: sqlite3.Connection) -> list[CurveFile]:
    """All of them, in the order in which they were given."""
    found = sql.execute("SELECT path, epic, row, author, campaign FROM curve_files ORDER BY id")
    return [CurveFile(*values) for values in found]


def write(sql: sqlite3.Connection, rows: NDArray[np.intp], columns: Mapping[str, Any]) -> None:
    """Replace what was measured for some rows; values as a table stores them."""
    names = [name for name in NAMES if name in columns]
    marks = ", ".join("?" * (len(names) + 1))
    cells = (columns[name].tolist() for name in names)  # SQLite stores NaN as NULL
    sql.executemany(
        f"REPLACE INTO light_curves (row, {', '.join(names)}) VALUES ({marks})",
        zip(rows.tolist(), *cells, strict=True),
    )
