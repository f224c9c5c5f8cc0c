"""What is done to a light curve before its period is searched."""

from dataclasses import dataclass
from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.curve_study import Choices
from spectrogui.core.light_curve import Floats, LightCurve
from spectrogui.science.harmonics import fit_drift, fit_wave

Mask = NDArray[np.bool_]

FEWEST = 30
"""Usable points below which nothing is searched."""

ROLL = 0.24519
"""d, between two corrections of Kepler's roll by its thrusters in K2: twelve long cadences."""

UPWARD, DOWNWARD = 4.0, 6.0
"""An outlier is further than this many σ above or below its neighbourhood."""

_NEAR = 0.75
"""d, the neighbourhood that outliers are told from: longer than most flares and eclipses."""

_DIP_POINTS, _DIPS = 3, 3
"""Low points stay where the star eclipses: this many in a row, this often in each half."""

_SLOW = 2.0
"""d, the window of what `Choices.flatten` divides out."""

ORDERS = 3
"""Harmonics that stand for the rotation where outliers and flares are told from it."""


@dataclass(frozen=True, slots=True, eq=False)
class Treated:
    """A light curve made ready.

    Attributes
    ----------
    flux, trend : (n,) as in `core.curve_study.Study`
    used : (n,) bool
    """

    flux: Floats
    trend: Floats
    used: Mask


def is_searchable(curve: LightCurve) -> bool:
    """Whether there is enough of it: points, time, and a flux that can be divided by."""
    if np.count_nonzero(curve.good) < FEWEST:
        return False
    time, flux = curve.time[curve.good], curve.flux[curve.good]
    return bool(np.median(flux) > 0 and time[-1] > time[0] and np.ptp(flux) > 0)


def treat(curve: LightCurve, choices: Choices, period: float = nan) -> Treated:
    """Normalise by the median, tell outliers, take out a cubic.

    The cubic of Armstrong et al. 2016, section 2, goes through the points that are no outliers.
    These are told from a running median, so that flares, jumps of the detector and firings of
    the thrusters do not steer the search; rotation faster than that needs the period.

    Parameters
    ----------
    curve : one that `is_searchable`
    choices : how
    period : d, at which the star varies, if that is known
    """
    time, relative, good = curve.time, curve.relative, curve.good
    inlier = _inliers(time, relative, good)
    if isfinite(period) and np.count_nonzero(inlier) >= FEWEST:
        wave = fit_wave(time, relative, inlier, period, ORDERS)
        inlier = _inliers(time, relative - wave.drift - wave.periodic, good)
        trend = fit_wave(time, relative, inlier, period, ORDERS).drift
    else:
        trend = fit_drift(time, relative, inlier)
    flux = relative - trend
    if choices.flatten:
        trend = trend + smooth(time, flux, inlier, _SLOW)
        flux = (1 + relative) / np.maximum(1 + trend, 0.05) - 1
    return Treated(flux, trend, inlier if choices.reject else good.copy())


def _inliers(time: Floats, flux: Floats, good: Mask) -> Mask:
    """Points that are usable, and neither high nor low against their neighbours."""
    rest = flux - smooth(time, flux, good, _NEAR)
    noise = max(scatter(rest[good]), point_noise(flux[good]))
    high, low = good & (rest > UPWARD * noise), good & (rest < -DOWNWARD * noise)
    if _is_eclipsing(low):
        low &= run_lengths(low) < _DIP_POINTS
    return good & ~high & ~low


def _is_eclipsing(low: Mask) -> bool:
    starts, stops = runs(low)
    starts = starts[stops - starts >= _DIP_POINTS]
    first = np.count_nonzero(starts < low.size / 2)
    return bool(first >= _DIPS and starts.size - first >= _DIPS)


def smooth(time: Floats, flux: Floats, use: Mask, window: float) -> Floats:
    """Running median over `window` days of the points in `use`, (n,) at every time."""
    from scipy.ndimage import median_filter

    t, f = time[use], flux[use]
    size = round(window / max(float(np.median(np.diff(t))), 1e-9)) | 1
    size = max(min(size, (t.size - 1) | 1), 3)
    slow: Floats = median_filter(f, size, mode="nearest")
    return np.interp(time, t, slow)


def scatter(values: Floats) -> float:
    """1σ from the median absolute deviation."""
    return float(1.4826 * np.median(np.abs(values - np.median(values))))


def point_noise(flux: Floats) -> float:
    """1σ of the noise, from each point's distance to the middle of its two neighbours."""
    return float(1.4826 * np.median(np.abs(flux[1:-1] - (flux[:-2] + flux[2:]) / 2)) / 1.5**0.5)


def run_lengths(mask: Mask) -> NDArray[np.int64]:
    """(n,) for every True the number of Trues in a row that it belongs to; 0 for a False."""
    starts, stops = runs(mask)
    out = np.zeros(mask.size, np.int64)
    out[mask] = np.repeat(stops - starts, stops - starts)
    return out


def runs(mask: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First, and one past the last, index of every stretch of Trues."""
    edges = np.diff(np.concatenate(([False], mask, [False])).astype(np.int8))
    return np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
