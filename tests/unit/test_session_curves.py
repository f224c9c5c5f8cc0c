"""Light curves in a session file: which belong to which star, and what was measured of them."""

import sqlite3

import numpy as np
import pytest
from fake_session import targets

from spectrogui.core.columns import LIGHT_CURVE
from spectrogui.core.table import stored
from spectrogui.io.session_curves import CurveFile, curve_file
from spectrogui.io.session_file import SessionFile

NUMBERS = {
    "lc_period": 3.0016, "lc_period_err": 0.002, "lc_amplitude": 0.0612, "lc_power": 0.84,
    "lc_quality": "ok", "lc_flares": 43, "lc_product": "K2 C4", "lc_path": "/k2/a.fits",
    "lc_sha256": "ab" * 32,
}  # fmt: skip


@pytest.fixture
def file(tmp_path):
    file = SessionFile.create(tmp_path / "list.spectro")
    file.append_targets(targets(*"abc"))
    yield file
    file.close()


def reopened(file):
    file.close()
    return SessionFile.open(file.path)


def measured(*rows):
    return np.array(rows), stored([NUMBERS] * len(rows), LIGHT_CURVE)


def test_what_was_measured_comes_back(file):
    file.write_curves(*measured(1))
    row = reopened(file).load().row(1)

    assert {name: row[name] for name in NUMBERS} == NUMBERS


def test_a_row_without_a_light_curve_has_no_numbers_of_one(file):
    file.write_curves(*measured(1))
    row = reopened(file).load().row(0)

    assert {row[column.name] for column in LIGHT_CURVE} == {None}


def test_scoring_a_row_again_keeps_its_light_curve(file):
    file.write_curves(*measured(1))
    file.write_results(np.array([1]), {"status": np.array(["ok"], object)})

    assert reopened(file).load()["lc_period"][1] == 3.0016


def test_files_are_remembered_once(file):
    one = CurveFile("/k2/a.fits", "211117077", -1, "K2", "4")

    assert file.add_curve_files([one]) == 1
    assert file.add_curve_files([one]) == 0
    assert reopened(file).curve_files() == [one]


def test_a_file_may_belong_to_a_row_and_to_a_star(file):
    path = "/k2/ktwo211117077-c04_llc.fits"
    file.add_curve_files([curve_file(path), curve_file(path, row=2)])

    assert [(one.epic, one.row) for one in file.curve_files()] == [("211117077", -1), ("", 2)]
    assert {one.author for one in file.curve_files()} == {"K2"}


def test_light_curves_that_a_list_names_belong_to_their_rows(file):
    first, _ = file.append_targets(targets("d", "e", curves=("/k2/x.fits",)))

    assert [(one.path, one.row) for one in file.curve_files()] == [
        ("/k2/x.fits", first), ("/k2/x.fits", first + 1)
    ]  # fmt: skip


def test_a_session_of_before_light_curves_is_brought_up_to_date(file):
    file.close()
    connection = sqlite3.connect(file.path)
    for statement in ("DROP VIEW catalogue", "DROP TABLE light_curves", "DROP TABLE curve_files"):
        connection.execute(statement)
    connection.execute("CREATE VIEW catalogue AS SELECT row FROM targets")
    connection.commit()
    connection.close()

    old = SessionFile.open(file.path)
    old.write_curves(*measured(0))
    period = old.load()["lc_period"][0]
    old.close()
    connection = sqlite3.connect(file.path)
    shown = connection.execute("SELECT lc_period FROM catalogue ORDER BY row").fetchall()
    connection.close()

    assert period == 3.0016
    assert shown == [(3.0016,), (None,), (None,)]
