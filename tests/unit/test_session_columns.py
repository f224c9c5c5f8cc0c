"""The copy of a session's columns is never believed where the session says otherwise."""

import shutil

import copied_session
import numpy as np
import pytest
from copied_session import ROWS, change, everything, keep, opened, truth
from fake_session import targets

from spectrogui.core.columns import COLUMNS
from spectrogui.core.job import Ticket
from spectrogui.io import session_cells, session_columns
from spectrogui.io.column_copy import copy_path
from spectrogui.io.session_file import SessionFile


@pytest.fixture(autouse=True)
def small(monkeypatch):
    copied_session.copy_small_ones(monkeypatch)


@pytest.fixture
def path(tmp_path):
    return copied_session.make_list(tmp_path)


def test_tables_read_by_either_way_are_equal_cell_by_cell(path):
    keep(path)
    found, row_by_row = opened(path)

    assert not row_by_row
    assert found == truth(path)


def test_a_few_cells_are_those_of_the_whole_column(path):
    keep(path)
    file = SessionFile.open(path)
    some, whole = file.load(), file.load()
    file.close()
    random = np.random.default_rng(1)

    for column in COLUMNS:
        for rows in (random.integers(0, ROWS, 30), np.arange(40, 80), np.array([7])):
            assert np.array_equal(
                some.cells(column.name, rows), whole[column.name][rows],
                equal_nan=column.kind != "text",
            )  # fmt: skip
    assert some.row(5) == whole.row(5)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE results SET ew_ha = 9.5, flags = 'new' WHERE row = 17",
        "UPDATE results SET ew_ha = NULL WHERE row BETWEEN 3 AND 20",
        "DELETE FROM results WHERE row = 17",
        "INSERT OR IGNORE INTO results (row, obsid) VALUES (590, '77')",
        "REPLACE INTO results (row, obsid, run) VALUES (17, '77', 1)",
        "UPDATE labels SET tags = 'other' WHERE row = 5",
        "DELETE FROM labels",
        "UPDATE labels SET row = 9 WHERE row = 5",
        "INSERT INTO light_curves (row, lc_period) VALUES (8, 3.5)",
        "UPDATE targets SET path = 'elsewhere.fits' WHERE row = 599",
        "INSERT INTO targets VALUES (600, 'n.fits', '', '7', '', 1, 2, 3, 4, 5, 6)",
        "DELETE FROM targets WHERE row = 599",
        "UPDATE runs SET app_version = '9'",
    ],
)
def test_what_another_program_changes_is_seen(path, statement):
    keep(path)
    change(path, statement)
    found, _ = opened(path)

    assert found == truth(path)


def test_changes_are_seen_again_until_the_copy_holds_them(path):
    keep(path)
    change(path, "UPDATE results SET ew_ha = 9.5 WHERE row = 17")
    opened(path)
    found, _ = opened(path)
    before = truth(path)
    file = SessionFile.open(path)
    file.load()
    file.keep_columns()
    file.close()
    change(path, "UPDATE results SET ew_ha = 8.5 WHERE row = 18")
    after, row_by_row = opened(path)

    assert found == before
    assert after == truth(path)
    assert not row_by_row


def test_a_change_while_the_copy_is_written_is_not_forgotten(path):
    file = SessionFile.open(path)
    file.load()
    steps = []

    def write(done, total):
        if done == total // 2 and not steps:
            steps.append(done)
            file.write_results(np.array([2, 300]), {"ew_ha": np.array([7.5, 7.5])})
            file.append_targets(targets("late.fits"))

    file.keep_columns(Ticket(write))
    file.close()
    found, row_by_row = opened(path)

    assert steps
    assert not row_by_row
    assert found == truth(path)
    assert found["path"][-1] == "late.fits"


def test_most_rows_changed_is_read_row_by_row_and_copied_anew(path):
    keep(path)
    change(path, "UPDATE results SET ew_ha = ew_ha + 1 WHERE row < 400")
    found, row_by_row = opened(path)
    kept = keep(path)
    again, slow = opened(path)

    assert row_by_row
    assert found == truth(path)
    assert kept
    assert not slow
    assert again == found


def cut(raw):
    return raw[:-100]


