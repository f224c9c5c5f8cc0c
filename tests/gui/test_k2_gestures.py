"""What is done in the dock of the light curve becomes a call on the store."""

from dataclasses import replace
from math import isnan, log10

import numpy as np
import pytest
from fake_curve_state import fake_curve, fake_product, fake_study, show, shown_state
from fake_session import fake_session
from mouse import NONE, send
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from screen import drawn, points, put_on_screen

from spectrogui.core.curve_study import Choices
from spectrogui.views.k2 import LightCurveView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def session(qapp):
    return fake_session(60)


@pytest.fixture
def curves(session):
    return session.curves


@pytest.fixture
def view(qtbot, session):
    view = LightCurveView(session)
    show(session, shown_state(3))
    return put_on_screen(qtbot, view, 1150, 400)


@pytest.fixture
def narrow(qtbot, session):
    view = LightCurveView(session)
    show(session, shown_state(3))
    return put_on_screen(qtbot, view, 360, 230)


def place_of(page, x, y):
    """The pixel of the viewport where a point is drawn."""
    return page.canvas.mapFromScene(page.box.mapViewToScene(QPointF(x, y)))


def click(page, x, y):
    viewport = page.canvas.viewport()
    QTest.mouseMove(viewport, place_of(page, x, y))
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place_of(page, x, y))


def test_a_click_on_a_peak_folds_there(view, curves):
    click(view.pages.power, log10(6.02), 0.15)

    assert curves.state.period == pytest.approx(6.0, rel=0.002)


def test_a_click_on_the_highest_peak_folds_at_the_measured_period(view, curves):
    view.double_period()
    click(view.pages.power, log10(3.0), 0.5)

    assert curves.state.period == 3.0


def test_a_click_beside_every_peak_folds_nowhere(view, curves):
    click(view.pages.power, log10(0.5), 0.5)

    assert curves.state.period == 3.0


def test_a_double_click_on_a_peak_only_resets(qtbot, view, curves):
    page, viewport = view.pages.power, view.pages.power.canvas.viewport()
    page.zoom(0.5)
    at = place_of(page, log10(6.0), 0.15)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    folded = curves.state.period
    send(viewport, QEvent.Type.MouseButtonDblClick, at, LEFT, LEFT, NONE)
    send(viewport, QEvent.Type.MouseButtonRelease, at, LEFT, Qt.MouseButton.NoButton, NONE)

    assert folded == pytest.approx(6.0, rel=0.002)
    assert curves.state.period == 3.0
    assert page.x_range == pytest.approx(page.whole_x())


def test_the_mouse_on_a_peak_says_what_a_click_would_do(view):
    page = view.pages.power
    QTest.mouseMove(page.canvas.viewport(), place_of(page, log10(0.5), 0.5))
    QTest.qWait(20)
    nothing = page.tip.isVisible()
    QTest.mouseMove(page.canvas.viewport(), place_of(page, log10(6.0), 0.2))
    QTest.qWait(20)

    assert not nothing
    assert page.tip.isVisible()
    assert "fold here" in page.tip.text()
    assert 10 ** page.met.x[0] == pytest.approx(6.0, rel=0.002)


def test_the_mouse_on_a_flare_says_all_of_it(qtbot, view, curves):
    page = view.pages.curve
    flare = curves.state.study.flares[0]
    at = page.canvas.mapFromScene(
        page.box.mapToScene(QPointF(float(page.flares._x_px()[0]), -3.0))
    )
    QTest.mouseMove(page.canvas.viewport(), at)
    qtbot.waitUntil(lambda: page.tip.isVisible())

    assert page.tip.text().splitlines() == [
        f"Flare at {flare.peak:.3f} d", "4.20 %, 31.0σ", "4.8 h",
    ]  # fmt: skip


def test_the_status_bar_learns_what_is_under_the_mouse(qtbot, view):
    said = []
    view.hovered.connect(said.append)
    page = view.pages.curve
    QTest.mouseMove(page.canvas.viewport(), place_of(page, 2250.0, 5.0))
    qtbot.waitUntil(lambda: any("BJD − 2454833" in text for text in said))

    assert "ppt" in said[-1]
    assert "e⁻/s" in said[-1]


