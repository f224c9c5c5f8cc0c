"""Periods, errors and amplitudes of light curves whose period is known."""

from dataclasses import replace

import numpy as np
import pytest
from curve_stars import curve, flare, noise, rotator, spot, times

from spectrogui.core.curve_study import Choices
from spectrogui.science.periodogram import lomb_scargle, window_function
from spectrogui.science.phase import fold
from spectrogui.science.rotation import study


def folded(found):
    return fold(found, found.rotation.period)


@pytest.mark.parametrize("period", [0.31, 0.98, 2.4, 7.7, 14.6, 24.3, 33.0])
def test_the_period_of_a_spotted_star_comes_back(period):
    found = study(rotator(period)).rotation

    assert found.period == pytest.approx(period, rel=0.005 if period < 20 else 0.025)
    assert found.quality == "ok"
    assert abs(found.period - period) < 5 * found.period_err


@pytest.mark.parametrize("days", [36.0, 80.0])
def test_the_amplitude_is_the_peak_to_peak_of_the_phase_curve(days):
    found = study(rotator(5.0, 0.04, days))

    assert found.rotation.amplitude == pytest.approx(0.04, rel=0.06)
    assert found.rotation.amplitude == folded(found).amplitude


def test_drift_of_the_instrument_does_not_move_a_slow_period():
    time = times(80)
    x = (time - time[0]) / 80
    flux = 1 + 0.02 * spot(time, 28.0) + 0.05 * x - 0.08 * x**3 + noise(time)

    found = study(curve(time, flux)).rotation

    assert found.period == pytest.approx(28.0, rel=0.03)
    assert found.amplitude == pytest.approx(0.02, rel=0.15)


@pytest.mark.parametrize("period", [26.0, 30.0, 35.0])
def test_a_cubic_taken_out_before_does_not_move_a_slow_peak(period):
    time = times(75)
    flux = 0.02 * np.sin(2 * np.pi * (time - 2306) / period) + noise(time)
    without = flux - np.polynomial.Polynomial.fit(time, flux, 3)(time)

    found = lomb_scargle(time, without)

    assert found.peaks[0] == pytest.approx(period, rel=0.01)


def test_period_and_amplitude_do_not_depend_on_the_unit_of_flux_nor_on_when_time_begins():
    star = rotator(4.3)
    other = replace(star, flux=star.flux * 31234.0, time=star.time - 2000.0)

    one, two = study(star).rotation, study(other).rotation

    assert two.period == pytest.approx(one.period, rel=1e-6)
    assert two.amplitude == pytest.approx(one.amplitude, rel=1e-6)
    assert two.warnings == one.warnings


def test_flares_do_not_move_the_period():
    star = rotator(3.3)
    peaks = np.random.default_rng(2).uniform(star.time[0] + 1, star.time[-1] - 1, 30)
    flaring = replace(star, flux=star.flux + sum(flare(star.time, at, 0.3) for at in peaks))

    found = study(flaring)

    assert found.rotation.period == pytest.approx(study(star).rotation.period, rel=1e-3)
    assert found.rotation.amplitude == pytest.approx(0.02, rel=0.1)
    assert not found.used[np.abs(star.time - peaks[0]).argmin()]


def test_outliers_take_part_if_they_are_asked_to():
    star = rotator(3.3)
    star.flux[100] = 1.5

    assert not study(star).used[100]
    assert study(star, Choices(reject=False)).used.all()


def test_points_that_the_quality_flags_exclude_never_take_part():
    star = rotator(3.3)
    good = np.ones(star.time.size, bool)
    good[::7] = False

    found = study(replace(star, good=good), Choices(reject=False))

    assert not found.used[::7].any()
    assert found.flux.size == star.time.size


def test_flattening_takes_out_slow_changes_and_keeps_eclipses():
    time = times()
    eclipse = np.abs((time - 2301) % 10.0 - 5.0) < 0.08
    star = curve(time, 1 + 0.02 * spot(time, 25.0) - 0.1 * eclipse + noise(time))

    flat = study(star, Choices(flatten=True))

    assert np.ptp(flat.flux[~eclipse]) < 0.01
    assert np.median(flat.flux[eclipse]) == pytest.approx(-0.1, abs=0.01)
    assert np.allclose((1 + flat.flux) * (1 + flat.trend), 1 + star.relative)


def test_flux_and_trend_add_up_to_what_was_read():
    star = rotator(5.0)

    found = study(star)

    assert np.allclose(found.flux + found.trend, star.relative)


def test_eclipses_that_return_are_searched():
    time = times()
    phase = (time - time[0]) / 2.2 % 1
    star = curve(time, 1 - 0.3 * (np.abs(phase - 0.5) < 0.05) + noise(time))

    found = study(star)

    assert found.used[np.abs(phase - 0.5) < 0.03].mean() > 0.95
    ratio = 2.2 / found.rotation.period
    assert ratio == pytest.approx(round(ratio), abs=0.01)


