"""K2VARCAT light curves (Armstrong et al. 2016, MNRAS 456, 2260): relative flux, no flags."""

from dataclasses import replace

from spectrogui.core.light_curve import LightCurve
from spectrogui.io.fits_parts import FitsFile, Part
from spectrogui.io.k2_curve import Columns, curve_of, header_of, numbers, zero_of


def is_varcat(file: FitsFile) -> bool:
    """A table with TIME and DETFLUX."""
    return bool(_tables(file))


def read_varcat(file: FitsFile) -> LightCurve:
    """Read what `is_varcat` accepts."""
    part = _tables(file)[0]
    columns = Columns(
        time=numbers(part, "TIME"),
        zero=zero_of(part, file.parts[0], "TIME"),
        flux=numbers(part, "DETFLUX"),
        flux_err=numbers(part, "DETFLUX_ERR") if "DETFLUX_ERR" in part.columns else None,
    )
    header = replace(header_of(file, part, "K2VARCAT"), flux_column="DETFLUX")
    return curve_of(file.path, columns, header)


def _tables(file: FitsFile) -> list[Part]:
    return [part for part in file.parts[1:] if {*part.columns} >= {"TIME", "DETFLUX"}]
