import subprocess
import sys

import numpy as np
import pytest
from fake_session import fake_session
from mouse import BETWEEN_MOVES_MS
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest

from spectrogui.views import theme
from spectrogui.views.scatter import ScatterView
from spectrogui.views.scatter_painter import CROWD

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
CORNERS = {"z1": [0, 4, 0, 4, 2], "z2": [0, 0, 4, 4, 2], "ew_ha": [0.1, 0.2, 0.3, 0.4, np.nan]}


@pytest.fixture
def session(qapp):
    """Five rows at the corners and in the middle of a square."""
    session = fake_session(5)
    for name, values in CORNERS.items():
        session.table.fill(name, np.array(values))
    session.table.fill("verdict", np.full(5, np.nan))
    return session


@pytest.fixture
def view(qtbot, session):
    return shown(qtbot, session)


def shown(qtbot, session):
    view = ScatterView(session)
    qtbot.addWidget(view)
    view.resize(500, 480)
    with qtbot.waitExposed(view):
        view.show()
    settle(qtbot, view)
    return view


def settle(qtbot, view):
    view._on_data_changed()
    qtbot.waitUntil(lambda: not view._stale)


def place(view, x, y):
    return view.canvas.mapFromScene(view.canvas.box.mapViewToScene(QPointF(x, y)))