@pytest.mark.parametrize(
    "flux",
    [
        np.empty(0),
        np.ones(29),
        np.ones(500),
        np.zeros(500),
        -np.ones(500) + noise(np.arange(500.0)),
        1 + 1e6 * (np.arange(500) == 77),
        np.where(np.arange(500) % 2 == 0, 1.0, 1.01),
        1 + np.arange(500) / 500,
    ],
)
def test_whatever_a_light_curve_holds_it_is_studied(flux):
    time = 2300 + 0.0204 * np.arange(flux.size)

    for choices in (Choices(), Choices(flatten=True), Choices(reject=False)):
        found = study(curve(time, flux), choices)

        assert found.rotation.quality == "no period"
        assert np.isnan([found.rotation.period, found.rotation.amplitude]).all()
        assert found.flux.shape == found.used.shape == time.shape


def test_no_usable_point_is_no_period():
    star = rotator()

    found = study(replace(star, good=np.zeros(star.time.size, bool)))

    assert found.rotation.quality == "no period"
    assert not found.flares


def test_times_that_do_not_pass_are_no_period():
    found = study(curve(np.full(200, 2300.0), 1 + noise(np.arange(200.0))))

    assert found.rotation.quality == "no period"


def test_short_cadence_gives_the_same_as_long_cadence():
    time = 2300 + np.arange(0, 30, 1 / 1440)
    fast = curve(time, 1 + 0.02 * spot(time, 3.7) + noise(time, 2e-3))

    found = study(fast)

    assert found.rotation.period == pytest.approx(3.7, rel=0.005)
    assert found.rotation.amplitude == pytest.approx(0.02, rel=0.08)
    assert found.flux.size == time.size


def test_a_gap_in_the_campaign_changes_little():
    star = rotator(6.0)
    seen = (star.time < 2325) | (star.time > 2339)
    parts = (star.time, star.flux, star.flux_err, star.good, star.quality)
    time, flux, err, good, quality = (part[seen] for part in parts)

    found = study(replace(star, time=time, flux=flux, flux_err=err, good=good, quality=quality))

    assert found.rotation.period == pytest.approx(6.0, rel=0.01)
    assert found.rotation.quality == "ok"


def test_the_highest_peak_comes_first_and_peaks_are_told_apart():
    time = times()
    waves = 0.02 * np.sin(2 * np.pi * time / 3.0) + 0.01 * np.sin(2 * np.pi * time / 7.0)

    found = lomb_scargle(time, waves + noise(time))

    assert found.peaks[:2] == pytest.approx([3.0, 7.0], rel=0.01)
    assert np.diff(np.sort(1 / found.peaks)).min() >= 1 / np.ptp(time)
    assert (np.diff(found.period) > 0).all()
    assert found.power.max() == pytest.approx(0.8, abs=0.02)


def test_the_window_of_regular_sampling_has_power_at_its_own_rhythm_only():
    time = np.arange(0, 50, 0.5)

    power = window_function(time, np.array([0.5, 0.83, 7.3]))

    assert power[0] == pytest.approx(1.0, abs=0.01)
    assert (power[1:] < 0.01).all()


def test_the_window_of_any_sampling_is_the_sum_over_its_times():
    time = np.sort(np.random.default_rng(4).uniform(2300, 2340, 400))
    time = time[(time < 2310) | (time > 2325)]
    periods = np.geomspace(0.2, 35, 300)

    power = window_function(time, periods)

    turns = np.exp(2j * np.pi * np.outer(1 / periods, time))
    assert power == pytest.approx(np.abs(turns.mean(1)) ** 2, abs=0.01)


def test_the_phase_curve_begins_at_its_deepest_bin():
    found = study(rotator(6.0))

    curve_ = folded(found)

    assert curve_.bin_phase[0] == 0
    assert np.nanargmin(curve_.bin_flux) == 0
    near = np.minimum(curve_.phase, 1 - curve_.phase) < 1 / 64
    assert np.median(found.flux[near]) < np.median(found.flux) - 0.008
    assert (curve_.epoch - 2300) / 6.0 % 1 == pytest.approx(0, abs=0.05)


def test_the_error_of_a_bin_is_that_of_its_median():
    time = times()
    found = study(curve(time, 1 + 0.02 * np.sin(2 * np.pi * time / 5) + noise(time, 1e-3)))

    bins = folded(found)

    expected = 1e-3 * np.sqrt(np.pi / 2) / np.sqrt(time.size / 64)
    assert np.median(bins.bin_err) == pytest.approx(expected, rel=0.12)


def test_a_bin_without_points_is_unknown():
    star = rotator(6.0, days=3.0)

    bins = fold(study(star), 6.0)

    assert np.isnan(bins.bin_flux).sum() > 20
    assert np.isnan(bins.bin_err[np.isnan(bins.bin_flux)]).all()
    assert np.isfinite(bins.amplitude)
