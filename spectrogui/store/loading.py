"""Opening a session: the slow part, which may run in a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spectrogui.core.errors import InputError
from spectrogui.core.table import Table
from spectrogui.io.pack import Pack, pack_path
from spectrogui.io.session_file import SessionFile
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
    """A session that is open but not yet on screen; `pack` is None if there is no room for it."""

    file: SessionFile
    table: Table
    pack: Pack | None
    kept: Mapping[str, str]


def load(path: Path) -> Loaded:
    """Open a session file; raises InputError."""
    return _open(SessionFile.open(path))


def begin(path: Path | None = None) -> Loaded:
    """Begin a session; without a path in the user's data folder. Raises InputError."""
    return _open(SessionFile.create(path or new_session_path()))


def _open(file: SessionFile) -> Loaded:
    try:
        table, kept = file.load(), file.kept()
    except InputError:
        file.close()
        raise
    try:
        pack = Pack(pack_path(file.path))
    except InputError:
        pack = None  # a cache: everything works without, only slower
    return Loaded(file, table, pack, kept)


def _int(text: str, otherwise: int) -> int:
    try:
        return int(text)
    except ValueError:
        return otherwise
