"""Parts of the sky: a star's other spectra stay with it, and parts are about equal."""

import numpy as np
import pytest
from stars import training_stars

from spectrogui.analysis.folds import CELL, sky_folds


def scattered(count, seed=0):
    random = np.random.default_rng(seed)
    dec = np.degrees(np.arcsin(random.uniform(-0.2, 0.95, count)))
    return training_stars(count, ra=random.uniform(0, 360, count), dec=dec)


def test_spectra_of_one_star_are_never_split():
    stars = scattered(300)
    twice = stars.take(np.repeat(np.arange(300), 3))
    folds = sky_folds(twice, 5, seed=1).reshape(300, 3)

    assert (folds == folds[:, :1]).all()


def test_a_cell_is_never_split():
    stars = scattered(3000)
    folds = sky_folds(stars, 5, seed=1)
    band = np.floor((stars.dec + 90) / CELL)
    for number in np.unique(band):
        rows = band == number
        width = CELL / max(np.cos(np.radians((number + 0.5) * CELL - 90)), 0.05)
        cell = np.floor(stars.ra[rows] / width)
        for which in np.unique(cell):
            assert len(set(folds[rows][cell == which])) == 1


def test_parts_are_about_equal():
    folds = sky_folds(scattered(3000), 5, seed=1)

    count = np.bincount(folds, minlength=5)
    assert count.min() > 0.95 * count.max()


def test_crowded_fields_are_shared_out():
    random = np.random.default_rng(2)
    where = random.integers(0, 12, 2000)
    stars = training_stars(2000, ra=10 + 25.0 * where, dec=np.full(2000, 20.0))
    count = np.bincount(sky_folds(stars, 4, seed=0), minlength=4)

    assert count.min() > 0.7 * count.max()


def test_the_seed_decides_and_nothing_else():
    stars = scattered(500)

    assert np.array_equal(sky_folds(stars, 5, seed=3), sky_folds(stars, 5, seed=3))
    assert not np.array_equal(sky_folds(stars, 5, seed=3), sky_folds(stars, 5, seed=4))


def test_the_stars_of_one_plate_are_shared_out_too():
    random = np.random.default_rng(2)
    stars = training_stars(400, ra=random.uniform(60, 62, 400), dec=random.uniform(21, 23, 400))
    twice = stars.take(np.repeat(np.arange(400), 2))
    folds = sky_folds(twice, 10, seed=0)

    assert np.bincount(folds, minlength=10).min() > 40
    assert (folds[::2] == folds[1::2]).all()


@pytest.mark.parametrize("name", ["ra", "dec"])
def test_stars_of_unknown_place_are_dealt_out_evenly(name):
    stars = scattered(50)
    getattr(stars, name)[:10] = np.nan
    folds = sky_folds(stars, 5, seed=0)

    assert np.bincount(folds[:10]).tolist() == [2] * 5


def test_library_templates_are_in_no_part():
    stars = scattered(50)
    stars.snr[7] = np.inf
    stars.ra[7] = stars.dec[7] = np.nan
    folds = sky_folds(stars, 5, seed=0)

    assert np.flatnonzero(folds == -1).tolist() == [7]
