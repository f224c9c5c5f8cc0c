"""Flares are found, with their size; what only looks like one is not."""

import numpy as np
import pytest
from curve_stars import CADENCE, curve, flare, noise, spot, times

from spectrogui.science.rotation import study

SIGMA = 5e-4


def found_in(flux, time, good=None):
    return study(curve(time, 1 + flux + noise(time, SIGMA), good)).flares


@pytest.mark.parametrize("period", [0.5, 2.0, 12.0])
def test_flares_of_a_rotating_star_come_back(period):
    time = times()
    at = np.arange(2304.0, 2372.0, 7.3)
    flux = 0.03 * spot(time, period) + sum(flare(time, peak, 0.04) for peak in at)

    flares = found_in(flux, time)

    assert [one.peak for one in flares] == pytest.approx(at, abs=0.03)
    assert [one.amplitude for one in flares] == pytest.approx([0.04] * len(at), rel=0.1)


def test_the_numbers_of_a_flare_are_those_that_were_put_in():
    time = times()
    one = flare(time, 2330.2, 0.2)

    (seen,) = found_in(one, time)

    assert seen.significance == pytest.approx(0.2 / SIGMA, rel=0.2)
    assert seen.energy_s == pytest.approx(one.sum() * CADENCE * 86400, rel=0.1)
    assert seen.start <= seen.peak <= seen.stop
    assert seen.duration_h == pytest.approx((seen.stop - seen.start) * 24)


def test_flares_come_in_order_of_time():
    time = times()
    flux = sum(flare(time, peak, 0.05) for peak in (2340.0, 2310.0, 2360.0))

    flares = found_in(flux, time)

    assert [round(one.peak) for one in flares] == [2310, 2340, 2360]


@pytest.mark.parametrize("seed", range(4))
def test_noise_does_not_flare(seed):
    time = times()

    flares = study(curve(time, 1 + noise(time, SIGMA, seed))).flares

    assert not flares


def test_a_single_bright_point_is_a_cosmic_ray():
    time = times()
    flux = np.zeros(time.size)
    flux[[500, 1500, 1501]] = 0.05

    assert not found_in(flux, time)


def test_a_jump_is_no_flare():
    time = times()

    assert not found_in(0.01 * (time > 2330), time)


def test_eclipses_are_no_flares_nor_are_their_edges():
    time = times()
    phase = (time - time[0]) / 3.1 % 1

    assert not found_in(-0.1 * (np.abs(phase - 0.5) < 0.03), time)


def test_what_rises_slower_than_it_falls_is_no_flare():
    time = times()
    backwards = flare(-time[::-1], -2330.0, 0.05, fade=0.08)[::-1]

    assert not found_in(backwards, time)


def test_a_bump_that_rises_for_hours_is_no_flare():
    time = times()
    since = time - 2330.0
    bump = np.where(since < 0, np.exp(-((since / 0.16) ** 2)), np.exp(-np.abs(since) / 0.3))

    assert not found_in(0.02 * bump, time)


def test_a_flare_lasts_until_it_is_lost_in_the_noise():
    time = times()

    (seen,) = found_in(flare(time, 2330.2, 20 * SIGMA, fade=0.1), time)

    above_three = 0.1 * np.log(20 / 3) * 24
    assert seen.duration_h > above_three + 0.5


def test_what_begins_at_a_gap_is_no_flare():
    time = times()
    time = time[(time < 2330) | (time > 2331)]

    assert not found_in(flare(time, 2331.0, 0.05), time)


def test_what_returns_with_the_thrusters_is_no_flare():
    time = times()
    since = (time - time[0]) % 0.24519
    sawtooth = 0.02 * np.exp(-since / 0.05) * (time > 2340)

    assert len(found_in(sawtooth, time)) <= 1


def test_points_that_the_quality_flags_exclude_make_no_flare():
    time = times()
    one = flare(time, 2330.2, 0.2)

    assert not found_in(one, time, good=one < 1e-4)


def test_one_missing_point_does_not_lose_a_flare():
    time = times()
    one = flare(time, 2330.2, 0.2)
    good = np.ones(time.size, bool)
    good[int(one.argmax()) + 1] = False

    assert len(found_in(one, time, good)) == 1
