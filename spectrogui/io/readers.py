"""Spectrum files to spectra: one reader for each layout, chosen by what is in the file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from spectrogui.core.spectrum import Spectrum
from spectrogui.io import lamost
from spectrogui.io.fits_bytes import refusal
from spectrogui.io.fits_parts import FitsFile, open_fits
from spectrogui.io.not_lamost import why_not


@dataclass(frozen=True, slots=True)
class Reader:
    """One file layout.

    Attributes
    ----------
    name : as in `Header.layout`
    accepts : whether a file has this layout, by its structure
    read : the spectrum of a file that `accepts` took; raises UnreadableError
    """

    name: str
    accepts: Callable[[FitsFile], bool]
    read: Callable[[FitsFile], Spectrum]


READERS: tuple[Reader, ...] = (
    Reader("coadd", lamost.is_coadd, lamost.read_coadd),
    Reader("image5", lamost.is_image, lamost.read_image),
)


def open_spectrum(path: Path) -> Spectrum:
    """The spectrum in a file, whatever its name.

    Raises
    ------
    UnreadableError
        with one sentence that says what is wrong with the file and what to do
    """
    path = path if isinstance(path, Path) else Path(path)
    file = open_fits(path)
    try:
        for reader in READERS:
            if reader.accepts(file):
                return reader.read(file)
        raise refusal(path, why_not(file))
    except (ValueError, KeyError, IndexError) as error:
        raise refusal(path, "is a damaged FITS file: copy or download it again") from error
