"""EVEREST light curves: version 2 (Luger et al. 2018, AJ 156, 99), and 1 (2016, AJ 152, 100)."""

from dataclasses import replace

from spectrogui.core.light_curve import LightCurve
from spectrogui.io.fits_parts import FitsFile, Part
from spectrogui.io.k2_curve import (
    DEFAULT_BITS,
    Columns,
    curve_of,
    flags,
    header_of,
    numbers,
    zero_of,
)

_COLUMNS, _OWN = {"TIME", "FLUX", "QUALITY"}, {"CADN", "FRAW"}
_FIRST = {"TIME", "FLUX", "OUTLIER", "RAW_FLUX"}
_BAD, _NAN = 1 << 22, 1 << 23
_BITS = DEFAULT_BITS | _BAD | _NAN
"""EVEREST sets bits beyond those of Kepler (its `everest/config.py` counts them from 1): 2^22 a
bad point, 2^23 no flux, 2^24 an outlier, 2^25 left out of the fit and put back, 2^26 in transit.
The last three stay in: 2^24 is given to the points of flares, and 2^25 and 2^26 say how the model
was fitted, not that the flux is wrong."""


def is_everest(file: FitsFile) -> bool:
    """A table with TIME, FLUX and QUALITY, and the raw flux or cadence under EVEREST's names."""
    return bool(_arrays(file))


def read_everest(file: FitsFile) -> LightCurve:
    """Read what `is_everest` accepts: FLUX, with the error of the raw flux."""
    part = _arrays(file)[0]
    bits = flags(part, "QUALITY")
    columns = Columns(
        time=numbers(part, "TIME"),
        zero=zero_of(part, file.parts[0], "TIME"),
        flux=numbers(part, "FLUX"),
        flux_err=numbers(part, "FRAW_ERR") if "FRAW_ERR" in part.columns else None,
        good=(bits & _BITS) == 0,
        quality=bits,
    )
    header = header_of(file, part, "EVEREST")
    return curve_of(file.path, columns, replace(header, unit="e-/s", flux_column="FLUX"))


def is_everest_1(file: FitsFile) -> bool:
    """A table with TIME, FLUX, RAW_FLUX, and a mask of outliers."""
    return bool(_first_arrays(file))


def read_everest_1(file: FitsFile) -> LightCurve:
    """Read what `is_everest_1` accepts; its OUTLIER marks flares as well, and is not used."""
    part = _first_arrays(file)[0]
    columns = Columns(
        time=numbers(part, "TIME"),
        zero=zero_of(part, file.parts[0], "TIME"),
        flux=numbers(part, "FLUX"),
        flux_err=numbers(part, "RAW_FERR") if "RAW_FERR" in part.columns else None,
    )
    header = header_of(file, part, "EVEREST")
    return curve_of(file.path, columns, replace(header, unit="e-/s", flux_column="FLUX"))


def _first_arrays(file: FitsFile) -> list[Part]:
    return [part for part in file.parts[1:] if {*part.columns} >= _FIRST]


def _arrays(file: FitsFile) -> list[Part]:
    tables = (part for part in file.parts[1:] if {*part.columns} >= _COLUMNS)
    return [part for part in tables if {*part.columns} & _OWN]
