"""What is said of files that hold no K2 light curve, and of damaged ones."""

import gzip

import curve_edits
import fake_curves as curves
import fakes as spectra
import numpy as np
import pytest
from fake_curves import Star

from spectrogui.core.errors import UnreadableError
from spectrogui.io.k2_readers import open_light_curve

SMALL = curves.shortened(Star(), 40)


def sentence(path):
    """What is said of a file, without its name."""
    with pytest.raises(UnreadableError) as error:
        open_light_curve(path)
    text = str(error.value)
    assert text.startswith(f"{path.name} is ") or text.startswith(f"{path.name} ")
    assert text.endswith(".")
    assert "\n" not in text
    assert text.count(". ") == 0, "more than one sentence"
    return text.removeprefix(path.name)


def test_a_target_pixel_file_is_named_as_such(tmp_path):
    said = sentence(curves.pixels(tmp_path / "ktwo211117077-c04_lpd-targ.fits.gz", SMALL))

    assert "target pixel file" in said
    assert "llc.fits" in said


def test_a_light_curve_of_tess_is_named_as_such(tmp_path):
    assert "TESS" in sentence(curves.tess(tmp_path / "tess.fits"))


def test_a_light_curve_of_keplers_first_mission_is_named_as_such(tmp_path):
    said = sentence(curves.kepler(tmp_path / "kplr008462852_llc.fits"))

    assert "Kepler's first mission" in said
    assert "KIC 8462852" in said


def test_a_star_of_keplers_first_mission_is_known_by_its_number_alone(tmp_path):
    cards = {"MISSION": None, "OBJECT": None}
    star = Star(epic=8462852, campaign=None, cards=cards)

    assert "Kepler's first mission" in sentence(curves.official(tmp_path / "a.fits", star))


def test_a_lamost_spectrum_is_named_as_such(tmp_path):
    for layout in ("coadd", "image5"):
        path = tmp_path / f"{layout}.fits"
        spectra.write_spectrum(path, layout=layout)

        assert "LAMOST spectrum" in sentence(path)


def test_an_unknown_product_is_described_by_its_tables_and_columns(tmp_path):
    table = curves.table("BOXES", [("DAYS", "D", None, [1.0]), ("COUNTS", "D", None, [2.0])])
    path = curves.write(tmp_path / "hlsp_new_k2_llc.fits", curves.primary(SMALL), table)

    said = sentence(path)

    assert "BOXES" in said
    assert "DAYS, COUNTS" in said


def test_an_image_is_described_by_its_size(tmp_path):
    path = curves.write(tmp_path / "a.fits", curves.fits.PrimaryHDU(np.zeros((7, 8))))

    assert "an image of 7 x 8" in sentence(path)


def test_a_folded_light_curve_is_asked_for_over_time(tmp_path):
    path = curves.saved(tmp_path / "a.fits", SMALL, creator="FoldedLightCurve")

    assert "folded" in sentence(path)


def test_a_curve_saved_by_lightkurve_must_tell_its_star(tmp_path):
    nobody = curves.shortened(Star(cards={"KEPLERID": None, "OBJECT": None}), 40)
    path = curves.saved(tmp_path / "mine.fits", nobody)
    curve_edits.change_cards(path, 0, OBJECT=None)

    assert "EPIC number" in sentence(path)


def test_a_file_without_one_point_says_so(tmp_path):
    empty = Star(time=np.full(40, np.nan), flux=np.ones(40))

    assert "no point" in sentence(curves.official(tmp_path / "a.fits", empty))
    assert "no point" in sentence(curves.sff(tmp_path / "b.fits", curves.shortened(SMALL, 0)))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>503</body></html>", "web page, not a light curve"),
        (b'{"status": "ERROR"}', "message of a server, not a light curve"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "git lfs pull"),
        (b"PK\x03\x04 and so on", "ZIP"),
        (b"what a nice star this is\n", "not a FITS file"),
        (b"epic,period\n211117077,3.0\n", "not a FITS file"),
        (b"\x1f\x8b\x08 cut", "gzip"),
        (b"\x00" * 100, "not a FITS file"),
    ],
)
def test_what_is_no_fits_file_is_told_apart(tmp_path, content, word):
    path = tmp_path / "ktwo211117077-c04_llc.fits"
    path.write_bytes(content)

    said = sentence(path)

    assert word in said
    assert "spectrum" not in said


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    assert "does not exist" in sentence(tmp_path / "ktwo211117077-c04_llc.fits")
    assert "folder" in sentence(tmp_path)


