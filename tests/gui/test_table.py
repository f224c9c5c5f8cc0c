import numpy as np
import pytest
from fake_session import fake_session
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from spectrogui.core.columns import COLUMN
from spectrogui.views.table import TableView
from spectrogui.views.table_copy import COPIED_AT_MOST
from spectrogui.views.table_model import DEFAULT_COLUMNS, TableModel

ROWS = 60


@pytest.fixture
def session(qapp):
    return fake_session(ROWS)


@pytest.fixture
def view(qtbot, session):
    return shown(qtbot, session)


def shown(qtbot, session):
    view = TableView(session)
    qtbot.addWidget(view)
    view.resize(700, 400)
    with qtbot.waitExposed(view):
        view.show()
    return view


def settle(qtbot, view):
    view.invalidate()
    qtbot.waitUntil(lambda: not view._stale)


def press(view, line, modifiers=Qt.KeyboardModifier.NoModifier):
    where = QPoint(100, view.lines.rowViewportPosition(line) + 5)
    QTest.mouseClick(view.lines.viewport(), Qt.MouseButton.LeftButton, modifiers, where)


def texts(view, name):
    section = view.columns.index(name)
    return [view.model.index(line, section).data() for line in range(view.model.rowCount())]


def test_model_keeps_the_rules_of_qt(qtmodeltester, session):
    qtmodeltester.check(TableModel(session))


def test_numbers_are_written_as_in_the_files_with_a_true_minus(view, session):
    session.table.put(3, {"ew_ha": -0.25})

    assert texts(view, "ew_ha")[3] == "−0.2500"


def test_an_unknown_number_is_an_empty_cell(view, session):
    session.table.put(3, {"ew_ha": None})

    assert texts(view, "ew_ha")[3] == ""


def test_heads_say_title_and_unit(view):
    section = view.columns.index("ew_ha")

    assert view.model.headerData(section, Qt.Orientation.Horizontal) == "EW Hα (Å)"


def test_a_row_without_obsid_goes_by_the_name_of_its_file(view, session):
    session.table.put(3, {"obsid": "", "designation": "", "path": "/a/spec-1-X_sp01-002.fits.gz"})

    assert texts(view, "obsid")[3] == "spec-1-X_sp01-002"


def test_a_problem_is_the_tip_of_the_whole_row(view, session):
    session.table.put(3, {"status": "failed", "problem": "x.fits is empty; copy it again."})
    tips = {
        view.model.index(3, section).data(Qt.ItemDataRole.ToolTipRole)
        for section in range(view.model.columnCount())
    }

    assert tips == {"x.fits is empty; copy it again."}


def test_a_problem_is_marked_in_the_cell_that_names_the_row(qtbot, view, session):
    settle(qtbot, view)
    before = view.lines.viewport().grab().toImage()
    session.table.put(3, {"status": "failed", "problem": "x.fits is empty; copy it again."})
    settle(qtbot, view)
    after = view.lines.viewport().grab().toImage()
    y = view.lines.rowViewportPosition(3) + 10
    left = view.lines.columnViewportPosition(view.columns.index("obsid"))

    assert any(before.pixel(x, y) != after.pixel(x, y) for x in range(left, left + 20))


def test_the_current_row_is_scrolled_into_view(qtbot, view, session):
    session.selection.look_at(50)
    settle(qtbot, view)
    line = view.model.line_of(50)
    first = view.lines.verticalScrollBar().value()

    assert first <= line < first + view.lines.lines_seen()


def test_a_visible_current_row_does_not_scroll_the_table(qtbot, view, session):
    view.lines.verticalScrollBar().setValue(10)
    session.selection.look_at(view.model.row_of(15))
    settle(qtbot, view)

    assert view.lines.verticalScrollBar().value() == 10


def test_a_step_beyond_the_edge_scrolls_by_as_little_as_needed(qtbot, view, session):
    seen = view.lines.lines_seen()
    session.selection.look_at(view.model.row_of(seen - 3))
    settle(qtbot, view)
    session.selection.look_at(view.model.row_of(seen - 2))
    settle(qtbot, view)

    assert view.lines.verticalScrollBar().value() == 1


