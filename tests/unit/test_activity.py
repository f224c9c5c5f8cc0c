"""Active by the paper's criteria: every one must hold, and what is unknown is said so."""

import pytest

from spectrogui.science.activity import Criteria, is_active

ACTIVE = {
    "ew_ha": 1.2,
    "ew_ca8498": 0.3,
    "ew_ca8542": 0.4,
    "ew_ca8662": 0.2,
    "rmse": 0.012,
    "teff": 4500.0,
}
MISSED = {
    "ew_ha": 1.0,
    "ew_ca8498": 0.0,
    "ew_ca8542": -0.1,
    "ew_ca8662": 0.0,
    "rmse": 0.02,
    "teff": 6000.0,
}


def test_a_star_that_meets_all_criteria_is_active():
    assert is_active(ACTIVE) is True


@pytest.mark.parametrize(("name", "value"), MISSED.items())
def test_one_criterion_missed_is_enough(name, value):
    assert is_active(ACTIVE | {name: value}) is False


@pytest.mark.parametrize("unknown", [None, float("nan")])
def test_without_a_temperature_nobody_knows(unknown):
    assert is_active(ACTIVE | {"teff": unknown}) is None
    assert is_active(ACTIVE | {"teff": unknown, "ew_ha": 0.0}) is None
    assert is_active({name: value for name, value in ACTIVE.items() if name != "teff"}) is None


@pytest.mark.parametrize("name", [name for name in ACTIVE if name != "teff"])
@pytest.mark.parametrize("unknown", [None, float("nan")])
def test_a_missing_number_that_decides_leaves_it_open(name, unknown):
    assert is_active(ACTIVE | {name: unknown}) is None


def test_a_missing_number_that_cannot_change_it_does_not():
    assert is_active(ACTIVE | {"ew_ca8498": None, "ew_ha": 0.2}) is False


def test_the_thresholds_are_settings():
    assert is_active(ACTIVE, Criteria(ew_ha=2.0)) is False
    assert is_active(MISSED, Criteria(0.9, -0.2, 0.03, 7000.0)) is True
