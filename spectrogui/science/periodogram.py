"""Lomb-Scargle periodograms of light curves."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.curve_study import Periodogram
from spectrogui.core.light_curve import Floats
from spectrogui.science.harmonics import drift_terms

SHORTEST = 0.2
"""d, the shortest period searched; below it are pulsators and half the spacecraft's rhythm."""

LONGEST = 45.0
"""d, the longest period searched."""

_SHARE = 0.5
"""The longest period searched in units of the time base: two turns must be seen."""

_OVERSAMPLING = 10
_CHANCE = 0.01
_FINE = 32
"""Points to a resolution element between which the window function is interpolated."""

_PEAKS = 8

_SLOW = 10
"""Periods above 1/10 of the time base compete with the drift, and are fitted with it."""


def frequencies(base: float) -> Floats:
    """Uniform grid in 1/d for a time base in d, increasing, ten to a resolution element."""
    longest = min(LONGEST, max(_SHARE * base, 2 * SHORTEST))
    step = 1 / (_OVERSAMPLING * base)
    return np.arange(1 / longest, 1 / SHORTEST + step / 2, step)


def lomb_scargle(time: Floats, flux: Floats) -> Periodogram:
    """The Lomb-Scargle periodogram in the standard normalisation, with a floating drift.

    As Zechmeister & Kürster 2009 fit a constant with every trial period, so here the cubic of
    the drift is fitted with every period above a tenth of the time base: subtracted before, it
    takes a part of those periods and moves their peaks. Faster ones cannot tell the difference;
    theirs is the fast method of Press & Rybicki 1989. The level is that of Baluev 2008 for white
    noise.

    Parameters
    ----------
    time, flux : (n,) d, and relative flux less its own cubic; n > 6
    """
    from astropy.timeseries import LombScargle

    base = float(np.ptp(time))
    grid = frequencies(base)
    search = LombScargle(time - time[0], flux)
    power = search.power(grid, method="fast", assume_regular_frequency=True)
    slow = grid < _SLOW / base
    power[slow] = _with_drift(time, flux, grid[slow])
    power = np.clip(np.nan_to_num(power), 0.0, 1.0)
    level = search.false_alarm_level(
        _CHANCE, method="baluev", minimum_frequency=grid[0], maximum_frequency=grid[-1]
    )
    period, power = 1 / grid[::-1], np.ascontiguousarray(power[::-1])
    return Periodogram(period, power, float(level), peaks(period, power, base))


def _with_drift(time: Floats, flux: Floats, grid: Floats) -> Floats:
    """Power of sines that are fitted together with a cubic, (m,)."""
    drift, _ = np.linalg.qr(drift_terms(time))
    rest = flux - drift @ (drift.T @ flux)
    angle = 2 * np.pi * np.outer(time - time[0], grid)
    cos, sin = np.cos(angle), np.sin(angle)
    for wave in (cos, sin):
        wave -= drift @ (drift.T @ wave)
    cc, ss, cs = (cos * cos).sum(0), (sin * sin).sum(0), (cos * sin).sum(0)
    c, s = rest @ cos, rest @ sin
    determinant = np.maximum(cc * ss - cs * cs, 1e-12 * cc * ss)
    gain = (ss * c * c - 2 * cs * c * s + cc * s * s) / determinant
    return np.asarray(gain / max(float(rest @ rest), 1e-300), float)


def window_function(time: Floats, periods: Floats) -> Floats:
    """Power that the sampling alone gives each period: |Σ exp(2πit/P)|²/n², 0 to 1.

    Deeming 1975 (Ap&SS 36, 137), section 3; by a Fourier transform of the times, counted in
    steps that are a fiftieth of the shortest period or less, and so good to 1 %. Times (n,) and
    periods (m,) in d; returns (m,).
    """
    since = time - time[0]
    step = float(np.min(periods)) / 50
    count = np.bincount(np.round(since / step).astype(np.int64))
    size = 1 << int(np.ceil(np.log2(_FINE * count.size)))
    power = np.abs(np.fft.rfft(count, size)) ** 2 / time.size**2
    return np.interp(1 / np.asarray(periods, float), np.fft.rfftfreq(size, step), power)


def peaks(periods: Floats, power: Floats, base: float, most: int = _PEAKS) -> Floats:
    """Periods (k,) of the highest local maxima, the highest first, at least 1/base apart in 1/d.

    A maximum at the long end counts, one at the short end does not.

    Parameters
    ----------
    periods, power : (m,) periods increasing
    base : time base, d
    most : no more than these
    """
    found: list[float] = []
    for place in _by_height(power):
        top = vertex(periods, power, int(place))
        if all(abs(1 / top - 1 / other) >= 1 / base for other in found):
            found.append(top)
        if len(found) == most:
            break
    return np.array(found)


def _by_height(power: Floats) -> NDArray[np.intp]:
    below, above = np.append(np.inf, power[:-1]), np.append(power[1:], -np.inf)
    places = np.flatnonzero((power > below) & (power >= above) & (power > 0))
    return places[np.argsort(-power[places], kind="stable")]


def vertex(periods: Floats, power: Floats, place: int) -> float:
    """Period of the top of the parabola through a grid point and its two neighbours, d."""
    frequency = 1 / periods
    if not 0 < place < power.size - 1:
        return float(periods[place])
    low, top, high = power[place - 1 : place + 2]
    curvature = low - 2 * top + high
    shift = 0.5 * (low - high) / curvature if curvature < 0 else 0.0
    return float(1 / (frequency[place] + shift * (frequency[place + 1] - frequency[place])))
