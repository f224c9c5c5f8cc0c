"""How far templates can be trusted, and what is unusual."""

from dataclasses import replace

import numpy as np
import pytest

from spectrogui.core.wavelength import SPEED_OF_LIGHT
from spectrogui.model.calibration import uniform
from spectrogui.model.zero_point import Circumstances

STARTS = np.array([[0, 0, 0, 0], [4, 0, 0, 0], [0, 4, 0, 0], [9, 9, 9, 9]], np.float32)


def calibration(latents=None, scatter=(0.1, 0.2, 0.2, 0.2, 0.05)):
    """From a sample of latents, as training makes it."""
    if latents is None:
        latents = np.random.default_rng(0).normal(0, 1, (1500, 4))
    misfits = np.random.default_rng(1).gamma(100, 0.01, 5000)
    return uniform(len(STARTS), np.array(scatter), latents.astype(np.float32), misfits)


def spectra(latent, *, noise=0.004, sky=0.0, colour=0.0, rv=0.0):
    """Circumstances of stars at some latents, all else alike."""
    every = np.ones(len(latent))
    return Circumstances(
        np.asarray(latent, np.float32), noise * every, sky * every, colour * every, rv * every
    )


def test_the_scatter_at_a_starting_point_is_its_own():
    kinds = np.tile([0.1, 0.4, 0.2, 9.0], (5, 1)).T.astype(np.float32) ** 2
    found = replace(calibration(), kind_scatter=kinds).width_scatter(
        STARTS, spectra(STARTS[:3] + 0.001)
    )

    assert found[:, 0] == pytest.approx([0.1, 0.4, 0.2], rel=0.1)


def test_between_starting_points_it_lies_between_and_far_ones_do_not_count():
    kinds = np.tile([0.1, 0.4, 0.2, 9.0], (5, 1)).T.astype(np.float32) ** 2
    found = replace(calibration(), kind_scatter=kinds).width_scatter(
        STARTS, spectra([[2, 0, 0, 0]])
    )

    assert 0.1 < found[0, 0] < 0.4


def test_scatter_that_comes_with_noise_or_sky_grows_with_them():
    terms = np.zeros((5, 5), np.float32)
    terms[0], terms[4] = 0.01, 0.04
    made = replace(calibration(), scatter=terms)
    quiet = made.width_scatter(STARTS, spectra(STARTS[:1]))
    noisy = made.width_scatter(STARTS, spectra(STARTS[:1], noise=0.03))
    bright = made.width_scatter(STARTS, spectra(STARTS[:1], noise=0.03, sky=3.0))

    assert (quiet < noisy).all()
    assert (noisy < bright).all()


def test_a_calibration_without_zero_points_leaves_templates_alone():
    found = calibration().zero_point(STARTS, spectra(STARTS, noise=0.03, sky=2.0, colour=0.5))

    assert not found.any()


def test_what_the_sky_leaves_stays_in_the_frame_of_the_observer():
    profile = np.zeros((4, 800), np.float32)
    profile[3, 200] = 1.0
    made = replace(calibration(), sky_profile=profile)
    still = made.zero_point(STARTS, spectra(STARTS[:1], sky=3.0))
    receding = made.zero_point(STARTS, spectra(STARTS[:1], sky=3.0, rv=SPEED_OF_LIGHT * 5 / 6571))

    assert still[0].argmax() == 200
    assert receding[0].argmax() == 195
    assert not made.zero_point(STARTS, spectra(STARTS[:1], sky=0.2)).any()


def test_a_colour_far_from_those_of_a_kind_says_nothing():
    profile = np.zeros((4, 3, 800), np.float32)
    profile[:, 2] = 1.0
    made = replace(calibration(), kind_profile=profile)

    def at(colour):
        return made.zero_point(STARTS, spectra(STARTS[:1], noise=0.03, colour=colour))[0, 0]

    assert at(0.2) == pytest.approx(-at(-0.2))
    assert at(0.2) > at(0.1) > 0
    assert at(1.5) == 0


def test_the_units_of_a_latent_do_not_matter():
    random = np.random.default_rng(0)
    plain = random.normal(0, 1, (800, 4))
    stretch = np.array([10, 1, 0.1, 1])
    probe = np.array([[4.0, 0, 0, 0], [0, 0, 4.0, 0], [0.3, 0, 0, 0]])
    found = calibration(plain).isolation(probe.astype(np.float32))
    again = calibration(plain * stretch).isolation((probe * stretch).astype(np.float32))

    assert again == pytest.approx(found, rel=1e-3)


def test_a_star_of_a_rare_kind_is_not_unusual_for_that():
    random = np.random.default_rng(3)
    common, rare = random.normal(0, 1, (1500, 4)), random.normal(8, 1, (40, 4))
    made = calibration(np.concatenate([common, rare]))
    found = made.outlier(random.normal(8, 1, (200, 4)).astype(np.float32), np.full(200, 0.9))

    assert np.median(found) < 0.8


def test_outlier_is_spread_evenly_over_ordinary_stars():
    random = np.random.default_rng(5)
    latents = random.normal(0, 1, (4000, 4)).astype(np.float32)
    found = calibration().outlier(latents, random.gamma(100, 0.01, 4000))

    assert np.quantile(found, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.04)


def test_it_is_never_outside_0_to_1():
    latents = np.array([[0] * 4, [3] * 4, [1e3] * 4, [1e6] * 4], np.float32)
    found = calibration().outlier(latents, np.array([0.0, 1.0, 1e3, 1e9]))

    assert ((found >= 0) & (found <= 1)).all()


def test_farther_out_or_worse_fitted_is_more_unusual():
    ordinary = np.full(6, 0.9)
    far = np.array([[d, 0, 0, 0] for d in (0.1, 3.5, 5, 8, 20, 100)], np.float32)
    odd = np.array([0.8, 1.1, 1.3, 2.0, 10.0, 1e4])
    by_place = calibration().outlier(far, ordinary)
    by_misfit = calibration().outlier(np.zeros((6, 4), np.float32), odd)

    assert (np.diff(by_place) > 0).all()
    assert (np.diff(by_misfit) > 0).all()
    assert by_place[-1] > 0.99
    assert by_misfit[-1] > 0.99


def test_without_a_misfit_the_place_alone_decides():
    found = calibration().outlier(np.array([[6, 0, 0, 0]], np.float32), np.array([np.nan]))

    assert found[0] > 0.99
