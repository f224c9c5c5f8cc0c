"""The layouts of LAMOST's low-resolution spectra, told apart by structure alone."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.spectrum import Spectrum
from spectrogui.io.fits_bytes import refusal
from spectrogui.io.fits_parts import FitsFile, Part
from spectrogui.io.lamost_header import header_of

_TABLE = {"FLUX", "IVAR", "WAVELENGTH"}
_ROWS = 5  # of an image: flux, ivar, wavelength or normalised flux, andmask, ormask
_BLUEST, _REDDEST = 3000.0, 12_000.0  # Å; a normalised flux never gets there
_LARGEST_MASK = np.iinfo(np.int32).max
_SHORTEST = 100  # pixels; anything less is no spectrum

Numbers = NDArray[Any]


def is_coadd(file: FitsFile) -> bool:
    """One row of vectors in a table named COADD: DR8 v2 and later."""
    return bool(_coadds(file)) and not is_elsewhere(file)


def is_image(file: FitsFile) -> bool:
    """An image of five rows: the pilot survey to DR8 v1."""
    shape = file.parts[0].shape
    return len(shape) == 2 and shape[0] == _ROWS and not is_elsewhere(file)


def is_elsewhere(file: FitsFile) -> bool:
    """Whether the file says that it comes from another telescope."""
    telescope = file.parts[0].cards.text("TELESCOP").upper()
    return bool(telescope) and "LAMOST" not in telescope


def read_coadd(file: FitsFile) -> Spectrum:
    """Read what `is_coadd` accepts; raises UnreadableError."""
    part = _coadds(file)[0]
    flux, ivar, wave = (part.column(name) for name in ("FLUX", "IVAR", "WAVELENGTH"))
    masks = [
        part.column(name) if name in part.columns else np.zeros(len(flux))
        for name in ("ANDMASK", "ORMASK")
    ]
    return _spectrum(file, "coadd", wave, flux, ivar, masks)


def read_image(file: FitsFile) -> Spectrum:
    """Read what `is_image` accepts; raises UnreadableError.

    Early releases hold a continuum-normalised flux where later ones hold the wavelengths, which
    then come from the cards COEFF0 and COEFF1.
    """
    flux, ivar, third, *masks = file.parts[0].image()
    if _are_wavelengths(third):
        return _spectrum(file, "image5", third, flux, ivar, masks)
    cards = file.parts[0].cards
    first, step = cards.get("COEFF0"), cards.get("COEFF1")
    if not isinstance(first, float) or not isinstance(step, float) or not 0 < step < 0.01:
        raise refusal(
            file.path,
            "has no wavelengths: neither a row of them nor the cards COEFF0 and COEFF1; "
            "download it again",
        )
    return _spectrum(file, "image5_dr1", _grid(first, step, len(flux)), flux, ivar, masks)


@lru_cache(16)
def _grid(first: float, step: float, pixels: int) -> NDArray[np.float64]:
    """Wavelengths that are even in their logarithm: few grids are shared by all files."""
    with np.errstate(over="ignore"):
        wave = np.asarray(10 ** (first + step * np.arange(pixels)), np.float64)
    wave.setflags(write=False)
    return wave


def _coadds(file: FitsFile) -> list[Part]:
    return [part for part in file.parts[1:] if part.name == "COADD" and {*part.columns} >= _TABLE]


def _spectrum(
    file: FitsFile, layout: str, wave: Numbers, flux: Numbers, ivar: Numbers, masks: list[Numbers]
) -> Spectrum:
    """The numbers of a file, which are no one else's, with ivar = 0 wherever one is no number."""
    wave = wave.astype(np.float64)
    if len(wave) < _SHORTEST or not _are_wavelengths(wave):
        raise refusal(file.path, "has wavelengths that do not increase: download it again")
    with np.errstate(over="ignore", invalid="ignore"):
        flux, ivar = flux.astype(np.float32), ivar.astype(np.float32)  # no rows of an image
        good = (ivar > 0) & (ivar < np.inf)
    finite = np.isfinite(flux)
    flux[~finite] = 0
    ivar[~(good & finite)] = 0
    header = header_of(file.parts[0].cards, file.path, layout, file.sha256)
    return Spectrum(wave, flux, ivar, bits(masks[0]), bits(masks[1]), header)


def _are_wavelengths(values: Numbers) -> bool:
    """Whether these increase from pixel to pixel and are optical, in Å; false with a NaN."""
    return bool(
        len(values)
        and values[0] > _BLUEST
        and values[-1] < _REDDEST
        and (values[1:] > values[:-1]).all()
    )


def bits(mask: Numbers) -> NDArray[np.int32]:
    """A mask as int32, which files hold as integers or floats; -1 means every bit."""
    if float(mask.min()) >= 0 and float(mask.max()) <= _LARGEST_MASK:  # not so with a NaN
        return mask.astype(np.int32)
    if mask.dtype.kind == "f":
        mask = np.where(np.isfinite(mask), mask, 0).astype(np.float64)  # holds 2**31 - 1
    mask = np.where(mask < 0, _LARGEST_MASK, mask)  # -1 means every bit
    return np.minimum(mask, _LARGEST_MASK).astype(np.int32)
