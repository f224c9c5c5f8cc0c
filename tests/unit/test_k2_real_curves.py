"""The real light curves of every author, and lightkurve's reading of them."""

import csv

import curve_edits
import numpy as np
import pytest

from spectrogui.core.errors import UnreadableError
from spectrogui.io.k2_content import is_light_curve
from spectrogui.io.k2_names import name_of
from spectrogui.io.k2_readers import open_light_curve

STAR = "hlsp_other/hlsp_k2sc_k2_llc_211117077-c04_kepler_v2_lc.fits"
PUBLISHED = 3.0034  # d, Rebull et al. 2016


@pytest.fixture(scope="session")
def folder(shared):
    return shared / "data" / "k2"


@pytest.fixture(scope="session")
def rows(folder):
    with (folder / "index.csv").open() as file:
        return [row for row in csv.DictReader(file) if (folder / row["file"]).is_file()]


@pytest.fixture(scope="session")
def read(folder, rows):
    """Every file that holds a light curve, by its row."""
    kept = [row for row in rows if "pixel" not in row["lightkurve_type"].lower()]
    return [(row, open_light_curve(folder / row["file"])) for row in kept]


def test_every_light_curve_tells_its_star_author_campaign_and_place(read):
    assert read
    for row, curve in read:
        header = curve.header
        assert (header.epic, header.author) == (row["epic"], row["author"]), row["file"]
        assert header.campaign == row["campaign"], row["file"]
        assert header.ra == pytest.approx(float(row["ra"]), abs=1e-5)
        assert header.dec == pytest.approx(float(row["dec"]), abs=1e-5)
        assert header.kepmag == pytest.approx(float(row["kepmag"]), abs=1e-3)
        assert header.cadence_s == pytest.approx(1765.3, abs=1)
        assert not header.simulated


def test_the_usable_points_are_as_many_as_were_counted(read):
    for row, curve in read:
        assert curve.good.sum() == float(row["n_good"]), row["file"]


def test_times_increase_and_lie_in_the_years_of_k2(read):
    for row, curve in read:
        assert (np.diff(curve.time) > 0).all(), row["file"]
        assert 1850 < curve.time[0] < curve.time[-1] < 3600, row["file"]


def test_names_tell_what_headers_tell_and_content_says_light_curve(folder, rows):
    for row in rows:
        path = folder / row["file"]
        name = name_of(path.name)
        assert is_light_curve(path), row["file"]
        if "pixel" in row["lightkurve_type"].lower():
            assert name is None
        else:
            assert (name.epic, name.author) == (row["epic"], row["author"]), row["file"]


def test_the_target_pixel_file_is_named_as_such(folder):
    (path,) = folder.rglob("*lpd-targ*")

    with pytest.raises(UnreadableError, match="target pixel file"):
        open_light_curve(path)


def test_no_spectrum_counts_as_a_light_curve(shared):
    paths = [*(shared / "data").glob("lamost/*/**/*.fits*")][:150]

    assert paths
    assert not any(is_light_curve(path) for path in paths)
    assert not any(name_of(path.name) for path in paths)


def test_k2sc_of_the_archive_shows_the_rotation_that_its_flux_lacks(folder):
    from astropy.io import fits

    curve = open_light_curve(folder / STAR)
    table = fits.getdata(folder / STAR, 1)
    bare = table["flux"][np.isfinite(table["flux"])]
    bare = bare / np.median(bare) - 1
    good = curve.good

    period, power = strongest(curve.time[good], curve.relative[good])
    _, without = strongest(curve.time[good], bare[good])

    assert period == pytest.approx(PUBLISHED, rel=0.01)
    assert power > 0.6
    assert without < 0.1


def test_k2sc_of_the_projects_keeps_its_trend(read):
    treatments = [curve.header.treatment for row, curve in read if row["file"].startswith("k2sc/")]

    assert treatments
    assert all("has the star's trend with time in it" in said for said in treatments)


def test_k2sc_and_the_pipeline_agree_on_a_rotator(folder):
    ours = open_light_curve(folder / STAR)
    official = open_light_curve(folder / "official" / "ktwo211117077-c04_llc.fits")

    both = np.interp(ours.time, official.time, official.relative)

    assert np.corrcoef(both[ours.good], ours.relative[ours.good])[0, 1] > 0.97


def test_a_complete_k2sff_file_and_the_one_cut_down_to_its_best_aperture_agree(folder):
    for whole in (folder / "k2sff_full").glob("*.fits"):
        part = folder / "k2sff_bestaper" / whole.name
        if part.is_file():
            one, other = open_light_curve(whole), open_light_curve(part)
            np.testing.assert_array_equal(one.time, other.time)
            np.testing.assert_array_equal(one.flux, other.flux)


@pytest.mark.parametrize("kind", ["official/*llc.fits", "k2sff_full/*.fits"])
def test_lightkurve_reads_the_same_times_and_fluxes(folder, kind):
    for path in sorted(folder.glob(kind))[:3]:
        curve = open_light_curve(path)
        theirs = curve_edits.read_with_lightkurve(path).remove_nans()
        used = curve.good if "official" in kind else slice(None)

        np.testing.assert_array_equal(curve.time[used], theirs.time.value)
        np.testing.assert_array_equal(curve.flux[used], np.asarray(theirs.flux.value))


def strongest(time, flux):
    """The period of the strongest sine of 0.2 to 20 d, and its share of the variance."""
    frequency = np.linspace(1 / 20, 1 / 0.2, 4000)
    flux = flux - flux.mean()
    power = []
    for one in frequency:
        wave = np.exp(-2j * np.pi * one * time)
        power.append(2 * abs(wave @ flux) ** 2 / len(time) / (flux @ flux))
    best = int(np.argmax(power))
    return 1 / frequency[best], power[best]
