"""Writing what the inspector said, of one row or of a million, inside a transaction of the caller.

SQLite is told the stretches of rows, and goes through the rows itself: from what identifies a
star to what is noted of it, nothing of a row passes through Python.
"""

import sqlite3

from spectrogui.io.label_log import LabelChange

_BEGIN = """
CREATE TEMP TABLE IF NOT EXISTS said (
    first INTEGER PRIMARY KEY, last INTEGER, before, after, signed TEXT, signed_utc TEXT)
"""
_STARS = (
    "said CROSS JOIN targets ON targets.row BETWEEN first AND last LEFT JOIN results USING (row)"
)
_STAR = "coalesce(results.obsid, targets.obsid), coalesce(input_sha256, '')"
_EVENTS = f"""
INSERT INTO events (
    utc, row, obsid, input_sha256, kind, before, after, batch, inspector, edit, mark)
SELECT :utc, targets.row, {_STAR}, :kind, coalesce(before, ''), coalesce(after, ''), :batch,
    :inspector, :edit, :mark
FROM {_STARS}
"""
_LABELS = """
INSERT INTO labels (row, obsid, input_sha256, {names}, inspector, labelled_utc)
SELECT targets.row, {star}, {values}, signed, signed_utc FROM {stars} WHERE true
ON CONFLICT (row) DO UPDATE SET obsid = excluded.obsid, input_sha256 = excluded.input_sha256,
    {kind} = excluded.{kind}, inspector = excluded.inspector, labelled_utc = excluded.labelled_utc
"""
_NOTHING = {"verdict": "NULL", "tags": "''", "star": "NULL", "comment": "''"}


def write(sql: sqlite3.Connection, change: LabelChange) -> None:
    """Add to the log, and put in force, what is said of rows of a session."""
    said = (change.first, change.last, change.before, change.after, change.signed)
    sql.execute(_BEGIN)
    sql.execute("DELETE FROM said")
    sql.executemany(
        "INSERT INTO said VALUES (?, ?, ?, ?, ?, ?)", zip(*said, change.signed_utc, strict=True)
    )
    count = sum(change.last) - sum(change.first) + len(change.first)
    sql.execute(
        _EVENTS,
        {
            "utc": change.utc,
            "kind": change.kind,
            "batch": int(count > 1),
            "inspector": change.inspector,
            "edit": change.edit,
            "mark": change.mark,
        },
    )
    sql.execute(_labels(change.kind))


def _labels(kind: str) -> str:
    """The statement for a column of the labels."""
    columns = _NOTHING | {kind: "after"}
    return _LABELS.format(
        kind=kind,
        names=", ".join(columns),
        values=", ".join(columns.values()),
        star=_STAR,
        stars=_STARS,
    )
