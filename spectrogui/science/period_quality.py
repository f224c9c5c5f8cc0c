"""What is to be thought of a period, in words."""

import numpy as np

from spectrogui.core.curve_study import NO_PERIOD, Periodogram
from spectrogui.core.light_curve import Floats
from spectrogui.science.curve_treatment import ROLL
from spectrogui.science.repetition import FEW_TURNS, Repetition, repetition

ALIAS = "alias of"
HALF = "half the true period likely"
LONG = "longer than half the campaign"
UNCERTAIN = "uncertain"

MEANINGS = {
    NO_PERIOD: "Nothing stands out from the noise and repeats itself over the campaign.",
    UNCERTAIN: "Turns are few, or differ from each other, or a drift is stronger: look at it.",
    HALF: "Every other minimum differs: two groups of spots, or two eclipses, in one turn.",
    LONG: "Hardly two turns were seen: the star may rotate slower than this.",
    ALIAS: "The period is that of the spacecraft's thrusters or a multiple, and weak.",
}
"""What each word of `Rotation.warnings` means; ``alias of`` is followed by a period in d."""

_MULTIPLES = (1, 2, 4)
_CERTAIN = 0.5
"""A modulation that explains this share of the variance is the star's, whatever its period."""

_SEEN = 0.15
"""Below this share of the variance of single points are drifts that the products left in."""

_LEAST = ((3.0, 0.70, 0.90), (6.0, 0.60, 0.75), (np.inf, 0.50, 0.60))
"""Below so many turns: the least `Repetition.score` of a period, and of one without warning.
From red noise, steps and the drifts of real light curves, see docs/validation/periods.md."""

_ODD, _LATER = 0.25, 0.15
"""Least size of the difference between odd and even turns, and gain in likeness at two turns."""

_LONG = 0.95
"""Share of half the campaign from which a period is too long: the search ends at 1."""


def judge(time: Floats, flux: Floats, period: float, found: Periodogram) -> tuple[str, ...]:
    """Warnings about a period; empty if there is nothing to be said.

    White noise alone is no measure of chance: stars flicker and spacecraft drift. So a period
    must repeat itself. That a period is twice the true one is never said, for the highest peak
    of a sum of sines lies at the period of one of them, and none is longer than the whole.

    Parameters
    ----------
    time, flux : (n,) d and relative flux of the points that were searched
    period : of the highest peak, d
    found : the whole periodogram
    """
    power = float(np.interp(period, found.period, found.power))
    again = repetition(time, flux, period)
    least, good = next((least, good) for turns, least, good in _LEAST if again.turns < turns)
    if power < found.level or again.seen < _SEEN or again.score < least:
        return (NO_PERIOD,)
    words = []
    if again.score < good:
        words.append(UNCERTAIN)
    if is_of_the_spacecraft(period, float(np.ptp(time))) and again.seen < _CERTAIN:
        words.append(f"{ALIAS} {ROLL:.3f} d")
    if is_half(again):
        words.append(HALF)
    if period > _LONG / 2 * np.ptp(time):
        words.append(LONG)
    return tuple(words)


def is_of_the_spacecraft(period: float, base: float) -> bool:
    """Whether a period is that of the thrusters or a multiple, to half a resolution element.

    Period and time base in d.
    """
    return any(abs(1 / period - 1 / (ROLL * times)) < 0.5 / base for times in _MULTIPLES)


def is_half(again: Repetition) -> bool:
    """Whether odd and even turns differ, and a light curve is more like itself two turns later.

    What McQuillan et al. 2013 (MNRAS 432, 1203), section 2.2, see as a second peak of the
    autocorrelation that is higher than the first.
    """
    return again.turns > FEW_TURNS and again.odd > _ODD and again.later > _LATER
