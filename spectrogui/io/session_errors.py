"""What SQLite's errors mean for the person at the screen."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from spectrogui.core.errors import InputError

_SENTENCES = {
    sqlite3.SQLITE_BUSY: "{name} is open in another window or program: close it there first.",
    sqlite3.SQLITE_LOCKED: "{name} is open in another window or program: close it there first.",
    sqlite3.SQLITE_FULL: "The disk is full, so {name} was not changed: free some space and "
    "repeat the last step.",
    sqlite3.SQLITE_READONLY: "{name} cannot be written, so the last step was not kept: the file "
    "or its folder is read-only.",
    sqlite3.SQLITE_CANTOPEN: "{name} cannot be written, so the last step was not kept: the file "
    "or its folder is read-only or gone.",
    sqlite3.SQLITE_IOERR: "{name} cannot be read or written: check the drive it lies on; the "
    "last step was not kept.",
    sqlite3.SQLITE_NOTADB: "{name} is not a session of spectrogui.",
    sqlite3.SQLITE_CORRUPT: "{name} is damaged: restore it from a copy; the verdicts are also "
    "in the .labels.csv beside it.",
}
_PRIMARY = 0xFF  # the low byte of SQLite's error codes says what, the rest where


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into an InputError with a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0
        sentence = _SENTENCES.get(code & _PRIMARY, f"{{name}} cannot be used: {error}.")
        raise InputError(sentence.format(name=path.name)) from error
