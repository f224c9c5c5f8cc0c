"""The numbers of a light curve: treatment, period, phase curve, quality, flares."""

from dataclasses import replace
from math import nan

import numpy as np

from spectrogui.core.curve_study import NO_PERIOD, Choices, Flare, Periodogram, Rotation, Study
from spectrogui.core.light_curve import Floats, LightCurve
from spectrogui.science.curve_treatment import (
    FEWEST,
    ORDERS,
    Treated,
    is_searchable,
    treat,
)
from spectrogui.science.flares import find_flares
from spectrogui.science.harmonics import fit_wave, period_error, refined
from spectrogui.science.period_quality import UNCERTAIN, judge
from spectrogui.science.periodogram import lomb_scargle
from spectrogui.science.phase import fold
from spectrogui.science.repetition import FEW_TURNS

_RULE = Choices()

SEARCH_CADENCE = 0.02
"""d: shorter cadences are averaged to this before a search."""

_FLAT = 1e-12
"""Relative flux that varies by less than this is constant, but for rounding."""

_EMPTY = Periodogram(np.empty(0), np.empty(0), nan, np.empty(0))


def study(curve: LightCurve, choices: Choices = _RULE) -> Study:
    """All numbers of a light curve.

    The period is the highest peak of the Lomb-Scargle periodogram, the amplitude that of the
    phase curve in 64 bins (Armstrong et al. 2016, MNRAS 456, 2260). The light curve is treated
    twice, the second time with the period that came of the first, so that fast rotation is not
    taken for outliers nor slow rotation for drift. Where the highest peak does not repeat itself
    and a much faster one does, the period is that of the faster, and is called uncertain.

    Parameters
    ----------
    curve : any that could be read; one without enough points has no period
    choices : how it is treated
    """
    if not is_searchable(curve):
        return _nothing(curve, choices)
    plain = treat(curve, choices)
    guess = _highest(_search(curve.time, plain))
    treated = treat(curve, choices, guess)
    found = _search(curve.time, treated)
    period, warnings = _chosen(curve.time, treated, found)
    out = Study(curve, choices, plain.flux, plain.trend, treated.used, found, Rotation())
    if np.isnan(period):
        rotation = Rotation(power=_power(found, _highest(found)), warnings=warnings)
        return replace(out, rotation=rotation, flares=_flares(curve, treated, nan))
    treated = treat(curve, choices, period)
    out = replace(out, flux=treated.flux, trend=treated.trend, used=treated.used)
    rotation = _rotation(out, period, warnings)
    return replace(out, rotation=rotation, flares=_flares(curve, treated, period))


def _chosen(time: Floats, treated: Treated, found: Periodogram) -> tuple[float, tuple[str, ...]]:
    """The highest peak that repeats itself, and warnings; NaN if none does.

    One that is not the highest of all is uncertain: a drift is stronger.
    """
    if not found.peaks.size:
        return nan, (NO_PERIOD,)
    time, flux = _averaged(time[treated.used], treated.flux[treated.used])
    for rank, period in enumerate(found.peaks):
        if rank and period > found.peaks[0] / FEW_TURNS:
            continue
        warnings = judge(time, flux, float(period), found)
        if NO_PERIOD not in warnings:
            doubt = (UNCERTAIN,) if rank and UNCERTAIN not in warnings else ()
            return float(period), doubt + warnings
    return nan, (NO_PERIOD,)


def _rotation(out: Study, period: float, warnings: tuple[str, ...]) -> Rotation:
    used = out.used
    time, flux = _averaged(out.curve.time[used], out.flux[used])
    wave = fit_wave(time, flux, np.ones(time.size, bool), period, 1)
    error = period_error(time, wave, period)
    amplitude = fold(out, period).amplitude
    return Rotation(period, error, amplitude, _power(out.periodogram, period), warnings)


def _power(found: Periodogram, period: float) -> float:
    """Of a peak: the highest within a step of the grid."""
    if not found.peaks.size:
        return 0.0
    place = int(np.abs(1 / found.period - 1 / period).argmin())
    return float(found.power[max(place - 1, 0) : place + 2].max())


def _highest(found: Periodogram) -> float:
    return float(found.peaks[0]) if found.peaks.size else nan


def _search(time: Floats, treated: Treated) -> Periodogram:
    if np.count_nonzero(treated.used) < FEWEST:
        return _EMPTY
    time, flux = _averaged(time[treated.used], treated.flux[treated.used])
    if float(flux.std()) < _FLAT:
        return _EMPTY
    found = lomb_scargle(time, flux)
    if not found.peaks.size or found.peaks[0] == found.period[-1]:
        return found
    best = refined(time, flux, float(found.peaks[0]))
    return replace(found, peaks=np.append(best, found.peaks[1:]))


def _averaged(time: Floats, flux: Floats) -> tuple[Floats, Floats]:
    """Means over half an hour of a light curve in short cadence; others as they are."""
    if float(np.median(np.diff(time))) > SEARCH_CADENCE / 2:
        return time, flux
    place = np.floor((time - time[0]) / SEARCH_CADENCE).astype(np.int64)
    _, place, count = np.unique(place, return_inverse=True, return_counts=True)
    return np.bincount(place, time) / count, np.bincount(place, flux) / count


def _flares(curve: LightCurve, treated: Treated, period: float) -> tuple[Flare, ...]:
    model = np.zeros(curve.time.size)
    if not np.isnan(period):
        model = fit_wave(curve.time, treated.flux, treated.used, period, ORDERS).periodic
    return find_flares(curve.time, treated.flux, curve.good, model)


def _nothing(curve: LightCurve, choices: Choices) -> Study:
    size = curve.time.size
    middle = curve.median
    flux = curve.flux / middle - 1 if np.isfinite(middle) and middle > 0 else np.zeros(size)
    rotation = Rotation(power=0.0, warnings=(NO_PERIOD,))
    return Study(curve, choices, flux, np.zeros(size), curve.good.copy(), _EMPTY, rotation)
