"""The numbers of a light curve: treatment, period, phase curve, quality, flares."""

from math import isfinite, nan

import numpy as np

from spectrogui.core.curve_study import NO_PERIOD, Choices, Periodogram, Rotation, Study
from spectrogui.core.light_curve import Floats, LightCurve
from spectrogui.science.curve_treatment import Mask, is_searchable, treat
from spectrogui.science.flares import find_flares
from spectrogui.science.period_quality import judge
from spectrogui.science.periodogram import lomb_scargle
from spectrogui.science.phase import fold

_RULE = Choices()
_HARMONICS = 3
_SEARCH_CADENCE = 0.02
"""d: shorter cadences are averaged to this for the search."""


def study(curve: LightCurve, choices: Choices = _RULE) -> Study:
    """All numbers of a light curve.

    The period is the highest peak of the Lomb-Scargle periodogram, the amplitude that of the
    phase curve in 64 bins (Armstrong et al. 2016, MNRAS 456, 2260).

    Parameters
    ----------
    curve : any that could be read; one without enough points has no period
    choices : how it is treated
    """
    if not is_searchable(curve):
        return _nothing(curve, choices)
    treated = treat(curve, choices)
    found, period, power = _search(curve.time, treated.flux, treated.used)
    model = _harmonic_model(curve.time, treated.flux, treated.used, period)
    treated = treat(curve, choices, model)
    found, period, power = _search(curve.time, treated.flux, treated.used)
    time, flux = _averaged(curve.time[treated.used], treated.flux[treated.used])
    warnings = judge(time, flux, period, power, found) if isfinite(period) else (NO_PERIOD,)
    model = _harmonic_model(curve.time, treated.flux, treated.used, period)
    out = Study(
        curve,
        choices,
        treated.flux,
        treated.trend,
        treated.used,
        found,
        Rotation(power=power, warnings=warnings),
        find_flares(curve.time, treated.flux, curve.good, model),
    )
    if NO_PERIOD in warnings:
        return out
    rotation = Rotation(
        period, period_error(time, flux, period), fold(out, period).amplitude, power, warnings
    )
    return Study(curve, choices, out.flux, out.trend, out.used, found, rotation, out.flares)


def _search(time: Floats, flux: Floats, use: Mask) -> tuple[Periodogram, float, float]:
    found = lomb_scargle(*_averaged(time[use], flux[use]))
    place = int(found.power.argmax())
    power = float(found.power[place])
    if power <= 0:
        return found, nan, power
    return found, _vertex(1 / found.period, found.power, place), power


def _vertex(frequency: Floats, power: Floats, place: int) -> float:
    """Period of the top of the parabola through the highest point and its neighbours."""
    if not 0 < place < power.size - 1:
        return float(1 / frequency[place])
    low, top, high = power[place - 1 : place + 2]
    curvature = low - 2 * top + high
    shift = 0.5 * (low - high) / curvature if curvature < 0 else 0.0
    step = frequency[place + 1] - frequency[place]
    return float(1 / (frequency[place] + shift * step))


def _averaged(time: Floats, flux: Floats) -> tuple[Floats, Floats]:
    """Means over half an hour of a light curve in short cadence; others as they are."""
    if float(np.median(np.diff(time))) > _SEARCH_CADENCE / 2:
        return time, flux
    place = np.floor((time - time[0]) / _SEARCH_CADENCE).astype(np.int64)
    _, place, count = np.unique(place, return_inverse=True, return_counts=True)
    return np.bincount(place, time) / count, np.bincount(place, flux) / count


def _harmonic_model(time: Floats, flux: Floats, use: Mask, period: float) -> Floats:
    """(n,) the least-squares sum of three harmonics of a period."""
    if not isfinite(period):
        return np.zeros(time.size)
    angle = 2 * np.pi * (time - time[0]) / period
    orders = range(1, _HARMONICS + 1)
    design = np.stack(
        [np.ones(time.size)]
        + [wave(order * angle) for order in orders for wave in (np.cos, np.sin)],
        axis=1,
    )
    found = np.linalg.lstsq(design[use], flux[use], rcond=None)[0]
    return np.asarray(design @ found, float)


def period_error(time: Floats, flux: Floats, period: float) -> float:
    """1σ of a period, d."""
    angle = 2 * np.pi * (time - time[0]) / period
    design = np.stack([np.ones(time.size), np.cos(angle), np.sin(angle)], axis=1)
    found = np.linalg.lstsq(design, flux, rcond=None)[0]
    rest = flux - design @ found
    size = float(np.hypot(found[1], found[2]))
    independent = time.size / _correlation_length(rest)
    base = float(np.ptp(time))
    error = np.sqrt(6 / independent) * float(rest.std()) / (np.pi * base * size)
    return float(error * period**2)


def _correlation_length(rest: Floats) -> float:
    """Points that go together in residuals."""
    n = rest.size
    spectrum = np.abs(np.fft.rfft(rest - rest.mean(), 2 * n)) ** 2
    lags = np.fft.irfft(spectrum)[:n]
    if lags[0] <= 0:
        return 1.0
    lags = lags / lags[0]
    below = np.flatnonzero(lags <= 0)
    stop = int(below[0]) if below.size else n
    return float(1 + 2 * lags[1:stop].sum())


def _nothing(curve: LightCurve, choices: Choices) -> Study:
    size = curve.time.size
    middle = curve.median
    flux = curve.flux / middle - 1 if isfinite(middle) and middle != 0 else np.zeros(size)
    empty = np.empty(0)
    return Study(
        curve,
        choices,
        flux,
        np.zeros(size),
        curve.good.copy(),
        Periodogram(empty, empty, nan, empty),
        Rotation(warnings=(NO_PERIOD,)),
    )
