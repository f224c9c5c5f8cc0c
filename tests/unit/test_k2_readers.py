"""What is taken from a light curve file of each product."""

import gzip
import hashlib
from dataclasses import replace

import curve_edits
import fake_curves as fakes
import numpy as np
import pytest
from fake_curves import Star

from spectrogui.io.k2_readers import open_light_curve

LAYOUTS = tuple(fakes.WRITERS)
FITS = tuple(name for name in LAYOUTS if name != "sff_text")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_product_is_read_with_its_star_and_campaign(tmp_path, layout):
    star = Star(epic=211117078, campaign=13)

    curve = open_light_curve(fakes.write_named(tmp_path, layout, star))

    assert curve.header.epic == "211117078"
    assert curve.header.author == fakes.AUTHORS[layout]
    assert curve.header.campaign == "13"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_product_gives_time_and_relative_flux_of_the_star(tmp_path, layout):
    star = Star()

    curve = open_light_curve(fakes.write_named(tmp_path, layout, star))

    np.testing.assert_allclose(curve.time, star.time, atol=1e-7)
    expected = star.flux / np.median(star.flux) - 1
    assert np.std(curve.relative - expected) < 3 * star.error
    assert curve.good.all()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_arrays_are_native_and_of_the_promised_types(tmp_path, layout):
    curve = open_light_curve(fakes.write_named(tmp_path, layout))

    types = {"time": "f8", "flux": "f8", "flux_err": "f8", "good": "?", "quality": "i8"}
    for name, code in types.items():
        assert getattr(curve, name).dtype == np.dtype(code), name
        assert getattr(curve, name).dtype.isnative


@pytest.mark.parametrize("layout", FITS)
def test_position_and_magnitude_come_from_the_header(tmp_path, layout):
    header = open_light_curve(fakes.write_named(tmp_path, layout)).header

    assert (header.ra, header.dec, header.kepmag) == (55.967295, 24.841616, 13.759)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_hash_is_of_the_bytes_on_disk(tmp_path, layout):
    path = fakes.write_named(tmp_path, layout)
    zipped = path.with_name(path.name + ".gz")
    zipped.write_bytes(gzip.compress(path.read_bytes()))

    for file in (path, zipped):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        assert open_light_curve(file).header.input_sha256 == digest


@pytest.mark.parametrize("layout", LAYOUTS)
def test_neither_name_nor_ending_decides_how_a_file_is_read(tmp_path, layout):
    path = fakes.write_named(tmp_path, layout)
    plain = open_light_curve(path)
    other = tmp_path / "spec-57041-X01_sp08-055.fits.gz"
    other.write_bytes(path.read_bytes())

    curve = open_light_curve(other)

    assert curve.header.author == plain.header.author
    np.testing.assert_array_equal(curve.flux, plain.flux)


@pytest.mark.parametrize("layout", FITS)
def test_a_zipped_file_without_the_ending_gz_is_read(tmp_path, layout):
    path = fakes.write_named(tmp_path, layout)
    path.write_bytes(gzip.compress(path.read_bytes()))

    assert open_light_curve(path).header.author == fakes.AUTHORS[layout]


def test_the_cadence_is_the_middle_step_in_seconds(tmp_path):
    long = open_light_curve(fakes.official(tmp_path / "a.fits"))
    short = Star(time=2230 + np.arange(800) * 58.85 / 86400, flux=np.ones(800))

    assert long.header.cadence_s == pytest.approx(86400 / 48.94)
    curve = open_light_curve(fakes.official(tmp_path / "b_slc.fits", short))
    assert curve.header.cadence_s == pytest.approx(58.85, rel=1e-4)


def test_points_without_time_or_flux_are_left_out_and_the_rest_is_sorted(tmp_path):
    star = Star()
    star.time[[3, 4]], star.flux[10] = np.nan, np.nan
    star.time[[20, 30]] = star.time[[30, 20]]

    curve = open_light_curve(fakes.official(tmp_path / "a.fits", star))

    assert len(curve.time) == len(star.time) - 3
    assert (np.diff(curve.time) > 0).all()
    at = np.searchsorted(curve.time, star.time[20])
    assert curve.flux[at] / fakes.LEVEL == pytest.approx(star.flux[20], abs=2e-3)


def test_a_time_that_comes_twice_is_taken_once(tmp_path):
    star = Star()
    star.time[8] = star.time[7]

    curve = open_light_curve(fakes.official(tmp_path / "a.fits", star))

    assert len(curve.time) == len(star.time) - 1


def test_a_time_or_flux_that_cannot_be_is_left_out(tmp_path):
    star = Star()
    star.time[5], star.flux[9] = 1e250, 1e30

    curve = open_light_curve(fakes.sff(tmp_path / "a.fits", star))

    assert len(curve.time) == len(star.time) - 2


@pytest.mark.parametrize(
    ("zero", "unit"),
    [
        (0.0, "jd"),
        (2400000.5, "mjd"),
        (2457000.0, "btjd"),
        (2457000.0, "BJD - 2457000, days"),
        (2450000.5, "HJD-2450000.5"),
        (2454833.0, "bkjd"),
        (2454833.0, "d"),
    ],
)
def test_times_are_counted_as_k2_does_whatever_the_file_counts_from(tmp_path, zero, unit):
    star = Star()

    curve = open_light_curve(
        fakes.saved(tmp_path / "EPIC_211117077.fits", star, unit=unit, zero=zero)
    )

    np.testing.assert_allclose(curve.time, star.time, atol=1e-6)
    assert "times" not in curve.header.treatment


