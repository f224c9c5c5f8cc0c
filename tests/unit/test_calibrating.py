"""Zero points and scatter are those of the stars that they are learnt from, activity apart."""

from dataclasses import replace

import numpy as np
import pytest
from stars import gauss

from spectrogui.analysis.averaging import regress, smooth
from spectrogui.analysis.calibrating import Leavings, learn_zero_points
from spectrogui.analysis.judging import calibrate
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import MEASURED
from spectrogui.model.zero_point import moved
from spectrogui.science.prepare import window_weights

HALPHA = window_weights(MEASURED[0])
STARTS = np.random.default_rng(3).normal(0, 1, (8, 4)).astype(np.float32)
COUNT = 400
AIRGLOW = 0.04 * np.exp(-0.5 * ((R1800_WAVE - 8544) / 2) ** 2)


def leavings(rest, *, sigma=0.01, sky=0.0, rv=0.0, noise=None):
    """What is left of stars with white noise."""
    count = len(rest)
    every = np.ones(count)
    photons = np.sqrt([(window_weights(line) ** 2).sum() for line in MEASURED]) * sigma
    random = np.random.default_rng(5)
    return Leavings(
        rest + sigma * random.standard_normal(rest.shape),
        np.full(rest.shape, sigma),
        np.ones(rest.shape, bool),
        np.tile(photons, (count, 1)),
        np.zeros((count, 5)),
        random.gamma(100, 0.01, count),
        sigma * every if noise is None else noise,
        sky * every,
        random.normal(0.5, 0.05, count),
        rv * every,
    )


def latents(count=COUNT):
    return np.random.default_rng(1).normal(0, 1, (count, 4)).astype(np.float32)


def errors_of(left):
    made = calibrate(left, latents(), STARTS)
    seen = left.seen(latents())
    rest = left.rest - made.zero_point(STARTS, seen)
    scatter = made.width_scatter(STARTS, seen)
    return rest @ HALPHA, np.hypot(scatter, left.photons)[:, 0]


def test_what_all_stars_of_a_kind_are_off_by_is_taken_out():
    shape = 0.015 * np.exp(-0.5 * ((R1800_WAVE - 6562.8) / 6) ** 2)
    width, _ = errors_of(leavings(np.tile(shape, (COUNT, 1)), sigma=0.03))

    assert (shape @ HALPHA) > 0.15
    assert abs(np.median(width)) < 0.04


def test_the_emission_of_a_few_stars_is_not():
    rest = np.zeros((COUNT, 800))
    active = np.arange(COUNT) % 10 == 0
    rest[active] += gauss(R1800_WAVE, 6562.8, 4.0, 1.5)
    width, error = errors_of(leavings(rest))

    assert np.median(width[active]) == pytest.approx(1.5, abs=0.05)
    assert np.median(error) < 0.1
    assert not learn_zero_points(leavings(rest), latents(), STARTS).kept[active].any()


def test_what_the_sky_leaves_is_told_from_what_the_stars_do():
    random = np.random.default_rng(2)
    rv, sky = random.normal(0, 60, COUNT), random.uniform(0, 3, COUNT)
    strength = np.clip(sky - 0.5, 0, None) / 2.5
    rest = moved(strength[:, None] * AIRGLOW, rv)
    zero = learn_zero_points(leavings(rest, sky=sky, rv=rv), latents(), STARTS)

    assert zero.sky[-1] == pytest.approx(AIRGLOW, abs=0.006)
    assert np.abs(zero.kind[:, 0]).max() < 0.006


def test_pulls_of_quiet_stars_have_a_standard_deviation_of_one():
    random = np.random.default_rng(4)
    own = 0.1 * random.standard_normal((COUNT, 1))
    rest = own * gauss(R1800_WAVE, 6562.8, 6.0)
    width, error = errors_of(leavings(rest))

    assert np.std(width / error) == pytest.approx(1, abs=0.15)


def test_errors_grow_with_noise():
    level = np.where(np.arange(COUNT) % 2 == 0, 0.005, 0.03)
    random = np.random.default_rng(6)
    rest = level[:, None] * 6 * random.standard_normal((COUNT, 1)) * gauss(R1800_WAVE, 6562.8, 6)
    _, error = errors_of(leavings(rest, sigma=0.005, noise=level))

    assert np.median(error[1::2]) > 2 * np.median(error[::2])


def test_noise_that_pixels_share_is_measured():
    left = leavings(np.zeros((COUNT, 800)), sigma=0.02)
    half = Leavings(0.7 * left.rest, *(getattr(left, name) for name in Leavings.__slots__[1:]))

    assert calibrate(half, latents(), STARTS).photon[-1] == pytest.approx(0.49, abs=0.05)


def test_the_few_red_stars_get_the_noise_that_is_left_of_them():
    left = leavings(np.zeros((COUNT, 800)), sigma=0.02)
    red = np.arange(COUNT) % 20 == 0
    rest, colour = np.where(red[:, None], 1.5, 1.0) * left.rest, np.where(red, -0.5, left.colour)
    made = calibrate(replace(left, rest=rest, colour=colour), latents(), STARTS)

    seen = replace(left, colour=colour).seen(latents())
    noise = np.hypot(made.pixel_noise(seen, left.sigma), made.pixel_scatter(STARTS, seen))
    assert np.median((rest / noise)[red].std(axis=1)) == pytest.approx(1, abs=0.1)
    assert np.median((rest / noise)[~red].std(axis=1)) == pytest.approx(1, abs=0.1)


def test_outliers_do_not_move_an_average():
    values = np.random.default_rng(0).normal(0.02, 0.01, (200, 800))
    values[:20] = 5.0
    found = regress(np.ones((200, 1)), values, np.full(values.shape, 1e-4), [1.0], np.ones(200))

    assert found[0].mean() == pytest.approx(0.02, abs=0.002)


def test_an_average_of_few_spectra_is_drawn_to_zero():
    one = np.full((1, 800), 0.05)
    found = regress(np.ones((1, 1)), one, np.full(one.shape, 0.05**2), [0.01], np.ones(1))

    assert 0 < found[0, 0] < 0.01


def test_running_means_keep_the_level_and_do_not_cross_bands():
    steps = np.where(np.arange(800) < 400, 1.0, 3.0)

    assert smooth(steps, 9) == pytest.approx(steps)
