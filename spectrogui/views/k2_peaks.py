"""Peaks of a periodogram, and the periods that they stand for."""

from math import isfinite, nan

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.curve_study import Periodogram, Study

_LEAST = 0.1
"""Of the highest peak: lower ones are not met by the mouse."""


def maxima(found: Periodogram) -> NDArray[np.intp]:
    """(k,) places of the local maxima that are high enough to be seen."""
    power = found.power
    if len(power) < 3:
        return np.empty(0, np.intp)
    places = 1 + np.flatnonzero((power[1:-1] > power[:-2]) & (power[1:-1] >= power[2:]))
    high = power[places] > _LEAST * power.max()
    return np.asarray(places[high])


def period_at(study: Study, place: int) -> float:
    """The period of a peak, d, between the points of the grid; NaN for the measured one."""
    found, measured = study.periodogram, study.rotation.period
    if isfinite(measured) and abs(int(np.searchsorted(found.period, measured)) - place) <= 1:
        return nan
    low, top, high = found.power[place - 1 : place + 2]
    bend = low - 2 * top + high
    shift = 0.5 * (low - high) / bend if bend < 0 else 0.0
    return float(np.interp(place + shift, np.arange(len(found.period)), found.period))


def next_peak(study: Study, period: float) -> float:
    """The next lower of the highest peaks, d; after the last the first. NaN: the measured one.

    Parameters
    ----------
    period : d, at which is folded now; NaN for none
    """
    peaks = study.periodogram.peaks
    if not len(peaks):
        return nan
    if not isfinite(period):
        return float(peaks[0])
    following = (int(np.argmin(np.abs(np.log(peaks / period)))) + 1) % len(peaks)
    is_measured = following == 0 and isfinite(study.rotation.period)
    return nan if is_measured else float(peaks[following])


def covers(found: Periodogram, period: float) -> bool:
    """Whether a period, d, was searched."""
    return bool(found.period[0] <= period <= found.period[-1])
