"""Every layout of LAMOST's low-resolution spectra is read; anything else is refused in words."""

import gzip
import hashlib
import re
import warnings
from pathlib import Path

import fakes
import numpy as np
import pytest
from astropy.io import fits

from spectrogui.core.errors import UnreadableError
from spectrogui.io.lamost_write import LAYOUTS
from spectrogui.io.readers import open_spectrum

SAYS = {
    "medium": "medium-resolution",
    "exposures": "single exposures",
    "sdss": "SDSS",
    "old_sdss": "SDSS",
    "ondrejov": "Ondřejov",
    "table": "FITS table",
    "image": "an image of 20 x 30",
    "nothing": "it holds no data",
    "lfs": "git-LFS pointer",
    "web_page": "web page",
    "message": "message of a server",
    "zip": "ZIP archive",
    "text": "not a FITS file",
    "empty": "is empty",
    "cut": "cut short",
    "cut_header": "cut short",
    "cut_gzip": "cut short",
    "hardly_gzip": "cut short",
    "checksum": "damaged gzip",
    "junk_gzip": "damaged gzip",
}


def refused(path):
    with pytest.raises(UnreadableError) as error:
        open_spectrum(path)
    return str(error.value)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_read_as_it_was_written(tmp_path, layout):
    made = fakes.spectrum(ew_ha=3.0, bad=slice(100, 200), flagged=slice(300, 310))
    path = fakes.write_spectrum(
        tmp_path / "a.fits", layout=layout, ew_ha=3.0, bad=slice(100, 200), flagged=slice(300, 310)
    )

    read = open_spectrum(path)

    assert read.header.layout == layout
    np.testing.assert_allclose(read.wave, made.wave, rtol=1e-7)
    np.testing.assert_array_equal(read.flux, made.flux)
    np.testing.assert_array_equal(read.ivar, made.ivar)
    np.testing.assert_array_equal(read.ormask, made.ormask)
    np.testing.assert_array_equal(read.andmask, made.andmask)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_arrays_have_the_types_of_the_core_in_native_byte_order(tmp_path, layout):
    read = open_spectrum(fakes.write_spectrum(tmp_path / "a.fits", layout=layout))

    kinds = [array.dtype for array in (read.wave, read.flux, read.ivar, read.andmask, read.ormask)]
    assert kinds == [np.float64, np.float32, np.float32, np.int32, np.int32]
    assert all(array.flags.writeable for array in (read.wave, read.flux, read.ivar))


@pytest.mark.parametrize("name", ["a.fits", "a.fits.gz", "a.fits.fits", "101008", "a.txt"])
@pytest.mark.parametrize("zipped", [False, True])
def test_the_content_decides_not_the_name(tmp_path, name, zipped):
    content = fakes.write_spectrum(tmp_path / "plain.fits").read_bytes()
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if zipped else content)

    assert len(open_spectrum(path).wave) == fakes.PIXELS


def test_the_hash_is_of_the_bytes_on_disk(tmp_path):
    path = fakes.write_spectrum(tmp_path / "a.fits.gz")

    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    assert open_spectrum(path).header.input_sha256 == expected


def test_the_header_says_who_it_is(tmp_path):
    path = fakes.write_spectrum(
        tmp_path / "a.fits", obsid="55203160", epic="220304133", z=1e-4, snr=31.5, subclass="dM4"
    )

    header = open_spectrum(path).header

    assert (header.obsid, header.epic, header.subclass) == ("55203160", "220304133", "dM4")
    assert (header.lmjd, header.planid, header.spid, header.fiberid) == (55859, "F5902", 1, 8)
    assert (header.ra, header.dec) == (332.368745, -1.955771)
    assert (header.z, header.snr_r) == (1e-4, 31.5)
    assert header.designation == "LAMOST J220928.49-015720.7"
    assert header.path == str(path)


@pytest.mark.parametrize("value", [-9999, -9999.0, "Undefined", "NULL", 999.0, None])
def test_stand_ins_are_unknown(tmp_path, value):
    cards = {"SNRR": value, "Z": -9999 if value == 999.0 else value}
    header = open_spectrum(fakes.write_spectrum(tmp_path / "a.fits", cards=cards)).header

    assert np.isnan(header.snr_r)
    assert np.isnan(header.z)


@pytest.mark.parametrize("name", ["LMJD", "SPID", "FIBERID", "RA", "DEC", "SNRR"])
def test_what_no_spectrum_can_have_is_unknown(tmp_path, name):
    path = fakes.write_spectrum(tmp_path / "a.fits", cards={name: 1e300})
    read = open_spectrum(path).header
    numbers = (read.lmjd, read.spid, read.fiberid, read.ra, read.dec, read.snr_r)

    assert np.count_nonzero(np.isnan(numbers)) == 1