def test_the_period_is_doubled_halved_and_brought_back(qtbot, view, curves):
    asked = []
    curves.period_asked.connect(lambda row, period: asked.append((row, period)))
    view.double_period()
    doubled = curves.state.period
    drawn(qtbot, view)
    folded, by_hand = view.pages.folded.fold.period, view.head.by_hand.isVisible()
    view.halve_period()
    view.halve_period()
    halved = curves.state.period
    view.measured_period()
    drawn(qtbot, view)

    assert (doubled, folded, by_hand, halved) == (6.0, 6.0, True, 1.5)
    assert curves.state.period == 3.0
    assert asked[0] == (3, 6.0)
    assert isnan(asked[-1][1])
    assert not view.head.by_hand.isVisible()


def test_the_badge_leads_back_to_the_measured_period(qtbot, view, curves):
    view.double_period()
    drawn(qtbot, view)
    said = view.head.facts.facts[0].text
    QTest.mouseClick(view.head.by_hand, Qt.MouseButton.LeftButton)
    drawn(qtbot, view)

    assert said == "6.000 d"
    assert curves.state.period == 3.0
    assert view.head.facts.facts[0].text == "3.000 ± 0.012 d"


def test_peaks_are_visited_from_the_highest_down_and_around(view, curves):
    visited = []
    for _ in range(3):
        view.next_peak()
        visited.append(curves.state.period)

    assert visited == [6.0, 1.5, 3.0]
    assert not curves.state.is_by_hand


def test_without_a_period_the_next_peak_is_the_highest(qtbot, session, view, curves):
    show(session, shown_state(3, fake_study(period=np.nan, warnings=("no period",))))
    drawn(qtbot, view)
    view.double_period()
    nothing = curves.state.period
    view.next_peak()

    assert isnan(nothing)
    assert curves.state.period == 3.0


def test_flatten_and_outliers_are_choices_that_can_be_taken_back(qtbot, view, curves):
    asked = []
    curves.choices_asked.connect(asked.append)
    QTest.mouseClick(view.head.flatten, Qt.MouseButton.LeftButton)
    drawn(qtbot, view)
    checked = view.head.flatten.isChecked()
    view.toggle_outliers()
    view.toggle_flatten()
    drawn(qtbot, view)

    assert asked == [Choices(True, True), Choices(True, False), Choices(False, False)]
    assert checked
    assert not view.head.flatten.isChecked()
    assert not view.head.outliers.isChecked()


def test_tabs_and_the_key_go_from_plot_to_plot(narrow):
    pages = narrow.pages
    seen = []
    for _ in range(3):
        narrow.next_page()
        seen.append(pages.shown)
    QTest.mouseClick(narrow.head.tabs[2], Qt.MouseButton.LeftButton)

    assert seen == [(pages.power,), (pages.folded,), (pages.curve,)]
    assert pages.shown == (pages.power,)
    assert [tab.isChecked() for tab in narrow.head.tabs] == [False, False, True, False]


def test_in_a_wide_dock_the_key_enlarges_one_plot_after_the_other(view):
    pages = view.pages
    seen = []
    for _ in range(4):
        view.next_page()
        seen.append(len(pages.shown))

    assert seen == [1, 1, 1, 3]


def test_a_plot_that_was_hidden_is_drawn_when_it_comes_to_the_front(qtbot, session, narrow):
    show(session, shown_state(4, fake_study(period=5.0)))
    drawn(qtbot, narrow)
    narrow.next_page()

    assert 10 ** narrow.pages.power.peak.value() == pytest.approx(5.0)


def test_the_window_function_comes_on_demand_and_goes(qtbot, view, curves):
    line = view.pages.power.sampling
    before = len(points(line)[0])
    view.toggle_window_function()
    qtbot.waitUntil(lambda: len(points(line)[0]) > 0)
    found = curves.state.study.periodogram
    there = points(line)
    view.toggle_window_function()

    assert before == 0
    assert 10 ** there[0] == pytest.approx(found.period)
    assert 0 <= there[1].min() <= there[1].max() <= 1
    assert len(points(line)[0]) == 0


