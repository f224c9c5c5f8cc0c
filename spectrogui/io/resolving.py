"""Finding the files that lists and catalogues name."""

import os
from pathlib import Path

from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.io.lamost_header import Observation
from spectrogui.io.spectrum_index import SpectrumIndex


class Resolver:
    """Looks below `root`, or beside the list if there is no root."""

    def __init__(self, root: Path | None, ticket: Ticket) -> None:
        if root is not None and not root.is_dir():
            raise InputError(f"There is no folder {root}: check what was given as --root.")
        self._root = root
        self._ticket = ticket
        self._indices: dict[Path, SpectrumIndex] = {}
        self._begin: dict[Path, tuple[str, ...]] = {}

    def folder(self, beside: Path) -> Path:
        """Where the spectra of a list are looked for."""
        return beside.parent if self._root is None else self._root

    def given(self, path: Path) -> Path:
        """A path of the command line: as it is, else below the root if it is there."""
        if self._root is None or os.path.exists(path) or not os.path.exists(self._root / path):
            return path
        return self._root / path

    def by_path(self, text: str, beside: Path) -> Path | None:
        """The file that a list means by a path; a .gz more or less does not matter."""
        name = str(Path(text))  # texts from here on: a list may have a million
        absolute = os.path.isabs(name)
        spellings = (name, *_spelled_otherwise(name))
        for folder in ("",) if absolute else self._places(beside):
            for spelling in spellings:
                tried = os.path.join(folder, spelling)
                if os.path.exists(tried):  # False also of names that are too long
                    return Path(tried)
        if absolute and self._root is None:
            return None
        return self._index(beside).by_name(os.path.basename(name))

    def find(self, obsid: str, observation: Observation | None, beside: Path) -> Path | None:
        """The spectrum with that obsid, or of that night, plan, spectrograph and fibre."""
        return self._index(beside).find(obsid, observation)

    def _places(self, beside: Path) -> tuple[str, ...]:
        """Where a path of a list may begin, each once."""
        if beside not in self._begin:
            folders = (self.folder(beside), beside.parent, Path())
            self._begin[beside] = tuple(dict.fromkeys(map(str, folders)))
        return self._begin[beside]

    def _index(self, beside: Path) -> SpectrumIndex:
        folder = self.folder(beside)
        if folder not in self._indices:
            self._indices[folder] = SpectrumIndex(folder, self._ticket)
        return self._indices[folder]


def below(folder: Path) -> str:
    """Where was looked, for a sentence."""
    return "below the current folder" if folder == Path() else f"below {folder}"


def _spelled_otherwise(path: str) -> tuple[str, ...]:
    stem, ending = os.path.splitext(path)
    if ending == ".gz":
        return (stem,)
    return (f"{path}.gz",) if os.path.basename(path) not in {"", ".", ".."} else ()
