"""R1800 beside R250: what is drawn, what is said, and when the file is asked for it."""

from dataclasses import replace

import numpy as np
import pytest
from fake_session import fake_session, make_shown
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from screen import display, drawn, points, put_on_screen

from spectrogui.core.shown import unreadable
from spectrogui.views import theme
from spectrogui.views.slitless import SlitlessView

NUMBERS = {
    "ew_ha": 4.36, "e_ew_ha": 0.19, "rmse": 0.0086, "active": True, "ew_ha_r250": 3.1,
    "e_ew_ha_r250": 0.2, "ew_exc_ha_r250": 3.87, "e_ew_exc_ha_r250": 0.19, "rmse_r250": 0.0123,
    "active_r250": True,
}  # fmt: skip


@pytest.fixture
def session(qapp):
    return fake_session(100)


def star(row=3, **changes):
    values = fake_session(10).table.row(row) | NUMBERS | changes
    return make_shown(row, values)


@pytest.fixture
def view(qtbot, session):
    view = SlitlessView(session)
    display(session, 3, star())
    return put_on_screen(qtbot, view)


def test_both_resolutions_are_drawn_point_by_point(view, session):
    shown, slitless = session.shown, session.shown.slitless
    flux = points(view.r250.flux.curve)[1]

    assert np.array_equal(points(view.r1800.flux.over)[1], shown.template[:400])
    assert np.array_equal(flux[slitless.good], slitless.flux[slitless.good])
    assert np.isnan(flux[~slitless.good]).all()
    assert np.array_equal(points(view.r250.flux.over)[1], slitless.template)
    residual = points(view.r250.residual.curve)[1][slitless.good]
    assert np.allclose(residual, (slitless.flux - slitless.template)[slitless.good])


def test_the_windows_of_equation_5_are_shaded(view):
    windows = view.r250.flux.underlay.scenery.windows

    assert [(line.low, line.high) for line in windows] == [
        (6500, 6550), (6550, 6575), (6575, 6625),
    ]  # fmt: skip


def test_the_numbers_of_both_stand_over_their_plots(view):
    texts = [title.text() for title in view.titles]

    assert texts[0] == "R1800 · RMSE 0.0086 · active"
    assert texts[1] == "R250 · EW 3.10 ± 0.20 Å · RMSE 0.0123 · active"
    assert next(each.text for each in view.r250.widths.placed()).endswith("3.87 ± 0.19 Å (20σ)")
    assert "RMSE 0.0123" in view.r250.canvas.accessibleDescription()


def test_a_row_that_the_r250_model_has_not_measured_says_so(qtbot, view, session):
    nothing = {name: None for name in NUMBERS if name.endswith("_r250")}
    display(session, 4, star(4, **nothing))
    drawn(qtbot, view)

    assert view.titles[1].text() == "R250 · no numbers of this row"


def test_the_spectrum_is_asked_for_once_and_only_when_it_can_be_seen(qtbot, view, session):
    asked = []
    view.slitless_asked.connect(asked.append)
    view.hide()
    display(session, 4, arm=False)
    qtbot.wait(20)
    hidden = list(asked)
    view.show()
    drawn(qtbot, view)
    session.show(replace(session.shown, arm=make_shown(5, {}).arm))  # the red arm comes
    drawn(qtbot, view)

    assert hidden == []
    assert asked == [4]


def test_why_there_is_none_is_said_and_not_of_the_next_star(qtbot, view, session):
    display(session, 4, arm=False)
    drawn(qtbot, view)
    view.say_none("There is no model r250.")
    theme.changed.emit()
    drawn(qtbot, view)
    before = view.stage.sentence
    display(session, 5, star(5))
    drawn(qtbot, view)

    assert before == "There is no model r250."
    assert view.stage.sentence == ""


@pytest.mark.parametrize(("width", "both"), [(720, True), (360, False)])
def test_where_there_is_little_room_r250_stands_alone(qtbot, view, width, both):
    view.resize(width, 300)
    qtbot.wait(20)

    assert view.r250.isVisible()
    assert view.r1800.isVisible() == view.titles[0].isVisible() == both


def test_a_failed_row_shows_its_sentence(qtbot, view, session):
    session.selection.look_at(5)
    session.show(unreadable(5, {"problem": "It is empty: copy it again.", "path": "a.fits"}))
    drawn(qtbot, view)

    assert view.stage.sentence == "It is empty: copy it again."


def test_keys_change_both_panels(view):
    view.toggle_template()
    view.cycle_residual_mode()
    view.zoom_in()

    for panel in view.panels:
        assert not panel.flux.over.isVisible()
        assert panel.options.mode.name == "ratio"
        assert panel.flux.x_range[1] - panel.flux.x_range[0] < panel.span.high - panel.span.low


def test_ctrl_4_brings_it_with_the_star_out_of_its_file(qtbot, opened):
    QTest.keyClick(opened.window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    view = opened.window.bench.slitless
    qtbot.waitUntil(view.isVisible)
    qtbot.waitUntil(lambda: opened.session.shown.slitless is not None)
    drawn(qtbot, view)

    assert len(points(view.r250.flux.curve)[0]) == 300


def test_a_missing_model_is_a_sentence_in_place_of_the_plot(qtbot, opened, monkeypatch):
    sentence = "There is no model r250."
    monkeypatch.setattr("spectrogui.app.showing.read_slitless", lambda *arguments: sentence)
    opened.window.bench.bring(opened.window.bench.slitless)
    qtbot.waitUntil(lambda: opened.window.bench.slitless.stage.sentence == sentence)

    assert opened.session.shown.slitless is None
