import numpy as np
import pytest
from fake_session import fake_session, fake_table, make_session
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from screen import drawn, put_on_screen

from spectrogui.store.session import Session
from spectrogui.views.labelling import LabellingView
from spectrogui.views.last_labels import MOST

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def session(qapp):
    session = fake_session(50)
    session.selection.look_at(3)
    return session


@pytest.fixture
def view(qtbot, session):
    view = LabellingView(session)
    view.comment_given.connect(session.labels.comment)
    put_on_screen(qtbot, view, 280, 420)
    with qtbot.waitActive(view):
        view.activateWindow()
    return view


def listed(view):
    return [view.last.item(line).text() for line in range(view.last.count())]


@pytest.mark.parametrize("code", [1, 2, 3, 4, 5])
def test_a_verdict_button_asks_for_its_verdict(qtbot, view, code):
    with qtbot.waitSignal(view.verdict_asked) as asked:
        view.verdicts[code - 1].click()

    assert asked.args == [code]


def test_the_view_asks_and_changes_nothing_itself(qtbot, view, session):
    for button in (*view.verdicts, view.star, *view.tags.values()):
        button.click()
    drawn(qtbot, view)

    assert not session.labels.labelled().any()
    assert not any(button.isChecked() for button in (*view.verdicts, view.star))


def test_clear_asks_for_no_verdict_and_rests_while_there_is_none(qtbot, view, session):
    before = view.clear.isEnabled()
    session.labels.give_verdict([3], 2)
    drawn(qtbot, view)
    with qtbot.waitSignal(view.verdict_asked) as asked:
        view.clear.click()

    assert not before
    assert asked.args == [0]


def test_star_and_tags_ask_for_themselves(qtbot, view):
    with qtbot.waitSignals([view.star_asked, view.tag_asked]):
        view.star.click()
        view.tags["nebular"].click()


def test_what_is_said_of_the_current_row_is_checked(qtbot, view, session):
    session.labels.give_verdict([3], 4)
    session.labels.toggle_star([3])
    session.labels.toggle_tag([3], "sky")
    drawn(qtbot, view)

    assert [button.isChecked() for button in view.verdicts] == [False, False, False, True, False]
    assert view.star.isChecked()
    assert [name for name, button in view.tags.items() if button.isChecked()] == ["sky"]


def test_another_row_shows_what_is_said_of_that_one(qtbot, view, session):
    session.labels.give_verdict([3], 4)
    session.selection.look_at(8)
    drawn(qtbot, view)

    assert not any(button.isChecked() for button in view.verdicts)


def test_every_verdict_has_digit_name_shape_and_its_definition(view, session):
    for button, verdict in zip(view.verdicts, session.labels.vocabulary.verdicts, strict=True):
        assert button.key == str(verdict.code)
        assert button.text() == verdict.name
        assert button.verdict == verdict.code
        assert verdict.definition in button.toolTip()


def test_every_tag_shows_its_letter(view, session):
    for tag in session.labels.vocabulary.tags:
        assert view.tags[tag.name].key == tag.key
        assert tag.definition in view.tags[tag.name].toolTip()


def test_a_verdict_flashes_for_a_quarter_of_a_second(qtbot, view):
    view.flash(4)
    lit = view.verdicts[3].is_flashing

    assert lit
    qtbot.waitUntil(lambda: not view.verdicts[3].is_flashing, timeout=600)


def test_progress_counts_verdicts_of_all_rows(qtbot, view, session):
    session.labels.give_verdict(np.arange(7), 1)
    drawn(qtbot, view)

    assert view.progress.text() == "7 of 50 have a verdict"


def test_enter_gives_the_comment_and_leaves_the_field(qtbot, view, session):
    view.focus_comment()
    QTest.keyClicks(view.comment, "looks odd")
    with qtbot.waitSignal(view.left):
        QTest.keyClick(view.comment, ENTER)

    assert session.table["comment"][3] == "looks odd"
    assert not view.comment.hasFocus()