def test_the_window_function_of_the_last_star_is_not_left_behind(qtbot, session, view):
    view.toggle_window_function()
    line = view.pages.power.sampling
    qtbot.waitUntil(lambda: len(points(line)[0]) > 0)
    show(session, shown_state(4, fake_study(fake_curve(n=600))))
    drawn(qtbot, view)
    at_once = len(points(line)[0])
    qtbot.waitUntil(lambda: len(points(line)[0]) > 0)

    assert at_once == 0


def test_the_next_product_is_one_that_is_here(qtbot, session, view, curves):
    asked = []
    curves.products_asked.connect(lambda row, products: asked.append((row, products)))
    local, cached, remote = (
        fake_product("K2", where="local"), fake_product("K2SFF"),
        fake_product("EVEREST", where="archive"),
    )  # fmt: skip
    state = shown_state(3, products=(remote, local, cached))
    curves.put(replace(state, chosen=(local,)))
    drawn(qtbot, view)
    view.next_product()

    assert asked == [(3, (cached,))]


def test_another_product_is_measured_under_those_that_lie_over_it(qtbot, view, curves):
    asked = []
    curves.products_asked.connect(lambda row, products: asked.append(products))
    first, second, over = (fake_product(name) for name in ("K2", "K2SFF", "EVEREST"))
    state = shown_state(3, products=(first, second, over))
    curves.put(replace(state, chosen=(first, over)))
    drawn(qtbot, view)
    view.next_product()

    assert asked == [(second, over)]


def test_the_menu_lists_every_product_and_says_which_must_be_downloaded(
    qtbot, session, view, curves
):
    asked = []
    curves.products_asked.connect(lambda row, products: asked.append(products))
    remote = fake_product("EVEREST", where="archive", size=1_230_000)
    state = shown_state(3, products=(remote, fake_product()))
    curves.put(state)
    drawn(qtbot, view)
    entries = {action.text(): action for action in view.head.chooser.actions_of()}
    checked = entries["K2 C4 · downloaded"].isChecked()
    overlay = [a for a in view.head.chooser.actions_of() if a.data() == remote]
    overlay[1].trigger()
    view.head.chooser.actions_of()[1].trigger()

    assert checked
    assert "EVEREST C4 · download 1.2 MB" in entries
    assert asked == [(state.chosen[0], remote), (remote,)]


def test_the_menu_deletes_the_cached_file(qtbot, view, curves):
    deleted = []
    curves.delete_asked.connect(deleted.append)
    actions = view.head.chooser.actions_of()
    next(action for action in actions if action.text().startswith("Delete")).trigger()

    assert deleted == [fake_product()]


def test_flares_are_listed_copied_and_looked_at(qtbot, view, curves):
    view.show_flares()
    flare = curves.state.study.flares[1]
    view.flares.table.setCurrentCell(1, 0)
    QTest.mouseClick(view.flares.copy, Qt.MouseButton.LeftButton)
    low, high = view.pages.curve.x_range
    lines = QGuiApplication.clipboard().text().splitlines()

    assert not view.flares.isModal()
    assert low < flare.start < flare.stop < high < low + 5
    assert lines[0].split("\t")[0] == "BJD − 2454833 (d)"
    assert lines[1].split("\t") == ["2236.0500", "4.200", "31.0", "4.80"]
    view.flares.close()


def test_the_list_of_flares_follows_the_star(qtbot, session, view):
    view.show_flares()
    show(session, shown_state(4, fake_study(flares=())))
    drawn(qtbot, view)

    assert view.flares.table.rowCount() == 0
    assert "0 flares" in view.flares.heading.text()
    view.flares.close()


def test_keys_zoom_pan_and_bring_everything_back(view):
    page = view.pages.curve
    whole = page.x_range
    view.zoom_in()
    zoomed = page.x_range
    view.pan_right()
    panned = page.x_range
    view.pan_left()
    view.zoom_out()
    view.reset_views()

    assert zoomed[1] - zoomed[0] == pytest.approx((whole[1] - whole[0]) / 1.5)
    assert panned[0] > zoomed[0]
    assert page.x_range == pytest.approx(whole)


def test_flux_is_fitted_to_what_is_in_view(view):
    page = view.pages.curve
    page.box.setYRange(-500, 500, padding=0)
    view.autoscale_y()
    fitted = page.y_range
    page.box.setYRange(-500, 500, padding=0)
    view.autoscale_y_here()

    assert fitted[1] < 40
    assert page.y_range == fitted
