"""The boundary between active and inactive stars at R = 250, evaluated without scikit-learn."""

import numpy as np
import pytest
from sklearn.svm import SVC

from spectrogui.io.models import model_folder
from spectrogui.model.slitless_bundle import load_slitless
from spectrogui.science.boundary import fit_boundary


@pytest.fixture(scope="module")
def stars():
    rng = np.random.default_rng(2)
    teff = rng.uniform(3200, 5990, 300)
    active = rng.random(300) < 0.5
    width = -0.0012 * (teff - 3300) + rng.normal(0, 0.2, 300) + 4 * active
    return teff, width, active


def test_the_numbers_are_those_of_scikit_learn(stars):
    teff, width, active = stars
    points = np.stack([teff, width], axis=1)
    scaled = (points - points.mean(axis=0)) / points.std(axis=0)
    machine = SVC(kernel="poly", degree=3, gamma=0.5, coef0=1.0, class_weight="balanced")

    decision = fit_boundary(*stars).decision(teff, width)
    assert decision == pytest.approx(machine.fit(scaled, active).decision_function(scaled))


def test_hot_and_unknown_stars_are_not_classified(stars):
    found = fit_boundary(*stars).active(
        np.array([5000.0, 5000.0, 6000.0, np.nan, 5000.0]), np.array([4.0, -3.0, 4.0, 4.0, np.nan])
    )

    assert found == [True, False, None, None, None]


def test_the_stronger_the_emission_the_more_active_at_every_temperature():
    boundary = load_slitless(model_folder("r250")).boundary
    width = np.linspace(-6, 80, 500)

    for teff in np.arange(2600.0, 6000.0, 200.0):
        above = boundary.decision(np.full(500, teff), width) > 0
        assert above[-1]
        assert not above[0]
        assert np.count_nonzero(np.diff(above)) == 1