def test_a_click_looks_at_the_row(view, session):
    press(view, 4)

    assert session.selection.current == view.model.row_of(4)


def test_shift_click_picks_the_lines_between(view, session):
    press(view, 2)
    press(view, 5, Qt.KeyboardModifier.ShiftModifier)

    assert sorted(session.selection.picked) == sorted(view.model.rows[2:6])
    assert session.selection.current == view.model.row_of(2)


def test_ctrl_click_adds_and_takes_away_one_row(view, session):
    press(view, 2, Qt.KeyboardModifier.ControlModifier)
    press(view, 6, Qt.KeyboardModifier.ControlModifier)
    press(view, 2, Qt.KeyboardModifier.ControlModifier)

    assert session.selection.picked.tolist() == [view.model.row_of(6)]


def test_a_click_on_a_picked_row_keeps_the_others_picked(view, session):
    session.selection.pick(view.model.rows[2:6])
    press(view, 3)

    assert len(session.selection.picked) == 4


def test_a_click_beside_the_picked_rows_lets_them_go(view, session):
    session.selection.pick(view.model.rows[2:6])
    press(view, 8)

    assert len(session.selection.picked) == 0


def test_a_drag_picks_the_lines_it_passes(view, session):
    port, left = view.lines.viewport(), Qt.MouseButton.LeftButton
    start, end = (QPoint(100, view.lines.rowViewportPosition(line) + 5) for line in (1, 4))
    QTest.mousePress(port, left, pos=start)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, left, pos=end)

    assert sorted(session.selection.picked) == sorted(view.model.rows[1:5])


def test_down_goes_to_the_next_line_and_shift_down_picks_it(view, session):
    press(view, 2)
    QTest.keyClick(view.lines, Qt.Key.Key_Down)
    QTest.keyClick(view.lines, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)

    assert session.selection.current == view.model.row_of(4)
    assert sorted(session.selection.picked) == sorted(view.model.rows[3:5])


def test_ctrl_a_picks_all_lines_and_escape_lets_go(view, session):
    QTest.keyClick(view.lines, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(session.selection.picked) == view.model.rowCount()

    QTest.keyClick(view.lines, Qt.Key.Key_Escape)
    assert len(session.selection.picked) == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_1, Qt.Key.Key_F])
def test_keys_of_the_window_pass_through_the_table(view, session, key):
    press(view, 2)
    QTest.keyClick(view.lines, key)

    assert session.selection.current == view.model.row_of(2)


def test_rows_picked_elsewhere_are_drawn_as_picked(qtbot, view, session):
    settle(qtbot, view)
    before = view.lines.viewport().grab().toImage()
    session.selection.pick(view.model.rows[3:4])
    settle(qtbot, view)
    after = view.lines.viewport().grab().toImage()
    y = view.lines.rowViewportPosition(3) + 2

    assert before.pixel(200, y) != after.pixel(200, y)


def test_a_click_on_a_head_sorts_with_the_largest_first(qtbot, view, session):
    view.lines.head.sort_asked.emit("ew_ha")
    settle(qtbot, view)
    values = session.table["ew_ha"][view.model.rows]
    known = values[np.isfinite(values)]

    assert np.all(np.diff(known) <= 0)


def test_a_second_click_turns_the_order_and_a_third_ends_it(view, session):
    asked = []
    for _ in range(3):
        view.lines.head.sort_asked.emit("ew_ha")
        asked.append((session.queue.sort_name, session.queue.descending))

    assert asked == [("ew_ha", True), ("ew_ha", False), ("", False)]


def test_the_current_line_keeps_its_place_when_rows_come_and_go(qtbot, view, session):
    session.table.put(40, {"rmse": 0.01})
    session.selection.look_at(40)
    settle(qtbot, view)
    before = view.model.line_of(session.selection.current)
    offset = before - view.lines.verticalScrollBar().value()
    session.table.put(5, {"rmse": 0.9})
    session.queue.set_filter("rmse < 0.5")
    settle(qtbot, view)
    after = view.model.line_of(session.selection.current)

    assert after < before
    assert after - view.lines.verticalScrollBar().value() == offset


