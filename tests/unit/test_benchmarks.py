"""Benchmarks still run after what they measure has moved; how long it takes decides nothing."""

import os
import subprocess
import sys
from pathlib import Path

import fake_curves
import fakes

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def run(folder, script, *words):
    """What a benchmark says; it works in a folder, without a display."""
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *map(str, words)],
        capture_output=True, text=True, check=False, cwd=folder,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_stages_of_scoring_are_all_met(tmp_path):
    fakes.write_many(tmp_path, 3)
    said = run(tmp_path, "stages.py", tmp_path)

    for stage in ("read", "template", "measure", "frame check", "flags", "R250", "write"):
        assert f"| {stage}" in said


def test_reading_is_measured_by_layout_beside_gzip_and_astropy(tmp_path):
    fakes.write_many(tmp_path, 3)
    said = run(tmp_path, "reading.py", tmp_path)

    for what in ("gunzipped (baseline)", "flux (baseline)", "open_spectrum"):
        assert what in said


def test_scoring_is_measured_beside_its_baselines(tmp_path):
    fakes.write_many(tmp_path, 3)
    said = run(
        tmp_path,
        "scoring.py",
        tmp_path,
        "--repeat",
        "2",
        "--rounds",
        "1",
        "--processes",
        "2",
        "--models",
        "r1800",
        "--seconds",
        "0.1",
    )

    for what in ("gunzip", "astropy", "legfit", "score --model r1800"):
        assert f"| {what}" in said


def test_tables_are_written_beside_other_programs(tmp_path):
    said = run(tmp_path, "tables.py", "60", "--rounds", "1")

    for what in (".csv (here)", ".fits (here)", ".parquet (here)", "csv.writer (baseline)"):
        assert f"| {what}" in said


def test_sessions_are_opened_and_labelled(tmp_path):
    said = run(tmp_path, "session.py", "60", "1")

    for what in ("sqlite3 (baseline)", "read with the copy", "opening alone", "one verdict"):
        assert what in said


def test_catalogues_are_read_beside_other_programs(tmp_path):
    said = run(
        tmp_path, "catalogues.py", "200", "--stars", "50", "--formats", "CSV with |", "VOTable"
    )

    assert said.count("(here)") == said.count("(baseline)") == 2


def test_scoring_again_is_measured_beside_reading_the_files(tmp_path):
    fakes.write_many(tmp_path / "files", 3)
    said = run(
        tmp_path,
        "again.py",
        tmp_path / "files",
        "--rows",
        "5",
        "--processes",
        "0",
        "--model",
        "r1800",
        "--first",
        "r1800",
    )

    for what in ("the files (baseline)", "the pack"):
        assert f"| {what} | 0 |" in said


def test_the_window_is_paged_sorted_and_zoomed(tmp_path):
    said = run(tmp_path, "window.py", "130", "--hasty")

    for what in ("next, filtered", "a verdict: key to disk", "hover", "lasso", "sort by path"):
        assert what in said


def test_light_curves_are_read_beside_other_programs(tmp_path):
    for layout in fake_curves.WRITERS:
        fake_curves.write_named(tmp_path, layout)
    said = run(tmp_path, "curves_reading.py", tmp_path)

    for what in ("open_light_curve", "astropy", "lightkurve"):
        assert what in said


def test_the_start_of_the_program_is_measured(tmp_path):
    said = run(tmp_path, "start_up.py", "1")

    assert "| median of 1 more |" in said


def test_gaps_are_measured_while_a_list_is_scored(tmp_path):
    fakes.write_many(tmp_path / "list", 4)
    said = run(tmp_path, "gaps.py", tmp_path / "list")

    for what in ("4 of 4 rows", "ticks of 10 ms", "to the panels painted"):
        assert what in said


def test_gaps_are_measured_while_light_curves_arrive(tmp_path):
    said = run(tmp_path, "curves.py", "--hasty")

    assert "0 of them another star's" in said