def test_escape_leaves_the_field_and_keeps_what_was_typed(qtbot, view, session):
    view.focus_comment()
    QTest.keyClicks(view.comment, "looks odd")
    QTest.keyClick(view.comment, ESC)

    assert session.table["comment"][3] == "looks odd"
    assert not view.comment.hasFocus()


def test_leaving_the_field_gives_the_comment(qtbot, session):
    page = QWidget()
    qtbot.addWidget(page)
    view, other = LabellingView(session), QLineEdit()
    box = QVBoxLayout(page)
    box.addWidget(view)
    box.addWidget(other)
    given = []
    view.comment_given.connect(lambda row, text: given.append((row, text)))
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    view.focus_comment()
    QTest.keyClicks(view.comment, "half a word")
    other.setFocus()

    assert given == [(3, "half a word")]


def test_a_comment_typed_before_moving_on_lands_on_the_row_it_was_typed_for(view, session):
    view.focus_comment()
    QTest.keyClicks(view.comment, "ring nebula")
    session.selection.look_at(4)

    assert session.table["comment"][3] == "ring nebula"
    assert session.table["comment"][4] == ""
    assert view.comment.toPlainText() == ""


def test_a_comment_is_kept_when_the_view_is_hidden(view, session):
    view.focus_comment()
    QTest.keyClicks(view.comment, "ring nebula")
    view.hide()
    session.selection.look_at(4)

    assert session.table["comment"][3] == "ring nebula"


def test_a_comment_that_could_not_be_written_waits_on_its_row(qtbot, session):
    view = put_on_screen(qtbot, LabellingView(session), 280, 420)  # nobody takes the comment
    view.comment.setPlainText("precious")
    session.selection.look_at(4)
    elsewhere = view.comment.toPlainText()
    session.selection.look_at(3)
    back = view.comment.toPlainText()
    view.comment_given.connect(session.labels.comment)
    view.leave_comment()

    assert elsewhere == ""
    assert back == "precious"
    assert session.table["comment"][3] == "precious"


def test_labels_that_change_meanwhile_do_not_touch_what_is_being_typed(view, session):
    view.focus_comment()
    QTest.keyClicks(view.comment, "still typing")
    session.labels.give_verdict([3], 2)
    session.labels.toggle_tag([3], "sky")

    assert view.comment.toPlainText() == "still typing"


def test_undo_of_a_comment_shows_the_one_before(view, session):
    session.labels.comment(3, "first")
    session.labels.comment(3, "second")
    session.labels.undo()

    assert view.comment.toPlainText() == "first"


def test_nothing_is_given_when_nothing_was_typed(qtbot, view, session):
    session.labels.comment(3, "kept")
    with qtbot.assertNotEmitted(view.comment_given):
        view.focus_comment()
        QTest.keyClick(view.comment, ENTER)
        session.selection.look_at(4)


def test_shift_enter_begins_a_new_line(view, session):
    view.focus_comment()
    QTest.keyClicks(view.comment, "one")
    QTest.keyClick(view.comment, ENTER, SHIFT)
    QTest.keyClicks(view.comment, "two")
    QTest.keyClick(view.comment, ENTER)

    assert session.table["comment"][3] == "one\ntwo"


def test_the_keys_of_the_window_rest_while_a_comment_is_typed(view, session):
    pressed = []
    for key in ("4", "n", "Right", "Home"):
        QShortcut(QKeySequence(key), view, activated=lambda key=key: pressed.append(key))
    view.focus_comment()
    QTest.keyClicks(view.comment, "4 n")
    QTest.keyClick(view.comment, Qt.Key.Key_Right)
    QTest.keyClick(view.comment, Qt.Key.Key_Home)
    typed = list(pressed)
    view.leave_comment()
    QTest.keyClick(view, Qt.Key.Key_N)

    assert typed == []
    assert pressed == ["n"]


