"""A session that takes a while to open says so, can be left, and opens at once the next time."""

import threading

import pytest
from fake_session import make_session
from PySide6.QtTest import QTest

from spectrogui.app import opening
from spectrogui.app.opening import Request
from spectrogui.io import session_cells, session_columns
from spectrogui.io.column_copy import copy_path
from spectrogui.io.session_file import SessionFile
from spectrogui.store import copying


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A session that is read a few rows at a time."""
    monkeypatch.setattr(session_cells, "STEP", 100)
    monkeypatch.setattr(session_columns, "LEAST", 100)
    monkeypatch.setattr(opening, "_QUICK", 0.0)
    session = make_session(600, tmp_path)
    session.close()
    return tmp_path / "fake.spectro"


@pytest.fixture
def halfway(monkeypatch):
    """Reading stops in the middle until it is set."""
    go_on, read, calls = threading.Event(), session_cells.cells, []

    def slowly(*given):
        calls.append(given)
        if len(calls) == 4:
            go_on.wait(30)
        return read(*given)

    monkeypatch.setattr(session_cells, "cells", slowly)
    yield go_on
    go_on.set()


def test_how_far_opening_is_stands_in_the_status_bar(qtbot, program, path, halfway):
    status = program.window.status
    program.context.opening.ask(Request(session=path))
    qtbot.waitUntil(lambda: not status.opening.isHidden())
    said = status.opening.words.text()
    halfway.set()
    qtbot.waitUntil(lambda: len(program.session.table) == 600)
    qtbot.waitUntil(status.opening.isHidden)

    assert said.startswith("Opening ")
    assert "of 600" in said


def test_opening_that_was_cancelled_leaves_everything_as_it_was(qtbot, program, path, halfway):
    status = program.window.status
    program.context.opening.ask(Request(session=path))
    qtbot.waitUntil(lambda: not status.opening.isHidden())
    status.opening.cancel.click()
    halfway.set()
    qtbot.waitUntil(status.opening.isHidden)

    assert program.session.file is None
    assert len(program.session.table) == 0
    SessionFile.open(path).close()


def test_after_a_while_the_columns_lie_beside_the_session(qtbot, program, path, monkeypatch):
    monkeypatch.setattr(copying, "_REST", 10)
    program.context.opening.ask(Request(session=path))
    qtbot.waitUntil(lambda: copy_path(path).exists())
    qtbot.waitUntil(lambda: not program.session.file.columns_are_behind())
    table, before = program.session.table, program.session.table.row(7)
    QTest.qWait(50)

    assert table.row(7) == before
    program.window.close()
    file = SessionFile.open(path)
    again = file.load()
    file.close()
    assert again.row(7) == before


def test_closing_while_the_columns_are_copied_leaves_no_draft(qtbot, program, path, monkeypatch):
    monkeypatch.setattr(copying, "_REST", 1)
    program.context.opening.ask(Request(session=path))
    qtbot.waitUntil(lambda: program.session._copying._writer is not None)
    program.window.close()

    assert not [file.name for file in path.parent.iterdir() if file.suffix == ".tmp"]
