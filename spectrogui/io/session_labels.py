"""The labels of a session with the names of their stars, as its mirror tells them."""

import sqlite3
from typing import Any

NAMES = (
    "path", "obsid", "designation", "verdict", "tags", "star", "comment", "inspector",
    "labelled_utc", "input_sha256",
)  # fmt: skip
_SAID = (
    "(verdict IS NOT NULL OR star IS NOT NULL OR tags != '' OR comment != ''"
    " OR labels.inspector != '' OR labelled_utc != '')"
)
_QUERY = (
    "SELECT path, coalesce(results.obsid, targets.obsid), coalesce(designation, ''), verdict,"
    " tags, CASE WHEN star THEN 'True' WHEN star = 0 THEN 'False' END, comment,"
    " labels.inspector, labelled_utc, coalesce(results.input_sha256, '')"
    " FROM labels JOIN targets USING (row) LEFT JOIN results USING (row)"
    f" WHERE labels.row BETWEEN ? AND ? AND {_SAID} ORDER BY labels.row"
)


def parts(sql: sqlite3.Connection, width: int) -> list[int]:
    """Which stretches of `width` rows have any row of which something was said."""
    found = sql.execute(f"SELECT DISTINCT row / {width} FROM labels").fetchall()
    return sorted(part for (part,) in found)


def between(sql: sqlite3.Connection, first: int, last: int) -> list[tuple[Any, ...]]:
    """What holds of the labelled rows from `first` to `last`, one value for each of `NAMES`: text,
    whole number or None, which in a file of text are what `Column.format` makes of them.
    """
    return sql.execute(_QUERY, (first, last)).fetchall()
