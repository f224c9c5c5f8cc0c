"""Which rows of a session have changed since its columns were copied beside it.

The file itself keeps count, so that it sees what any program writes: triggers put the number of
each row that changes into `touched`, with the turn in which that was. To copy the columns is a
turn: what changes while a copy is made belongs to the next one and is not forgotten with it.
`copied` has one row: the turn, 0 as long as no copy was ever begun, and the identity of the copy.
Labels are in no copy, and not counted.
"""

import sqlite3

import numpy as np
from numpy.typing import NDArray

_SOURCES = ("targets", "results", "light_curves")
_TABLES = (
    "CREATE TABLE IF NOT EXISTS touched (row INTEGER PRIMARY KEY, turn INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS copied (turn INTEGER NOT NULL, identity TEXT NOT NULL)",
    "INSERT INTO copied SELECT 0, '' WHERE NOT EXISTS (SELECT * FROM copied)",
)
_EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def add_counting(sql: sqlite3.Connection) -> None:
    """Let a session keep count from now on, if it does not yet."""
    for statement in _TABLES:
        sql.execute(statement)
    _count_no_labels(sql)
    for source in _SOURCES:
        for event, sides in _EVENTS.items():
            steps = "".join(
                # no REPLACE: the statement that changed the row decides what becomes of it
                f" DELETE FROM touched WHERE row = {side}.row;"
                f" INSERT INTO touched SELECT {side}.row, turn FROM copied;"
                for side in sides
            )
            sql.execute(
                f"CREATE TRIGGER IF NOT EXISTS touched_{source}_{event} AFTER {event} ON {source}"
                f" WHEN (SELECT turn FROM copied) > 0 BEGIN{steps} END"
            )


def _count_no_labels(sql: sqlite3.Connection) -> None:
    """Labels were in the first copies: none of these is believed once they are not counted."""
    old = [f"touched_labels_{event}" for event in _EVENTS]
    (found,) = sql.execute(
        f"SELECT count(*) FROM sqlite_master WHERE name IN ({', '.join('?' * len(old))})", old
    ).fetchone()
    if found:
        for trigger in old:
            sql.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        sql.execute("UPDATE copied SET identity = ''")


def identity(sql: sqlite3.Connection) -> str:
    """That of the copy that the count goes with; "" if there is none."""
    (found,) = sql.execute("SELECT identity FROM copied").fetchone()
    return str(found)


def touched(sql: sqlite3.Connection) -> NDArray[np.intp]:
    """The rows that have changed since, ascending."""
    found = sql.execute("SELECT row FROM touched ORDER BY row").fetchall()
    return np.array(found, dtype=np.intp).reshape(-1)


def count_touched(sql: sqlite3.Connection) -> int:
    """How many they are."""
    (found,) = sql.execute("SELECT count(*) FROM touched").fetchone()
    return int(found)


def begin_turn(sql: sqlite3.Connection) -> int:
    """Begin another copy; returns the number of its turn."""
    sql.execute("UPDATE copied SET turn = turn + 1")
    (turn,) = sql.execute("SELECT turn FROM copied").fetchone()
    return int(turn)


def end_turn(sql: sqlite3.Connection, turn: int, new: str) -> None:
    """The copy `new` holds whatever was written before this turn."""
    sql.execute("DELETE FROM touched WHERE turn < ?", (turn,))
    sql.execute("UPDATE copied SET identity = ?", (new,))
