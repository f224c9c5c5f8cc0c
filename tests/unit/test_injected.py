"""Lines, noise and cosmic rays that are put into red arms are what they are said to be."""

import numpy as np
import pytest
from stars import spectrum

from spectrogui.core.lines import MEASURED
from spectrogui.science.prepare import window_weights
from spectrogui.science.red_arm import red_arms
from spectrogui.validation.injected import (
    LSF,
    Profiles,
    noisier,
    prepared,
    rotating,
    struck,
    with_profiles,
)

HALPHA = MEASURED[0]
RV = np.array([-80.0, 0.0, 120.0])


@pytest.fixture(scope="module")
def arms():
    return red_arms([spectrum(rv=rv, snr=60, seed=i) for i, rv in enumerate(RV)])


def gaussian(width, fwhm):
    return Profiles(np.full(3, width), np.full(3, fwhm), np.zeros(3))


@pytest.mark.parametrize(("width", "fwhm"), [(3.0, 3.7), (0.5, 3.7), (2.0, 6.0)])
def test_a_line_adds_its_width_at_the_velocity_of_the_star(arms, width, fwhm):
    line = gaussian(width, fwhm)
    before = prepared(arms, RV)
    after = prepared(with_profiles(arms, RV, {"ha": line}), RV)

    found = (after.flux - before.flux) @ window_weights(HALPHA)
    assert found == pytest.approx(line.inside(HALPHA), rel=0.02)


def test_two_peaks_hold_as_much_as_one():
    fast, both = np.full(3, 200.0), np.array([True, False, True])
    made = rotating("ha", np.full(3, 2.0), fast, both)
    away = np.linspace(-40, 40, 2001)

    assert made.at(away).sum(axis=1) * (away[1] - away[0]) == pytest.approx(2.0)
    assert made.at(np.zeros((3, 1)))[0, 0] < made.at(np.full((3, 1), made.apart[0] / 2))[0, 0]


def test_without_rotation_a_line_is_as_wide_as_the_spectrograph_makes_it():
    still = rotating("ca8542", np.ones(2), np.zeros(2), np.array([False, True]))

    assert still.fwhm == pytest.approx(LSF["ca8542"])
    assert still.apart == pytest.approx(0)


def test_noise_that_is_added_is_what_ivar_says(arms):
    factor = np.array([2.0, 4.0, 8.0])
    worse = noisier(arms, factor, np.random.default_rng(0))
    live = arms.ivar > 0
    pull = np.where(live, (worse.flux - arms.flux) * np.sqrt(worse.ivar), np.nan)

    assert np.nanstd(pull, axis=1) == pytest.approx(np.sqrt(1 - 1 / factor**2), rel=0.06)


def test_a_cosmic_ray_is_as_high_as_it_is_said_to_be(arms):
    hit = struck(arms, np.array([500, 700, 900]), 5.0)
    pull = (hit.flux - arms.flux) * np.sqrt(arms.ivar)

    assert pull.max(axis=1) == pytest.approx(5.0, rel=0.01)
    assert (pull != 0).sum(axis=1).tolist() == [2, 2, 2]