def test_text_of_k2sff_with_other_lines_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("BJD - 2454833,Corrected Flux\n1,1\n<html>\n2,2\n")

    assert "no numbers" in sentence(path)


@pytest.mark.parametrize("form", ["2E", "99999999999999999999E", "3000000000A", "Z", "A"])
def test_a_column_of_another_form_than_one_number_a_row_is_damage(tmp_path, form):
    path = curves.sff(tmp_path / "a.fits", SMALL)
    whole = path.read_bytes()
    assert whole.count(b"TFORM3  = 'D") == 1

    card = f"TFORM3  = '{form}'".ljust(80).encode()
    at = whole.index(b"TFORM3  = 'D")
    path.write_bytes(whole[:at] + card + whole[at + 80 :])

    assert "damaged" in sentence(path)


@pytest.mark.parametrize("layout", curves.WRITERS)
def test_a_file_cut_off_anywhere_is_refused_or_its_light_curve_was_complete(tmp_path, layout):
    path = curves.write_named(tmp_path, layout, SMALL)
    whole = path.read_bytes()

    for size in np.linspace(0, len(whole) - 1, 60).astype(int):
        path.write_bytes(whole[:size])
        try:
            curve = open_light_curve(path)
        except UnreadableError:
            continue
        assert layout == "sff_text" or len(curve.time) == len(SMALL.time)


@pytest.mark.parametrize("layout", curves.WRITERS)
def test_a_zipped_file_cut_off_anywhere_is_refused(tmp_path, layout):
    path = curves.write_named(tmp_path, layout, SMALL)
    whole = gzip.compress(path.read_bytes())

    for size in np.linspace(2, len(whole) - 9, 25).astype(int):
        path.write_bytes(whole[:size])
        with pytest.raises(UnreadableError):
            open_light_curve(path)


@pytest.mark.parametrize("layout", curves.WRITERS)
def test_damaged_bytes_are_refused_or_read_and_nothing_else(tmp_path, layout):
    path = curves.write_named(tmp_path, layout, SMALL)
    whole = np.frombuffer(path.read_bytes(), np.uint8)
    chance = np.random.default_rng(7)

    for _ in range(150):
        bytes_ = whole.copy()
        at = chance.integers(0, len(whole), chance.integers(1, 30))
        bytes_[at] ^= chance.integers(1, 256, len(at)).astype(np.uint8)
        path.write_bytes(bytes_.tobytes())
        _must_be_sound(path)


@pytest.mark.parametrize("layout", [name for name in curves.WRITERS if name != "sff_text"])
def test_damaged_cards_are_refused_or_read_and_nothing_else(tmp_path, layout):
    path = curves.write_named(tmp_path, layout, SMALL)
    whole = path.read_bytes()
    chance = np.random.default_rng(8)
    starts = [at for at in range(0, len(whole), 80) if whole[at + 8 : at + 10] == b"= "]
    values = ["-1", "1E400", "'x'", "T", "99999999999999999999", "1E9", "''", "NaN", "", "0", "9"]

    for at in starts:
        value = values[chance.integers(len(values))]
        path.write_bytes(whole[: at + 10] + value.ljust(70).encode() + whole[at + 80 :])
        _must_be_sound(path)


def _must_be_sound(path):
    """Refused as unreadable, or a light curve that can be worked with."""
    try:
        curve = open_light_curve(path)
    except UnreadableError:
        return
    assert np.isfinite(curve.time).all()
    assert np.isfinite(curve.flux).all()
    assert (np.diff(curve.time) > 0).all()
    assert np.ptp(curve.time) < 5000
