"""`spectrogui info`: what a bug report needs, also when something is broken."""

import hashlib
import json
import platform
from importlib import metadata

import pytest

import spectrogui
from spectrogui.app import cli_info
from spectrogui.app.main import main

WEIGHTS = b"weights"


@pytest.fixture
def info(capsys, tmp_path, monkeypatch):
    """What is printed while the user has a model in `tmp_path/models`."""
    monkeypatch.setenv("SPECTROGUI_MODELS", str(tmp_path / "models"))

    def run(**card):
        folder = tmp_path / "models" / "own"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "card.json").write_text(json.dumps(card))
        (folder / "weights.safetensors").write_bytes(WEIGHTS)
        assert main(["info"]) == 0
        return capsys.readouterr().out

    return run


def test_versions_are_told(info):
    text = info()

    assert f"spectrogui          {spectrogui.__version__}\n" in text
    assert f"Python              {platform.python_version()}\n" in text
    for package in ("numpy", "torch", "astropy", "PySide6-Essentials", "pyqtgraph"):
        assert f"{package:<20}{metadata.version(package)}\n" in text


def test_a_package_that_is_not_there_is_told(info, monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(cli_info.metadata, "version", missing)

    assert "lightkurve          not installed\n" in info()


def test_a_model_is_told_with_its_hash_stars_and_figures(info):
    digest = hashlib.sha256(WEIGHTS).hexdigest()
    rmse = [{"type": "all", "snr_r": [150, None], "median_rmse": 0.00712, "stars": 151}]
    text = info(
        weights_sha256=digest,
        sources={"LAMOST": {"chosen": 1200}, "None": {"chosen": 0}, "MaStar": {"chosen": 34}},
        metrics={"rmse": rmse},
    )

    assert f"SHA-256 {digest}\n" in text
    assert "trained on 1,234 stars of LAMOST, MaStar\n" in text
    assert "median RMSE 0.0071 of 151 stars with S/N(r) > 150\n" in text


def test_weights_that_are_not_those_of_the_card_are_told(info):
    assert "which is not what its card says" in info(weights_sha256="0" * 64)


def test_folders_are_told(info, tmp_path):
    text = info()

    assert str(tmp_path / "home" / "data") in text
    assert str(tmp_path / "home" / "config") in text


def test_a_home_that_cannot_be_written_is_told_and_the_rest_too(info, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SPECTROGUI_HOME", str(tmp_path / "file" / "home"))
    text = info()

    assert "cannot be made (Not a directory): set SPECTROGUI_HOME" in text
    assert "bundled models" in text


def test_where_the_window_would_be_drawn_is_told(info, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    assert "QT_QPA_PLATFORM=offscreen" in info()


def test_a_damaged_card_is_a_sentence(info, tmp_path, capsys):
    info()
    (tmp_path / "models" / "own" / "card.json").write_text("{")

    assert main(["info"]) == 0
    assert "card.json cannot be read" in capsys.readouterr().out
