"""Benchmarks still run after what they measure has moved; how long it takes decides nothing."""

import os
import subprocess
import sys
from pathlib import Path

import fake_curves
import fakes

ROOT = Path(__file__).resolve().parents[2]


def test_the_stages_of_scoring_are_all_met(tmp_path):
    fakes.write_many(tmp_path, 3)
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "stages.py"), str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for stage in ("read", "template", "measure", "frame check", "flags", "R250", "write"):
        assert f"| {stage}" in done.stdout


def test_reading_is_measured_by_layout_beside_gzip_and_astropy(tmp_path):
    fakes.write_many(tmp_path, 3)
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "reading.py"), str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for what in ("gunzipped (baseline)", "flux (baseline)", "open_spectrum"):
        assert what in done.stdout


def test_scoring_is_measured_beside_its_baselines(tmp_path):
    fakes.write_many(tmp_path, 3)
    done = subprocess.run(
        [
            sys.executable, str(ROOT / "benchmarks" / "scoring.py"), str(tmp_path),
            "--repeat", "2", "--rounds", "1", "--processes", "2", "--models", "r1800",
            "--seconds", "0.1",
        ],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for what in ("gunzip", "astropy", "legfit", "score --model r1800"):
        assert f"| {what}" in done.stdout


def test_tables_are_written_beside_other_programs(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "tables.py"), "60", "--rounds", "1"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for what in (".csv (here)", ".fits (here)", ".parquet (here)", "csv.writer (baseline)"):
        assert f"| {what}" in done.stdout


def test_sessions_are_opened_and_labelled(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "session.py"), "60", "1"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for what in ("sqlite3 (baseline)", "read with the copy", "opening alone", "one verdict"):
        assert what in done.stdout


def test_catalogues_are_read_beside_other_programs(tmp_path):
    done = subprocess.run(
        [
            sys.executable, str(ROOT / "benchmarks" / "catalogues.py"), "200", "--stars", "50",
            "--formats", "CSV with |", "VOTable",
        ],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("(here)") == done.stdout.count("(baseline)") == 2


def test_scoring_again_is_measured_beside_reading_the_files(tmp_path):
    fakes.write_many(tmp_path / "files", 3)
    done = subprocess.run(
        [
            sys.executable, str(ROOT / "benchmarks" / "again.py"), str(tmp_path / "files"),
            "--rows", "5", "--processes", "0", "--model", "r1800", "--first", "r1800",
        ],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for what in ("the files (baseline)", "the pack"):
        assert f"| {what} | 0 |" in done.stdout


def test_the_window_is_paged_sorted_and_zoomed(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "window.py"), "130", "--hasty"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for what in ("next, filtered", "a verdict: key to disk", "hover", "lasso", "sort by path"):
        assert what in done.stdout


def test_light_curves_are_read_beside_other_programs(tmp_path):
    for layout in fake_curves.WRITERS:
        fake_curves.write_named(tmp_path, layout)
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "curves_reading.py"), str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for what in ("open_light_curve", "astropy", "lightkurve"):
        assert what in done.stdout


def test_the_start_of_the_program_is_measured(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "start_up.py"), "1"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "| median of 1 more |" in done.stdout


def test_gaps_are_measured_while_a_list_is_scored(tmp_path):
    fakes.write_many(tmp_path / "list", 4)
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "gaps.py"), str(tmp_path / "list")],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    for what in ("4 of 4 rows", "ticks of 10 ms", "to the panels painted"):
        assert what in done.stdout


def test_gaps_are_measured_while_light_curves_arrive(tmp_path):
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "curves.py"), "--hasty"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "0 of them another star's" in done.stdout
