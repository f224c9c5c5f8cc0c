"""`spectrogui validate`: what is refused, what is left when it is stopped, and a whole page."""

from pathlib import Path

import pytest
from fakes import write_many
from stars import write_tiny_model

from spectrogui.app.main import main
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled
from spectrogui.validation import page as pages


@pytest.fixture
def validate(tmp_path, monkeypatch, capsys):
    """Run the command in a folder with a model and a list: its status, and what it said."""
    monkeypatch.chdir(tmp_path)
    write_tiny_model(tmp_path / "tiny")
    Path("list.txt").write_text("a.fits\n")

    def run(*words):
        status = main(["validate", "--model", "tiny", *words])
        return status, capsys.readouterr().err.splitlines()

    return run


@pytest.fixture
def making(monkeypatch):
    """A page that only says what it was asked for; set its `error` to have it fail."""

    class Making:
        error = None
        order = None

        def __call__(self, order, folder, ticket, report, *, catalogue=None):
            self.order = order
            (folder / "index.html").write_text("page")
            if self.error is not None:
                raise self.error
            return []

    one = Making()
    monkeypatch.setattr(pages, "make_page", one)
    return one


def left():
    """What is in the folder beside the model and the list."""
    return {path.name for path in Path().iterdir()} - {"tiny", "list.txt", "home"}


def test_the_page_is_in_a_folder_that_is_named_after_the_model(validate, making):
    status, said = validate("list.txt")

    assert status == 0
    assert Path("validation-tiny/index.html").read_text() == "page"
    assert "validation-tiny/index.html" in said[-1]
    assert left() == {"validation-tiny"}


def test_networks_are_trained_anew_only_when_it_is_asked_or_needed(validate, making):
    validate("list.txt", "--out", "a")
    assert making.order.cross is None

    validate("list.txt", "--out", "b", "--cross-validate", "--parts", "3")
    assert making.order.cross is True
    assert making.order.parts == 3


@pytest.mark.parametrize("stop", [Cancelled(), KeyboardInterrupt()])
def test_ctrl_c_is_status_130_and_leaves_nothing(validate, making, stop):
    making.error = stop
    status, said = validate("list.txt", "--out", "deep/page")

    assert status == 130
    assert said[-1] == "spectrogui validate: stopped; no page was written."
    assert [path for path in Path("deep").rglob("*") if path.is_file()] == []


def test_a_list_that_does_not_do_is_status_2_and_leaves_nothing(validate, making):
    making.error = InputError("Of 3 spectra, 2 have a type.")
    status, said = validate("list.txt")

    assert status == 2
    assert said == ["spectrogui: Of 3 spectra, 2 have a type."]
    assert left() == set()


def test_a_folder_with_something_in_it_is_never_written_over(validate, making):
    Path("page").mkdir()
    Path("page/notes.txt").touch()
    status, said = validate("list.txt", "--out", "page")

    assert status == 2
    assert "is there already" in said[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["absent.fits"], "There is no file or folder absent.fits."),
        (["list.txt", "--model", "absent"], "There is no model absent"),
        (["list.txt", "--out", "list.txt/page"], "cannot be made"),
        (["list.txt", "--parts", "1"], "1 is not a number of parts, 2 to 20"),
        (["list.txt", "--workers", "0"], "0 is not a number of processes"),
        ([], "LIST"),
    ],
)
def test_wrong_arguments_are_said_in_one_line(validate, making, words, said):
    status, lines = validate(*words)

    assert status == 2
    assert len(lines) == 1
    assert said in lines[0]
    assert left() == set()


def test_a_list_of_which_nothing_can_be_read_is_status_3(validate):
    status, said = validate("list.txt")

    assert status == 3
    assert "No LAMOST low-resolution spectrum could be read" in said[-1]
    assert left() == set()


def test_an_npz_that_is_no_collection_is_said(validate):
    Path("odd.npz").write_text("nothing")
    status, said = validate("odd.npz")

    assert status == 2
    assert "odd.npz cannot be read as a collection" in said[-1]


@pytest.mark.slow
def test_files_become_a_page_in_processes_of_its_own(validate, monkeypatch):
    only = tuple(one for one in pages.SECTIONS if one[0] in {"accuracy", "widths"})
    monkeypatch.setattr(
        pages, "make_sections",
        lambda *given, **named: make(*given, **(named | {"only": only})),
    )  # fmt: skip
    write_many(Path("spectra"), 24)
    status, said = validate("spectra", "--out", "page", "--workers", "1", "--no-svg")

    assert status == 0, said
    text = Path("page/index.html").read_text(encoding="utf-8")
    assert "24 spectra" in text
    assert "Residuals outside the lines" in text
    assert {path.suffix for path in Path("page/figures").iterdir()} == {".png"}


make = pages.make_sections
