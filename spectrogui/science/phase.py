"""The phase curve of a light curve."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.curve_study import Fold, Study
from spectrogui.core.light_curve import Floats

BINS = 64
_ENOUGH = 5
"""Points from which the scatter inside a bin is known well enough for its error."""


def fold(study: Study, period: float) -> Fold:
    """The light curve over phase, with the median of the points used in 64 bins.

    Bins are centred on phases 0, 1/64, …; the deepest is the first (Armstrong et al. 2016,
    section 3.1). The error of a median is √(π/2) of that of a mean.

    Parameters
    ----------
    study : whose points
    period : d, positive
    """
    time, use = study.curve.time, study.used
    start = float(time[0]) if time.size else 0.0
    turns = (time - start) / period
    phase = turns - np.floor(turns)
    middle, error = phase_curve(phase[use], study.flux[use])
    known = np.isfinite(middle)
    deepest = int(np.nanargmin(middle)) if known.any() else 0
    amplitude = float(np.ptp(middle[known])) if known.any() else float("nan")
    phase = phase - deepest / BINS
    return Fold(
        period,
        start + deepest / BINS * period,
        phase - np.floor(phase),
        np.arange(BINS) / BINS,
        np.roll(middle, -deepest),
        np.roll(error, -deepest),
        amplitude,
    )


def phase_curve(phase: Floats, flux: Floats, bins: int = BINS) -> tuple[Floats, Floats]:
    """Median and its 1σ in bins centred on 0, 1/bins, …; (bins,) each, NaN where empty."""
    place = np.floor(phase * bins + 0.5).astype(np.int64) % bins
    count = np.bincount(place, minlength=bins)
    middle = _medians(place, flux, count)
    rest = np.abs(flux - middle[place])
    inside = 1.4826 * _medians(place, rest, count)
    overall = 1.4826 * float(np.median(rest)) if rest.size else np.nan
    spread = np.where(count >= _ENOUGH, inside, overall)
    error = np.sqrt(np.pi / 2) * spread / np.sqrt(np.maximum(count, 1))
    return middle, np.where(count > 0, error, np.nan)


def _medians(place: NDArray[np.int64], values: Floats, count: NDArray[np.int64]) -> Floats:
    """Median of the values in each place, NaN where there is none."""
    if not values.size:
        return np.full(count.size, np.nan)
    by_value = np.argsort(values)
    ordered = values[by_value[np.argsort(place[by_value].astype(np.uint16), kind="stable")]]
    first = np.cumsum(count) - count
    low = np.minimum(first + (np.maximum(count, 1) - 1) // 2, values.size - 1)
    high = np.minimum(first + np.maximum(count, 1) // 2, values.size - 1)
    return np.where(count > 0, (ordered[low] + ordered[high]) / 2, np.nan)
