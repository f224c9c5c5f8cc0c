"""The spectrum files below a folder, found again by name, by obsid or by observation."""

import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from spectrogui.core.errors import UnreadableError
from spectrogui.core.job import Ticket
from spectrogui.io.fits_bytes import BLOCK, read_start
from spectrogui.io.fits_cards import Cards, cards_at
from spectrogui.io.lamost_header import Observation, header_of, observation_of, obsid_of

_ENDINGS = (".fits", ".fit", ".fits.gz", ".fit.gz")
_EVERY = 64  # files between two looks at the ticket


class SpectrumIndex:
    """What lies below a folder; the folder is gone through when it is first asked."""

    def __init__(self, folder: Path, ticket: Ticket) -> None:
        self.folder = folder
        self._ticket = ticket

    def by_name(self, name: str) -> Path | None:
        """The first file of that name, whatever its ending."""
        return self._names.get(_stem(name))

    def find(self, obsid: str, observation: Observation | None) -> Path | None:
        """The first file with that obsid, or of that night, plan, spectrograph and fibre.

        File names are asked first; only what they leave open needs the headers of all files.
        """
        found = self._names.get(obsid) if obsid else None
        if found is None and observation is not None:
            found = self._observations.get(observation)
        if found is None and obsid:
            found = self._headers[0].get(obsid)
        if found is None and observation is not None:
            found = self._headers[1].get(observation)
        return found

    @cached_property
    def _files(self) -> list[Path]:
        return [path for path in spectra_below(self.folder, self._ticket) if path.is_file()]

    @cached_property
    def _names(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for path in self._files:
            found.setdefault(_stem(path.name), path)
        return found

    @cached_property
    def _observations(self) -> dict[Observation, Path]:
        found: dict[Observation, Path] = {}
        for path in self._files:
            if (observation := observation_of(path.name)) is not None:
                found.setdefault(observation, path)
        return found

    @cached_property
    def _headers(self) -> tuple[dict[str, Path], dict[Observation, Path]]:
        """By obsid and by observation, from the first header of every file."""
        obsids: dict[str, Path] = {}
        observations: dict[Observation, Path] = {}
        for number, path in enumerate(self._files):
            if number % _EVERY == 0:
                self._ticket.checkpoint(number, len(self._files))
            if (cards := first_cards(path)) is None:
                continue
            if obsid := obsid_of(cards):
                obsids.setdefault(obsid, path)
            header = header_of(cards, path)
            if header.planid and header.lmjd + header.spid + header.fiberid > 0:
                key = (int(header.lmjd), header.planid, int(header.spid), int(header.fiberid))
                observations.setdefault(Observation(*key), path)
        return obsids, observations


def spectra_below(folder: Path, ticket: Ticket) -> Iterator[Path]:
    """The files below a folder that are FITS by their name or content, sorted; no hidden ones.

    A folder that cannot be read is itself among them.
    """
    for path in files_below(folder, ticket):
        if is_fits_name(path.name) or is_fits(path) or path.is_dir():
            yield path


def files_below(folder: Path, ticket: Ticket) -> Iterator[Path]:
    """All files below a folder, sorted, but hidden ones; and folders that cannot be read."""
    seen: set[tuple[int, int]] = set()
    count = 0
    for place, folders, names in os.walk(folder, followlinks=True):
        with suppress(OSError):
            here = os.stat(place)
            if (here.st_dev, here.st_ino) in seen:  # a link that leads back
                folders.clear()
                continue
            seen.add((here.st_dev, here.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            if count % _EVERY == 0:
                ticket.checkpoint(count, 0)
            count += 1
            yield Path(place, name)
        closed = (Path(place, name) for name in folders)
        yield from (path for path in closed if not os.access(path, os.R_OK))


def is_fits_name(name: str) -> bool:
    """Whether a file's name ends as those of FITS files do."""
    return name.lower().endswith(_ENDINGS)


def is_fits(path: Path) -> bool:
    """Whether a file begins as FITS does, unzipped if need be."""
    try:
        return path.is_file() and read_start(path, 256).startswith(b"SIMPLE  =")
    except UnreadableError:
        return False


def first_cards(path: Path) -> Cards | None:
    """The first header of a FITS file; None if there is none that can be read."""
    try:
        found = cards_at(read_start(path, 8 * BLOCK))
    except UnreadableError:
        return None
    return None if found is None else found[0]


def _stem(name: str) -> str:
    """A file name without its endings."""
    stem = name
    while (shorter := stem.removesuffix(".gz").removesuffix(".fits").removesuffix(".fit")) != stem:
        stem = shorter
    return stem
