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
from spectrogui.science.period_quality import judge
from spectrogui.science.periodogram import lomb_scargle
from spectrogui.science.phase import fold

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
    taken for outliers nor slow rotation for drift.

    Parameters
    ----------
    curve : any that could be read; one without enough points has no period
    choices : how it is treated
    """
    if not is_searchable(curve):
        return _nothing(curve, choices)
    plain = treat(curve, choices)
    period = _highest(_search(curve.time, plain))
    treated = treat(curve, choices, period)
    found = _search(curve.time, treated)
    period = _highest(found)
    treated = treat(curve, choices, period)
    out = _study(curve, choices, treated, found, period)
    if np.isnan(out.rotation.period):
        out = replace(out, flux=plain.flux, trend=plain.trend)
    return out


def _study(
    curve: LightCurve, choices: Choices, treated: Treated, found: Periodogram, period: float
) -> Study:
    out = Study(
        curve, choices, treated.flux, treated.trend, treated.used, found, _no_rotation(found)
    )
    if np.isnan(period):
        return replace(out, flares=_flares(curve, treated, nan))
    time, flux = _averaged(curve.time[treated.used], treated.flux[treated.used])
    warnings = judge(time, flux, period, found)
    if NO_PERIOD in warnings:
        return replace(out, flares=_flares(curve, treated, nan))
    wave = fit_wave(time, flux, np.ones(time.size, bool), period, 1)
    rotation = Rotation(
        period,
        period_error(time, wave, period),
        fold(out, period).amplitude,
        out.rotation.power,
        warnings,
    )
    return replace(out, rotation=rotation, flares=_flares(curve, treated, period))


def _no_rotation(found: Periodogram) -> Rotation:
    place = np.abs(found.period - found.peaks[0]).argmin() if found.peaks.size else 0
    power = float(found.power[place]) if found.peaks.size else 0.0
    return Rotation(power=power, warnings=(NO_PERIOD,))


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