def half(raw):
    return raw[: len(raw) // 2]


def turned(raw):
    """One bit in each block is another."""
    raw = bytearray(raw)
    for at in range(100, len(raw), 4096):
        raw[at] ^= 1
    return bytes(raw)


@pytest.mark.parametrize(
    "damage", [cut, half, turned, lambda raw: b"", lambda raw: b"x" * 9000, lambda raw: None]
)
def test_a_damaged_copy_is_not_believed_and_made_again(path, damage):
    keep(path)
    copy = copy_path(path)
    raw = damage(copy.read_bytes())
    copy.unlink()
    if raw is not None:
        copy.write_bytes(raw)
    found, _ = opened(path)
    file = SessionFile.open(path)
    everything(file.load())
    behind = file.columns_are_behind()
    file.keep_columns()
    file.close()
    again, row_by_row = opened(path)

    assert found == truth(path)
    assert behind
    assert again == found
    assert not row_by_row


def test_damage_in_the_middle_is_met_where_it_is_read(path):
    keep(path)
    raw = bytearray(copy_path(path).read_bytes())
    for at in range(100, len(raw) - 20_000, 4096):
        raw[at] ^= 1
    copy_path(path).write_bytes(raw)
    file = SessionFile.open(path)
    table = file.load()
    rows = [table.row(row) for row in (5, 17)]
    file.close()
    whole = truth(path)

    assert [row["path"] for row in rows] == [whole["path"][5], whole["path"][17]]


def test_the_copy_of_another_session_is_not_believed(path, tmp_path):
    keep(path)
    other = tmp_path / "other.spectro"
    file = SessionFile.create(other)
    file.append_targets(targets(*map(str, range(ROWS))))
    file.close()
    keep(other)
    shutil.copy(copy_path(path), copy_path(other))
    found, row_by_row = opened(other)

    assert row_by_row
    assert found["path"] == [str(row) for row in range(ROWS)]


def test_a_session_put_back_from_a_backup_is_read_as_it_was_then(path, tmp_path):
    keep(path)
    change(path, "UPDATE results SET ew_ha = 9.5 WHERE row < 30")
    backup = tmp_path / "backup.spectro"
    shutil.copy(path, backup)
    wanted = truth(path)
    change(path, "UPDATE results SET ew_ha = 1.5 WHERE row < 300")
    keep(path)
    shutil.copy(backup, path)
    found, _ = opened(path)

    assert found == wanted


def test_a_copy_from_before_a_column_existed_is_made_again(path, monkeypatch):
    from spectrogui.io import column_copy

    monkeypatch.setattr(column_copy, "_KINDS", column_copy._KINDS[:-1])
    keep(path)
    monkeypatch.undo()
    monkeypatch.setattr(session_columns, "LEAST", 100)
    monkeypatch.setattr(session_cells, "STEP", 64)
    found, row_by_row = opened(path)

    assert row_by_row
    assert found == truth(path)


def test_a_session_from_before_rows_were_counted_is_brought_up_to_date(path):
    triggers = [
        f"DROP TRIGGER touched_{source}_{event}"
        for source in ("targets", "results", "light_curves")
        for event in ("insert", "update", "delete")
    ]
    change(path, *triggers, "DROP TABLE touched", "DROP TABLE copied")
    keep(path)
    change(path, "UPDATE results SET ew_ha = 9.5 WHERE row = 17")
    found, row_by_row = opened(path)

    assert not row_by_row
    assert found == truth(path)


def test_a_copy_that_has_labels_is_not_believed_once_they_are_not_counted(path):
    keep(path)
    change(
        path,
        "CREATE TRIGGER touched_labels_update AFTER UPDATE ON labels BEGIN SELECT 1; END",
        "CREATE TRIGGER touched_labels_delete AFTER DELETE ON labels BEGIN SELECT 1; END",
    )
    first, row_by_row = opened(path)
    keep(path)
    again, slow = opened(path)

    assert first == again == truth(path)
    assert (row_by_row, slow) == (True, False)


def test_small_sessions_have_no_copy(path, monkeypatch):
    monkeypatch.setattr(session_columns, "LEAST", ROWS + 1)
    file = SessionFile.open(path)
    file.load()
    behind = file.columns_are_behind()
    file.close()

    assert not behind
