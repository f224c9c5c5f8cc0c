"""Lomb-Scargle periodograms of light curves."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.curve_study import Periodogram
from spectrogui.core.light_curve import Floats

SHORTEST = 0.2
"""d, the shortest period searched: below it are pulsators, and half the spacecraft's rhythm."""

LONGEST = 45.0
"""d, the longest period searched."""

_SHARE = 0.6
"""The longest period searched in units of the time base."""

_OVERSAMPLING = 10
_CHANCE = 0.01
_PEAKS = 8


def frequencies(base: float) -> Floats:
    """Uniform grid in 1/d for a time base in d, increasing, ten to a resolution element."""
    longest = min(LONGEST, max(_SHARE * base, 2 * SHORTEST))
    step = 1 / (_OVERSAMPLING * base)
    return np.arange(1 / longest, 1 / SHORTEST + step / 2, step)


def lomb_scargle(time: Floats, flux: Floats) -> Periodogram:
    """The normalised (standard) Lomb-Scargle periodogram with a floating mean.

    Zechmeister & Kürster 2009, by the fast method of Press & Rybicki 1989; its false-alarm level
    after Baluev 2008, which holds for white noise.

    Parameters
    ----------
    time, flux : (n,) d and relative flux about 0, n > 3
    """
    from astropy.timeseries import LombScargle

    grid = frequencies(float(np.ptp(time)))
    search = LombScargle(time - time[0], flux)
    power = search.power(grid, method="fast", assume_regular_frequency=True)
    power = np.clip(np.nan_to_num(power), 0.0, 1.0)
    level = search.false_alarm_level(
        _CHANCE, method="baluev", minimum_frequency=grid[0], maximum_frequency=grid[-1]
    )
    period, power = 1 / grid[::-1], np.ascontiguousarray(power[::-1])
    return Periodogram(period, power, float(level), peaks(period, power, float(np.ptp(time))))


def window_function(time: Floats, periods: Floats) -> Floats:
    """Power that the sampling alone gives each period: |Σ exp(2πit/P)|²/n², 0 to 1.

    Deeming 1975, equation 17. Times (n,) and periods (m,) in d; returns (m,).
    """
    grid = np.asarray(periods, float)
    out = np.empty(grid.size)
    since = time - time[0]
    for start in range(0, grid.size, 256):
        angle = 2 * np.pi * np.outer(1 / grid[start : start + 256], since)
        out[start : start + 256] = np.cos(angle).sum(1) ** 2 + np.sin(angle).sum(1) ** 2
    return out / time.size**2


def peaks(periods: Floats, power: Floats, base: float, most: int = _PEAKS) -> Floats:
    """Periods (k,) of the highest local maxima, the highest first, at least 1/base apart in 1/d.

    Parameters
    ----------
    periods, power : (m,)
    base : time base, d
    most : no more than these
    """
    found: list[float] = []
    for place in _by_height(power):
        if all(abs(1 / periods[place] - 1 / other) >= 1 / base for other in found):
            found.append(float(periods[place]))
        if len(found) == most:
            break
    return np.array(found)


def _by_height(power: Floats) -> NDArray[np.intp]:
    inner = (power[1:-1] > power[:-2]) & (power[1:-1] >= power[2:]) & (power[1:-1] > 0)
    places = np.flatnonzero(np.concatenate(([False], inner, [False])))
    return places[np.argsort(-power[places], kind="stable")]