@pytest.mark.parametrize("value", [None, "Undefined", -9999, 0])
def test_a_missing_obsid_is_empty(tmp_path, value):
    path = fakes.write_spectrum(tmp_path / "a.fits", cards={"OBSID": value})

    assert open_spectrum(path).header.obsid == ""


def test_early_releases_have_no_obsid_and_spell_the_signal_to_noise_otherwise(tmp_path):
    path = fakes.write_spectrum(tmp_path / "a.fits", layout="image5_dr1", snr=42.0)

    header = open_spectrum(path).header

    assert b"SN_R" in path.read_bytes()
    assert b"SNRR" not in path.read_bytes()
    assert (header.obsid, header.snr_r) == ("", 42.0)


@pytest.mark.parametrize(
    ("card", "name"),
    [
        ("spec-57041-EG02_V01_sp08-055.fits", "renamed.fits"),
        (None, "spec-57041-EG02_V01_sp08-055.fits.gz"),
        ("whatever.fits", "copy__spec-57041-EG02_V01_sp08-055.fits"),
    ],
)
def test_identifiers_missing_from_the_cards_come_from_file_names(tmp_path, card, name):
    cards = dict.fromkeys(("LMJD", "PLANID", "SPID", "FIBERID"))
    path = fakes.write_spectrum(tmp_path / name, cards={**cards, "FILENAME": card})

    header = open_spectrum(path).header

    assert (header.lmjd, header.planid) == (57041, "EG02_V01")
    assert (header.spid, header.fiberid) == (8, 55)


def test_the_name_of_the_object_is_never_taken_for_an_epic_number(tmp_path):
    header = open_spectrum(fakes.write_spectrum(tmp_path / "a.fits", objname="211117077")).header

    assert (header.objname, header.epic) == ("211117077", "")


def test_a_simulated_spectrum_says_so(tmp_path):
    real = open_spectrum(fakes.write_spectrum(tmp_path / "real.fits")).header
    made = open_spectrum(fakes.write_spectrum(tmp_path / "made.fits", simulated=True)).header

    assert not real.simulated
    assert made.simulated


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pixels_that_are_no_numbers_must_not_be_used(tmp_path, layout):
    made = fakes.spectrum()
    made.flux[10:12] = np.nan
    made.ivar[20:22] = [np.nan, np.inf]
    made.ivar[30] = -1
    fakes.write_lamost(tmp_path / "a.fits", made, layout=layout)

    read = open_spectrum(tmp_path / "a.fits")

    unused = np.flatnonzero(read.ivar == 0).tolist()
    assert unused == [10, 11, 20, 21, 30]
    assert np.isfinite(read.flux).all()
    assert np.isfinite(read.ivar).all()


@pytest.mark.parametrize("pixels", [3751, 3820, 3909])
def test_any_number_of_pixels_is_fine(tmp_path, pixels):
    path = fakes.write_spectrum(tmp_path / "a.fits", pixels=pixels)

    assert len(open_spectrum(path).wave) == pixels


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_missing_red_arm_is_no_reason_to_refuse(tmp_path, layout):
    red = slice(2000, None)
    zeros = open_spectrum(fakes.write_spectrum(tmp_path / "a.fits", layout=layout, bad=red))
    short = open_spectrum(fakes.write_spectrum(tmp_path / "b.fits", layout=layout, pixels=1900))

    assert not zeros.ivar[red].any()
    assert short.wave[-1] < 5800
    assert short.header.layout == layout


def test_the_early_layout_is_told_by_its_third_row_and_not_by_the_release(tmp_path):
    old = fakes.write_spectrum(
        tmp_path / "old.fits", layout="image5_dr1", cards={"DATA_V": "LAMOST DR7"}
    )
    new = fakes.write_spectrum(tmp_path / "new.fits", layout="image5", data_v="LAMOST DR1")

    assert open_spectrum(old).header.layout == "image5_dr1"
    assert open_spectrum(new).header.layout == "image5"


def test_scaled_integers_and_double_precision_are_read(tmp_path):
    made = fakes.spectrum()
    rows = np.stack([made.flux, made.ivar, made.wave, made.andmask, made.ormask])
    fits.PrimaryHDU(rows.astype(">f8")).writeto(tmp_path / "double.fits")
    scaled = fits.PrimaryHDU(rows.copy())
    scaled.scale("int32", bscale=0.01, bzero=5.0)
    scaled.writeto(tmp_path / "scaled.fits")

    double, integers = (open_spectrum(tmp_path / f"{n}.fits") for n in ("double", "scaled"))

    np.testing.assert_allclose(double.flux, made.flux)
    np.testing.assert_allclose(integers.wave, made.wave, atol=0.01)


def test_no_warning_leaks_from_headers_that_break_the_standard(tmp_path):
    content = fakes.write_spectrum(tmp_path / "a.fits", layout="image5").read_bytes()
    broken = content.replace(b"SUBCLASS= 'G5      '", b"SUBCLASS= G5 ' oops ")
    (tmp_path / "a.fits").write_bytes(broken)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        header = open_spectrum(tmp_path / "a.fits").header

    assert header.spectral_class == "STAR"


