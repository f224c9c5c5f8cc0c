"""Verdicts, tags and comments: from the gesture to the file, and back by undo."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

CTRL = Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


def press(program, key, modifiers=Qt.KeyboardModifier.NoModifier):
    canvas = program.window.bench.spectrum.panels[0].canvas
    canvas.setFocus()
    QTest.keyClick(canvas, key, modifiers)


def kept(program, row):
    """What the session file says of a row."""
    table = program.session.file.load()
    return table["verdict"][row], table["tags"][row], table["comment"][row]


def test_a_verdict_is_on_disk_at_once(opened):
    press(opened, Qt.Key.Key_4)

    assert kept(opened, 0)[0] == 4
    assert opened.window.status.saved.text().startswith("saved ")


def test_after_a_verdict_the_next_star_without_one_comes(qtbot, opened):
    session = opened.session
    session.labels.give_verdict([1, 2], 1)

    press(opened, Qt.Key.Key_4)
    assert session.selection.current == 0
    qtbot.waitUntil(lambda: session.selection.current == 3)


def test_moving_on_can_be_switched_off(qtbot, opened):
    opened.actions.by_id["auto_advance"].trigger()

    press(opened, Qt.Key.Key_4)
    qtbot.wait(350)

    assert opened.session.selection.current == 0
    assert not opened.settings.settings.auto_advance


def test_who_pages_on_at_once_is_not_taken_further(qtbot, opened):
    press(opened, Qt.Key.Key_4)
    press(opened, Qt.Key.Key_Right)
    qtbot.wait(350)

    assert opened.session.selection.current == 1


def test_taking_a_verdict_away_does_not_move_on(qtbot, opened):
    press(opened, Qt.Key.Key_4)
    press(opened, Qt.Key.Key_0)
    qtbot.wait(350)

    assert opened.session.selection.current == 0
    assert np.isnan(opened.session.table["verdict"][0])


def test_neither_tag_nor_star_moves_on(qtbot, opened):
    press(opened, Qt.Key.Key_F)
    opened.labelling.give_tag("cosmic")
    qtbot.wait(350)

    assert opened.session.selection.current == 0
    assert kept(opened, 0)[1] == "cosmic"


def test_the_last_verdict_says_that_nothing_is_left(qtbot, opened):
    session = opened.session
    session.labels.give_verdict(np.arange(1, 12), 1)

    press(opened, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: "has a verdict" in opened.window.status.readout.text())

    assert session.selection.current == 0


def test_undo_takes_back_and_returns_to_the_star(qtbot, opened):
    session = opened.session
    press(opened, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: session.selection.current == 1)

    press(opened, Qt.Key.Key_Z, CTRL)
    assert session.selection.current == 0
    assert np.isnan(kept(opened, 0)[0])

    press(opened, Qt.Key.Key_Z, CTRL_SHIFT)
    assert kept(opened, 0)[0] == 4


def test_undo_before_the_next_star_comes_stays(qtbot, opened):
    press(opened, Qt.Key.Key_4)
    press(opened, Qt.Key.Key_Z, CTRL)
    qtbot.wait(350)

    assert opened.session.selection.current == 0


@pytest.mark.parametrize(("answer", "labelled"), [(0, [2, 5, 7]), (1, [0]), (-1, [])])
def test_a_verdict_for_picked_stars_asks_once(opened, answer, labelled):
    session = opened.session
    session.selection.pick(np.array([2, 5, 7]))
    opened.context.ask.answers["which"] = answer

    press(opened, Qt.Key.Key_2)

    assert opened.context.ask.asked == ["Label 3 stars as 2?"]
    assert np.flatnonzero(session.table["verdict"] == 2).tolist() == labelled


def test_many_verdicts_are_one_step_and_marked_in_the_log(opened):
    session = opened.session
    session.selection.pick(np.array([2, 5, 7]))
    opened.context.ask.answers["which"] = 0
    press(opened, Qt.Key.Key_2)

    assert {event.batch for event in session.file.events(3)} == {1}
    press(opened, Qt.Key.Key_Z, CTRL)
    assert np.isnan(session.table["verdict"]).all()


def test_a_comment_is_kept_when_a_key_moves_on(qtbot, opened):
    view = opened.window.bench.labelling
    press(opened, Qt.Key.Key_C)
    QTest.keyClicks(view.comment, "double")

    opened.method("next_row")()

    assert kept(opened, 0)[2] == "double"
    assert opened.session.selection.current == 1
    assert opened.session.table["comment"][1] == ""


def test_buttons_do_what_the_keys_do(qtbot, opened):
    view = opened.window.bench.labelling
    opened.settings.set("auto_advance", False)

    view.verdicts[4].click()
    view.star.click()
    view.tags["nebular"].click()

    table = opened.session.table
    assert (table["verdict"][0], table["star"][0], table["tags"][0]) == (5, 1, "nebular")
    qtbot.waitUntil(view.undo.isEnabled)
    view.undo.click()
    assert table["tags"][0] == ""


def test_what_cannot_be_written_is_told_and_not_shown(opened, monkeypatch):
    from spectrogui.core.errors import InputError

    def log(change):
        raise InputError("The disk is full, so it was not changed.")

    monkeypatch.setattr(opened.session.labels._journal, "log", log)
    press(opened, Qt.Key.Key_4)

    assert np.isnan(opened.session.table["verdict"][0])
    assert "The disk is full" in opened.notices.log[-1][1]


def test_the_inspector_of_the_settings_signs(opened):
    opened.settings.set("inspector", "Tycho")

    press(opened, Qt.Key.Key_1)

    assert opened.session.file.events(1)[0].inspector == "Tycho"