def test_clicking_a_button_does_not_take_the_keyboard(view):
    view.setFocus()
    QTest.mouseClick(view.verdicts[0], Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.tags["sky"], Qt.MouseButton.LeftButton)

    assert not view.verdicts[0].hasFocus()
    assert not view.tags["sky"].hasFocus()


def test_the_last_ten_labels_are_listed_the_newest_first(qtbot, view, session):
    for row in range(12):
        session.labels.give_verdict([row], 1)
    session.labels.give_verdict([2], 5)
    drawn(qtbot, view)
    lines = listed(view)

    assert len(lines) == MOST
    assert lines[0] == f"{session.table['obsid'][2]}  peculiar"
    assert session.table["obsid"][11] in lines[1]


def test_what_was_undone_is_no_longer_listed(qtbot, view, session):
    session.labels.give_verdict([5], 1)
    session.labels.give_verdict([6], 1)
    session.labels.undo()
    drawn(qtbot, view)

    assert [session.table["obsid"][5] in line for line in listed(view)] == [True]


def test_a_click_on_a_label_goes_there(qtbot, view, session):
    session.labels.give_verdict([17], 1)
    drawn(qtbot, view)
    place = view.last.visualItemRect(view.last.item(0)).center()
    QTest.mouseClick(view.last.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert session.selection.current == 17


def test_labels_of_an_earlier_sitting_are_listed(qtbot, tmp_path):
    first = make_session(20, tmp_path)
    first.labels.give_verdict([4], 3)
    first.close()
    again = Session()
    again.open(tmp_path / "fake.spectro")
    view = put_on_screen(qtbot, LabellingView(again), 280, 420)
    lines = listed(view)
    again.close()

    assert lines == [f"{again.table['obsid'][4]}  probably active"]


def test_undo_and_redo_can_be_asked_for_when_there_is_something(qtbot, view, session):
    before = view.undo.isEnabled(), view.redo.isEnabled()
    session.labels.give_verdict([3], 1)
    drawn(qtbot, view)
    with qtbot.waitSignal(view.undo_asked):
        view.undo.click()
    session.labels.undo()
    drawn(qtbot, view)
    with qtbot.waitSignal(view.redo_asked):
        view.redo.click()

    assert before == (False, False)


def test_without_rows_nothing_can_be_said(qtbot):
    view = put_on_screen(qtbot, LabellingView(fake_session(0)), 280, 420)

    assert not any(button.isEnabled() for button in (*view.verdicts, view.star))
    assert not view.comment.isEnabled()
    assert view.progress.text() == "0 of 0 have a verdict"


def test_one_row_can_be_judged(qtbot):
    session = Session(fake_table(1))
    view = put_on_screen(qtbot, LabellingView(session), 280, 420)
    session.selection.look_at(0)
    session.labels.give_verdict([0], 1)
    drawn(qtbot, view)

    assert view.progress.text() == "1 of 1 has a verdict"


def test_a_hidden_view_does_not_draw(qtbot, view, session):
    view.hide()
    session.labels.give_verdict([3], 1)
    qtbot.wait(20)
    hidden = view.progress.text()
    view.show()
    drawn(qtbot, view)

    assert hidden == "0 of 50 have a verdict"
    assert view.progress.text() == "1 of 50 has a verdict"


@pytest.mark.parametrize("width", [200, 300, 340])
def test_no_button_is_cut_off_in_a_narrow_column(qtbot, view, width):
    view.resize(width, 420)
    qtbot.wait(20)
    for button in (*view.verdicts, view.star, *view.tags.values()):
        corner = button.mapTo(view, button.rect().bottomRight())

        assert corner.x() <= view.width()


def test_chips_never_lie_on_one_another(qtbot, view):
    places = [button.geometry() for button in view.tags.values()]

    for number, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[number + 1 :])


def test_a_low_view_scrolls(qtbot, view):
    view.resize(280, 160)
    qtbot.wait(20)

    assert view.height() == 160
    assert view.minimumSizeHint().height() < 160
