"""Real light curves with published rotation periods, quiet ones, and one star in two products."""

import csv

import pytest

from spectrogui.io.k2_readers import open_light_curve
from spectrogui.science.rotation import study

QUIET = ("211495446", "211779126", "211623711", "211696659")
WORTH = {"K2SC": 0.96, "K2SFF": 0.95}


@pytest.fixture(scope="module")
def stars(shared):
    """(index row, rotation, flares) of every light curve that somebody gave a period."""
    folder = shared / "data" / "k2"
    with (folder / "index.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if "lpd" not in row["file"]]
    found = [(row, study(open_light_curve(folder / row["file"]))) for row in rows]
    return [(row, one.rotation, one.flares) for row, one in found]


def secure(stars, author):
    return [
        (float(row["published_period_d"]), rotation)
        for row, rotation, _ in stars
        if row["author"] == author and row["published_Q"] == "0.0"
    ]


@pytest.mark.parametrize("author", WORTH)
def test_secure_published_periods_come_back_within_five_percent(stars, author):
    pairs = secure(stars, author)

    right = [abs(rotation.period / period - 1) < 0.05 for period, rotation in pairs]

    assert sum(right) >= WORTH[author] * len(right)


@pytest.mark.parametrize("author", WORTH)
def test_most_of_them_come_without_a_warning_and_where_they_fail_one_says_so(stars, author):
    pairs = secure(stars, author)
    wrong = [r for period, r in pairs if not abs(r.period / period - 1) < 0.05]

    assert sum(rotation.quality == "ok" for _, rotation in pairs) >= 0.85 * len(pairs)
    assert all(rotation.quality != "ok" for rotation in wrong)


@pytest.mark.parametrize("epic", QUIET)
def test_quiet_stars_have_no_period(stars, epic):
    (rotation,) = (rotation for row, rotation, _ in stars if row["epic"] == epic)

    assert rotation.quality == "no period"


@pytest.mark.parametrize("epic", QUIET)
def test_quiet_stars_do_not_flare(stars, epic):
    (flares,) = (flares for row, _, flares in stars if row["epic"] == epic)

    assert not flares


def test_two_products_of_a_star_agree_on_its_period_and_its_brightest_flare(stars):
    pair = [(rotation, flares) for row, rotation, flares in stars if row["epic"] == "211117077"]

    (one, its_flares), (other, other_flares) = pair

    assert one.period == pytest.approx(3.0025, rel=0.002)
    assert other.period == pytest.approx(one.period, rel=0.001)
    assert other.amplitude == pytest.approx(one.amplitude, rel=0.05)
    brightest = [max(flare.amplitude for flare in flares) for flares in (its_flares, other_flares)]
    assert brightest[0] == pytest.approx(brightest[1], rel=0.05)
