"""A catalogue laid out as arrays on disk, so that many processes look into the same one.

A catalogue of a million rows fills hundreds of megabytes of a process that reads it; of one that
is mapped, only the pages that are looked at are in memory, and those once for all processes.
"""

from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Header
from spectrogui.io.lamost_header import Observation
from spectrogui.io.listing import Listing

_NUMBERS = ("teff", "logg", "feh", "rv_kms", "ra", "dec")
_ARRAYS = ("obsids", "obsid_rows", "observations", "observation_rows", "stars", "epics")
_CHUNK = 65_536  # rows


class CatalogueMap:
    """Says of a spectrum what `io.catalogue.Catalogue` says; sent to another process, it is the
    name of its folder.
    """

    def __init__(self, folder: Path, mapped: bool = True) -> None:
        """Take a folder that `write_map` has written.

        Parameters
        ----------
        mapped : look into the files; otherwise they are read, as is safer over a network
        """
        self.folder, self.mapped = folder, mapped
        self._arrays: dict[str, NDArray[Any]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return CatalogueMap, (self.folder, self.mapped)

    def look_up(self, header: Header) -> Parameters | None:
        """What the catalogue knows of the star of a spectrum, None if nothing."""
        row = self._by_obsid(header.obsid)
        if row is None and header.planid:
            row = self._by_observation(header)
        return None if row is None else self._parameters(row)

    def _array(self, name: str) -> NDArray[Any]:
        if not self._arrays:
            self._arrays = {
                name: np.load(
                    self.folder / f"{name}.npy",
                    mmap_mode="r" if self.mapped else None,
                    allow_pickle=False,
                )
                for name in _ARRAYS
            }
        return self._arrays[name]

    def _by_obsid(self, obsid: str) -> int | None:
        if not obsid.isdecimal() or len(obsid) > 18:
            return None
        return self._found("obsids", "obsid_rows", np.int64(obsid))

    def _by_observation(self, header: Header) -> int | None:
        place = header.lmjd + header.spid + header.fiberid
        if isnan(place):
            return None
        night, spid, fiberid = int(header.lmjd), int(header.spid), int(header.fiberid)
        key = _key(Observation(night, header.planid, spid, fiberid))
        return self._found("observations", "observation_rows", np.bytes_(key))

    def _found(self, names: str, rows: str, wanted: Any) -> int | None:
        known = self._array(names)
        if wanted.nbytes > known.itemsize:  # longer than any that is known
            return None
        at = int(np.searchsorted(known, wanted))
        return int(self._array(rows)[at]) if at < len(known) and known[at] == wanted else None

    def _parameters(self, row: int) -> Parameters | None:
        numbers = dict(zip(_NUMBERS, self._array("stars")[row].tolist(), strict=True))
        epic = bytes(self._array("epics")[row]).decode()
        if not epic and all(map(isnan, numbers.values())):
            return None
        return Parameters(**numbers, epic=epic)


def write_map(listing: Listing, folder: Path) -> None:
    """Lay a catalogue out in a folder that is there; raises OSError."""
    numbers = np.array([int(text or 0) for text in listing.obsids], dtype=np.int64)
    obsids, rows = np.unique(numbers, return_index=True)
    _save(folder, "obsids", obsids[obsids > 0])
    _save(folder, "obsid_rows", rows[obsids > 0])
    keys = _joined([np.array(chunk, dtype=bytes) for chunk in _keys(listing)])
    observations, rows = np.unique(keys, return_index=True)
    _save(folder, "observations", observations[observations != b""])
    _save(folder, "observation_rows", rows[observations != b""])
    stars = np.full((listing.size, len(_NUMBERS)), np.nan)
    for column, name in enumerate(_NUMBERS):
        if name in listing.numbers:
            stars[:, column] = listing.numbers[name]
    _save(folder, "stars", stars)
    epics = listing.texts.get("epic", [])
    coded = np.array([text.encode() for text in epics], dtype=bytes)
    _save(folder, "epics", coded if epics else np.zeros(listing.size, "S1"))


def _save(folder: Path, name: str, array: NDArray[Any]) -> None:
    np.save(folder / f"{name}.npy", array, allow_pickle=False)


def _keys(listing: Listing) -> Iterator[list[bytes]]:
    """Night, plan, spectrograph and fibre of each row as one text, b"" where unknown."""
    for start in range(0, listing.size, _CHUNK):
        some = listing.observations_of(slice(start, start + _CHUNK))
        yield [b"" if one is None else _key(one) for one in some]


def _key(observation: Observation) -> bytes:
    return " ".join(map(str, observation)).encode()


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, "S1")
