"""What the command line offers, refuses, and says about it."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import spectrogui
from spectrogui.app import main as program
from spectrogui.app.main import main

HEAVY = ("torch", "astropy", "sklearn", "lightkurve", "scipy", "pandas", "pyqtgraph")


@pytest.fixture
def opened(monkeypatch):
    """What the window was asked to open, call by call."""
    calls = []

    def run_window(paths, **options):
        calls.append((paths, options))
        return 0

    fake = SimpleNamespace(run_window=run_window)
    monkeypatch.setitem(sys.modules, "spectrogui.app.run_window", fake)
    return calls


def lines(capsys):
    return capsys.readouterr().err.splitlines()


def python(*words, **options):
    command = [
        sys.executable,
        "-c",
        "import sys; from spectrogui.app.main import main\n" + words[0],
    ]
    return subprocess.Popen(
        [*command, *words[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def test_help_names_every_command(capsys):
    status = main(["--help"])
    text = capsys.readouterr().out

    assert status == 0
    assert all(f"spectrogui {word}" in text for word in ("score", "demo", "train", "info"))


@pytest.mark.parametrize("command", ["score", "demo", "train", "info"])
def test_every_command_explains_its_options(capsys, command):
    status = main([command, "--help"])

    assert status == 0
    assert capsys.readouterr().out.startswith(f"usage: spectrogui {command}")


def test_the_version_is_told(capsys):
    status = main(["--version"])

    assert status == 0
    assert capsys.readouterr().out == f"spectrogui {spectrogui.__version__}\n"


@pytest.mark.parametrize("word", ["--help", "--version", "info"])
def test_what_is_told_at_once_imports_nothing_heavy(word):
    code = "main([sys.argv[1]])\nsys.stderr.write(' '.join(sys.modules))"
    told, modules = python(code, word).communicate()

    assert told
    assert not set(HEAVY) & set(modules.split())


@pytest.mark.parametrize(
    "words",
    [
        ["--nonsense"],
        ["score", "a.fits"],
        ["score", "--out", "a.csv"],
        ["score", "a.fits", "--out", "a.csv", "--workers", "0"],
        ["score", "a.fits", "--out", "a.csv", "--root", "nowhere"],
        ["score", "a.fits", "--out", "a.csv", "--model", "nonsense"],
        ["train", "--out", "model"],
        ["train", "nowhere.txt", "--out", "model"],
        ["info", "more"],
        ["demo", "more"],
        ["nowhere.fits"],
        ["nowhere.spectro"],
        ["one.spectro", "two.spectro"],
        ["--mod", "r1800"],
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_status_2_and_one_line(capsys, tmp_path, monkeypatch, opened, words):
    monkeypatch.chdir(tmp_path)
    status = main(words)

    assert status == 2
    assert len(lines(capsys)) == 1
    assert not opened
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("word", ["fetch"])
def test_a_command_of_a_later_version_is_not_offered(capsys, opened, tmp_path, monkeypatch, word):
    monkeypatch.chdir(tmp_path)
    status = main([word])

    assert status == 2
    assert "no file, folder or command" in lines(capsys)[0]


@pytest.mark.parametrize("model", ["r1800", "r250", "both"])
def test_either_model_or_both_may_score(opened, model):
    assert main(["--model", model]) == 0
    assert opened[0][1]["model"] == model


def test_without_arguments_the_window_is_empty(opened):
    main([])
    ((paths, options),) = opened

    assert paths == []
    assert options == {
        "session": None, "root": None, "catalogue": None, "model": "both", "workers": None,
    }  # fmt: skip


def test_the_window_gets_paths_and_options(opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.fits").touch()
    main(["a.fits", "b.fits", "--session", "k2.spectro", "--root", "spectra", "--workers", "3"])
    ((paths, options),) = opened

    assert paths == [Path("a.fits"), Path("b.fits")]
    assert (options["session"], options["root"]) == (Path("k2.spectro"), Path("spectra"))
    assert options["workers"] == 3


def test_a_session_among_the_paths_is_opened_as_one(opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("k2.spectro").touch()
    main(["k2.spectro"])
    ((paths, options),) = opened

    assert paths == []
    assert options["session"] == Path("k2.spectro")


def test_a_file_that_is_called_like_a_command_can_be_opened(opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("demo").touch()
    main(["./demo"])

    assert opened[0][0] == [Path("demo")]


@pytest.mark.parametrize("word", ["demo", "."])
def test_a_home_that_cannot_be_written_is_a_sentence(capsys, tmp_path, monkeypatch, word):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SPECTROGUI_HOME", str(tmp_path / "file" / "home"))
    status = main([word])
    said = capsys.readouterr().err.splitlines()

    assert status == 2
    assert len(said) == 1
    assert "set SPECTROGUI_HOME to a folder" in said[0]


def test_an_interrupt_is_one_line_and_status_130(capsys, monkeypatch):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "_info", interrupted)

    assert main(["info"]) == 130
    assert lines(capsys) == ["spectrogui: stopped."]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_reader_that_goes_away_leaves_no_traceback():
    code = "sys.stdin.read()\nsys.exit(main(['info']))"
    with python(code, stdin=subprocess.PIPE) as process:
        process.stdout.close()
        process.stdin.close()
        said = process.stderr.read()

    assert said == ""
