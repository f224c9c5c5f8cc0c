"""The demo list's light curves: which stars have them, what they are, and that they say so."""

import csv
from collections import Counter

import numpy as np
import pytest

from spectrogui.analysis.curves import measure
from spectrogui.analysis.demo import make_demo
from spectrogui.analysis.demo_files import CURVES, TRUTH
from spectrogui.io.inputs import gather
from spectrogui.io.k2_names import name_of
from spectrogui.io.k2_readers import open_light_curve
from spectrogui.io.listing import read_listing


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The folder, made once; of stars without a line, which the light curves do not need."""
    folder = tmp_path_factory.mktemp("demo") / "demo-list"
    make_demo(folder, templates=lambda: np.ones((10, 800), np.float32))
    return folder


@pytest.fixture(scope="module")
def truth(demo):
    with (demo / TRUTH).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def studies(demo, truth):
    """What is found in the first product of each star that varies, with its truth."""
    rows = [row for row in truth if row[CURVES]]
    return [(row, measure(demo / row[CURVES].split(";")[0])) for row in rows]


def files(truth):
    return [name for row in truth for name in row[CURVES].split(";") if name]


def of(studies, *kinds):
    return [(row, study) for row, study in studies if row["variation"] in kinds]


def test_most_stars_have_no_number_and_some_have_a_number_without_a_light_curve(truth):
    unnamed = [row for row in truth if not row["epic"]]
    unseen = [row for row in truth if row["epic"] and not row[CURVES]]

    assert len(unnamed) > len(truth) / 2
    assert len(unseen) >= 5


def test_the_first_rows_show_every_kind(truth):
    first = {row["variation"] for row in truth[:12] if row[CURVES]}

    assert first == {"quiet", "flaring", "rotating", "slow", "eclipsing", "opposite"}


def test_some_stars_have_two_products(truth):
    two = [row[CURVES].split(";") for row in truth if ";" in row[CURVES]]

    assert len(two) >= 3
    assert {name_of(name.rpartition("/")[2]).author for names in two for name in names} == {
        "K2",
        "K2SFF",
    }


def test_the_names_tell_star_author_and_campaign_as_the_archive_does(demo, truth):
    for name in files(truth):
        told, header = name_of(name.rpartition("/")[2]), open_light_curve(demo / name).header

        assert (told.epic, told.author, told.campaign) == (
            header.epic,
            header.author,
            header.campaign,
        )


def test_every_light_curve_says_that_it_is_simulated(demo, truth):
    assert all(open_light_curve(demo / name).header.simulated for name in files(truth))


def test_no_number_is_one_of_the_catalogue(truth):
    numbers = [row["epic"] for row in truth if row["epic"]]

    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 9 and number > "299000000" for number in numbers)


def test_the_catalogue_tells_the_numbers(demo, truth):
    assert list(read_listing(demo / "demo.csv").texts["epic"]) == [row["epic"] for row in truth]


def test_the_list_has_the_rows_of_its_spectra_and_no_others(demo, truth):
    assert len(gather([demo / "demo.csv"]).targets) == len(truth)


def test_a_light_curve_is_that_of_a_campaign(demo, truth):
    name = next(row[CURVES] for row in truth if row["variation"] == "quiet")
    curve = open_light_curve(demo / name)

    assert 60 < np.ptp(curve.time) < 85
    assert np.median(np.diff(curve.time)) * 1440 == pytest.approx(29.4, abs=0.1)
    assert np.diff(curve.time).max() > 0.5  # the telescope halted
    assert 0.05 < np.mean(~curve.good) < 0.15
    assert np.mean(curve.quality & 1048576 > 0) == pytest.approx(1 / 12, abs=0.01)


def test_fainter_stars_have_more_noise(demo, truth):
    curves = [open_light_curve(demo / row[CURVES].split(";")[0]) for row in truth if row[CURVES]]
    noise = [np.median(np.abs(np.diff(curve.relative[curve.good], 2))) for curve in curves]
    quiet = [
        (curve.header.kepmag, each)
        for curve, each in zip(curves, noise, strict=True)
        if each < 2e-3
    ]
    kepmag, each = np.array(quiet).T

    assert np.corrcoef(kepmag, np.log(each))[0, 1] > 0.5


def test_the_period_that_was_put_in_is_found(studies):
    rotators = of(studies, "rotating", "flaring")
    ratios = [study.rotation.period / float(row["period_d"]) for row, study in rotators]

    assert len(rotators) > 15
    assert np.mean(np.abs(np.array(ratios) - 1) < 0.05) > 0.9


def test_the_amplitude_that_was_put_in_is_found(studies):
    rotators = of(studies, "rotating", "flaring")
    ratios = [study.rotation.amplitude / float(row["amplitude"]) for row, study in rotators]

    assert np.median(ratios) == pytest.approx(1, abs=0.1)


def test_a_quiet_star_has_no_period(studies):
    periods = [study.rotation.period for _, study in of(studies, "quiet")]

    assert np.mean(np.isfinite(periods)) < 0.1


def test_a_flaring_star_flares(studies):
    for row, study in of(studies, "flaring"):
        assert 3 <= len(study.flares) <= int(row["flares"]) + 2


def test_a_binary_folds_at_its_period_or_half_of_it(studies):
    for row, study in of(studies, "eclipsing", "contact"):
        ratio = float(row["period_d"]) / study.rotation.period

        assert ratio == pytest.approx(round(ratio), rel=0.01)


def test_a_period_that_is_not_the_whole_truth_says_so(studies):
    words = {"slow": "longer than half the campaign", "opposite": "half the true period likely"}
    for kind, word in {**words, "eclipsing": words["opposite"]}.items():
        assert all(word in study.rotation.warnings for _, study in of(studies, kind))


def test_every_kind_of_variation_is_there(truth):
    count = Counter(row["variation"] for row in truth if row[CURVES])

    assert min(count[kind] for kind in ("short", "contact", "slow", "opposite")) >= 1
    assert count["eclipsing"] >= 2


def test_a_contact_binary_is_bright_between_its_minima(demo, truth):
    row = next(row for row in truth if row["variation"] == "contact")
    curve = open_light_curve(demo / row[CURVES])
    phase = curve.time[curve.good] / float(row["period_d"]) % 1
    light = curve.relative[curve.good]
    bins = [
        np.median(light[(phase >= low) & (phase < low + 0.05)]) for low in np.arange(0, 1, 0.05)
    ]
    away = np.roll(bins, -int(np.argmin(bins)))

    assert away[0] < away[10] < away[5] - 0.05


def test_the_same_list_is_made_every_time(demo, truth, tmp_path):
    make_demo(tmp_path / "again", templates=lambda: np.ones((10, 800), np.float32))

    for name in files(truth)[:6]:
        assert (tmp_path / "again" / name).read_bytes() == (demo / name).read_bytes()
