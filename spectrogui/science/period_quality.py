"""What is to be thought of a period, in words."""

import numpy as np

from spectrogui.core.curve_study import NO_PERIOD, Periodogram
from spectrogui.core.light_curve import Floats
from spectrogui.science.phase import phase_curve

ALIAS = "alias of"
HALF = "half the true period likely"
LONG = "longer than half the campaign"

MEANINGS = {
    NO_PERIOD: "No period stands out from the noise and repeats over the campaign.",
    ALIAS: "The period belongs to the spacecraft, not to the star: a multiple of its rhythm.",
    HALF: "Two groups of spots can show half the rotation period: every other minimum differs.",
    LONG: "Less than two turns were seen: the period is an estimate at best.",
}
"""What each word means, one sentence; a word may be followed by a number and a unit."""

ROLL = 0.2452
"""d, between two firings of the thrusters of Kepler, 12 long cadences."""

_LEAST_POWER = 0.05
_LEAST_AGREEMENT = 0.5


def judge(time: Floats, flux: Floats, period: float, found: Periodogram) -> tuple[str, ...]:
    """Warnings about a period; empty if there is nothing to be said.

    Parameters
    ----------
    time, flux : (n,) d and relative flux of the points that were searched
    period : of the highest peak, d
    found : the whole periodogram
    """
    power = float(np.interp(period, found.period, found.power))
    if power < max(found.level, _LEAST_POWER) or agreement(time, flux, period) < _LEAST_AGREEMENT:
        return (NO_PERIOD,)
    base = float(np.ptp(time))
    words = []
    for times in (1, 2, 3, 4):
        if abs(1 / period - 1 / (ROLL * times)) < 1 / base:
            words.append(f"{ALIAS} {ROLL:.3f} d")
            break
    if is_half(time, flux, period):
        words.append(HALF)
    if period > base / 2:
        words.append(LONG)
    return tuple(words)


def agreement(time: Floats, flux: Floats, period: float) -> float:
    """Correlation of the phase curves of both halves of a campaign, -1 to 1."""
    phase = (time - time[0]) / period % 1
    first = time < (time[0] + time[-1]) / 2
    a, b = (phase_curve(phase[part], flux[part], 16)[0] for part in (first, ~first))
    both = np.isfinite(a) & np.isfinite(b)
    if np.count_nonzero(both) < 4 or np.ptp(a[both]) == 0 or np.ptp(b[both]) == 0:
        return 0.0
    return float(np.corrcoef(a[both], b[both])[0, 1])


def is_half(time: Floats, flux: Floats, period: float) -> bool:
    """Whether odd and even turns differ by more than chance: the two minima are unequal."""
    if 4 * period > np.ptp(time):
        return False
    middle, error = phase_curve((time - time[0]) / (2 * period) % 1, flux, 32)
    one, other = middle[:16], middle[16:]
    gap = np.abs(one - other) / np.hypot(error[:16], error[16:])
    if not np.isfinite(gap).all():
        return False
    size = np.ptp(middle)
    return bool(np.median(gap) > 5 and np.abs(one - other).max() > 0.3 * size)
