"""A model remembers the stars it was trained on by their places."""

from dataclasses import replace

import numpy as np
import pytest
from stars import training_stars

from spectrogui.analysis.seen import places, seen

ARCSEC = 1 / 3600


@pytest.mark.parametrize("dec", [-89.9, -5.0, 0.0, 60.0, 89.9])
def test_a_star_is_known_within_an_arcsecond_and_no_other(dec):
    stars = training_stars(50, dec=np.full(50, dec))
    known = places(stars)
    east = ARCSEC / np.cos(np.radians(dec))

    assert seen(known, stars).all()
    assert seen(known, replace(stars, ra=stars.ra + east, dec=stars.dec + ARCSEC)).all()
    assert not seen(known, replace(stars, dec=stars.dec + 30 * ARCSEC)).any()


def test_the_meridian_does_not_split_a_star():
    known = places(training_stars(1, ra=[359.99999]))

    assert seen(known, training_stars(1, ra=[0.00001])).all()


def test_a_star_of_unknown_place_is_known_to_no_model():
    stars = training_stars(2, ra=[np.nan, 5.0])

    assert seen(places(stars), stars).tolist() == [False, True]


@pytest.mark.parametrize("text", ["", "no base64!", "QUJD"])
def test_what_holds_no_places_knows_no_star(text):
    assert not seen(text, training_stars(3)).any()
