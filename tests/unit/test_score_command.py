"""`spectrogui score`: one row for each input, in their order, and what is said about it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas
import pytest
from fake_session import FakeAnalyser
from fakes import write_spectrum

from spectrogui.analysis.analyse import Analyser
from spectrogui.app.main import main
from spectrogui.core.columns import COLUMNS
from spectrogui.io.models import model_folder, read_card
from spectrogui.io.session_file import SessionFile

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def spectra(tmp_path_factory):
    """Five small files that can be read, and one that cannot."""
    folder = tmp_path_factory.mktemp("spectra")
    for number in range(5):
        name = f"spec-59000-X_sp01-00{number}.fits"
        write_spectrum(folder / name, obsid=str(100 + number), fiberid=float(number))
    (folder / "spec-59000-X_sp01-005.fits").write_bytes(b"SIMPLE  =                    T")
    return folder


class Recorder(FakeAnalyser):
    """The fake analyser, called as the bundled model, that remembers what it was shown."""

    model_sha256 = "set by the fixture"

    def __init__(self):
        super().__init__()
        self.seen = []

    def run(self, spectra, parameters):
        self.seen.extend(spectrum.header.obsid for spectrum in spectra)
        return super().run(spectra, parameters)


@pytest.fixture
def analyser(monkeypatch):
    """An analyser that takes no time; its `seen` are the observations it was given."""
    from spectrogui.analysis.recipe import method_sha256

    one = Recorder()
    one.model_sha256 = read_card(model_folder("r1800"))["weights_sha256"]
    one.model_r250_sha256 = read_card(model_folder("r250"))["weights_sha256"]
    one.prep_sha256 = method_sha256()
    monkeypatch.setattr(Analyser, "load", lambda model: one)
    return one


@pytest.fixture
def score(tmp_path, monkeypatch, capsys, analyser):
    """Run the command in an empty folder: its status, its table, and what it said."""
    monkeypatch.chdir(tmp_path)

    def run(*words, out="out.csv"):
        status = main(["score", *map(str, words), "--out", out])
        table = read(out) if Path(out).is_file() and out.endswith(".csv") else None
        return status, table, capsys.readouterr().err.splitlines()

    return run


def read(path):
    text = {column.name: str for column in COLUMNS if column.kind == "text"}
    return pandas.read_csv(path, comment="#", dtype=text, keep_default_na=False, na_values=[""])


def files(spectra):
    return sorted(spectra.iterdir())


def test_every_input_has_one_row_in_the_order_given(score, spectra):
    given = files(spectra)[::-1] + files(spectra)[:2]
    status, table, _ = score(*given)

    assert status == 0
    assert table["path"].tolist() == [str(path) for path in given]
    assert list(table.columns) == [column.name for column in COLUMNS]


def test_a_file_that_cannot_be_read_is_a_failed_row_with_a_sentence(score, spectra):
    status, table, said = score(spectra)
    row = table.iloc[-1]

    assert status == 0
    assert row["status"] == "failed"
    assert row["problem"] in said[0]
    assert said[-1] == "spectrogui score: 6 rows in out.csv, 1 failed."


def test_status_3_and_a_table_when_nothing_could_be_read(score, spectra):
    status, table, said = score(files(spectra)[-1], "nowhere.fits")

    assert status == 3
    assert table["status"].tolist() == ["failed", "failed"]
    assert table["problem"].str.endswith(".").all()
    assert "no input could be read" in said[-1]


def test_whatever_the_names_of_files_every_message_is_one_line_that_names_its_file(score):
    Path("new\nline.fits").write_bytes(b"")
    Path("list.txt").write_text("nowhere.fits\n")
    status, table, said = score("new\nline.fits", "gone\nby.fits", "list.txt")

    assert status == 3
    assert table["path"].tolist() == ["new\nline.fits", "gone\nby.fits", "nowhere.fits"]
    assert all(line.startswith("spectrogui score: ") for line in said)
    assert [sum(name in line for line in said) for name in ("new line", "gone by")] == [1, 1]
    assert "below the current folder" in said[0]


def test_an_empty_word_is_no_input(score):
    status, _, said = score("")

    assert status == 2
    assert "empty" in said[0]


def test_a_spectrum_without_a_red_arm_was_read_but_has_no_numbers(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write_spectrum("blue.fits", bad=slice(1900, None))
    status = main(["score", "blue.fits", "--out", "out.csv"])
    said = capsys.readouterr().err.splitlines()

    assert status == 0
    assert read("out.csv")["flags"].tolist() == ["no_red_arm"]
    assert said[0].startswith("spectrogui score: blue.fits: The red arm has no usable flux")
    assert said[-1] == "spectrogui score: 1 row in out.csv, 1 failed."


def test_the_sentences_of_many_failures_are_not_all_said(score):
    status, table, said = score(*(f"nowhere{number}.fits" for number in range(20)))

    assert (status, len(table)) == (3, 20)
    assert len(said) == 7
    assert "15 more" in said[-2]


def test_a_catalogue_joins_temperatures(score, spectra, analyser):
    Path("stars.csv").write_text("obsid,teff\n102,3456\n")
    score(spectra, "--catalogue", "stars.csv")
    known = [star.teff if star else None for star in analyser.parameters]

    assert known == [None, None, 3456.0, None, None]


def test_a_list_of_obsids_finds_its_files_below_root(score, spectra):
    Path("list.txt").write_text("103\n101\n999\n")
    status, table, _ = score("list.txt", "--root", spectra)

    assert status == 0
    assert table["obsid"].tolist() == ["103", "101", "999"]
    assert table["status"].tolist() == ["ok", "ok", "failed"]


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("out.xls", "xls"),
        ("nowhere/out.csv", "cannot be written"),
        ("folder.csv", "is a folder"),
        ("file/out.csv", "cannot be written"),
    ],
)
def test_a_table_that_could_not_be_written_is_refused_before_the_work(
    score, spectra, analyser, out, sentence
):
    Path("folder.csv").mkdir()
    Path("file").touch()
    status, _, said = score(spectra, out=out)

    assert status == 2
    assert len(said) == 1
    assert sentence in said[0]
    assert not analyser.seen


def test_the_table_never_replaces_what_is_read(score, spectra, analyser):
    listed = f"path\n{files(spectra)[0]}\n"
    Path("list.csv").write_text(listed)
    status, _, said = score("list.csv", out="list.csv")

    assert status == 2
    assert "is also read" in said[0]
    assert Path("list.csv").read_text() == listed


def test_the_table_never_replaces_a_spectrum_of_a_folder_that_is_read(score, spectra, analyser):
    shutil.copytree(spectra, "here")
    (one, *_) = sorted(Path("here").iterdir())
    content = one.read_bytes()
    status, _, said = score("here", out=str(one))

    assert status == 2
    assert "is also read" in said[0]
    assert one.read_bytes() == content
    assert not analyser.seen


def test_a_session_among_the_inputs_is_named_with_its_option(score):
    status, _, said = score("k2.spectro")

    assert status == 2
    assert "--session" in said[0]


def test_without_a_session_nothing_is_left_behind(score, spectra, tmp_path):
    score(spectra)

    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_long_list_is_kept_on_disk_and_nothing_is_left_behind_either(
    score, spectra, tmp_path, monkeypatch
):
    monkeypatch.setattr("spectrogui.app.cli_session._MANY", 6)
    _, table, _ = score(spectra)

    assert table["obsid"].tolist()[:5] == ["100", "101", "102", "103", "104"]
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_second_run_with_a_session_scores_only_what_is_new(score, spectra, analyser):
    some = files(spectra)
    score(*some[:2], "--session", "k2.spectro")
    analyser.seen.clear()
    status, table, _ = score(*some[3:4], *some[:2], "--session", "k2.spectro")

    assert status == 0
    assert analyser.seen == ["103"]
    assert table["obsid"].tolist() == ["103", "100", "101"]


def test_an_input_given_twice_finds_both_its_rows_again(score, spectra, analyser):
    twice = [files(spectra)[0]] * 2
    score(*twice, "--session", "k2.spectro")
    analyser.seen.clear()
    _, table, _ = score(*twice, "--session", "k2.spectro")

    assert len(table) == 2
    assert not analyser.seen


def test_a_session_is_gone_on_with_from_another_folder(score, spectra, analyser, monkeypatch):
    shutil.copytree(spectra, "here")
    Path("elsewhere").mkdir()
    names = [path.name for path in files(spectra)][:3]
    score(*(f"here/{name}" for name in names[:2]), "--session", "k2.spectro")
    analyser.seen.clear()
    monkeypatch.chdir("elsewhere")
    given = [f"../here/{name}" for name in names]
    status, table, _ = score(*given, "--session", "../k2.spectro")

    assert status == 0
    assert analyser.seen == ["102"]
    assert table["path"].tolist() == given


def test_a_file_that_failed_is_tried_again(score, spectra, analyser):
    shutil.copy(files(spectra)[-1], "late.fits")
    score("late.fits", "--session", "k2.spectro")
    shutil.copy(files(spectra)[0], "late.fits")
    status, table, _ = score("late.fits", "--session", "k2.spectro")

    assert status == 0
    assert table["status"].tolist() == ["ok"]


def test_numbers_of_another_model_are_made_again(score, spectra, analyser):
    own, analyser.model_sha256 = analyser.model_sha256, "0" * 64
    score(*files(spectra)[:2], "--session", "k2.spectro")
    analyser.model_sha256 = own
    _, table, said = score(*files(spectra)[:2], "--session", "k2.spectro")

    assert "2 rows were made with another model" in said[0]
    assert table["model_sha256"].tolist() == [own, own]


def test_a_session_alone_gives_its_whole_table(score, spectra, analyser):
    score(*files(spectra)[:3], "--session", "k2.spectro")
    analyser.seen.clear()
    status, table, _ = score("--session", "k2.spectro", out="all.csv")

    assert status == 0
    assert table["obsid"].tolist() == ["100", "101", "102"]
    assert not analyser.seen


def test_a_session_that_is_open_elsewhere_is_said(score, spectra):
    file = SessionFile.create(Path("k2.spectro").absolute())
    status, _, said = score(spectra, "--session", "k2.spectro")
    file.close()

    assert status == 2
    assert "open in another window" in said[0]


def test_the_table_says_with_what_it_was_made(score, spectra, analyser):
    score(spectra)
    head = [line for line in Path("out.csv").read_text().splitlines() if line.startswith("#")]

    assert any("made up for tests" in line for line in head)


@pytest.mark.parametrize("ending", ["csv", "ecsv", "fits", "vot", "parquet"])
def test_every_kind_of_table_is_written(score, spectra, ending):
    status, _, _ = score(spectra, out=f"out.{ending}")

    assert status == 0
    assert Path(f"out.{ending}").stat().st_size


SLOW = """
import sys
sys.path.insert(0, {tests!r})
from fake_session import load_slowly
from spectrogui.app import cli_score
from spectrogui.app.main import main
cli_score.load_analyser = load_slowly
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.exit(main(["score", *sys.argv[1:], "--workers", "2"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent otherwise there")
@pytest.mark.parametrize("kept", [True, False])
def test_ctrl_c_ends_with_status_130_and_one_line(tmp_path, spectra, kept):
    for number in range(100):
        shutil.copy(files(spectra)[number % 5], tmp_path / f"{number:03d}.fits")
    session = ["--session", "k2.spectro"] if kept else []
    command = [sys.executable, "-c", SLOW.format(tests=str(TESTS)), ".", "--out", "out.csv"]
    process = subprocess.Popen(
        [*command, *session],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        process.stdout.readline()
        if kept:
            wait_for_scores(tmp_path / "k2.spectro-pack")
        else:
            time.sleep(1)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all its processes
        said = process.stderr.read().splitlines()

    assert process.returncode == 130
    assert len(said) == 1
    assert not (tmp_path / "out.csv").exists()
    if kept:
        done = SessionFile.open(tmp_path / "k2.spectro").load()["status"] == "ok"
        assert re.search(rf"stopped; {np.count_nonzero(done)} of 100 rows", said[0])
        assert 0 < np.count_nonzero(done) < 100


def wait_for_scores(pack):
    late = time.monotonic() + 60
    while time.monotonic() < late:
        if pack.exists() and pack.stat().st_size > 50_000:
            return
        time.sleep(0.05)
    pytest.fail("nothing was scored")
