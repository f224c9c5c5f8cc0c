"""Models are found by name or folder, bundled or the user's own."""

import json
import os

import pytest

from spectrogui.core.errors import InputError
from spectrogui.io import models
from spectrogui.io.models import CARD, FOLDERS, model_folder, model_folders, read_card


@pytest.fixture
def bundled(tmp_path, monkeypatch):
    """A place for bundled models with one in it."""
    place = tmp_path / "bundled"
    make(place / "r1800", "bundled")
    monkeypatch.setattr(models, "bundled", lambda name: place)
    monkeypatch.delenv(FOLDERS, raising=False)
    return place


def make(folder, about):
    folder.mkdir(parents=True)
    (folder / CARD).write_text(json.dumps({"about": about}), encoding="utf-8")
    return folder


def test_a_bundled_model_is_found_by_its_name(bundled):
    assert model_folder("r1800") == bundled / "r1800"


def test_models_of_the_user_are_found_in_every_place_that_is_named(bundled, tmp_path, monkeypatch):
    one, two = make(tmp_path / "one/mine", "1"), make(tmp_path / "two/yours", "2")
    monkeypatch.setenv(FOLDERS, f"{one.parent}{os.pathsep}{two.parent}{os.pathsep}")

    assert model_folders() == {"r1800": bundled / "r1800", "mine": one, "yours": two}


def test_one_of_the_user_stands_before_a_bundled_one(bundled, tmp_path, monkeypatch):
    own = make(tmp_path / "one/r1800", "own")
    monkeypatch.setenv(FOLDERS, str(own.parent))

    assert read_card(model_folder("r1800"))["about"] == "own"


def test_a_folder_can_be_given(bundled, tmp_path):
    own = make(tmp_path / "somewhere/else", "own")

    assert model_folder(own) == own
    assert model_folder(str(own)) == own


def test_a_folder_without_a_card_is_no_model(bundled):
    (bundled / "draft").mkdir()
    (bundled / "notes.txt").write_text("x", encoding="utf-8")

    assert list(model_folders()) == ["r1800"]


def test_a_place_that_is_not_there_is_passed_over(bundled, tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDERS, str(tmp_path / "nowhere"))

    assert list(model_folders()) == ["r1800"]


def test_an_unknown_name_is_answered_with_those_that_there_are(bundled):
    with pytest.raises(InputError, match=r"no model r9000.*r1800"):
        model_folder("r9000")


def test_without_any_model_it_says_so(bundled):
    (bundled / "r1800" / CARD).unlink()

    with pytest.raises(InputError, match="none is bundled"):
        model_folder("r1800")


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe\x00", b"", b"[]", b"3"])
def test_a_card_that_cannot_be_read_is_a_sentence(bundled, content):
    (bundled / "r1800" / CARD).write_bytes(content)

    with pytest.raises(InputError, match="not a model folder"):
        read_card(bundled / "r1800")


def test_a_missing_card_is_a_sentence(tmp_path):
    with pytest.raises(InputError, match=CARD):
        read_card(tmp_path)
