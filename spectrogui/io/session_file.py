"""A session as one SQLite file: targets, results, labels with their log, and how to go on."""

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui import __version__
from spectrogui.core.compact import Form
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.core.table import Table
from spectrogui.io import (
    session_cells,
    session_curves,
    session_label_write,
    session_labels,
    session_read,
    session_schema,
    session_write,
)
from spectrogui.io.fair_lock import FairLock
from spectrogui.io.files import replacing, write_bytes
from spectrogui.io.label_log import LabelChange, LabelEvent
from spectrogui.io.session_columns import SessionColumns
from spectrogui.io.session_curves import CurveFile, curve_file
from spectrogui.io.session_errors import explained
from spectrogui.io.session_read import Task
from spectrogui.io.session_write import Columns, Listed

_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


class SessionFile:
    """An open session; no other program can open it meanwhile. Every thread may call it.

    Every method raises InputError, with a sentence, when the file cannot be read or written; then
    nothing of the call has been written. `may_write` is False if that is known beforehand.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        may_write: bool = True,
        in_memory: bool = False,
    ) -> None:
        """Use `create`, `open` or `in_memory`."""
        self.path = path
        self.may_write = may_write
        self._connection = connection
        self._lock = FairLock()
        self.is_in_memory = in_memory
        self._columns = SessionColumns(
            None if self.is_in_memory else path,
            self._reading,
            self._transaction,
            may_write,
        )

    @classmethod
    def create(cls, path: Path) -> "SessionFile":
        """Begin a new session; a file that is there already is not touched."""
        if path.exists():
            raise InputError(f"{path.name} exists already: open it, or choose another name.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(path, session_schema.new_file())
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"{path.name} cannot be made in {path.parent}: {reason}.") from error
        file = cls.open(path)
        file.keep({"created": _now(), "app_version": __version__, "folder": os.getcwd()})
        return file

    @classmethod
    def open(cls, path: Path) -> "SessionFile":
        """Go on with a session; one that cannot be written can be looked at."""
        if not path.is_file():
            raise InputError(f"There is no session {path}.")
        with explained(path):
            try:
                return cls(path, _taken(path))
            except sqlite3.OperationalError as error:
                if (error.sqlite_errorcode & 0xFF) not in _UNWRITABLE:
                    raise
            return cls(path, _looked_at(path), may_write=False)

    @classmethod
    def in_memory(cls) -> "SessionFile":
        """A session that is gone when it is closed."""
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        connection.deserialize(session_schema.new_file())
        file = cls(Path("session in memory"), connection, in_memory=True)
        file.keep({"folder": os.getcwd()})
        return file

    def close(self) -> None:
        """Let other programs have it; closing twice is fine."""
        with self._lock:
            self._connection.close()

    def load(self, ticket: Ticket | None = None) -> Table:
        """All rows; raises Cancelled soon after the ticket was cancelled."""
        return self._columns.load(ticket or Ticket())

    def columns_are_behind(self) -> bool:
        """Whether it pays to call `keep_columns`."""
        return self._columns.is_behind()

    def keep_columns(self, ticket: Ticket | None = None) -> dict[str, Form]:
        """Copy the columns to a file beside the session, from which the next `load` is quick.

        A cache: nothing is said if it cannot be written. Other threads may read and write the
        session meanwhile.

        Returns
        -------
        the columns as they lie there, for `Table.rest_on`; {} if they were not written

        Raises
        ------
        Cancelled
            if the ticket was cancelled; it is asked many times a second
        """
        return self._columns.keep(ticket or Ticket())

    def size(self) -> int:
        """How many rows there are."""
        with self._reading() as sql:
            return session_cells.size(sql)

    def paths(self) -> list[str]:
        """The file of each row, as the user gave it."""
        with self._reading() as sql:
            found = sql.execute("SELECT path FROM targets ORDER BY row").fetchall()
        return [path for (path,) in found]

    def append_targets(
        self, targets: Sequence[Listed], ticket: Ticket | None = None
    ) -> tuple[int, Columns]:
        """Add rows at the end; a target with a problem counts as scored, and failed.

        Raises Cancelled if the ticket was cancelled; then nothing is added.

        Returns
        -------
        the number of the first new row, and the columns of all of them as a table stores them
        """
        columns = session_write.given(targets)
        with self._transaction() as sql:
            first = session_write.insert_targets(sql, columns, ticket or Ticket())
            session_curves.add_files(
                sql,
                (
                    curve_file(path, row=row)
                    for row, target in enumerate(targets, first)
                    for path in target.curves
                ),
            )
            return first, columns

    def move_targets(self, rows: NDArray[np.intp], paths: NDArray[Any]) -> None:
        """Say where the files of some rows are now, (k,) of str."""
        with self._transaction() as sql:
            session_write.move_targets(sql, rows, paths)

    def write_results(self, rows: NDArray[np.intp], columns: Mapping[str, NDArray[Any]]) -> None:
        """Replace what is known of scored rows, all or none; values as a table stores them."""
        with self._transaction() as sql:
            session_write.insert_results(sql, rows, columns)

    def set_velocity(self, row: int, kms: float | None, inspector: str = "") -> None:
        """Take a velocity, km/s, for a row from now on; None goes back to file and catalogue."""
        with self._transaction() as sql:
            session_write.set_velocity(sql, row, kms, inspector, _now())

    def velocity(self, row: int) -> float | None:
        """The velocity that was taken over for a row, km/s."""
        with self._lock, explained(self.path):
            query = "SELECT rv_kms FROM velocities WHERE row = ?"
            found = self._connection.execute(query, (row,)).fetchone()
        return None if found is None else float(found[0])

    def add_curve_files(self, files: Iterable[CurveFile]) -> int:
        """Remember light curves of the stars; returns how many were not known yet."""
        with self._transaction() as sql:
            return session_curves.add_files(sql, files)

    def curve_files(self) -> list[CurveFile]:
        """The light curves that the user gave."""
        with self._lock, explained(self.path):
            return session_curves.files(self._connection)

    def write_curves(self, rows: NDArray[np.intp], columns: Mapping[str, NDArray[Any]]) -> None:
        """Replace what is known of some light curves, all or none; as a table stores it."""
        with self._transaction() as sql:
            session_curves.write(sql, rows, columns)

    def log(self, change: LabelChange) -> None:
        """Write what the inspector said, and what holds now, all or nothing."""
        with self._transaction() as sql:
            session_label_write.write(sql, change)

    def events(self, newest: int = 10) -> list[LabelEvent]:
        """What was said last, the newest first."""
        with self._lock, explained(self.path):
            found = self._connection.execute(
                f"SELECT {', '.join(LabelEvent._fields)} FROM events ORDER BY id DESC LIMIT ?",
                (newest,),
            )
            return [LabelEvent(*values) for values in found]

    def labelled_parts(self, width: int) -> list[int]:
        """Which stretches of `width` rows have labels, by number, ascending."""
        with self._reading() as sql:
            return session_labels.parts(sql, width)

    def labels_between(self, first: int, last: int) -> list[tuple[Any, ...]]:
        """The labelled rows from `first` to `last`; values as in `session_labels.NAMES`."""
        with self._reading() as sql:
            return session_labels.between(sql, first, last)

    def next_edit(self) -> int:
        """A number that no step of labelling has had yet."""
        with self._lock, explained(self.path):
            query = "SELECT edit FROM events WHERE mark = '' ORDER BY id DESC LIMIT 1"
            found = self._connection.execute(query).fetchone()  # undo and redo repeat numbers
        return 1 if found is None else int(found[0]) + 1

    def unscored(self) -> NDArray[np.intp]:
        """The rows without a result, in order."""
        query = "SELECT row FROM targets WHERE row NOT IN (SELECT row FROM results) ORDER BY row"
        with self._lock, explained(self.path):
            found = self._connection.execute(query).fetchall()
        return np.array(found, dtype=np.intp).reshape(-1)

    def tasks(self, rows: Iterable[int]) -> list[Task]:
        """What is to be read for some rows."""
        with self._lock, explained(self.path):
            folder = Path(self.kept().get("folder", ""))
            return session_read.tasks(self._connection, rows, folder)

    def keep(self, values: Mapping[str, str]) -> None:
        """Remember some texts under their keys."""
        with self._transaction() as sql:
            sql.executemany("REPLACE INTO meta VALUES (?, ?)", values.items())

    def kept(self) -> dict[str, str]:
        """All texts that are remembered."""
        with self._lock, explained(self.path):
            return dict(self._connection.execute("SELECT key, value FROM meta").fetchall())

    def copy_to(self, path: Path) -> None:
        """Write a copy as of now; an older copy of that name is replaced in one step."""
        try:
            with replacing(path) as draft, self._reading() as sql:
                if self.is_in_memory:
                    draft.write_bytes(sql.serialize())
                else:  # between two transactions the file is complete, and nobody else writes
                    shutil.copyfile(self.path, draft)
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Nobody else writes while the block lasts."""
        with self._lock, explained(self.path):
            yield self._connection

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, on disk when the block is left."""
        with self._lock, explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:  # something was raised
                    self._connection.execute("ROLLBACK")


def _taken(path: Path) -> sqlite3.Connection:
    """A session, brought up to date, that nobody else can open."""
    connection = sqlite3.connect(path, timeout=0.5, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("locking_mode = EXCLUSIVE", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("BEGIN EXCLUSIVE")  # and nobody else until it is closed
        session_schema.check(connection, path)
        session_schema.add_missing(connection)
        connection.execute("COMMIT")
    except (sqlite3.Error, InputError):
        connection.close()
        raise
    return connection


def _looked_at(path: Path) -> sqlite3.Connection:
    """A session that can only be read; an old one is brought up to date in memory."""
    place = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(place, uri=True, isolation_level=None, check_same_thread=False)
    try:
        session_schema.check(connection, path)
        if not session_schema.is_complete(connection):
            memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            connection.backup(memory)
            connection.close()
            connection = memory
            session_schema.add_missing(connection)
            connection.execute("PRAGMA query_only = 1").fetchall()
    except (sqlite3.Error, InputError):
        connection.close()
        raise
    return connection


def _now() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
