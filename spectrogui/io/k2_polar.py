"""POLAR light curves (Barros, Demangeon & Deleuil 2016, A&A 594, A100): relative flux, no flags.

A file has two tables: the flux filtered of slow changes, and the one that is not, which has the
rotation of the star in it.
"""

from dataclasses import replace

from spectrogui.core.light_curve import LightCurve
from spectrogui.io.fits_parts import FitsFile, Part
from spectrogui.io.k2_curve import Columns, curve_of, header_of, numbers

_ZERO = 2400000.0  # JD of time 0, as the archive's own reader of these files has it


def is_polar(file: FitsFile) -> bool:
    """A table with DETTIME and DETFLUX."""
    return bool(_tables(file))


def read_polar(file: FitsFile) -> LightCurve:
    """Read what `is_polar` accepts: the flux that is not filtered."""
    part = _tables(file)[0]
    columns = Columns(numbers(part, "DETTIME"), _ZERO, numbers(part, "DETFLUX"))
    header = replace(header_of(file, part, "POLAR"), flux_column="DETFLUX")
    return curve_of(file.path, columns, header)


def _tables(file: FitsFile) -> list[Part]:
    return [part for part in file.parts[1:] if {*part.columns} >= {"DETTIME", "DETFLUX"}]
