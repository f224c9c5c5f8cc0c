"""A catalogue whose values are joined to spectra: by obsid, else by the observation."""

from functools import cached_property
from pathlib import Path

import numpy as np

from spectrogui.core.errors import InputError
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Header
from spectrogui.io.lamost_header import Observation
from spectrogui.io.listing import Listing, read_listing


class Catalogue:
    """Stellar parameters by spectrum; of rows about the same spectrum the first is taken."""

    def __init__(self, listing: Listing) -> None:
        """Use `read`."""
        self.path = listing.path
        self.listing = listing
        numbers = np.array([int(text or 0) for text in listing.obsids], dtype=np.int64)
        self._obsids, self._rows = np.unique(numbers, return_index=True)

    @classmethod
    def read(cls, path: Path) -> "Catalogue":
        """Read CSV (also LAMOST's with |), ECSV, FITS or VOTable, zipped or not.

        Raises
        ------
        InputError
            if it cannot be read, or says of no row which spectrum it is about
        """
        listing = read_listing(Path(path))
        if not listing.names_spectra:
            raise InputError(
                f"{listing.path.name} cannot be joined: it has no column obsid, nor lmjd, planid, "
                "spid and fiberid, nor the names of the spectra."
            )
        return cls(listing)

    def __len__(self) -> int:
        return self.listing.size

    def look_up(self, header: Header) -> Parameters | None:
        """What the catalogue knows of the star of a spectrum, None if nothing."""
        row = self._by_obsid(header.obsid)
        if row is None and header.planid:
            row = self._by_observation(header)
        return None if row is None else self.listing.parameters(row)

    def _by_obsid(self, obsid: str) -> int | None:
        if not obsid.isdecimal():
            return None
        number = int(obsid)
        at = int(np.searchsorted(self._obsids, number))
        found = at < len(self._obsids) and number > 0 and self._obsids[at] == number
        return int(self._rows[at]) if found else None

    def _by_observation(self, header: Header) -> int | None:
        place = header.lmjd + header.spid + header.fiberid
        if place != place:
            return None
        night, spid, fiberid = int(header.lmjd), int(header.spid), int(header.fiberid)
        return self._observations.get(Observation(night, header.planid, spid, fiberid))

    @cached_property
    def _observations(self) -> dict[Observation, int]:
        """Row by observation; made when the first spectrum is not found by its obsid."""
        rows: dict[Observation, int] = {}
        for row, observation in enumerate(self.listing.observations):
            if observation is not None:
                rows.setdefault(observation, row)
        return rows
