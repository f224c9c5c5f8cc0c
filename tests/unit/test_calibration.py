"""How far templates can be trusted, and what is unusual."""

import numpy as np
import pytest

from spectrogui.model.calibration import Calibration, crowd

STARTS = np.array([[0, 0, 0, 0], [4, 0, 0, 0], [0, 4, 0, 0], [9, 9, 9, 9]], np.float32)


def calibration(latents=None, scatter=None):
    """From a sample of latents, as training makes it."""
    if latents is None:
        latents = np.random.default_rng(0).normal(0, 1, (1500, 4))
    misfits = np.random.default_rng(1).gamma(100, 0.01, 5000)
    if scatter is None:
        scatter = np.array([[0.1] * 5, [0.4] * 5, [0.2] * 5, [9.0] * 5])
    quantiles = np.quantile(misfits, np.linspace(0, 1, 501))
    kept = {"scatter": scatter, "misfits": quantiles} | crowd(latents.astype(np.float32))
    return Calibration(**{name: np.asarray(value, np.float32) for name, value in kept.items()})


def test_the_scatter_at_a_starting_point_is_its_own():
    found = calibration().width_scatter(STARTS, STARTS[:3] + np.float32(0.001))

    assert found[:, 0] == pytest.approx([0.1, 0.4, 0.2], rel=0.1)


def test_between_starting_points_it_lies_between_and_far_ones_do_not_count():
    found = calibration().width_scatter(STARTS, np.array([[2, 0, 0, 0]], np.float32))

    assert 0.1 < found[0, 0] < 0.4


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
