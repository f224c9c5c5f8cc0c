"""What file names tell of light curves, and which files below a folder are light curves."""

import fake_curves as curves
import fakes as spectra
import pytest

from spectrogui.core.job import Ticket
from spectrogui.io.k2_content import is_light_curve
from spectrogui.io.k2_names import CurveName, curves_below, name_of
from spectrogui.io.spectrum_index import spectra_below

SMALL = curves.shortened(curves.Star(), 40)


@pytest.mark.parametrize(
    ("filename", "author", "campaign"),
    [
        ("ktwo211117077-c04_llc.fits", "K2", "4"),
        ("ktwo211117077-c00_llc.fits.gz", "K2", "0"),
        ("ktwo211117077-c91_slc.fits", "K2", "9a"),
        ("hlsp_k2sff_k2_lightcurve_211117077-c102_kepler_v1_llc.fits", "K2SFF", "10b"),
        ("hlsp_k2sff_k2_lightcurve_211117077-c05_kepler_v1_llc-default-aper.txt", "K2SFF", "5"),
        ("hlsp_everest_k2_llc_211117077-c04_kepler_v2.0_lc.fits", "EVEREST", "4"),
        ("hlsp_k2sc_k2_llc_211117077-c04_kepler_v2_lc.fits", "K2SC", "4"),
        ("hlsp_k2varcat_k2_lightcurve_211117077-c04_kepler_v2_llc.fits", "K2VARCAT", "4"),
        ("hlsp_polar_k2_lightcurve_211117077-c04_kepler_v1_llc.fits", "POLAR", "4"),
        ("EPIC_211117077_mast.fits", "K2SC", ""),
        ("HLSP_K2SFF_K2_LIGHTCURVE_211117077-C04_KEPLER_V1_LLC.FITS", "K2SFF", "4"),
    ],
)
def test_names_of_the_archive_tell_star_author_and_campaign(filename, author, campaign):
    assert name_of(filename) == CurveName("211117077", author, campaign)


def test_engineering_data_have_a_number_that_begins_with_zero():
    name = name_of("hlsp_k2sff_k2_lightcurve_060021426-cEng_kepler_v1_llc.fits")

    assert name == CurveName("060021426", "K2SFF", "")


@pytest.mark.parametrize(
    ("filename", "campaign"),
    [
        ("EPIC 211117077.fits", ""),
        ("EPIC_211117077-c13.fits.gz", "13"),
        ("epic211117077_c9a_flattened.fits", "9a"),
        ("211117077_lc.fits", ""),
        ("211117077-c04_llc.fits", "4"),
        ("my_k2_211117077.fits", ""),
        ("lightcurve-211117077.csv", ""),
    ],
)
def test_other_names_tell_the_star_if_a_word_says_light_curve(filename, campaign):
    assert name_of(filename) == CurveName("211117077", "", campaign)


@pytest.mark.parametrize(
    "filename",
    [
        "208102022.fits",
        "208102022.fits.gz",
        "spec-57041-KP211117077_k2_sp08-055.fits",
        "spec-57041-EPIC_211117077_sp08-055.fits.gz",
        "med-57041-K2_211117077_sp08-055.fits",
        "ktwo211117077-c04_lpd-targ.fits.gz",
        "ktwo211117077-c04_spd-targ.fits.gz",
        "EPIC211117077.png",
        "EPIC_2111170771.fits",
        "kplr008462852-2010_llc.fits",
        "tess2018206045859-s0001-0000000025155310-0120-s_lc.fits",
        "hlsp_k2varcat_k2_lightcurve_c00-c04_kepler_v2_catalog.csv",
        "",
    ],
)
def test_spectra_pixels_pictures_and_other_missions_are_no_names_of_light_curves(filename):
    assert name_of(filename) is None


@pytest.mark.parametrize("layout", curves.WRITERS)
def test_what_a_name_tells_is_what_the_header_tells(tmp_path, layout):
    from spectrogui.io.k2_readers import open_light_curve

    path = curves.write_named(tmp_path, layout, SMALL)
    name, header = name_of(path.name), open_light_curve(path).header

    assert name.epic == header.epic
    assert name.author in {"", header.author}
    assert name.campaign in {"", header.campaign}


@pytest.mark.parametrize("layout", curves.WRITERS)
def test_every_light_curve_is_one_by_its_content(tmp_path, layout):
    path = curves.write_named(tmp_path, layout, SMALL)

    assert is_light_curve(path.rename(tmp_path / "x.fits"))


def test_light_curves_that_cannot_be_read_are_light_curves_by_content(tmp_path):
    cut = curves.official(tmp_path / "cut.fits")
    whole = cut.read_bytes()

    for size in (len(whole) - 9000, 4000):
        cut.write_bytes(whole[:size])
        assert is_light_curve(cut), size
    assert is_light_curve(curves.pixels(tmp_path / "pixels.fits", SMALL))
    assert is_light_curve(curves.kepler(tmp_path / "kepler.fits"))
    assert is_light_curve(curves.tess(tmp_path / "tess.fits"))


def test_spectra_text_and_nothing_are_no_light_curves_by_content(tmp_path):
    spectra.write_spectrum(tmp_path / "a.fits")
    spectra.write_spectrum(tmp_path / "b.fits", layout="image5")
    (tmp_path / "c.txt").write_text("epic,period\n211117077,3\n")
    (tmp_path / "d.fits").write_bytes(b"")
    (tmp_path / "e.fits").write_bytes(b"SIMPLE  =".ljust(5000))
    moves = [("TIME", "D", "d", [1.0, 2.0]), ("POSITION", "D", "m", [3.0, 4.0])]
    curves.write(tmp_path / "f.fits", curves.fits.PrimaryHDU(), curves.table("", moves))

    for path in [*tmp_path.iterdir(), tmp_path, tmp_path / "missing"]:
        assert not is_light_curve(path)


def test_light_curves_below_a_folder_are_found_among_spectra(tmp_path):
    below = tmp_path / "b" / "c"
    below.mkdir(parents=True)
    made = [curves.write_named(below, layout, SMALL) for layout in curves.WRITERS]
    spectra.write_spectrum(tmp_path / "208102022.fits")
    spectra.write_spectrum(tmp_path / "spec-57041-X01_sp08-055.fits")
    spectra.write_spectrum(tmp_path / "spectrum_of_EPIC_211117077.fits")
    curves.pixels(tmp_path / "ktwo211117077-c04_lpd-targ.fits", SMALL)
    (tmp_path / ".ktwo211117077-c04_llc.fits").write_bytes(b"hidden")
    (tmp_path / "ktwo211117079-c04_llc.fits").symlink_to(tmp_path / "gone")

    assert list(curves_below(tmp_path, Ticket())) == sorted(made)


def test_the_walk_for_spectra_is_as_before(tmp_path):
    spectra.write_spectrum(tmp_path / "b.fits")
    spectra.write_spectrum(tmp_path / "a")
    (tmp_path / "c.txt").write_text("none")

    assert [path.name for path in spectra_below(tmp_path, Ticket())] == ["a", "b.fits"]
