"""K2SC light curves (Aigrain, Parviainen & Pope 2016, MNRAS 459, 2408), in both conventions.

K2SC models a light curve as a trend with position and one with time; the second is the star's.
The files of the archive (HLSP) have both taken out of the flux, the files that some projects pass
around only the first. Which it is is told by the parts of the file, and checked on the numbers:
where the trend with time is still in the flux, the flux follows it.
"""

from dataclasses import replace
from math import inf, nan

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.light_curve import Floats, LightCurve
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

_COLUMNS = {"TIME", "FLUX", "QUALITY", "TRTIME", "TRPOSI"}
_SLOPE = 0.1  # of flux against its trend: 0 if the trend is taken out, near 1 if it is kept
_SURE = 3.0  # σ by which the slope must differ from `_SLOPE` to overrule the structure
_OUTLIER = 8.0  # σ of points that do not count for the slope


def is_sc(file: FitsFile) -> bool:
    """A table with a flux, and with trends in time and position."""
    return bool(_tables(file))


def read_sc(file: FitsFile) -> LightCurve:
    """Read what `is_sc` accepts: the flux with the star's own trend in it.

    Column MFLAGS is not used: its bit 3 marks upward outliers, which are flares.
    """
    part, note = _tables(file)[0], ""
    if not np.isfinite(numbers(part, "FLUX")).any() and len(_tables(file)) > 1:
        part, note = _tables(file)[1], f"; its {part.name} part is empty: {{name}} is used"
    bits, flux, trend = flags(part, "QUALITY"), numbers(part, "FLUX"), numbers(part, "TRTIME")
    good = (bits & DEFAULT_BITS) == 0
    removed, by_data = _trend_is_removed(file, part), False
    slope, error = slope_on_trend(flux, trend, good)
    if abs(slope - _SLOPE) > _SURE * error and removed != (slope < _SLOPE):
        removed, by_data = not removed, True
    if removed:
        with np.errstate(all="ignore"):
            flux = flux + trend - (np.nanmedian(trend) if np.isfinite(trend).any() else nan)
    columns = Columns(
        time=numbers(part, "TIME"),
        zero=zero_of(part, file.parts[0], "TIME"),
        flux=flux,
        flux_err=numbers(part, "ERROR") if "ERROR" in part.columns else None,
        good=good,
        quality=bits,
    )
    header = replace(
        header_of(file, part, "K2SC"),
        unit="e-/s",
        flux_column="flux + trtime" if removed else "flux",
        treatment=_said(removed, by_data, slope) + note.format(name=part.name),
    )
    return curve_of(file.path, columns, header)


def slope_on_trend(flux: Floats, trend: Floats, good: NDArray[np.bool_]) -> tuple[float, float]:
    """The slope of flux against its trend with time, and its 1σ; infinite if there is none."""
    use = good & np.isfinite(flux) & np.isfinite(trend)
    if use.sum() < 20:
        return 0.0, inf
    y, x = flux[use] - np.median(flux[use]), trend[use] - np.median(trend[use])
    inside = np.abs(y) < _OUTLIER * 1.4826 * np.median(np.abs(y))
    y, x = y[inside], x[inside]
    if len(x) < 20 or not x.std() > 0:
        return 0.0, inf
    x, y = x - x.mean(), y - y.mean()
    slope = float(x @ y / (x @ x))
    return slope, float(np.std(y - slope * x) / np.sqrt(x @ x))


def _trend_is_removed(file: FitsFile, part: Part) -> bool:
    """What the structure tells: the archive's files have two tables, or name K2SC as creator."""
    creator = file.parts[0].cards.text("CREATOR").lower()
    return part.name in {"PDC", "SAP"} or creator.startswith("k2sc")


def _said(removed: bool, by_data: bool, slope: float) -> str:
    how = (
        "the star's trend with time, which the file has taken out of the flux, is put back"
        if removed
        else "the flux of the file has the star's trend with time in it"
    )
    return f"{how} (by the numbers, slope {slope:.2f}, against the structure)" if by_data else how


def _tables(file: FitsFile) -> list[Part]:
    return [part for part in file.parts[1:] if {*part.columns} >= _COLUMNS]