def click(view, x, y, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.mouseClick(view.canvas.viewport(), LEFT, modifiers, place(view, x, y))


def drawn(item):
    x, y = item.getData()
    return sorted(zip(x.tolist(), y.tolist(), strict=True))


def crowd(view):
    return sorted(point for item in view.layers._crowd for point in drawn(item))


def test_every_row_is_a_point(view):
    assert crowd(view) == [(0, 0), (0, 4), (2, 2), (4, 0), (4, 4)]


def test_the_axes_say_quantity_and_unit(qtbot, view):
    view.set_axes("teff", "ew_ha")
    settle(qtbot, view)

    assert "Teff" in view.canvas.plotItem.getAxis("bottom").labelText
    assert "(Å)" in view.canvas.plotItem.getAxis("left").labelText


def test_every_numeric_column_can_be_an_axis(view):
    offered = {view.bar.x_axis.itemData(place) for place in range(view.bar.x_axis.count())}

    assert {"z1", "z4", "ew_ha", "e_ew_li", "teff", "rmse", "outlier", "snr_r"} <= offered
    assert "obsid" not in offered


def test_swap_exchanges_the_axes(qtbot, view):
    view.set_axes("teff", "ew_ha")
    view.bar.swap.click()

    assert view.bar.names[:2] == ("ew_ha", "teff")


def test_a_click_looks_at_the_nearest_star(view, session):
    click(view, 3.95, 0.05)

    assert session.selection.current == 1


def test_a_click_far_from_all_points_changes_nothing(view, session):
    click(view, 3, 1)

    assert session.selection.current == -1


def test_shift_click_adds_to_the_picked(view, session):
    session.selection.pick(np.array([0]))
    click(view, 4, 4, SHIFT)

    assert session.selection.picked.tolist() == [0, 3]
    assert session.selection.current == -1


def test_the_ring_follows_the_current_row(qtbot, view, session):
    session.selection.look_at(2)

    qtbot.waitUntil(lambda: drawn(view.layers._ring) == [(0, 4)])


def test_a_current_star_beyond_the_axes_is_an_arrow_at_the_edge(qtbot, view, session):
    view.canvas.box.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
    session.selection.look_at(1)
    qtbot.waitUntil(lambda: len(view.layers._edge.data) == 1)

    assert drawn(view.layers._ring) == []
    assert drawn(view.layers._edge)[0][0] == pytest.approx(1, abs=0.05)


def test_picked_rows_are_drawn_full_and_the_others_fade_but_stay(qtbot, view, session):
    session.selection.pick(np.array([1, 3]))
    qtbot.waitUntil(lambda: drawn(view.layers._picked) == [(4, 0), (4, 4)])

    assert {item.opacity() for item in view.layers._crowd} == {0.3}
    assert len(crowd(view)) == 5


def test_without_picked_rows_nothing_is_faded(qtbot, view, session):
    session.selection.pick(np.array([1]))
    settle(qtbot, view)
    session.selection.pick(np.array([], dtype=int))
    settle(qtbot, view)

    assert {item.opacity() for item in view.layers._crowd} == {1.0}


def test_rows_without_value_are_counted_not_drawn(qtbot, view, session):
    view.set_axes("z1", "ew_ha")
    settle(qtbot, view)

    assert len(crowd(view)) == 4
    assert "1 without value not shown" in view.note.text()


def test_a_plane_without_any_point_says_why(qtbot, view, session):
    session.table.fill("teff", np.full(5, np.nan))
    view.set_axes("teff", "ew_ha")
    settle(qtbot, view)

    assert view.nothing.text() == "No row shown has both Teff and EW Hα."


def test_filtered_rows_are_faint_or_hidden(qtbot, view, session):
    session.queue.set_filter("z1 < 1")
    settle(qtbot, view)
    assert crowd(view) == [(0, 0), (0, 4)]
    assert drawn(view.layers._outside) == [(2, 2), (4, 0), (4, 4)]

    view.bar.outside.setChecked(False)
    settle(qtbot, view)
    assert drawn(view.layers._outside) == []


def test_colour_by_a_column_puts_low_and_high_in_different_classes(qtbot, view):
    view.set_colour("ew_ha")
    settle(qtbot, view)
    classes = [drawn(item) for item in view.layers._crowd]

    assert classes[0] == [(2, 2)]
    assert (0, 0) in classes[1]
    assert (4, 4) in classes[-1]


def test_colour_by_verdict_follows_a_new_verdict(qtbot, view, session):
    view.set_colour("verdict")
    settle(qtbot, view)
    session.labels.give_verdict(np.array([3]), 4)

    qtbot.waitUntil(lambda: drawn(view.layers._crowd[4]) == [(4, 4)])
    assert view.layers._crowd[4].data["symbol"][0] or view.layers._crowd[4].opts["symbol"] == "o"


def test_hovering_tells_who_it_is(view, session):
    session.table.put(3, {"obsid": "457412345", "subclass": "M4", "e_ew_ha": 0.08, "rmse": 0.0123})
    QTest.mouseMove(view.canvas.viewport(), place(view, 3.98, 4.02))

    assert view.tip.isVisible()
    first = view.tip.text().splitlines()[0]
    assert first == "457412345 · M4 · EW Hα 0.400 ± 0.080 Å (5.0σ) · RMSE 0.0123"


def test_the_tip_goes_when_the_mouse_leaves_the_point(view):
    QTest.mouseMove(view.canvas.viewport(), place(view, 4, 4))
    QTest.qWait(BETWEEN_MOVES_MS)
    QTest.mouseMove(view.canvas.viewport(), place(view, 3, 1))

    assert not view.tip.isVisible()


@pytest.mark.parametrize(
    ("key", "row"),
    [(Qt.Key.Key_Right, 1), (Qt.Key.Key_Up, 2)],
)
def test_arrow_keys_step_to_the_next_point(view, session, key, row):
    session.selection.look_at(0)
    QTest.keyClick(view.canvas, key)

    assert session.selection.current == row


def test_an_arrow_key_belongs_to_the_scatter_while_it_has_the_focus(qtbot, view, session):
    other = QShortcut(QKeySequence(Qt.Key.Key_Right), view)
    session.selection.look_at(0)
    with qtbot.waitActive(view):
        view.activateWindow()
    view.canvas.setFocus()
    with qtbot.assertNotEmitted(other.activated):
        QTest.keyClick(view.canvas, Qt.Key.Key_Right)

    assert session.selection.current == 1


def test_the_range_leaves_out_a_far_point_and_a_double_click_shows_it(qtbot, qapp):
    session = fake_session(300)
    x = np.random.default_rng(0).normal(size=300)
    x[7] = 1e4
    session.table.fill("z1", x)
    session.table.fill("z2", np.random.default_rng(1).normal(size=300))
    view = shown(qtbot, session)
    assert view.canvas.box.viewRange()[0][1] < 10
    assert "1 beyond the axes" in view.note.text()

    view.canvas.box.reset_asked.emit()
    assert view.canvas.box.viewRange()[0][1] > 1e4

    view.canvas.box.reset_asked.emit()
    assert view.canvas.box.viewRange()[0][1] < 10


def test_a_zoom_by_hand_stays_when_rows_arrive(qtbot, view, session):
    box = view.canvas.box
    box.setRange(xRange=(1, 3), yRange=(1, 3), padding=0)
    box.sigRangeChangedManually.emit([True, True])
    session.table.put(0, {"z1": -50.0})
    settle(qtbot, view)

    assert box.viewRange()[0] == pytest.approx([1, 3])


def test_new_rows_within_the_axes_do_not_move_them(qtbot, view, session):
    before = view.canvas.box.viewRange()
    session.table.put(4, {"z1": 3.0})
    settle(qtbot, view)

    assert view.canvas.box.viewRange() == before


def test_arriving_rows_are_gathered_at_most_twice_a_second(qtbot, view, session, monkeypatch):
    taken = []
    monkeypatch.setattr(view, "_take_data", lambda: taken.append(1))
    for row in range(40):
        session.rows_changed.emit(np.array([row % 5]))
        qtbot.wait(10)

    assert len(taken) <= 2


def test_a_theme_recolours_the_points(qtbot, view):
    before = view.layers._ring.opts["pen"].color().name()
    try:
        theme.use("dark")
        after = view.layers._ring.opts["pen"].color().name()
    finally:
        theme.use("light")

    assert (before, after) == (theme.LIGHT.observed, theme.DARK.observed)


def test_the_choice_is_kept_and_taken_up_again(qtbot, view, session):
    view.set_axes("teff", "logg")
    view.set_colour("verdict")
    view.bar.outside.setChecked(False)
    other = shown(qtbot, session)
    other.restore(view.state())

    assert other.state() == {"x": "teff", "y": "logg", "colour": "verdict", "outside": False}


def test_an_unknown_choice_is_passed_over(view):
    view.restore({"x": "gone", "y": "teff"})

    assert view.bar.names == ("z1", "teff", "ew_ha")


@pytest.fixture(scope="module")
def survey():
    return fake_session(CROWD + 5000)


def test_a_crowd_becomes_an_image(qtbot, survey):
    view = shown(qtbot, survey)

    assert view.layers._image.image is not None
    assert len(crowd(view)) < 1000


def test_over_the_image_the_unusual_the_picked_and_the_current_stay_points(qtbot, survey):
    view = shown(qtbot, survey)
    table = survey.table
    known = np.isfinite(table["z1"]) & np.isfinite(table["z2"]) & np.isfinite(table["outlier"])
    most = int(np.argmax(np.where(known, table["outlier"], -1)))
    usual = np.flatnonzero(known)[:3]
    survey.selection.pick(usual)
    survey.selection.look_at(int(usual[0]))
    settle(qtbot, view)

    assert (table["z1"][most], table["z2"][most]) in crowd(view)
    assert len(view.layers._picked.data) == 3
    assert len(view.layers._ring.data) == 1


def test_zooming_into_a_crowd_brings_the_points_back(qtbot, survey):
    view = shown(qtbot, survey)
    view.canvas.box.setRange(xRange=(0, 0.3), yRange=(0, 0.3), padding=0)

    qtbot.waitUntil(lambda: view.layers._image.image is None)
    assert len(crowd(view)) > 10


def test_the_scatter_loads_no_scipy():
    code = "import sys, spectrogui.views.scatter; sys.exit('scipy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_filter_does_not_move_what_is_in_view(qtbot, qapp):
    session = fake_session(300)
    view = shown(qtbot, session)
    before = view.canvas.box.viewRange()

    session.queue.set_filter("z1 > 1")
    settle(qtbot, view)

    assert view.canvas.box.viewRange() == before
