"""Command line, Python and the window's session say the same of real stars, digit for digit."""

import csv
import shutil
from functools import partial

import numpy as np
import pandas
import pytest
from fakes import write_lamost

import spectrogui
from spectrogui.analysis.analyse import Analyser
from spectrogui.analysis.scoring import score
from spectrogui.app.main import main
from spectrogui.core.columns import COLUMNS
from spectrogui.core.job import Ticket
from spectrogui.io.inputs import gather
from spectrogui.io.lamost_write import LAYOUTS
from spectrogui.io.readers import open_spectrum
from spectrogui.store.session import Session

EVERY = 20
MEASURED = ("lag_kms", "z1", "z2", "z3", "z4", "rmse", "ew_ha", "ew_ca8542", "ew_li", "e_ew_ha")


@pytest.fixture(scope="module")
def paths(shared):
    """About 60 real files: three of every category, every layout, and every twentieth."""
    folder = shared / "data/lamost"
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    seen, chosen = {}, set()
    for number, row in enumerate(rows):
        for word in (*row["category"].split(";"), row["layout"]):
            seen[word] = seen.get(word, 0) + 1
            if number % EVERY == 0 or (word and seen[word] <= 2):
                chosen.add(number)
    return [str(folder / rows[number]["path"]) for number in sorted(chosen)]


@pytest.fixture(scope="module")
def by_score(paths, tmp_path_factory):
    """The cells of the CSV, text as it is written, of a run with two processes that read."""
    out = tmp_path_factory.mktemp("three") / "out.csv"
    assert main(["score", *paths, "--out", str(out), "--workers", "2"]) == 0
    return pandas.read_csv(out, comment="#", dtype=str, keep_default_na=False)


def cells(row):
    return [column.format(row[column.name]) for column in COLUMNS]


def test_python_says_what_the_table_says(paths, by_score):
    many = [cells(analysis.row) for analysis in spectrogui.analyse_many(paths)]
    alone = [cells(spectrogui.analyse(path).row) for path in paths[::9]]

    assert many == by_score.to_numpy().tolist()
    assert alone == many[::9]


def test_the_session_of_a_window_says_what_the_table_says(qapp, tmp_path, paths, by_score):
    session = Session()
    session.create(tmp_path / "list.spectro")
    session.add(gather(paths).targets)
    by = partial(Analyser.load, "both")
    score(session.file, session.pack, by, Ticket(), on_batch=session.take_results)
    shown = [cells(session.table.row(row)) for row in range(len(session.table))]
    session.close()
    kept = Session()
    kept.open(tmp_path / "list.spectro")
    reopened = [cells(kept.table.row(row)) for row in range(len(kept.table))]
    kept.close()

    assert shown == by_score.to_numpy().tolist()
    assert reopened == shown


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("factor", [1e-17, 1.0, 1e5])
def test_layout_and_unit_of_the_flux_change_nothing(tmp_path, paths, by_score, layout, factor):
    number = by_score.index[(by_score["status"] == "ok") & (by_score["flags"] == "")][3]
    made = open_spectrum(paths[number])
    made.flux[:] = made.flux * factor
    made.ivar[:] = made.ivar / factor**2
    write_lamost(tmp_path / "a.fits.gz", made, layout=layout)
    row = spectrogui.analyse(tmp_path / "a.fits.gz").row

    for name in MEASURED:
        assert row[name] == pytest.approx(float(by_score[name][number]), abs=1.5e-4), name


@pytest.mark.parametrize("value", [0.0, -1e6, 1e9])
def test_what_a_file_holds_where_it_has_no_flux_never_counts(tmp_path, paths, value):
    row = []
    for filled in (0.0, value):
        made = open_spectrum(paths[0])
        bad = np.random.default_rng(1).random(len(made.wave)) < 0.1
        made.ivar[bad], made.flux[bad] = 0.0, filled
        write_lamost(tmp_path / "a.fits", made)
        row.append(spectrogui.analyse(tmp_path / "a.fits").row)

    assert {name: row[0][name] for name in MEASURED} == {name: row[1][name] for name in MEASURED}


def test_a_renamed_file_says_the_same(tmp_path, paths, by_score):
    found = []
    for number in range(0, len(paths), 15):
        shutil.copy(paths[number], tmp_path / "renamed.txt")
        found.append(cells(spectrogui.analyse(tmp_path / "renamed.txt").row))

    told = by_score.iloc[::15].to_numpy().tolist()
    assert [row[1:] for row in found] == [row[1:] for row in told]
