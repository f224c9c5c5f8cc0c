"""A catalogue laid out as arrays on disk, so that many processes look into the same one.

A catalogue of a million rows fills hundreds of megabytes of a process that reads it; of one that
is mapped, only the pages that are looked at are in memory, and those once for all processes.
"""

from functools import cached_property
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Header
from spectrogui.io.catalogue_index import NAMES, index_of, row_of
from spectrogui.io.listing import Listing
from spectrogui.io.text_columns import Ids

_NUMBERS = ("teff", "logg", "feh", "rv_kms", "ra", "dec")


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

    def __reduce__(self) -> tuple[Any, ...]:
        return CatalogueMap, (self.folder, self.mapped)

    def look_up(self, header: Header) -> Parameters | None:
        """What the catalogue knows of the star of a spectrum, None if nothing."""
        row = row_of(self._all, header)
        return None if row is None else self._parameters(row)

    @cached_property
    def _all(self) -> dict[str, NDArray[Any]]:
        return {name: self._load(name) for name in (*NAMES, "stars", "epics")}

    def _load(self, name: str) -> NDArray[Any]:
        path = self.folder / f"{name}.npy"
        loaded = np.load(path, mmap_mode="r" if self.mapped else None, allow_pickle=False)
        return np.asarray(loaded)  # a plain view is quicker to look into than a memmap

    def _parameters(self, row: int) -> Parameters | None:
        numbers = dict(zip(_NUMBERS, self._all["stars"][row].tolist(), strict=True))
        epic = int(self._all["epics"][row])
        if not epic and all(map(isnan, numbers.values())):
            return None
        return Parameters(**numbers, epic=str(epic) if epic else "")


def write_map(listing: Listing, folder: Path) -> None:
    """Lay a catalogue out in a folder that is there; raises OSError."""
    for name, array in index_of(listing).items():
        _save(folder, name, array)
    stars = np.full((listing.size, len(_NUMBERS)), np.nan)
    for column, name in enumerate(_NUMBERS):
        if name in listing.numbers:
            stars[:, column] = listing.numbers[name]
    _save(folder, "stars", stars)
    epics = listing.texts.get("epic")
    _save(
        folder, "epics", epics.numbers if isinstance(epics, Ids) else np.zeros(listing.size, "i8")
    )


def _save(folder: Path, name: str, array: NDArray[Any]) -> None:
    np.save(folder / f"{name}.npy", array, allow_pickle=False)
