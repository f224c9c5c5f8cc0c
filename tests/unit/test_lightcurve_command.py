"""`spectrogui lightcurve`: one row for each input, in their order, and what is said about it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from curve_runs import STARS, read, said
from fakes import write_spectrum

from spectrogui.app.main import main
from spectrogui.core.curve_columns import CURVE_COLUMNS, FLARE_COLUMNS
from spectrogui.core.light_curve import CurveHeader, LightCurve
from spectrogui.io.k2_write import write_k2


@pytest.fixture
def flaring(tmp_path):
    """A light curve of 80 d with two flares."""
    random = np.random.default_rng(3)
    time = 2988.0 + np.arange(3900) * 1765.5 / 86400
    flux = 1 + 0.01 * np.sin(2 * np.pi * time / 4) + random.normal(0, 3e-4, len(time))
    for start in (900, 2500):
        flux[start : start + 5] += (0.2, 0.15, 0.08, 0.04, 0.02)
    good, quality = np.ones(len(time), bool), np.zeros(len(time), np.int64)
    about = CurveHeader("", epic="211000009", author="K2", campaign="13", unit="e-/s")
    path = tmp_path / "ktwo211000009-c13_llc.fits"
    write_k2(path, LightCurve(time, 1e4 * flux, np.full(len(time), 3.0), good, quality, about))
    return path


def test_every_file_has_a_row_in_the_order_given(run, curves):
    status, table, _ = run(curves[2], curves[0], curves[2])

    assert status == 0
    assert table["epic"].tolist() == [STARS[2], STARS[0], STARS[2]]
    assert table["path"].tolist() == [str(curves[2]), str(curves[0]), str(curves[2])]
    assert table["status"].tolist() == ["ok"] * 3


def test_the_columns_are_those_that_are_described(run, curves):
    _, table, _ = run(curves[0])

    assert list(table.columns) == [column.name for column in CURVE_COLUMNS]


def test_period_and_amplitude_are_those_of_the_file(run, curves):
    _, table, _ = run(curves[0])
    row = table.iloc[0]

    assert row["lc_period"] == pytest.approx(3.0, rel=0.05)
    assert row["lc_amplitude"] == pytest.approx(0.04, rel=0.1)
    assert row["lc_product"] == "K2 C4"
    assert row["n_points"] == 600
    assert row["baseline_d"] == pytest.approx(599 * 1765.5 / 86400, abs=1e-3)
    assert len(row["lc_sha256"]) == 64


def test_the_numbers_are_those_of_the_window(run, curves):
    from spectrogui.analysis.curves import measure, row_of
    from spectrogui.core.columns import COLUMN

    _, table, _ = run(curves[0])
    row = row_of(measure(curves[0]))

    for name in ("lc_period", "lc_period_err", "lc_amplitude", "lc_power"):
        assert COLUMN[name].format(table[name][0]) == COLUMN[name].format(row[name])


def test_a_folder_stands_for_every_light_curve_below_it(run, curves, tmp_path):
    folder = tmp_path / "many"
    (folder / "deeper").mkdir(parents=True)
    shutil.copy(curves[0], folder / "b.fits")
    shutil.copy(curves[1], folder / "deeper" / curves[1].name)
    (folder / "notes.txt").write_text("nothing\n")
    write_spectrum(folder / "spec-59000-X_sp01-001.fits")

    status, table, _ = run(folder)

    assert status == 0
    assert table["epic"].tolist() == [STARS[0], STARS[1]]


def test_a_folder_without_light_curves_is_a_row_that_says_so(run, tmp_path):
    (tmp_path / "empty").mkdir()
    status, table, _ = run(tmp_path / "empty")

    assert status == 3
    assert "no K2 light curves" in table["problem"][0]


def test_a_bad_file_is_a_row_with_a_sentence_and_the_others_are_measured(run, curves, tmp_path):
    cut = tmp_path / "cut.fits"
    cut.write_bytes(curves[0].read_bytes()[:9000])
    spectrum = tmp_path / "spec-59000-X_sp01-001.fits"
    write_spectrum(spectrum)
    (tmp_path / "page.fits").write_text("<html><title>Log in</title></html>")

    status, table, lines = run(
        cut, curves[0], spectrum, tmp_path / "page.fits", tmp_path / "gone.fits"
    )

    assert status == 0
    assert table["status"].tolist() == ["failed", "ok", "failed", "failed", "failed"]
    assert table["problem"].str.len().gt(20).tolist() == [True, False, True, True, True]
    assert table["lc_period"].isna().tolist() == [True, False, True, True, True]
    assert said(lines, "gone.fits")
    assert said(lines, "5 rows in out.csv, 1 with a period, 4 failed.")


def test_where_nothing_could_be_read_the_status_says_so(run, tmp_path):
    status, table, lines = run(tmp_path / "gone.fits")

    assert status == 3
    assert len(table) == 1
    assert said(lines, "no light curve could be read")


def test_flares_are_a_table_of_their_own(run, flaring, curves):
    status, table, _ = run(flaring, curves[0], "--flares", "flares.csv")
    flares = read("flares.csv", FLARE_COLUMNS)

    assert status == 0
    assert table["lc_flares"][0] == 2
    assert flares["epic"].tolist() == ["211000009"] * 2
    assert flares["amplitude"].between(0.15, 0.25).all()
    assert flares["start"].le(flares["peak"]).all()
    assert flares["peak"].le(flares["stop"]).all()


def test_plots_are_written_one_for_each_light_curve(run, curves, tmp_path):
    same = tmp_path / "copy" / curves[0].name
    same.parent.mkdir()
    shutil.copy(curves[0], same)
    (tmp_path / "bad.fits").write_bytes(b"SIMPLE  =")

    status, _, _ = run(curves[0], same, tmp_path / "bad.fits", "--plots", "figures/k2")

    name = curves[0].stem
    assert status == 0
    assert sorted(path.name for path in Path("figures/k2").iterdir()) == [
        f"{name}-2.png",
        f"{name}.png",
    ]


def test_plots_can_be_pages_for_a_paper(run, curves):
    run(curves[0], "--plots", "figures", "--plot-format", "pdf")

    assert next(Path("figures").iterdir()).read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("ending", [".ecsv", ".fits", ".vot", ".parquet"])
def test_the_ending_chooses_the_format(run, curves, ending):
    status, _, _ = run(curves[0], out=f"table{ending}")

    assert status == 0
    assert Path(f"table{ending}").stat().st_size > 500


@pytest.mark.parametrize(
    "words",
    [
        ["--out", "out.jpg"],
        ["--out", "."],
        ["--out", "out.csv", "--flares", "out.csv"],
        ["--out", "out.csv", "--flares", "flares.jpg"],
        ["--out", "out.csv", "--root", "nowhere"],
        ["--out", "out.csv", "--plots", "file/below"],
        ["--out", "out.csv", ""],
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_done(run, curves, capsys, words):
    Path("file").write_text("")
    before = sorted(Path().iterdir())
    status = main(["lightcurve", str(curves[0]), *words])

    assert status == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize("option", ["--out", "--flares"])
def test_what_is_read_is_not_written_over(run, curves, capsys, option):
    Path("list.csv").write_text(f"epic,lc_path\n{STARS[0]},{curves[0]}\n")
    before = Path("list.csv").read_text()
    others = [] if option == "--out" else ["--out", "out.csv"]
    status = main(["lightcurve", "list.csv", option, "list.csv", *others])

    assert status == 2
    assert f"{option} list.csv is also read" in capsys.readouterr().err
    assert Path("list.csv").read_text() == before


def test_the_real_files_of_every_author_have_a_row_each(run, shared):
    folder = shared / "data" / "k2"
    status, table, _ = run(folder / "official", folder / "hlsp_other")
    failed = table[table["status"] == "failed"]

    assert status == 0
    assert len(table) >= 12
    assert len(failed) <= 2
    pixels = failed[failed["path"].str.contains("lpd-targ")]
    assert "target pixel file" in pixels["problem"].iloc[0]
    pleiad = table[table["epic"] == "211117077"]
    assert pleiad["lc_period"].between(2.95, 3.05).all()
    assert len(pleiad) >= 2


def test_ctrl_c_keeps_what_is_done(tmp_path, curves):
    """In a process of its own: with plots, so that a few hundred files take their time."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(400):
        os.link(curves[0], folder / f"ktwo{211000100 + number}-c04_llc.fits")
    (tmp_path / "out.csv").write_text("an older table\n")
    words = ["lightcurve", folder, "--out", "out.csv", "--plots", "figures"]
    program = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from spectrogui.app.main import main; sys.exit(main())",
        ]
        + [str(word) for word in words],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SPECTROGUI_HOME": str(tmp_path / "home")},
    )
    until = time.monotonic() + 60
    while len(list((tmp_path / "figures").glob("*.png"))) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    program.send_signal(signal.SIGINT)
    _, told = program.communicate(timeout=60)
    table = read(tmp_path / "out-stopped.csv")
    done = table["status"] == "ok"

    assert program.returncode == 130
    assert len(table) == 400
    assert 3 <= done.sum() < 400
    assert done[: done.sum()].all()
    assert (tmp_path / "out.csv").read_text() == "an older table\n"
    assert "of 400 inputs are measured in out-stopped.csv" in told
    assert "Traceback" not in told
