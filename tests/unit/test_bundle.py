"""A model folder comes back as it was written, or is refused with a sentence; it is never run."""

import hashlib
import pickle
from pathlib import Path

import numpy as np
import pytest
from stars import SIZES, rewrite_card, tiny_calibration, tiny_model, write_tiny_model

from spectrogui.core.errors import InputError
from spectrogui.model.bundle import CARD, FORMAT, WEIGHTS, load_bundle
from spectrogui.model.calibration import Calibration


@pytest.fixture
def folder(tmp_path):
    return write_tiny_model(tmp_path / "tiny")


def refused(folder):
    """The sentence with which a folder is refused."""
    with pytest.raises(InputError) as caught:
        load_bundle(folder)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert folder.name in sentence
    return sentence


def put_weights(folder, content):
    """Other weights, with a card that names them."""
    (folder / WEIGHTS).write_bytes(content)
    rewrite_card(folder, weights_sha256=hashlib.sha256(content).hexdigest())


def test_what_is_written_is_read_again(folder):
    bundle = load_bundle(folder)
    latent = np.random.default_rng(0).normal(0, 1, (5, 4)).astype(np.float32)

    assert np.array_equal(bundle.model.decode(latent), tiny_model().decode(latent))
    assert np.array_equal(bundle.model.starts, tiny_model().starts)
    for name in Calibration.__slots__:
        assert np.array_equal(getattr(bundle.calibration, name), getattr(tiny_calibration(), name))


def test_the_card_says_what_the_weights_are(folder):
    bundle = load_bundle(folder)

    assert bundle.sha256 == hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    assert bundle.card["weights_sha256"] == bundle.sha256
    assert bundle.card["format"] == FORMAT
    assert tuple(bundle.card["architecture"]["hidden"]) == SIZES.hidden
    assert bundle.card["name"] == "tiny"


def test_the_same_model_has_the_same_hash(folder, tmp_path):
    other = write_tiny_model(tmp_path / "again" / "tiny")

    assert load_bundle(other).sha256 == load_bundle(folder).sha256
    assert (
        load_bundle(write_tiny_model(tmp_path / "b", seed=1)).sha256 != load_bundle(other).sha256
    )


def test_weights_that_were_changed_are_refused(folder):
    content = bytearray((folder / WEIGHTS).read_bytes())
    content[-100] ^= 1
    (folder / WEIGHTS).write_bytes(content)

    assert "changed" in refused(folder)


def test_a_folder_that_was_only_partly_copied_is_refused(folder):
    content = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(content[: len(content) // 2])

    assert "Copy the folder again" in refused(folder)


@pytest.mark.parametrize("name", [CARD, WEIGHTS])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()

    assert name in refused(folder)


def test_a_later_format_is_refused(folder):
    rewrite_card(folder, format=FORMAT + 1)

    assert f"format {FORMAT + 1}" in refused(folder)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"", b"[1, 2]", b'"text"', b"null"])
def test_a_card_that_is_none_is_refused(folder, content):
    (folder / CARD).write_bytes(content)

    refused(folder)


@pytest.mark.parametrize(
    "architecture",
    [None, "tiny", {}, {"size": 800}, {"hidden": 3}, {"hidden": ["a"]},
     {"hidden": [8], "depth": 9}, {"size": 700, "hidden": [24, 16, 12]},
     {"size": -1, "hidden": [24, 16, 12]}],
)  # fmt: skip
def test_an_architecture_that_is_not_that_of_the_weights_is_refused(folder, architecture):
    rewrite_card(folder, architecture=architecture)

    refused(folder)


def test_weights_that_are_cut_off_are_refused_even_if_the_card_names_them(folder):
    content = (folder / WEIGHTS).read_bytes()
    put_weights(folder, content[: len(content) // 2])

    refused(folder)


@pytest.mark.parametrize("content", [b"", b"\x00", bytes(100), b"PK\x03\x04" + bytes(60)])
def test_what_is_no_safetensors_is_refused(folder, content):
    put_weights(folder, content)

    refused(folder)


class _Trap:
    """Leaves a file behind if it is ever unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


def test_a_pickle_in_place_of_weights_is_refused_and_not_run(folder, tmp_path):
    mark = tmp_path / "was-run"
    put_weights(folder, pickle.dumps(_Trap(mark)))

    refused(folder)
    assert not mark.exists()
