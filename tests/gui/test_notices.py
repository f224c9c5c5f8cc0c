import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from spectrogui.views.notices import LogWindow, Notices


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(800, 500)
    window.statusBar()
    window.show()
    return window


@pytest.fixture
def notices(window):
    return Notices(window)


def settle(qtbot):
    qtbot.wait(220)


def test_a_notice_stands_at_the_bottom_right_above_the_status_bar(qtbot, window, notices):
    notices.tell("118 of 120,000 files could not be read.")
    settle(qtbot)
    place = notices.shown[0].geometry()

    assert place.right() > window.width() - 30
    assert window.statusBar().y() - 30 < place.bottom() < window.statusBar().y()


def test_a_notice_takes_no_focus_and_blocks_nothing(notices):
    notices.tell("Saved.")

    assert QGuiApplication.modalWindow() is None
    assert not notices.shown[0].hasFocus()


def test_notices_are_stacked_and_do_not_cover_one_another(qtbot, notices):
    for number in range(3):
        notices.tell(f"Sentence {number}.")
    settle(qtbot)
    places = [notice.geometry() for notice in notices.shown]

    assert len(places) == 3
    for number, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[number + 1 :])


def test_at_most_three_are_on_screen_and_all_are_in_the_log(notices):
    for number in range(9):
        notices.tell(f"Sentence {number}.")

    assert [notice.sentence for notice in notices.shown] == [f"Sentence {n}." for n in (6, 7, 8)]
    assert [sentence for _, sentence in notices.log] == [f"Sentence {n}." for n in range(9)]


def test_the_same_sentence_is_not_stacked(notices):
    notices.tell("The disk is full.")
    notices.tell("The disk is full.")

    assert len(notices.shown) == 1
    assert len(notices.log) == 2


def test_a_notice_goes_by_itself(qtbot, notices, monkeypatch):
    monkeypatch.setattr("spectrogui.views.notices.STAY_MS", 30)
    notices.tell("Saved.")

    qtbot.waitUntil(lambda: not notices.shown, timeout=1000)


def test_a_notice_can_be_closed(notices):
    notices.tell("Saved.")
    notices.shown[0].away.click()

    assert not notices.shown


def test_details_are_offered_only_if_there_are_any(notices):
    notices.tell("Short.")
    notices.tell("Long.", "all of it")
    without, with_details = notices.shown

    assert without.more.isHidden()
    assert not with_details.more.isHidden()


def test_details_can_be_read_and_copied(qtbot, notices):
    notices.tell("It failed.", "Traceback: line 1")
    notices.shown[0].more.click()
    details = notices.details

    assert details.isVisible()
    assert details.text.toPlainText() == "Traceback: line 1"
    details.close()


def test_a_warning_is_told_by_a_sign_and_not_by_colour_alone(notices):
    notices.tell("The disk is full.", warning=True)

    assert "⚠" in notices.shown[0].words.text()
    assert notices.shown[0].accessibleName() == "Warning: The disk is full."


def test_notices_stay_in_the_corner_when_the_window_is_resized(qtbot, window, notices):
    notices.tell("Saved.")
    settle(qtbot)
    window.resize(640, 400)
    qtbot.wait(20)

    assert notices.shown[0].geometry().right() < 640
    assert notices.shown[0].geometry().bottom() < 400


def test_the_log_window_shows_what_is_told_while_it_is_open(qtbot, notices):
    notices.tell("First.")
    log = LogWindow(notices)
    qtbot.addWidget(log)
    notices.tell("Second.")
    first, second = log.text.toPlainText().splitlines()

    assert first.endswith("First.")
    assert second.endswith("Second.")
    assert notices.log[0][0] in first


def test_what_a_notice_offers_waits_for_an_answer(qtbot, notices):
    taken = []
    notices.tell("Old numbers.", offer="Score again", take=lambda: taken.append(1))
    notice = notices.shown[0]

    assert not notice._timer.isActive()
    notice.take.click()
    assert taken == [1]
    assert not notices.shown
