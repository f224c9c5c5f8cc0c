"""A catalogue whose values are joined to spectra: by obsid, else by the observation."""

from pathlib import Path

from spectrogui.core.errors import InputError
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Header
from spectrogui.io.catalogue_index import index_of, row_of
from spectrogui.io.listing import Listing, read_listing


class Catalogue:
    """Stellar parameters by spectrum; of rows about the same spectrum the first is taken."""

    def __init__(self, listing: Listing) -> None:
        """Use `read`."""
        self.path = listing.path
        self.listing = listing
        self._index = index_of(listing)

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
        row = row_of(self._index, header)
        return None if row is None else self.listing.parameters(row)
