import numpy as np
import pytest
from fake_session import fake_session
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spectrogui.views.filter_box import FilterBox

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
ENTER, TAB, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape


@pytest.fixture
def session(qapp):
    return fake_session(1000)


@pytest.fixture
def box(qtbot, session):
    box = FilterBox(session)
    qtbot.addWidget(box)
    box.resize(420, 80)
    with qtbot.waitActive(box):
        box.show()
        box.activateWindow()
    box.take_focus()
    return box


def enter(box, text):
    box.edit.selectAll()
    QTest.keyClicks(box.edit, text)
    QTest.keyClick(box.edit, ENTER)


def test_enter_applies_an_expression(box, session):
    enter(box, "ew_ha > 0.1")

    assert np.all(session.table["ew_ha"][session.queue.rows] > 0.1)


def test_the_count_says_how_many_of_how_many(qtbot, box, session):
    enter(box, "ew_ha > 0.1")
    shown = int(np.count_nonzero(session.table["ew_ha"] > 0.1))

    qtbot.waitUntil(lambda: box.count.text() == f"{shown:,} of 1,000")


def test_the_progress_counts_the_labelled_rows_that_are_shown(qtbot, box, session):
    session.table.fill("verdict", np.full(1000, np.nan))
    session.labels.give_verdict(np.arange(38), 2)

    qtbot.waitUntil(lambda: box.labelled.text() == "38 labelled")
    assert box.bar.value() == 38


def test_a_broken_expression_is_explained_below_and_changes_nothing(box, session):
    enter(box, "ew_ha > 0.1")
    rows = session.queue.rows
    enter(box, "ew_ha > ")

    assert box.problem.isVisible()
    assert box.problem.text()
    assert np.array_equal(session.queue.rows, rows)


def test_typing_on_takes_the_explanation_away(box):
    enter(box, "ew_ha > ")
    QTest.keyClicks(box.edit, "1")

    assert not box.problem.isVisible()


def test_emptying_the_box_shows_all_rows_at_once(box, session):
    enter(box, "ew_ha > 0.1")
    box.clear()

    assert session.queue.filter == ""
    assert len(session.queue.rows) == 1000


def test_names_of_columns_are_offered_with_their_meaning(box):
    QTest.keyClicks(box.edit, "snr_r > 20 and outl")

    assert box.edit.offered() == ["outlier"]


def test_tab_takes_the_first_offered_name(box):
    QTest.keyClicks(box.edit, "snr_r > 20 and outl")
    QTest.keyClick(box.edit, TAB)

    assert box.edit.text() == "snr_r > 20 and outlier"
    assert box.edit.offered() == []


def test_a_chosen_name_is_put_in_by_enter(box, session):
    QTest.keyClicks(box.edit, "rms")
    popup = box.edit._list()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, ENTER)

    assert box.edit.text() == "rmse"
    assert session.queue.filter == ""


def test_enter_without_a_chosen_name_applies_the_filter(box, session):
    QTest.keyClicks(box.edit, "0.05 > rms")
    box.edit.setText("0.05 > rmse")
    QTest.keyClick(box.edit, ENTER)

    assert session.queue.filter == "0.05 > rmse"


def test_nothing_is_offered_inside_quotes(box):
    QTest.keyClicks(box.edit, 'comment ~ "rms')

    assert box.edit.offered() == []


def test_escape_brings_back_the_filter_in_force_and_leaves(qtbot, box):
    enter(box, "ew_ha > 0.1")
    QTest.keyClicks(box.edit, " and")
    box.edit._list().hide()
    with qtbot.waitSignal(box.left):
        QTest.keyClick(box.edit, ESC)

    assert box.edit.text() == "ew_ha > 0.1"


def test_a_filter_set_elsewhere_shows_in_the_box(qtbot, box, session):
    box.edit.clearFocus()
    session.queue.set_filter("rmse < 0.02")

    qtbot.waitUntil(lambda: box.edit.text() == "rmse < 0.02")
