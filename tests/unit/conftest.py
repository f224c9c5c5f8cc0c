"""What several tests of `spectrogui lightcurve` begin with."""

import pytest
from curve_runs import Command, made_archive, made_curves


@pytest.fixture(scope="module")
def curves(tmp_path_factory):
    """Three small light curves."""
    return made_curves(tmp_path_factory.mktemp("curves"))


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """The command in an empty folder."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return Command(capsys)


@pytest.fixture
def archive(curves, monkeypatch, tmp_path):
    """An archive without a network; it stays from run to run."""
    one = made_archive(curves, tmp_path)
    monkeypatch.setattr("spectrogui.io.mast.Archive", lambda cache, server: one)
    return one
