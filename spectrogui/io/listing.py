"""Catalogues of stars in any of the usual formats, as the few columns that we need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.io import aliases
from spectrogui.io.delimited import open_delimited
from spectrogui.io.fits_bytes import read_start
from spectrogui.io.fits_listing import open_fits
from spectrogui.io.lamost_header import Observation, observation_of
from spectrogui.io.text_columns import builder
from spectrogui.io.votable import open_votable

_STAR = ("teff", "logg", "feh", "rv_kms", "epic", "ra", "dec")
_NIGHT = ("lmjd", "planid", "spid", "fiberid")

_POSSIBLE = {"teff": (0.0, 1e6), "lmjd": (0.0, 1e6), "rv_kms": (-5e3, 5e3)}
LARGEST = 1e6
"""Of nights, spectrographs and fibres."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Listing:
    """A catalogue; a column that it does not have is missing from the mappings.

    Attributes
    ----------
    path : the file
    names : of all its columns, as it spells them
    size : rows
    texts : path, obsid, planid, epic: `size` texts each, "" unknown
    numbers : lmjd, spid, fiberid, ra, dec, teff, logg, feh, rv_kms: (size,), NaN unknown
    """

    path: Path
    names: tuple[str, ...]
    size: int
    texts: dict[str, Sequence[str]]
    numbers: dict[str, Numbers]

    @cached_property
    def obsids(self) -> Sequence[str]:
        """LAMOST's numbers, "" where unknown."""
        return self.texts.get("obsid", [""] * self.size)

    @cached_property
    def paths(self) -> Sequence[str]:
        """The spectra that the catalogue names, "" where it names none."""
        return self.texts.get("path", [""] * self.size)

    @property
    def names_spectra(self) -> bool:
        """Whether any of the columns says which spectrum a row is about."""
        return "obsid" in self.texts or "path" in self.texts or self.has_observations

    @cached_property
    def observations(self) -> list[Observation | None]:
        """Night, plan, spectrograph and fibre of each row, None where one is unknown.

        A catalogue without these columns may have file names that tell them.
        """
        return self.observations_of(slice(None))

    def observations_of(self, rows: slice) -> list[Observation | None]:
        """The same of some rows, without keeping it."""
        if not self.has_observations:
            return [observation_of(path) for path in self.paths[rows]]
        numbers = [self.numbers[name][rows] for name in ("lmjd", "spid", "fiberid")]
        known: NDArray[np.bool_] = np.all(np.abs(numbers) < LARGEST, axis=0)
        nights, spids, fibers = np.where(known, numbers, 0).astype(int).tolist()
        return [
            Observation(night, planid, spid, fiberid) if sure and planid else None
            for night, planid, spid, fiberid, sure in zip(
                nights, self.texts["planid"][rows], spids, fibers, known.tolist(), strict=True
            )
        ]

    @property
    def has_observations(self) -> bool:
        """Whether it has columns of night, plan, spectrograph and fibre."""
        return {*self.texts, *self.numbers} >= {*_NIGHT}

    def parameters(self, row: int) -> Parameters | None:
        """What a row says of its star, None if nothing."""
        values: dict[str, Any] = {}
        for name in _STAR:
            if name in self.numbers and (number := self.numbers[name][row]) == number:
                values[name] = float(number)
            elif name in self.texts and (text := self.texts[name][row]):
                values[name] = text
        return Parameters(**values) if values else None


def read_listing(path: Path, ticket: Ticket | None = None) -> Listing:
    """Read a CSV (also LAMOST's with |), ECSV, FITS or VOTable catalogue, zipped or not.

    Parameters
    ----------
    ticket : is looked at every few thousand rows, and told how many are read

    Raises
    ------
    InputError
        if it cannot be read, or lists medium-resolution spectra
    Cancelled
        if the ticket was cancelled
    """
    start = _start(path)
    ticket = ticket or Ticket()
    if start.startswith(b"SIMPLE"):
        return _gathered(path, ticket, *open_fits(path, aliases.roles))
    if b"<VOTABLE" in start[:4096]:
        return _gathered(path, ticket, *open_votable(path, aliases.roles))
    if start.lstrip().startswith((b"{", b"[", b"<")):
        raise InputError(f"{path.name} is no table: give CSV, FITS, VOTable or ECSV.")
    try:
        return _gathered(path, ticket, *open_delimited(path, aliases.roles))
    except UnicodeDecodeError:
        return _gathered(path, ticket, *open_delimited(path, aliases.roles, "latin-1"))


def _gathered(
    path: Path,
    ticket: Ticket,
    names: Sequence[str],
    parts: Iterable[tuple[int, dict[str, Any]]],
) -> Listing:
    """A catalogue that comes some thousand rows at a time."""
    if aliases.is_medium_resolution(names):
        raise InputError(
            f"{path.name} lists medium-resolution spectra (it has a column mobsid): "
            "give the low-resolution (LRS) catalogue."
        )
    columns = {role: builder(role) for role in aliases.roles(names)}
    size = 0
    for count, cells in parts:
        size += count
        ticket.checkpoint(size)
        for role, column in columns.items():
            column.add(cells[role])
    made = {role: column.done() for role, column in columns.items()}
    texts = {role: made[role] for role in aliases.TEXTS if role in made}
    numbers = {role: made[role] for role in aliases.NUMBERS if role in made}
    for name, (low, high) in _POSSIBLE.items():
        if name in numbers:
            possible = (numbers[name] > low) & (numbers[name] < high)
            numbers[name] = np.where(possible, numbers[name], np.nan)
    if "rv_source" in texts and "rv_kms" in numbers:  # a result of our own, given again
        own = np.array([source != "catalogue" for source in texts.pop("rv_source")], dtype=bool)
        numbers["rv_kms"] = np.where(own, np.nan, numbers["rv_kms"])
    return Listing(path, tuple(names), size, texts, numbers)


def _start(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path.name} is a folder, not a catalogue.")
    if not path.exists():
        raise InputError(f"There is no catalogue {path}.")
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    return read_start(path)
