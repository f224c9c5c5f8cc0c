"""What is done to a light curve before its period is searched."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.curve_study import Choices
from spectrogui.core.light_curve import Floats, LightCurve

Mask = NDArray[np.bool_]

FEWEST = 30
"""Usable points below which nothing is searched."""

UPWARD, DOWNWARD = 4.0, 6.0
"""An outlier is further than this many σ above or below its neighbourhood."""

_DIP_POINTS = 2
"""More points in a row than this below their neighbourhood are a dip of the star, and stay."""

_DAY = 1.0
"""d, the neighbourhood that outliers are told from."""

_SLOW = 2.0
"""d, the window of what `Choices.flatten` divides out."""


@dataclass(frozen=True, slots=True, eq=False)
class Treated:
    """A light curve made ready.

    Attributes
    ----------
    flux, trend : (n,) as in `core.curve_study.Study`
    used : (n,) bool
    noise : 1σ from point to point, relative flux
    """

    flux: Floats
    trend: Floats
    used: Mask
    noise: float


def is_searchable(curve: LightCurve) -> bool:
    """Whether there is enough of it: points, time, and a flux that can be divided by."""
    if np.count_nonzero(curve.good) < FEWEST:
        return False
    time, flux = curve.time[curve.good], curve.flux[curve.good]
    return bool(np.median(flux) > 0 and time[-1] > time[0] and np.ptp(flux) > 0)


def treat(curve: LightCurve, choices: Choices, model: Floats | None = None) -> Treated:
    """Normalise by the median, take out a cubic, tell outliers.

    The cubic is that of Armstrong et al. 2016, section 2; it goes through the points that are no
    outliers. Outliers are told from a running median of one day.

    Parameters
    ----------
    curve : one that `is_searchable`
    choices : how
    model : (n,) periodic part of the flux, relative, that outliers are told from as well

    Returns
    -------
    the light curve as it is searched
    """
    relative, good = curve.relative, curve.good
    inlier, noise = _inliers(curve, relative if model is None else relative - model)
    trend = _cubic(curve.time, relative, inlier)
    flux = relative - trend
    if choices.flatten:
        slow = smooth(curve.time, flux, inlier, _SLOW)
        trend = trend + slow
        flux = (1 + relative) / np.maximum(1 + trend, 0.05) - 1
    return Treated(flux, trend, inlier if choices.reject else good.copy(), noise)


def _inliers(curve: LightCurve, relative: Floats) -> tuple[Mask, float]:
    good = curve.good
    rest = relative - smooth(curve.time, relative, good, _DAY)
    noise = max(scatter(rest[good]), point_noise(relative[good]))
    low = rest < -DOWNWARD * noise
    isolated = low & (run_lengths(low & good) <= _DIP_POINTS)
    return good & (rest <= UPWARD * noise) & ~isolated, noise


def _cubic(time: Floats, flux: Floats, use: Mask) -> Floats:
    x = 2 * (time - time[0]) / max(np.ptp(time), 1e-9) - 1
    design = np.polynomial.legendre.legvander(x, 3)
    found = np.linalg.lstsq(design[use], flux[use], rcond=None)[0]
    return np.asarray(design @ found, float)


def smooth(time: Floats, flux: Floats, use: Mask, window: float) -> Floats:
    """Running median over `window` days of the points in `use`, (n,) at every time."""
    from scipy.ndimage import median_filter

    t, f = time[use], flux[use]
    step = float(np.median(np.diff(t)))
    size = min(round(window / step) | 1, (t.size - 1) | 1)
    slow: Floats = median_filter(f, max(size, 3), mode="nearest")
    return np.interp(time, t, slow)


def scatter(values: Floats) -> float:
    """1σ from the median absolute deviation."""
    return float(1.4826 * np.median(np.abs(values - np.median(values))))


def point_noise(flux: Floats) -> float:
    """1σ of the noise from each point's distance to the mean of its two neighbours."""
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
