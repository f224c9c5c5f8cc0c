"""Every step by which inactive stars are chosen, on stars that the tests make up."""

import numpy as np
import pytest
from stars import gauss, training_stars

from spectrogui.analysis.inactive import (
    Selection,
    bright_enough,
    ordinary_halpha,
    quiet_residual,
    usable,
)
from spectrogui.core.grid import R1800_WAVE


def emitting(widths, **facts):
    """Stars with some EW of Hα each."""
    stars = training_stars(len(widths), **facts)
    line = gauss(R1800_WAVE, 6562.80, 4.0)
    stars.flux[:] = 1 + np.asarray(widths)[:, None] * line
    return stars


@pytest.mark.parametrize(
    ("teff", "least"), [(3500.0, 25), (4500.0, 50), (5900.0, 50), (6500.0, 75), (8400.0, 75)]
)
def test_how_bright_a_star_must_be_depends_on_its_temperature(teff, least):
    stars = training_stars(2, teff=[teff, teff], snr=[least, least + 0.1])

    assert bright_enough(stars).tolist() == [False, True]


def test_a_library_template_is_always_bright_enough():
    assert bright_enough(training_stars(1, snr=[np.inf])).all()


@pytest.mark.parametrize(
    "facts", [{"letter": [""]}, {"remark": ["active_M"]}, {"remark": ["nebular"]},
              {"remark": ["not a star"]}, {"remark": ["flux0_dropout_at_Halpha"]}],
)  # fmt: skip
def test_odd_spectra_are_not_usable(facts):
    assert usable(training_stars(1)).all()
    assert not usable(training_stars(1, **facts)).any()


def test_a_star_with_many_bad_pixels_or_no_velocity_is_not_usable():
    stars = training_stars(3)
    stars.good[1, :30] = False
    stars.good[2] = False

    assert usable(stars).tolist() == [True, False, False]


def test_of_halpha_the_extremes_of_every_temperature_are_left_out():
    widths = np.linspace(-3, 3, 200)
    stars = emitting(np.concatenate([widths, widths - 5]), teff=[5250.0] * 200 + [7250.0] * 200)
    kept = ordinary_halpha(stars)

    assert kept[:200].sum() == pytest.approx(196, abs=1)
    assert kept[200:].sum() == pytest.approx(196, abs=1)
    assert not kept[[0, 199, 200, 399]].any()
    assert kept[[100, 300]].all()


def test_of_cool_stars_the_emitting_forty_per_cent_are_left_out():
    widths = np.linspace(-1, 5, 200)
    kept = ordinary_halpha(emitting(widths, teff=[3750.0] * 200))

    assert kept.sum() == pytest.approx(118, abs=2)
    assert not kept[121:].any()


def test_bounds_are_joined_between_the_middles_of_bins():
    hot, cool = np.linspace(-1, 1, 100), np.linspace(3, 5, 100)
    between = [2.0, 6.0]
    stars = emitting(
        np.concatenate([hot, cool, between]), teff=[6250.0] * 100 + [5250.0] * 100 + [5750.0] * 2
    )

    assert ordinary_halpha(stars)[200:].tolist() == [True, False]


def test_too_few_stars_to_judge_are_all_kept():
    assert ordinary_halpha(emitting([-9, 0, 9], teff=[5000.0] * 3)).all()


def test_after_the_first_training_the_worst_fitted_tenth_is_left_out_in_each_type():
    count = 200
    stars = training_stars(2 * count, letter=["G"] * count + ["M"] * count)
    rmse = np.concatenate([np.linspace(0.004, 0.01, count), np.linspace(0.01, 0.03, count)])
    kept = quiet_residual(stars, rmse, np.zeros((2 * count, 5)))

    assert kept[:count].sum() == pytest.approx(0.9 * count, abs=1)
    assert kept[count:].sum() == pytest.approx(0.9 * count, abs=1)
    assert not kept[count - 15 : count].any()


@pytest.mark.parametrize("column", [0, 1, 2, 3])
def test_and_so_are_those_that_emit_in_halpha_or_the_triplet(column):
    count = 200
    widths = np.zeros((count, 5))
    widths[:, column] = np.linspace(-1, 1, count)
    kept = quiet_residual(training_stars(count), np.full(count, 0.01), widths)

    assert not kept[:2].any()
    assert not kept[-18:].any()
    assert kept[3:178].all()


def test_lithium_does_not_decide():
    widths = np.zeros((50, 5))
    widths[:, 4] = np.linspace(-9, 9, 50)

    assert quiet_residual(training_stars(50), np.full(50, 0.01), widths).all()


def test_every_step_says_how_many_are_left():
    said = []
    selection = Selection(training_stars(10), said.append)
    selection.keep(np.arange(10) < 7, "the first seven")
    selection.keep(np.arange(7) < 2, "the first two")

    assert [(step.name, step.left) for step in selection.steps] == [
        ("candidates", 10),
        ("the first seven", 7),
        ("the first two", 2),
    ]
    assert len(selection.stars) == 2
    assert said[-1] == "the first two: 2"
