"""`spectrogui train`: what is refused before hours of work, and what is left after Ctrl+C."""

from pathlib import Path

import pytest

from spectrogui.analysis import train as training
from spectrogui.app.main import main
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled


@pytest.fixture
def train(tmp_path, monkeypatch, capsys):
    """Run the command in an empty folder with a list in it: its status, and what it said."""
    monkeypatch.chdir(tmp_path)
    Path("list.txt").write_text("a.fits\n")

    def run(*words):
        status = main(["train", *words])
        return status, capsys.readouterr().err.splitlines()

    return run


@pytest.fixture
def trained(monkeypatch):
    """Training that only writes what it was given; set its `error` to have it fail."""

    class Training:
        error = None

        def __call__(self, paths, out, ticket, report):
            if self.error is not None:
                raise self.error
            report("keeping 12 stars")
            (out / "card.json").write_text(" ".join(map(str, paths)))

    one = Training()
    monkeypatch.setattr(training, "train_model", one)
    return one


def test_the_steps_are_said_and_the_model_is_in_its_folder(train, trained):
    status, said = train("list.txt", "--out", "models/own")

    assert status == 0
    assert said == ["keeping 12 stars", "spectrogui train: the model is in models/own."]
    assert Path("models/own/card.json").read_text() == "list.txt"


def test_a_folder_with_something_in_it_is_never_written_over(train, trained):
    Path("own").mkdir()
    Path("own/notes.txt").touch()
    status, said = train("list.txt", "--out", "own")

    assert status == 2
    assert "is there already" in said[0]


def test_too_few_stars_are_status_2_and_leave_no_folder(train, trained):
    trained.error = InputError("There are 3 readable LAMOST spectra in the list.")
    status, said = train("list.txt", "--out", "own")

    assert status == 2
    assert said == ["spectrogui: There are 3 readable LAMOST spectra in the list."]
    assert not Path("own").exists()


@pytest.mark.parametrize("stop", [Cancelled, KeyboardInterrupt])
def test_ctrl_c_is_status_130_and_leaves_no_folder(train, trained, stop):
    trained.error = stop()
    status, said = train("list.txt", "--out", "own")

    assert status == 130
    assert said == ["spectrogui train: stopped; no model was written."]
    assert not Path("own").exists()


def test_a_folder_that_cannot_be_made_is_said_before_the_work(train, trained):
    Path("file").touch()
    status, said = train("list.txt", "--out", "file/own")

    assert status == 2
    assert "cannot be made" in said[0]
