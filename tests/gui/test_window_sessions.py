"""From one session to another: what is in hand is kept, and numbers of two models are told."""

from dataclasses import replace

import numpy as np
import pytest
import window_program
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from window_program import is_scored

from spectrogui.app.opening import Request
from spectrogui.store.loading import load


def told(program):
    return [sentence for _, sentence in program.notices.log]


def test_a_comment_in_hand_is_kept_when_another_session_is_opened(qtbot, opened, tmp_path):
    path = opened.session.file.path
    view = opened.window.bench.labelling
    view.focus_comment()
    QTest.keyClicks(view.comment, "half a")

    with qtbot.waitSignal(opened.session.opened):
        opened.context.opening.ask(Request(session=tmp_path / "b.spectro"))

    loaded = load(path)
    assert loaded.table["comment"][0] == "half a"
    loaded.file.close()
    loaded.pack.close()


def test_a_verdict_given_last_moves_nothing_in_the_next_session(qtbot, opened, tmp_path):
    opened.method("verdict_4")()
    with qtbot.waitSignal(opened.session.opened):
        opened.context.opening.ask(Request(session=tmp_path / "b.spectro"))

    assert not opened.labelling._advance.isActive()


def test_closing_right_after_a_verdict_moves_on_no_more(opened):
    opened.method("verdict_4")()

    opened.window.close()

    assert not opened.labelling._advance.isActive()


def test_numbers_of_another_model_are_told_and_can_be_made_again(qtbot, opened):
    path, session = opened.session.file.path, opened.session
    rows = np.flatnonzero(session.table["status"] == "ok")
    window_program.finish(opened)
    again = window_program.start(qtbot)
    again.context.desk.made_with = lambda: ("c3" * 32, "b2" * 32)
    scored = []
    again.context.scoring.score_rows = lambda wanted: scored.extend(np.asarray(wanted).tolist())

    again.context.opening.open_paths([path])
    qtbot.waitUntil(lambda: any("another model" in sentence for sentence in told(again)))
    notice = next(each for each in again.notices.shown if "another model" in each.sentence)
    notice.findChild(QPushButton).click()

    assert scored == rows.tolist()
    window_program.finish(again)


@pytest.mark.parametrize(("model", "from_files"), [("a1", True), ("c3", False)])
def test_all_rows_are_read_again_only_if_the_model_of_now_made_them(
    qtbot, opened, model, from_files
):
    asked = []
    opened.context.ask.answers["which"] = 0
    opened.context.desk.made_with = lambda: (model * 32, "b2" * 32)
    opened.context.scoring.score_rows = lambda rows, **how: asked.append((len(rows), how))

    opened.method("score_again")()
    qtbot.waitUntil(lambda: asked != [])

    assert asked == [(12, {"from_files": from_files})]


def test_numbers_of_the_model_in_use_need_no_word(qtbot, opened):
    path = opened.session.file.path
    window_program.finish(opened)
    again = window_program.start(qtbot)
    again.context.desk.made_with = lambda: ("a1" * 32, "b2" * 32)

    again.context.opening.open_paths([path])
    qtbot.waitUntil(lambda: len(again.session.table) == 12 and is_scored(again))
    qtbot.wait(200)

    assert not any("another model" in sentence for sentence in told(again))
    window_program.finish(again)


def test_records_of_another_model_are_not_drawn_beside_the_numbers_of_a_row(qtbot, opened):
    showing, record = opened.context.showing, opened.session.pack.get(0)

    assert showing._is_of(0, record)
    assert not showing._is_of(0, replace(record, model="c3" * 32))


def test_what_was_told_can_be_read_again(opened):
    opened.notices.tell("Something happened.")

    opened.method("show_messages")()

    window = opened.method("show_messages").__self__.messages
    assert "Something happened." in window.text.toPlainText()
    window.close()


def test_a_session_with_verdicts_can_be_left_for_an_empty_one(qtbot, opened, tmp_path):
    opened.session.labels.give_verdict(np.arange(6), 1)
    qtbot.wait(50)

    with qtbot.waitSignal(opened.session.opened):
        opened.context.opening.ask(Request(session=tmp_path / "b.spectro"))
    qtbot.wait(50)

    assert opened.window.pages.currentWidget() is opened.window.welcome
