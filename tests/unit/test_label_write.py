"""What is said of many rows at once is written as if it were said of each."""

import copied_session
import numpy as np
import pytest
from copied_session import ROWS, keep, opened, truth
from fake_session import make_session, said

from spectrogui.core.errors import InputError
from spectrogui.io.session_file import SessionFile
from spectrogui.store.edit import LABEL_COLUMNS


@pytest.fixture(autouse=True)
def small(monkeypatch):
    copied_session.copy_small_ones(monkeypatch)


@pytest.fixture
def path(tmp_path):
    return copied_session.make_list(tmp_path)


def labels_of(table):
    return {name: list(map(str, table[name])) for name in LABEL_COLUMNS}


def test_what_is_on_disk_is_what_shows_after_any_steps(qtbot, tmp_path):
    session, random = make_session(400, tmp_path), np.random.default_rng(1)
    labels, rows = session.labels, np.arange(400)
    for step in range(60):
        labels.inspector = ("Ann", "Bob")[step % 2]
        some = random.choice(rows, random.choice([1, 7, 90, 300, 400]), replace=False)
        random.choice(
            [
                lambda some=some, step=step: labels.give_verdict(some, step % 6),
                lambda some=some, step=step: labels.toggle_tag(some, ("sky", "cosmic")[step % 2]),
                lambda some=some: labels.toggle_star(some),
                lambda some=some, step=step: labels.comment(some[0], f"“{step}”"),
                labels.undo,
                labels.undo,
                labels.redo,
            ]
        )()
        if step % 10 == 9:
            assert labels_of(session.file.load()) == labels_of(session.table)
            assert np.array_equal(
                labels.labelled(),
                np.any([np.array(v) != ("nan" if k in ("verdict", "star") else "")
                        for k, v in labels_of(session.table).items()], axis=0),
            )  # fmt: skip
    session.close()


@pytest.mark.parametrize("count", [3, 300])
def test_the_log_names_each_star_with_what_was_said_before_and_after(qtbot, tmp_path, count):
    session = make_session(400, tmp_path)
    labels, table = session.labels, session.table
    labels.give_verdict(1, 3)
    labels.give_verdict(np.arange(count), 4)
    labels.undo()
    taken, given = session.file.events(2 * count)[:count], session.file.events(2 * count)[count:]
    session.close()
    before = ["3" if row == 1 else "" for row in range(count)]

    assert [event.row for event in reversed(given)] == list(range(count))
    assert [event.before for event in reversed(given)] == before
    assert [event.after for event in reversed(taken)] == before
    assert {(event.kind, event.batch, event.edit) for event in given} == {("verdict", 1, 2)}
    assert {(event.mark, event.before) for event in taken} == {("undo", "4")}
    assert [event.obsid for event in reversed(given)] == table["obsid"][:count].tolist()
    assert [event.input_sha256 for event in reversed(taken)] == (
        table["input_sha256"][:count].tolist()
    )


def test_every_row_may_be_labelled_and_the_copy_of_the_columns_is_as_good_as_before(path):
    keep(path)
    file = SessionFile.open(path)
    file.load()
    file.log(said(0, "star", 1, last=ROWS - 1))
    file.log(said(ROWS - 3, "verdict", 2))
    behind = file.columns_are_behind()
    file.close()
    found, row_by_row = opened(path)

    assert found == truth(path)
    assert (behind, row_by_row) == (False, False)


def test_a_write_to_many_rows_that_fails_leaves_nothing_behind(path):
    keep(path)
    before = truth(path)
    file = SessionFile.open(path)
    (pages,) = file._connection.execute("PRAGMA page_count").fetchone()
    file._connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()
    with pytest.raises(InputError, match="disk is full"):
        file.log(said(0, "comment", "x" * 300, last=ROWS - 1))
    file.write_results(np.array([5]), {"ew_ha": np.array([2.5])})
    file.close()
    found, _ = opened(path)

    assert found == truth(path)
    assert found["comment"] == before["comment"]
