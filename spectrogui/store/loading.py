"""Opening a session: the slow part, which may run in a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.query import Query
from spectrogui.core.table import Table
from spectrogui.io.pack import Pack, pack_path
from spectrogui.io.session_file import SessionFile
from spectrogui.store.ordering import Arranged, Wish
from spectrogui.store.places import new_session_path


@dataclass(frozen=True, slots=True)
class Resume:
    """Where the inspector was: row on display, filter, order, and the seed of a shuffled one."""

    current: int = -1
    filter: str = ""
    sort_name: str = ""
    descending: bool = False
    seed: int = 1

    @classmethod
    def read(cls, kept: Mapping[str, str]) -> "Resume":
        """From the texts that a session file keeps."""
        return cls(
            _int(kept.get("current", ""), -1),
            kept.get("filter", ""),
            kept.get("sort_name", ""),
            kept.get("descending", "") == "1",
            _int(kept.get("seed", ""), 1),
        )

    def kept(self) -> dict[str, str]:
        """As texts that a session file keeps."""
        return {
            "current": str(self.current),
            "filter": self.filter,
            "sort_name": self.sort_name,
            "descending": str(int(self.descending)),
            "seed": str(self.seed),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A session that is open but not yet on screen; `pack` is None if there is no room for it.

    `first_edit` is a number that no step of labelling has had yet; `arranged` the rows as they
    were filtered and sorted.
    """

    file: SessionFile
    table: Table
    pack: Pack | None
    kept: Mapping[str, str]
    first_edit: int = 1
    arranged: Arranged | None = None


def load(path: Path, ticket: Ticket | None = None) -> Loaded:
    """Open a session file; raises InputError, or Cancelled soon after the ticket was cancelled."""
    return _open(SessionFile.open(path), ticket or Ticket())


def begin(path: Path | None = None) -> Loaded:
    """Begin a session; without a path in the user's data folder. Raises InputError."""
    return _open(SessionFile.create(path or new_session_path()), Ticket())


def _open(file: SessionFile, ticket: Ticket) -> Loaded:
    try:
        table, kept, first_edit = file.load(ticket), file.kept(), file.next_edit()
    except (InputError, Cancelled):
        file.close()
        raise
    try:
        pack = Pack(pack_path(file.path))
    except InputError:
        pack = None  # a cache: everything works without, only slower
    return Loaded(file, table, pack, kept, first_edit, _arranged(table, Resume.read(kept)))


def _arranged(table: Table, resume: Resume) -> Arranged:
    try:
        query = Query.parse(resume.filter, table)
    except InputError:
        query = Query.parse("", table)
    sort = (resume.sort_name, resume.descending)
    return Wish(query, sort, resume.seed).of(table)


def _int(text: str, otherwise: int) -> int:
    try:
        return int(text)
    except ValueError:
        return otherwise
