"""Spectra are written as LAMOST writes them, so that every other reader takes them too."""

import fakes
import numpy as np
import pytest
from astropy.io import fits

from spectrogui.io.lamost_write import LAYOUTS, write_lamost
from spectrogui.io.readers import open_spectrum


@pytest.mark.parametrize("layout", LAYOUTS)
def test_equal_spectra_make_equal_bytes(tmp_path, layout):
    first = fakes.write_spectrum(tmp_path / "a" / "x.fits.gz", layout=layout)
    second = fakes.write_spectrum(tmp_path / "b" / "x.fits.gz", layout=layout)

    assert first.read_bytes() == second.read_bytes()


def test_the_name_says_whether_the_bytes_are_zipped(tmp_path):
    assert fakes.write_spectrum(tmp_path / "a.fits").read_bytes()[:6] == b"SIMPLE"
    assert fakes.write_spectrum(tmp_path / "a.fits.gz").read_bytes()[:2] == b"\x1f\x8b"


def test_a_coadd_has_the_parts_of_the_survey_misleading_axes_included(tmp_path):
    path = fakes.write_spectrum(tmp_path / "a.fits.gz")

    with fits.open(path) as parts:
        names = parts[1].columns.names
        assert parts[1].name == "COADD"
        assert names == ["FLUX", "IVAR", "WAVELENGTH", "ANDMASK", "ORMASK", "NORMALIZATION"]
        assert set(parts[1].columns.formats) == {"3909E"}
        assert parts[0].header["NAXIS"] == 0
        assert parts[0].header["NAXIS1"] == fakes.PIXELS
        assert parts[1].data["WAVELENGTH"].shape == (1, fakes.PIXELS)


@pytest.mark.parametrize("layout", ["image5", "image5_dr1"])
def test_an_image_keeps_to_the_standard(tmp_path, layout):
    path = fakes.write_spectrum(tmp_path / "a.fits", layout=layout)

    with fits.open(path) as parts:
        parts.verify("exception")
        third = parts[0].data[2]
        assert parts[0].data.shape == (5, fakes.PIXELS)

    assert np.median(third) == pytest.approx(1 if layout == "image5_dr1" else 5802, rel=1e-3)


def test_cards_go_on_top_of_the_header_and_none_leaves_one_out(tmp_path):
    cards = {
        "EPIC": 211117077,
        "SUBCLASS": "it's dM4e",
        "Z": None,
        "SIMULATD": True,
        "EWHA": 3.5,
    }
    path = fakes.write_spectrum(tmp_path / "a.fits", cards=cards)

    header = open_spectrum(path).header

    assert (header.epic, header.subclass, header.simulated) == ("211117077", "it's dM4e", True)
    assert np.isnan(header.z)
    assert fits.getheader(path, 0)["EWHA"] == 3.5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_read_can_be_written_and_read_again(tmp_path, layout):
    first = open_spectrum(fakes.write_spectrum(tmp_path / "a.fits", layout=layout, z=2e-4))
    write_lamost(tmp_path / "b.fits", first, layout=layout)

    again = open_spectrum(tmp_path / "b.fits")

    for name in ("flux", "ivar", "andmask", "ormask"):
        np.testing.assert_array_equal(getattr(again, name), getattr(first, name))
    np.testing.assert_allclose(again.wave, first.wave, rtol=1e-7)
    assert (again.header.z, again.header.ra) == (first.header.z, first.header.ra)


def test_unknown_layouts_and_uneven_grids_are_mistakes_of_the_caller(tmp_path):
    made = fakes.spectrum()
    made.wave[100] += 0.5

    with pytest.raises(ValueError, match="layout"):
        write_lamost(tmp_path / "a.fits", made, layout="fits")
    with pytest.raises(ValueError, match="evenly spaced"):
        write_lamost(tmp_path / "a.fits", made, layout="image5_dr1")