def test_everything_else_is_refused_with_a_sentence_that_names_it(tmp_path):
    paths = fakes.write_not_lamost(tmp_path)

    said = {name: refused(path) for name, path in paths.items()}

    assert set(said) == set(SAYS)
    for name, sentence in said.items():
        assert SAYS[name] in sentence
        assert sentence.startswith(paths[name].name)
        assert sentence.endswith(".")
        assert "\n" not in sentence


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.9, 0.95])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("ending", ["fits", "fits.gz"])
def test_wherever_a_file_is_cut_it_is_refused(tmp_path, share, layout, ending):
    path = fakes.write_spectrum(tmp_path / f"a.{ending}", layout=layout)

    assert "cut short" in refused(fakes.cut(path, share))


def test_a_damaged_checksum_is_found(tmp_path):
    path = fakes.spoil_checksum(fakes.write_spectrum(tmp_path / "a.fits.gz"))

    assert "damaged gzip" in refused(path)


@pytest.mark.parametrize("seed", range(40))
def test_no_damage_to_a_header_ends_in_anything_but_a_spectrum_or_a_sentence(tmp_path, seed):
    layout = LAYOUTS[seed % 3]
    content = bytearray(fakes.write_spectrum(tmp_path / "a.fits", layout=layout).read_bytes())
    random = np.random.default_rng(seed)
    for at in random.integers(80, 5760, 60):
        content[at] = random.integers(32, 127)
    (tmp_path / "a.fits").write_bytes(content)

    try:
        outcome = open_spectrum(tmp_path / "a.fits").header.layout
    except UnreadableError as error:
        outcome = str(error)

    assert outcome in LAYOUTS or outcome.startswith("a.fits ")


@pytest.mark.parametrize(
    "value", ["1E999", "-1E999", "NAN", "999999999", "'a'", "1E300", "-1", "'3000000000A'"]
)
@pytest.mark.parametrize(
    "card",
    ["NAXIS", "NAXIS1", "BITPIX", "PCOUNT", "TFIELDS", "COEFF0", "SPID", "TTYPE1", "TFORM1"],
)
def test_a_card_of_any_value_ends_in_a_spectrum_or_a_sentence(tmp_path, card, value):
    path = tmp_path / "a.fits"
    for layout in LAYOUTS:
        content = fakes.write_spectrum(path, layout=layout).read_bytes()
        name = card.ljust(8).encode() + b"= "
        path.write_bytes(
            re.sub(name + b".{70}", name + value.rjust(20).ljust(70).encode(), content)
        )

        try:
            outcome = open_spectrum(path).header.layout
        except UnreadableError as error:
            outcome = str(error)

        assert outcome == layout or outcome.startswith("a.fits ")


def test_a_mask_may_have_every_bit_set(tmp_path):
    made = fakes.spectrum()
    rows = np.stack([made.flux, made.ivar, made.wave, made.andmask, made.ormask])
    rows[3:, :3] = [-1, 2.0**31, np.inf]
    fits.PrimaryHDU(rows.astype(np.float32)).writeto(tmp_path / "a.fits")

    read = open_spectrum(tmp_path / "a.fits")

    assert read.andmask[:4].tolist() == [2**31 - 1, 2**31 - 1, 0, 0]


def test_a_sentence_about_a_file_is_one_line_whatever_its_name(tmp_path):
    path = tmp_path / "new\nline \x1b[31m.fits"
    path.write_bytes(b"")

    assert refused(path) == "new line ?[31m.fits is empty: copy or download it again."


def test_paths_without_a_file_have_their_sentences(tmp_path):
    assert "does not exist" in refused(tmp_path / "missing.fits")
    assert "is a folder" in refused(tmp_path)
    assert "does not exist" in refused(fakes.write_spectrum(tmp_path / "a.fits") / "b.fits")


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    path = fakes.write_spectrum(tmp_path / "a.fits")

    def denied(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)  # the person may be root, who may all

    assert "may not be read" in refused(path)


def test_a_disk_that_fails_is_said_in_the_system_s_words(tmp_path, monkeypatch):
    path = fakes.write_spectrum(tmp_path / "a.fits")

    def failing(path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", failing)

    assert "cannot be read: Input/output error" in refused(path)


def test_wavelengths_that_do_not_increase_are_refused(tmp_path):
    made = fakes.spectrum()
    made.wave[5] = made.wave[4]
    fakes.write_lamost(tmp_path / "a.fits", made, layout="coadd")

    assert "do not increase" in refused(tmp_path / "a.fits")


def test_an_early_file_without_its_grid_is_refused(tmp_path):
    path = fakes.write_spectrum(tmp_path / "a.fits", layout="image5_dr1")
    path.write_bytes(path.read_bytes().replace(b"COEFF1  ", b"NOCOEFF1"))

    assert "has no wavelengths" in refused(path)
