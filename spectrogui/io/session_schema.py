"""The tables inside a session file.

`targets` holds one row per input and what the user's list says of it; `results` what scoring
found, one row per scored target; `runs` with which model; `events` every word of the inspector,
only ever added to; `labels` what holds now; `light_curves` what was measured of the K2 light
curve of a row, `curve_files` which files of light curves the user gave; `velocities` those that
the inspector took over; `touched` and `copied` what `session_touched` counts; `meta` the rest. The
view `catalogue` joins them for people who open the file with SQLite themselves.
"""

import sqlite3
from pathlib import Path

from spectrogui.core.columns import COLUMNS, LIGHT_CURVE, VERDICT, Column
from spectrogui.core.errors import InputError
from spectrogui.io.session_touched import add_counting

VERSION = 1
APPLICATION_ID = 0x53504543  # "SPEC"
GIVEN = ("obsid", "epic", "ra", "dec", "teff", "logg", "feh", "rv_kms")
RUN = ("model_sha256", "prep_sha256", "app_version")
LABEL = tuple(column.name for column in VERDICT)
CURVE = tuple(column.name for column in LIGHT_CURVE)
FOUND: tuple[Column, ...] = tuple(
    column for column in COLUMNS if column.name not in {"path", *RUN, *LABEL, *CURVE}
)
"""The columns of `results`, in order; `run` comes after them."""

_COLUMNS = (("results", FOUND), ("light_curves", LIGHT_CURVE))
_TYPES = {"text": "TEXT NOT NULL DEFAULT ''", "int": "INTEGER", "float": "REAL", "bool": "INTEGER"}
_FIXED = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE targets (
    row INTEGER PRIMARY KEY, path TEXT NOT NULL, problem TEXT NOT NULL,
    obsid TEXT NOT NULL, epic TEXT NOT NULL,
    ra REAL, dec REAL, teff REAL, logg REAL, feh REAL, rv_kms REAL);
CREATE TABLE runs (
    run INTEGER PRIMARY KEY,
    model_sha256 TEXT NOT NULL, prep_sha256 TEXT NOT NULL, app_version TEXT NOT NULL,
    UNIQUE (model_sha256, prep_sha256, app_version));
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, utc TEXT NOT NULL, row INTEGER NOT NULL,
    obsid TEXT NOT NULL, input_sha256 TEXT NOT NULL, kind TEXT NOT NULL,
    before TEXT NOT NULL, after TEXT NOT NULL, batch INTEGER NOT NULL,
    inspector TEXT NOT NULL, edit INTEGER NOT NULL, mark TEXT NOT NULL);
CREATE TABLE labels (
    row INTEGER PRIMARY KEY, obsid TEXT NOT NULL, input_sha256 TEXT NOT NULL,
    verdict INTEGER, tags TEXT NOT NULL, star INTEGER, comment TEXT NOT NULL,
    inspector TEXT NOT NULL, labelled_utc TEXT NOT NULL);
"""
_LATER = """
CREATE TABLE IF NOT EXISTS curve_files (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL, epic TEXT NOT NULL, row INTEGER NOT NULL,
    author TEXT NOT NULL, campaign TEXT NOT NULL, UNIQUE (path, epic, row));
CREATE TABLE IF NOT EXISTS light_curves (row INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS velocities (
    row INTEGER PRIMARY KEY, rv_kms REAL NOT NULL, inspector TEXT NOT NULL, utc TEXT NOT NULL);
"""
"""Tables that the first sessions did not have."""


def new_file() -> bytes:
    """An empty session, as the bytes of its file."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(_FIXED)
    connection.execute("CREATE TABLE results (row INTEGER PRIMARY KEY, run INTEGER)")
    add_missing(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    content = connection.serialize()
    connection.close()
    return content


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is not a session of this version or an older one; raises InputError."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise InputError(f"{path.name} is not a session of spectrogui.")
    if version > VERSION:
        raise InputError(
            f"{path.name} was made by a newer spectrogui: update the program to open it."
        )


def add_missing(connection: sqlite3.Connection) -> None:
    """Bring a session that was made before a column or a table existed up to date."""
    for statement in filter(str.strip, _LATER.split(";")):
        connection.execute(statement)
    changed = [_add_columns(connection, table, columns) for table, columns in _COLUMNS]
    if any(changed):
        connection.execute("DROP VIEW IF EXISTS catalogue")
        _make_view(connection)
    add_counting(connection)


def is_complete(connection: sqlite3.Connection) -> bool:
    """Whether a session has all that `add_missing` adds."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    wanted = {"curve_files", "light_curves", "velocities", "touched", "copied"}
    return wanted <= there and not any(
        _missing(connection, table, columns) for table, columns in _COLUMNS
    )


def _missing(
    connection: sqlite3.Connection, table: str, columns: tuple[Column, ...]
) -> list[Column]:
    """The columns that a table lacks."""
    there = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")}
    return [column for column in columns if column.name not in there]


def _add_columns(connection: sqlite3.Connection, table: str, columns: tuple[Column, ...]) -> bool:
    """Add the columns that a table lacks; whether there were any."""
    missing = _missing(connection, table, columns)
    for column in missing:
        connection.execute(f'ALTER TABLE {table} ADD COLUMN "{column.name}" {_TYPES[column.kind]}')
    return bool(missing)


def _make_view(connection: sqlite3.Connection) -> None:
    found = ", ".join(
        f'coalesce(results."{name}", targets."{name}") AS "{name}"'
        if name in {*GIVEN, "problem"}
        else f'results."{name}"'
        for name in (column.name for column in FOUND)
    )
    labels = ", ".join(f"labels.{name}" for name in LABEL)
    curves = ", ".join(f"light_curves.{name}" for name in CURVE)
    runs = ", ".join(f"runs.{name}" for name in RUN)
    connection.execute(
        f"CREATE VIEW catalogue AS SELECT targets.row, targets.path, {found}, {curves}, {labels},"
        f" {runs} FROM targets LEFT JOIN results USING (row) LEFT JOIN labels USING (row)"
        " LEFT JOIN light_curves USING (row) LEFT JOIN runs ON runs.run = results.run"
    )
