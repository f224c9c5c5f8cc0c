"""Which range of y shows a spectrum: all of a line, and not all of a cosmic ray."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Range = tuple[float, float]

MARGIN = 0.08
_PEAK_OVER_MEDIAN = 1.6
"""The peak of the narrowest line that the spectrograph can make, FWHM 3 Å on a grid of 1 Å, is
1.36 times the median of the five points around it; a cosmic ray is over twice that median."""
_NOISE = 5.0
_EDGE = 2
_SMALLEST_PART = 0.4


def robust_range(values: Floats) -> Range | None:
    """The range of the points that belong to the star, with a margin; None if there are none.

    Parameters
    ----------
    values : (n,) evenly spaced; those that are not finite do not count
    """
    known = np.isfinite(values)
    if not known.any():
        return None
    kept = values[known & ~is_spike(values)]
    return widened(float(kept.min()), float(kept.max()))


def full_range(values: Floats) -> Range | None:
    """The range of all points, with a margin; None if there are none that are finite."""
    known = values[np.isfinite(values)]
    return widened(float(known.min()), float(known.max())) if len(known) else None


def is_spike(values: Floats) -> NDArray[np.bool_]:
    """(n,) points that stand out by more than a line of the spectrograph's width can.

    The two neighbours on either side count as well, since resampling spreads a spike.
    NaN marks points to leave out; at least one point always stays.
    """
    if len(values) < 2 * _EDGE + 1:  # too few to tell a spike from a line
        return np.zeros(len(values), dtype=bool)
    known = np.isfinite(values)
    if not known.any():
        return known
    height = values - np.median(values[known])
    around = _running_median(height)
    noise = 1.4826 * np.median(np.abs(height - around)[known])
    out = np.abs(height) > _PEAK_OVER_MEDIAN * np.abs(around) + _NOISE * noise
    spread = np.convolve(out, np.ones(2 * _EDGE + 1), mode="same") > 0
    return spread if (known & ~spread).any() else np.zeros_like(spread)


def widened(low: float, high: float) -> Range:
    """A range with the margin on both sides; never empty."""
    pad = MARGIN * (high - low) or 0.05 * max(abs(high), 1.0)
    return low - pad, high + pad


def united(*ranges: Range | None) -> Range | None:
    """The range that holds all that are known."""
    known = [each for each in ranges if each is not None]
    if not known:
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def settled(now: Range, wanted: Range) -> Range:
    """The range to show next: the one of now unless data leave it or are lost in it."""
    slack = MARGIN / (1 + 2 * MARGIN) * (wanted[1] - wanted[0])
    leaves = wanted[0] + slack < now[0] or wanted[1] - slack > now[1]
    lost = wanted[1] - wanted[0] < _SMALLEST_PART * (now[1] - now[0])
    return wanted if leaves or lost else now


def _running_median(values: Floats) -> Floats:
    """The median of five points around each; unknown ones are taken as 0, the base."""
    known = np.where(np.isfinite(values), values, 0.0)
    padded = np.concatenate([known[:1], known[:1], known, known[-1:], known[-1:]])
    a, b, c, d, e = (padded[start : start + len(known)] for start in range(2 * _EDGE + 1))
    low = np.maximum(np.minimum(a, b), np.minimum(c, d))
    high = np.minimum(np.maximum(a, b), np.maximum(c, d))
    middle: Floats = np.maximum(np.minimum(low, high), np.minimum(np.maximum(low, high), e))
    return middle
