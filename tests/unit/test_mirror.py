import csv

import numpy as np
import pytest
from fake_session import make_session

from spectrogui.store import mirror
from spectrogui.store.mirror import mirror_path
from spectrogui.store.session import Session


@pytest.fixture
def session(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(mirror, "WIDTH", 10)
    session = make_session(100, tmp_path)
    yield session
    session.close()


def written(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_it_should_be(session):
    """What the table holds, formatted."""
    table, said = session.table, []
    for row in np.flatnonzero(session.labels.labelled()):
        said.append(
            {name: table.column(name).format(table.cell(name, int(row))) for name in mirror.NAMES}
        )
    return said


def test_changes_here_and_there_leave_the_rest_as_it_was(session):
    path, random = mirror_path(session.file.path), np.random.default_rng(1)
    for step in range(6):
        session.labels.give_verdict(random.integers(0, 100, 7), 1 + step % 5)
        session.labels.comment(int(random.integers(0, 100)), f"said in step {step}, “so”")
        session.labels.undo()
        session._mirror.finish()

        assert written(path) == as_it_should_be(session)


def test_labels_that_are_taken_back_leave_the_copy(session):
    session.labels.give_verdict([5, 50], 2)
    session._mirror.finish()
    session.labels.undo()
    session._mirror.finish()

    assert written(mirror_path(session.file.path)) == []


def test_names_that_scoring_finds_later_are_told_with_the_next_label(session):
    session.labels.give_verdict(5, 2)
    session._mirror.finish()
    found = {"obsid": np.array(["4711"], dtype=object)}
    session.file.write_results(np.array([5]), found)
    session.take_results(np.array([5]), found)
    session.labels.give_verdict(99, 2)
    session._mirror.finish()

    assert written(mirror_path(session.file.path))[0]["obsid"] == "4711"


def test_a_copy_that_is_missing_is_made_when_the_session_is_opened(session, tmp_path):
    session.labels.give_verdict([5, 50], 2)
    path = session.file.path
    session.close()
    mirror_path(path).unlink()
    other = Session()
    other.open(path)
    other._mirror.finish()
    said = as_it_should_be(other)
    other.close()

    assert len(said) == 2
    assert written(mirror_path(path)) == said