def test_an_empty_result_names_the_filter_and_offers_to_clear_it(qtbot, view, session):
    session.queue.set_filter("ew_ha > 99")
    settle(qtbot, view)
    assert view.nothing.sentence.text() == f"The filter “ew_ha > 99” hides all {ROWS} rows."
    assert view.nothing.isVisible()

    view.nothing.offer.click()
    settle(qtbot, view)
    assert view.lines.isVisible()
    assert view.model.rowCount() == ROWS


def test_chosen_columns_are_kept_and_taken_up_again(qtbot, view, session):
    view.set_columns(["obsid", "teff", "no_such_column"])
    view.lines.head.width_set.emit("obsid", 123)
    other = shown(qtbot, session)
    other.restore(view.state())

    assert other.columns == ("obsid", "teff")
    assert other.lines.columnWidth(0) == 123


def test_the_menu_of_a_head_shows_and_hides_columns(view):
    menu = view.lines.head.menu(view.columns.index("rmse"))
    parts = (menu, *menu.findChildren(QMenu))
    actions = {action.data(): action for part in parts for action in part.actions()}
    menu.triggered.emit(actions["toggle teff"])
    menu.triggered.emit(actions["hide rmse"])

    assert view.columns == (*(name for name in DEFAULT_COLUMNS if name != "rmse"), "teff")


def test_a_dragged_head_changes_the_order_of_columns(qtbot, view):
    view.lines.head.moveSection(0, 2)

    qtbot.waitUntil(lambda: view.columns[:3] == ("star", "obsid", "verdict"))
    assert view.model.headerData(2, Qt.Orientation.Horizontal) == "Verdict"


def test_picked_rows_are_copied_as_tab_separated_lines(view, session):
    view.set_columns(["obsid", "ew_ha"])
    session.selection.pick(view.model.rows[2:4])
    QTest.keyClick(view.lines, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    row, table = view.model.row_of(2), session.table

    assert lines[0] == "obsid\tew_ha"
    assert lines[1] == f"{table['obsid'][row]}\t{COLUMN['ew_ha'].format(table['ew_ha'][row])}"
    assert len(lines) == 3


def test_without_picked_rows_the_current_one_is_copied(view, session):
    view.set_columns(["obsid"])
    session.selection.look_at(7)
    view.copying.copy()

    assert QGuiApplication.clipboard().text() == f"obsid\n{session.table['obsid'][7]}\n"


def test_a_single_value_is_copied_from_its_menu(view, session):
    view.set_columns(["obsid", "ew_ha"])
    view.copying.menu(2, 0).actions()[0].trigger()

    assert QGuiApplication.clipboard().text() == session.table["obsid"][view.model.row_of(2)]


def test_too_many_rows_are_not_copied_but_said(qtbot, qapp):
    session = fake_session(COPIED_AT_MOST + 1)
    view = shown(qtbot, session)
    QGuiApplication.clipboard().setText("before")
    session.selection.pick(np.arange(COPIED_AT_MOST + 1))
    with qtbot.waitSignal(view.said) as said:
        view.copying.copy()

    assert "export" in said.args[0]
    assert QGuiApplication.clipboard().text() == "before"


def test_a_verdict_appears_at_once(qtbot, view, session):
    settle(qtbot, view)
    before = view.lines.viewport().grab().toImage()
    row = view.model.row_of(2)
    session.labels.give_verdict(np.array([row]), 4 if session.table["verdict"][row] != 4 else 1)
    qtbot.waitUntil(lambda: not view._stale)
    after = view.lines.viewport().grab().toImage()
    y = view.lines.rowViewportPosition(2) + 11

    assert any(before.pixel(x, y) != after.pixel(x, y) for x in range(40))


def test_arriving_rows_do_not_repaint_the_table_batch_by_batch(qtbot, view, session, monkeypatch):
    settle(qtbot, view)
    drawn = []
    monkeypatch.setattr(view, "redraw", lambda: drawn.append(1))
    for row in range(20):
        session.rows_changed.emit(np.array([row]))
        qtbot.wait(10)

    assert len(drawn) <= 1
