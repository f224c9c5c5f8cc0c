"""Unzipping, cards and masks: what is odd is read as it is meant, or refused in words."""

import gzip
import hashlib

import fakes
import numpy as np
import pytest

from spectrogui.core.errors import UnreadableError
from spectrogui.io.fits_bytes import SPECTRUM
from spectrogui.io.fits_cards import cards_at
from spectrogui.io.lamost import bits
from spectrogui.io.lamost_write import LAYOUTS
from spectrogui.io.readers import open_spectrum


def refused(path):
    with pytest.raises(UnreadableError) as error:
        open_spectrum(path)
    return str(error.value)


def test_flags_that_no_gzip_file_has_are_damage(tmp_path):
    path = fakes.write_spectrum(tmp_path / "a.fits.gz")
    raw = bytearray(path.read_bytes())
    raw[3] |= 0x80
    path.write_bytes(raw)

    assert "damaged gzip" in refused(path)


def test_a_gzip_file_may_have_members_and_be_padded(tmp_path):
    content = fakes.write_spectrum(tmp_path / "plain.fits").read_bytes()
    path = tmp_path / "a.fits.gz"
    parts = [content[:1000], b"", content[1000:30_000], content[30_000:]]
    path.write_bytes(b"".join(map(gzip.compress, parts)) + bytes(512))

    read = open_spectrum(path)

    np.testing.assert_array_equal(read.flux, open_spectrum(tmp_path / "plain.fits").flux)
    assert read.header.input_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("lost", [1, 4, 8, 9, 20])
def test_a_gzip_file_without_its_last_bytes_was_cut_short(tmp_path, lost):
    path = fakes.write_spectrum(tmp_path / "a.fits.gz")
    path.write_bytes(path.read_bytes()[:-lost])

    assert "cut short" in refused(path)


def test_a_gzip_file_that_would_fill_the_memory_is_not_unzipped_to_the_end(tmp_path):
    path = tmp_path / "a.fits.gz"
    path.write_bytes(gzip.compress(bytes(SPECTRUM.largest + 1), 1))

    assert "over 64 MB" in refused(path)


@pytest.mark.parametrize("seed", range(40))
def test_no_damage_to_a_gzip_file_ends_in_anything_but_its_spectrum_or_a_sentence(tmp_path, seed):
    path = fakes.write_spectrum(tmp_path / "a.fits.gz", layout=LAYOUTS[seed % 3])
    whole, raw = open_spectrum(path), bytearray(path.read_bytes())
    random = np.random.default_rng(seed)
    raw[random.integers(len(raw)) if seed % 2 else random.integers(20)] ^= 1 << seed % 8
    path.write_bytes(raw)

    try:
        read = open_spectrum(path)
    except UnreadableError as error:
        said = str(error)
    else:
        said = "gzip"
        np.testing.assert_array_equal(read.flux, whole.flux)
    assert "gzip" in said or "is not a FITS file" in said


@pytest.mark.parametrize(
    ("card", "value"),
    [
        ("'it''s'  / who", "it's"),
        ("'a / b'", "a / b"),
        ("'never closed", "never closed"),
        ("   'late'", "late"),
        ("''", ""),
        ("  1.5D3 / K", 1500.0),
        ("  -7", -7.0),
        ("  T / yes", True),
        ("  F", False),
        ("   ", None),
        (" / nothing", None),
        (" odd / ", "odd"),
    ],
)
def test_a_card_says_what_the_standard_says_it_does(card, value):
    content = f"KEY     = {card}".ljust(80) + "KEY     = 2".ljust(80) + "END".ljust(80)
    cards, after = cards_at(content.encode())

    assert (cards.get("KEY"), after) == (value, 2880)


def test_an_end_inside_a_card_is_no_end():
    text = "COMMENT " + " " * 30 + "END"
    content = text.ljust(120).encode() + b"KEY     = 1".ljust(80) + b" " * 40

    assert cards_at(content) is None


@pytest.mark.parametrize("kind", ["f4", "i4", "u1"])
def test_a_mask_keeps_its_bits_and_what_is_beyond_them_counts_as_all(kind):
    plain = np.array([0, 1, 128, 255]).astype(kind)
    odd = np.array([-1, 2.0**31, np.nan, 3, 2**40])

    np.testing.assert_array_equal(bits(plain), [0, 1, 128, 255])
    np.testing.assert_array_equal(bits(odd), [2**31 - 1, 2**31 - 1, 0, 3, 2**31 - 1])
    np.testing.assert_array_equal(bits(odd[1:2].astype("f4")), [2**31 - 1])
