"""A shifted spectrum: its corrected velocity for one key, and back."""

import numpy as np
import pytest
from fake_session import SHIFTED
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from screen import drawn

from spectrogui.io.session_file import SessionFile
from spectrogui.views.velocity_offer import BY_HAND

((NUMBER, TRUE),) = SHIFTED.items()


@pytest.fixture
def shifted(qtbot, opened):
    """The program with the shifted star on display."""
    row = int(np.flatnonzero(opened.session.table["obsid"] == f"{NUMBER:03d}")[0])
    opened.session.selection.look_at(row)
    on_display(qtbot, opened)
    return opened


def on_display(qtbot, program):
    session = program.session
    qtbot.waitUntil(
        lambda: session.shown is not None and session.shown.row == session.selection.current
    )
    drawn(qtbot, program.window.bench.card)


def source(program):
    return program.session.table["rv_source"][program.session.selection.current]


def press_v(qtbot, program, wanted):
    QTest.keyClick(program.window.bench.table.lines, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: source(program) == wanted)
    on_display(qtbot, program)


def test_the_card_offers_the_velocity_that_takes_the_lag_away(shifted):
    button = shifted.window.bench.card.velocity.button

    assert button.isVisible()
    assert button.text() == "Use −53.2 km/s (v)"
    assert button.accessibleName() == "Use −53.2 km/s"


def test_a_star_whose_frame_is_right_is_offered_nothing(qtbot, shifted):
    shifted.session.selection.look_at(0)
    on_display(qtbot, shifted)
    QTest.keyClick(shifted.window.bench.table.lines, Qt.Key.Key_V)

    assert not shifted.window.bench.card.velocity.isVisible()
    assert source(shifted) == "header"
    assert "agree" in shifted.window.status.readout.text()


def test_v_measures_the_star_with_that_velocity_and_v_again_goes_back(qtbot, shifted):
    session, row = shifted.session, shifted.session.selection.current
    shown = session.shown
    press_v(qtbot, shifted, BY_HAND)
    by_hand = session.table.row(row)
    again = session.shown
    text = shifted.window.bench.card.quality.text("RV")
    press_v(qtbot, shifted, "header")

    assert by_hand["rv_kms"] == TRUE
    assert by_hand["frame_ok"] is True
    assert again is not shown
    assert again.values["rv_source"] == BY_HAND
    assert text == "−53.2 km/s taken over by hand"
    assert session.table["rv_kms"][row] == 10.0


def test_a_click_does_the_same(qtbot, shifted):
    shifted.window.bench.card.velocity.button.click()
    qtbot.waitUntil(lambda: source(shifted) == BY_HAND)
    on_display(qtbot, shifted)

    assert shifted.window.bench.card.velocity.button.text() == "Back to the velocity of before (v)"


def test_it_is_kept_when_all_rows_are_scored_again_and_labels_are_too(qtbot, shifted):
    session, row = shifted.session, shifted.session.selection.current
    session.labels.give_verdict([row], 3)
    press_v(qtbot, shifted, BY_HAND)
    shifted.context.scoring.start_again()
    qtbot.waitUntil(lambda: not shifted.context.scoring.running)
    path = session.file.path
    session.close()
    file = SessionFile.open(path)
    kept = file.load().row(row)
    file.close()

    assert (kept["rv_source"], kept["rv_kms"], kept["verdict"]) == (BY_HAND, TRUE, 3)


def test_a_file_that_is_gone_leaves_the_velocity_as_it_was(qtbot, shifted, monkeypatch):
    session, row = shifted.session, shifted.session.selection.current
    monkeypatch.setattr("spectrogui.analysis.reading.read_one", lambda path: "It is gone.")
    QTest.keyClick(shifted.window.bench.table.lines, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: any("velocity stays" in text for _, text in shifted.notices.log))

    assert session.file.velocity(row) is None
    assert source(shifted) == "header"
