import numpy as np
import pytest
from fake_session import fake_session
from mouse import drag
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from spectrogui.views.scatter import ScatterView

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT_SIDE = [(-0.2, -0.2), (1, -0.2), (1, 4.2), (-0.2, 4.2)]
TOP = [(-0.2, 3), (4.2, 3), (4.2, 4.2), (-0.2, 4.2)]


@pytest.fixture
def session(qapp):
    session = fake_session(5)
    session.table.fill("z1", np.array([0.0, 4, 0, 4, 2]))
    session.table.fill("z2", np.array([0.0, 0, 4, 4, 2]))
    return session


@pytest.fixture
def view(qtbot, session):
    view = ScatterView(session)
    qtbot.addWidget(view)
    view.resize(500, 480)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: not view._stale)
    return view


def draw(view, corners, modifiers, *, release=True):
    box = view.canvas.box
    places = [view.canvas.mapFromScene(box.mapViewToScene(QPointF(*at))) for at in corners]
    drag(view.canvas.viewport(), places, modifiers, release=release)


def picked(session):
    return session.selection.picked.tolist()


def test_a_lasso_picks_what_it_surrounds(view, session):
    draw(view, LEFT_SIDE, CTRL)

    assert picked(session) == [0, 2]


def test_a_lasso_picks_nothing_before_it_is_released(view, session):
    draw(view, LEFT_SIDE, CTRL, release=False)

    assert picked(session) == []


def test_a_second_lasso_replaces_the_first(view, session):
    draw(view, LEFT_SIDE, CTRL)
    draw(view, TOP, CTRL)

    assert picked(session) == [2, 3]


def test_with_shift_a_lasso_adds(view, session):
    draw(view, LEFT_SIDE, CTRL)
    draw(view, TOP, CTRL | SHIFT)

    assert picked(session) == [0, 2, 3]


def test_with_alt_a_lasso_takes_away(view, session):
    session.selection.pick(np.array([0, 1, 2]))
    draw(view, LEFT_SIDE, ALT)

    assert picked(session) == [1]


def test_a_lasso_takes_only_rows_that_pass_the_filter(qtbot, view, session):
    session.queue.set_filter("z1 + z2 > 1")
    view._on_data_changed()
    qtbot.waitUntil(lambda: not view._stale)
    draw(view, LEFT_SIDE, CTRL)

    assert picked(session) == [2]


def test_escape_drops_the_lasso(view, session):
    session.selection.pick(np.array([4]))
    draw(view, LEFT_SIDE, CTRL, release=False)
    assert view.canvas.box.lasso.isVisible()

    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert not view.canvas.box.lasso.isVisible()
    assert picked(session) == [4]


def test_escape_without_a_lasso_lets_the_picked_go(view, session):
    session.selection.pick(np.array([4]))
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)

    assert picked(session) == []


def test_a_lasso_does_not_move_the_view(view):
    before = view.canvas.box.viewRange()
    draw(view, LEFT_SIDE, CTRL)

    assert view.canvas.box.viewRange() == before


def test_a_plain_drag_moves_the_view_and_picks_nothing(view, session):
    before = view.canvas.box.viewRange()
    draw(view, LEFT_SIDE, Qt.KeyboardModifier.NoModifier)

    assert view.canvas.box.viewRange() != before
    assert picked(session) == []


def test_the_lasso_button_works_for_one_drag(view, session):
    view.bar.lasso.click()
    draw(view, LEFT_SIDE, Qt.KeyboardModifier.NoModifier)

    assert picked(session) == [0, 2]
    assert not view.bar.lasso.isChecked()
