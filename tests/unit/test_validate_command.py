"""`spectrogui validate`: what is refused, what is left when it is stopped, and a whole page."""

from pathlib import Path

import pytest
from fakes import write_many
from stars import write_tiny_model

from spectrogui.analysis import apart
from spectrogui.app.main import main
from spectrogui.core.errors import InputError, NothingReadError
from spectrogui.core.job import Cancelled, Ticket
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
        arguments = None

        def __call__(self, ticket, call, arguments, draft):
            self.arguments = arguments
            (draft / "index.html").write_text("page")
            if self.error is not None:
                raise self.error
            return "everything 1 s"

    one = Making()
    monkeypatch.setattr(apart, "run_apart", one)
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


def test_options_reach_what_makes_the_page(validate, making):
    validate("list.txt", "--cross-validate", "--parts", "3", "--no-svg")

    assert making.arguments.cross_validate
    assert making.arguments.parts == 3
    assert making.arguments.no_svg


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


def test_a_list_of_which_nothing_can_be_read_is_status_3(validate, making):
    making.error = NothingReadError("No spectrum could be read.")
    status, said = validate("list.txt")

    assert status == 3
    assert said == ["spectrogui validate: No spectrum could be read."]
    assert left() == set()


def test_files_become_a_whole_page(validate, tmp_path):
    only = tuple(one for one in pages.SECTIONS if one[0] in {"accuracy", "widths"})
    write_many(Path("spectra"), 24)
    order = pages.Order("tiny", (Path("spectra"),), workers=0, svg=False)
    Path("page").mkdir()
    pages.make_page(order, Path("page"), Ticket(), only=only)
    text = Path("page/index.html").read_text(encoding="utf-8")

    assert "24 spectra" in text
    assert "Residuals outside the lines" in text
    assert str(tmp_path) not in text
    assert {path.name for path in Path("page").iterdir()} == {
        "index.html", "README.md", "figures", "tables",
    }  # fmt: skip
