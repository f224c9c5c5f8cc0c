"""What becomes of a session's copy of its columns where files cannot be read or written."""

import os
import sqlite3

import copied_session
import numpy as np
import pytest
from copied_session import change, everything, keep, opened, truth
from fake_session import fake_table, said, targets

from spectrogui.app.cli_session import open_session
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.table import Table
from spectrogui.io import session_file
from spectrogui.io.column_copy import copy_path
from spectrogui.io.session_file import SessionFile


@pytest.fixture(autouse=True)
def small(monkeypatch):
    copied_session.copy_small_ones(monkeypatch)


@pytest.fixture
def path(tmp_path):
    return copied_session.make_list(tmp_path)


@pytest.mark.parametrize("broken", ["replace", "open"])
def test_a_disk_that_takes_no_copy_is_no_reason_to_complain(path, monkeypatch, broken):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    if broken == "replace":
        monkeypatch.setattr(os, "replace", refuse)
    else:
        copy_path(path).with_name(f".{copy_path(path).name}.tmp").mkdir()
    kept = keep(path)
    found, _ = opened(path)

    assert kept == {}
    assert found == truth(path)
    assert not copy_path(path).exists()


@pytest.mark.parametrize("old", [False, True])
def test_a_session_that_cannot_be_written_can_be_looked_at(path, monkeypatch, old):
    keep(path)
    wanted = truth(path)
    if old:
        change(path, "DROP VIEW catalogue", "ALTER TABLE results DROP COLUMN active_r250",
               "DROP TABLE velocities")  # fmt: skip

    def refuse(_):
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise error

    monkeypatch.setattr(session_file, "_taken", refuse)
    before = path.read_bytes()
    file = SessionFile.open(path)
    found = everything(file.load())
    task = file.tasks([5])[0]
    with pytest.raises(InputError, match="cannot be written"):
        file.log(said(5, "verdict", 3))
    behind = file.columns_are_behind()
    file.close()

    assert found == wanted
    assert task.row == 5
    assert not behind
    assert not file.may_write
    assert path.read_bytes() == before


def test_a_disk_that_is_full_leaves_the_rows_readable(path):
    file = SessionFile.open(path)
    file._connection.execute("PRAGMA query_only = 1").fetchall()
    found = everything(file.load())
    file.close()

    assert found == truth(path)


def test_reading_and_copying_can_be_stopped(path):
    file = SessionFile.open(path)
    ticket = Ticket()
    stopping = Ticket(lambda done, total: ticket.cancel() if done else None)
    stopping._stop = ticket._stop
    with pytest.raises(Cancelled):
        file.load(stopping)
    file.load()
    other = Ticket()
    other._report = lambda done, total: other.cancel()
    with pytest.raises(Cancelled):
        file.keep_columns(other)
    again = file.keep_columns()
    file.close()

    assert again
    assert not list(path.parent.glob(".*.tmp"))


def test_rows_stay_readable_after_the_session_was_closed(path):
    keep(path)
    file = SessionFile.open(path)
    table = file.load()
    file.close()

    assert everything(table) == truth(path)


def test_a_table_goes_on_from_the_copy_that_was_made_of_it(path):
    file = SessionFile.open(path)
    table = file.load()
    table["ew_ha"]
    forms = file.keep_columns()
    file.write_results(np.array([4]), {"rmse": np.array([0.25])})
    table.place(np.array([4]), {"rmse": np.array([0.25])})
    table.rest_on(forms)
    changed = everything(table)
    file.close()

    assert isinstance(table, Table)
    assert changed["obsid"] == truth(path)["obsid"]
    assert table["rmse"][4] == 0.25


def test_a_session_in_memory_has_nothing_beside_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = SessionFile.in_memory()
    file.append_targets(targets(*fake_table(600, scored=False)["path"]))
    file.load()
    file.keep_columns()
    file.close()

    assert list(tmp_path.iterdir()) == []


def test_a_command_leaves_its_session_as_it_opens_quickly(path, tmp_path):
    with open_session(path, 0, tmp_path / "out.csv") as (file, _):
        file.write_results(np.array([4]), {"rmse": np.array([0.25])})
    found, row_by_row = opened(path)

    assert found == truth(path)
    assert not row_by_row
