"""Finding spectra again that were moved since the session was begun."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.job import Ticket
from spectrogui.io.session_file import SessionFile
from spectrogui.store.selection import Rows

_TRIED = 20


@dataclass(frozen=True, slots=True, eq=False)
class Relocated:
    """The rows whose file was found elsewhere, (k,), and their new paths, (k,) of str."""

    file: SessionFile
    rows: Rows
    paths: NDArray[Any]
    missing: int

    @property
    def sentence(self) -> str:
        """What came of it, for people."""
        if not len(self.rows) and not self.missing:
            return "No spectrum is missing."
        found = f"{len(self.rows):,} spectra were found in their new place"
        return f"{found}, {self.missing:,} are still missing." if self.missing else f"{found}."


def relocate(file: SessionFile, root: Path, ticket: Ticket) -> Relocated:
    """Look below a folder for every spectrum that is not where the session says.

    A file is found if it lies below `root` as it lay below the folder that all missing ones
    shared; else by its name, if only one file there has it.
    """
    table = file.load()
    folder = Path(file.kept().get("folder", ""))
    paths = {row: folder / path for row, path in enumerate(table["path"]) if path}
    lost = {row: path for row, path in paths.items() if not path.exists()}
    ticket.checkpoint()
    found = _below(root, lost)
    left = {row: path for row, path in lost.items() if row not in found}
    if left:
        names = _by_name(root, ticket)
        for row, path in left.items():
            if len(candidates := names.get(path.name, [])) == 1:
                found[row] = candidates[0]
    rows = np.array(sorted(found), dtype=np.intp)
    new = np.array([str(found[row]) for row in rows.tolist()], dtype=object)
    if len(rows):
        file.move_targets(rows, new)
    return Relocated(file, rows, new, len(lost) - len(found))


def some_missing(paths: Iterable[Path]) -> bool:
    """Whether spectra of a session are gone; looks at a few of them only."""
    some = list(paths)
    tried = some[:: max(1, len(some) // _TRIED)][:_TRIED]
    return any(not path.exists() for path in tried)


def _below(root: Path, lost: dict[int, Path]) -> dict[int, Path]:
    if not lost:
        return {}
    shared = Path(os.path.commonpath([path.parent for path in lost.values()]))
    moved = {row: root / path.relative_to(shared) for row, path in lost.items()}
    return {row: path for row, path in moved.items() if path.exists()}


def _by_name(root: Path, ticket: Ticket) -> dict[str, list[Path]]:
    names: dict[str, list[Path]] = {}
    for folder, _, files in os.walk(root):
        ticket.checkpoint()
        for name in files:
            names.setdefault(name, []).append(Path(folder) / name)
    return names
