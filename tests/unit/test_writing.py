"""A verdict to many rows is written beside the event loop, and nothing overtakes it."""

import threading

import numpy as np
import pytest
from fake_session import make_session
from test_labels import Notebook, verdicts

from spectrogui.core.errors import InputError
from spectrogui.core.table import Table
from spectrogui.store import labels as labels_module
from spectrogui.store.labels import Labels
from spectrogui.store.session import Session


class SlowNotebook(Notebook):
    """A journal that writes in its own time."""

    def __init__(self):
        super().__init__()
        self.may_write = threading.Event()
        self.threads, self.refused = [], 0

    def log(self, change):
        self.threads.append(threading.current_thread())
        if len(change.first) > 1 or change.first != change.last:
            assert self.may_write.wait(10)
        if change.edit == self.refused:
            raise InputError("The disk is full.")
        super().log(change)


@pytest.fixture(autouse=True)
def three_are_many(monkeypatch):
    monkeypatch.setattr(labels_module, "MANY", 2)


@pytest.fixture
def journal():
    return SlowNotebook()


@pytest.fixture
def table():
    table = Table()
    table.extend(5, {})
    return table


@pytest.fixture
def labels(qtbot, table, journal):
    return Labels(table, journal)


def soon(journal):
    """Let it be written while someone waits for it."""
    threading.Timer(0.05, journal.may_write.set).start()


def test_many_verdicts_show_once_they_are_written_and_nobody_waited(qtbot, labels, table, journal):
    with qtbot.waitSignal(labels.changed) as caught:
        assert labels.give_verdict(np.arange(5), 3)
        at_once = verdicts(table)
        journal.may_write.set()

    assert at_once == [None] * 5
    assert verdicts(table) == [3] * 5
    assert caught.args[0].tolist() == [0, 1, 2, 3, 4]
    assert journal.threads[0] is not threading.main_thread()


def test_what_is_said_next_comes_after(qtbot, labels, table, journal):
    labels.give_verdict(np.arange(5), 3)
    soon(journal)
    labels.give_verdict(2, 4)

    assert verdicts(table) == [3, 3, 4, 3, 3]
    assert [(c.edit, c.before, c.after) for c in journal.changes] == [
        (1, [None], [3]), (2, [3], [4]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("say", "column", "made"),
    [
        (lambda labels: labels.toggle_star(np.arange(2)), "star", [1, 1]),
        (lambda labels: labels.toggle_tag(np.arange(2), "sky"), "tags", ["sky", "sky"]),
        (lambda labels: labels.comment(0, "odd"), "comment", ["odd", ""]),
    ],
)
def test_every_word_waits_for_the_one_before(labels, table, journal, say, column, made):
    labels.give_verdict(np.arange(5), 3)
    soon(journal)
    say(labels)

    assert verdicts(table) == [3] * 5
    assert table[column][:2].tolist() == made
    assert [edit.kind for edit in labels.done] == ["verdict", column]


def test_undo_takes_back_what_is_in_hand_and_redo_does_it_again(qtbot, labels, table, journal):
    labels.give_verdict(1, 2)
    labels.give_verdict(np.arange(5), 3)
    soon(journal)
    rows = labels.undo()
    labels.finish()
    undone = verdicts(table)
    labels.redo()
    labels.undo()
    labels.undo()

    assert rows.tolist() == [0, 1, 2, 3, 4]
    assert undone == [None, 2, None, None, None]
    assert verdicts(table) == [None] * 5
    assert [(c.edit, c.mark) for c in journal.changes] == [
        (1, ""), (2, ""), (2, "undo"), (2, "redo"), (2, "undo"), (1, "undo"),
    ]  # fmt: skip


def test_many_that_cannot_be_written_do_not_show_and_are_told(qtbot, labels, table, journal):
    journal.refused = 1
    journal.may_write.set()
    with qtbot.waitSignal(labels.write_failed) as caught:
        labels.give_verdict(np.arange(5), 3)

    assert caught.args == ["The disk is full."]
    assert verdicts(table) == [None] * 5
    assert not labels.done


def test_undo_of_what_could_not_be_written_takes_back_nothing_else(labels, table, journal):
    labels.give_verdict(1, 2)
    journal.refused = 2
    labels.give_verdict(np.arange(5), 3)
    soon(journal)

    assert labels.undo() is None
    assert verdicts(table) == [None, 2, None, None, None]
    assert len(labels.done) == 1


def test_one_that_was_waited_for_does_not_end_the_next(qtbot, labels, table, journal):
    journal.may_write.set()
    labels.give_verdict(np.arange(5), 3)
    labels.finish()
    journal.may_write.clear()
    labels.give_verdict(np.arange(5), 4)
    qtbot.wait(20)
    in_between = verdicts(table)
    journal.may_write.set()
    qtbot.waitUntil(lambda: verdicts(table) == [4] * 5)

    assert in_between == [3] * 5


def test_a_session_is_closed_with_all_that_was_said(qtbot, tmp_path):
    session = make_session(100, tmp_path)
    path = session.file.path
    session.labels.give_verdict(np.arange(100), 3)
    session.labels.toggle_star(np.arange(50))
    session.close()
    other = Session()
    other.open(path)
    found = other.table["verdict"].tolist(), int(np.nansum(other.table["star"]))
    other.close()

    assert verdicts(session.table) == [3] * 100
    assert found == ([3.0] * 100, 50)
    assert path.with_suffix(".labels.csv").read_text().count("\n") == 101
