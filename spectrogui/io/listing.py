"""Catalogues of stars in any of the usual formats, as the few columns that we need."""

import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.errors import InputError
from spectrogui.core.parameters import Parameters
from spectrogui.io import aliases
from spectrogui.io.delimited import read_delimited
from spectrogui.io.fits_bytes import read_start
from spectrogui.io.lamost_header import Observation, observation_of
from spectrogui.io.votable import read_votable

_STAR = ("teff", "logg", "feh", "rv_kms", "epic", "ra", "dec")
_NIGHT = ("lmjd", "planid", "spid", "fiberid")

_POSSIBLE = {"teff": (0.0, 1e6), "lmjd": (0.0, 1e6), "rv_kms": (-5e3, 5e3)}
_LARGEST = 1e6  # of nights, spectrographs and fibres

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Listing:
    """A catalogue; a column that it does not have is missing from the mappings.

    Attributes
    ----------
    path : the file
    names : of all its columns, as it spells them
    size : rows
    texts : path, obsid, planid, epic: lists of `size` texts, "" unknown
    numbers : lmjd, spid, fiberid, ra, dec, teff, logg, feh, rv_kms: (size,), NaN unknown
    """

    path: Path
    names: tuple[str, ...]
    size: int
    texts: dict[str, list[str]]
    numbers: dict[str, Numbers]

    @cached_property
    def obsids(self) -> list[str]:
        """LAMOST's numbers, "" where unknown."""
        return self.texts.get("obsid", [""] * self.size)

    @cached_property
    def paths(self) -> list[str]:
        """The spectra that the catalogue names, "" where it names none."""
        return self.texts.get("path", [""] * self.size)

    @property
    def names_spectra(self) -> bool:
        """Whether any of the columns says which spectrum a row is about."""
        return "obsid" in self.texts or "path" in self.texts or self._has_observations

    @cached_property
    def observations(self) -> list[Observation | None]:
        """Night, plan, spectrograph and fibre of each row, None where one is unknown.

        A catalogue without these columns may have file names that tell them.
        """
        if not self._has_observations:
            return [observation_of(path) for path in self.paths]
        numbers = [self.numbers[name] for name in ("lmjd", "spid", "fiberid")]
        known: NDArray[np.bool_] = np.all(np.abs(numbers) < _LARGEST, axis=0)
        nights, spids, fibers = np.where(known, numbers, 0).astype(int).tolist()
        return [
            Observation(night, planid, spid, fiberid) if sure and planid else None
            for night, planid, spid, fiberid, sure in zip(
                nights, self.texts["planid"], spids, fibers, known.tolist(), strict=True
            )
        ]

    @property
    def _has_observations(self) -> bool:
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


def read_listing(path: Path) -> Listing:
    """Read a CSV (also LAMOST's with |), ECSV, FITS or VOTable catalogue, zipped or not.

    Raises
    ------
    InputError
        if it cannot be read, or lists medium-resolution spectra
    """
    start = _start(path)
    if start.startswith(b"SIMPLE"):
        names, cells, size = _from_fits(path)
    elif b"<VOTABLE" in start[:4096]:
        names, cells, size = read_votable(path, aliases.roles)
    elif start.lstrip().startswith((b"{", b"[", b"<")):
        raise InputError(f"{path.name} is no table: give CSV, FITS, VOTable or ECSV.")
    else:
        names, cells, size = read_delimited(path, aliases.roles)
    if aliases.is_medium_resolution(names):
        raise InputError(
            f"{path.name} lists medium-resolution spectra (it has a column mobsid): "
            "give the low-resolution (LRS) catalogue."
        )
    texts = {name: _texts(name, cells[name]) for name in aliases.TEXTS if name in cells}
    numbers = {name: aliases.as_numbers(cells[name]) for name in aliases.NUMBERS if name in cells}
    for name, (low, high) in _POSSIBLE.items():
        if name in numbers:
            possible = (numbers[name] > low) & (numbers[name] < high)
            numbers[name] = np.where(possible, numbers[name], np.nan)
    if "rv_source" in texts and "rv_kms" in numbers:  # a result of our own, given again
        own = np.array([source != "catalogue" for source in texts.pop("rv_source")])
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


def _texts(name: str, values: Any) -> list[str]:
    if name == "obsid":
        return aliases.as_ids(values)
    return aliases.as_epics(values) if name == "epic" else aliases.as_texts(values)


def _from_fits(path: Path) -> tuple[list[str], dict[str, Any], int]:
    from astropy.io import fits

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with fits.open(path, memmap=True) as parts:
                for part in parts[1:]:
                    if getattr(part, "columns", None) is not None and part.data is not None:
                        names = list(part.columns.names)
                        chosen = aliases.roles(names)
                        cells = {
                            role: np.array(part.data.field(number))
                            for role, number in chosen.items()
                        }
                        return names, cells, len(part.data)
    except (OSError, ValueError, TypeError, KeyError, IndexError) as error:
        raise InputError(f"{path.name} is a damaged FITS file: {error}.") from error
    raise InputError(f"{path.name} is a FITS file without a table.")