def test_bjdref_is_added_with_its_fraction(tmp_path):
    star = Star()
    shifted = replace(star, time=star.time + 33.25)
    path = fakes.official(tmp_path / "a.fits", shifted)
    curve_edits.change_cards(path, 1, BJDREFI=2454799, BJDREFF=0.75)

    curve = open_light_curve(path)

    np.testing.assert_allclose(curve.time, star.time, atol=1e-9)


@pytest.mark.parametrize(("offset", "said"), [(2454833.0, "BJD"), (54832.5, "MJD")])
def test_times_that_are_not_what_the_header_says_are_seen_by_their_size(tmp_path, offset, said):
    star = Star()
    wrong = replace(star, time=star.time + offset)

    curve = open_light_curve(fakes.sff(tmp_path / "a.fits", wrong))

    np.testing.assert_allclose(curve.time, star.time, atol=1e-6)
    assert curve.header.treatment == f"its times are taken as {said}"


def test_times_of_other_years_are_kept_and_it_is_said(tmp_path):
    star = Star(time=np.arange(800) / 48.94)

    curve = open_light_curve(fakes.sff(tmp_path / "a.fits", star))

    np.testing.assert_allclose(curve.time, star.time)
    assert "not of K2's years" in curve.header.treatment


CAMPAIGNS = {0: "0", 4: "4", 19: "19", 91: "9a", 92: "9b", 101: "10a", 112: "11b"}
NO_CAMPAIGNS = {-1: "", 77: "", None: ""}


@pytest.mark.parametrize(("number", "text"), (CAMPAIGNS | NO_CAMPAIGNS).items())
def test_a_campaign_is_named_as_people_do(tmp_path, number, text):
    path = fakes.official(tmp_path / "curve.fits", Star(campaign=number))

    assert open_light_curve(path).header.campaign == text


def test_the_half_of_a_campaign_is_taken_from_the_name_if_the_header_has_only_the_whole(tmp_path):
    path = fakes.official(tmp_path / "ktwo211117077-c92_llc.fits", Star(campaign=9))

    assert open_light_curve(path).header.campaign == "9b"


@pytest.mark.parametrize(("number", "text"), [(4, "4"), (1, "1"), (91, "9a")])
def test_a_header_that_contradicts_the_name_is_believed(tmp_path, number, text):
    path = fakes.official(tmp_path / "ktwo247110096-c13_llc.fits", Star(campaign=number))

    header = open_light_curve(path).header

    assert (header.epic, header.campaign) == ("211117077", text)


@pytest.mark.parametrize(
    ("cards", "epic"),
    [
        ({"KEPLERID": 60021426, "OBJECT": None}, "060021426"),
        ({"KEPLERID": None, "OBJECT": "EPIC 211117077"}, "211117077"),
        ({"KEPLERID": None, "OBJECT": "ktwo211117077"}, "211117077"),
        ({"KEPLERID": None, "OBJECT": None, "EPIC": 211117077}, "211117077"),
        ({"KEPLERID": "211117077", "OBJECT": None}, "211117077"),
        ({"KEPLERID": None, "OBJECT": None}, "246851721"),
    ],
)
def test_the_star_is_told_by_any_of_several_cards_else_by_the_name(tmp_path, cards, epic):
    star = Star(cards=cards)

    path = fakes.official(tmp_path / "ktwo246851721-c13_llc.fits", star)

    assert open_light_curve(path).header.epic == epic


@pytest.mark.parametrize("error", [0.0, -1.0, np.nan, np.inf])
def test_an_error_that_cannot_be_is_unknown(tmp_path, error):
    curve = open_light_curve(fakes.varcat(tmp_path / "a.fits", Star(error=error)))

    assert np.isnan(curve.flux_err).all()


def test_a_simulated_light_curve_says_so(tmp_path):
    plain = fakes.official(tmp_path / "a.fits")
    made = fakes.official(tmp_path / "b.fits", Star(cards={"SIMULATD": True}))

    assert not open_light_curve(plain).header.simulated
    assert open_light_curve(made).header.simulated


def test_impossible_positions_and_magnitudes_are_unknown(tmp_path):
    path = fakes.official(tmp_path / "a.fits", Star(ra=400.0, dec=-99.0, kepmag=-999.0))

    header = open_light_curve(path).header

    assert np.isnan([header.ra, header.dec, header.kepmag]).all()


def test_a_light_curve_of_one_point_is_read(tmp_path):
    path = fakes.official(tmp_path / "a.fits", fakes.shortened(Star(), 1))

    curve = open_light_curve(path)

    assert len(curve.time) == 1
    assert np.isnan(curve.header.cadence_s)


def test_a_light_curve_without_one_usable_point_is_read(tmp_path):
    star = Star()
    bad = np.full(len(star.time), fakes.NO_DATA)

    curve = open_light_curve(fakes.official(tmp_path / "a.fits", star, quality=bad))

    assert not curve.good.any()
    assert np.isnan(curve.median)


def test_a_small_table_before_the_light_curve_does_not_matter(tmp_path):
    curve = open_light_curve(
        curve_edits.with_table_first(fakes.official(tmp_path / "a.fits"), tmp_path / "b.fits")
    )

    assert curve.header.author == "K2"
