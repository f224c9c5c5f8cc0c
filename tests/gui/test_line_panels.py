from dataclasses import replace

import numpy as np
import pytest
from fake_session import fake_session, make_shown
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from screen import display, drawn, points, put_on_screen

from spectrogui.core.grid import BAD, R1800_WAVE, SPIKE, TELLURIC_BAND
from spectrogui.core.lines import LINES, MEASURED
from spectrogui.core.shown import unreadable
from spectrogui.views import theme
from spectrogui.views.line_labels import width_text
from spectrogui.views.lithium import LithiumView
from spectrogui.views.panel_data import RATIO
from spectrogui.views.spectrum import SpectrumView
from spectrogui.views.stage import GRACE_MS

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
SIZES = ((700, 330), (720, 400), (1180, 620))


@pytest.fixture
def session(qapp):
    return fake_session(100)


@pytest.fixture
def view(qtbot, session):
    view = SpectrumView(session)
    display(session, 3)
    return put_on_screen(qtbot, view)


def show(qtbot, view, session, shown):
    session.selection.look_at(shown.row)
    session.show(shown)
    drawn(qtbot, view)


def flat(row=3, level=1.0, **changes):
    """A star without lines."""
    shown = make_shown(row, {}, masked=False)
    noise = np.random.default_rng(0).normal(0, 0.01, 800)
    return replace(shown, flux=level + noise, template=np.full(800, level), **changes)


def test_the_panels_draw_exactly_the_points_of_what_is_shown(view, session):
    shown = session.shown
    for panel in view.panels:
        x, y = points(panel.flux.curve)
        good = shown.bits[panel.span.rows] & BAD == 0
        wanted = np.where(good, shown.flux[panel.span.rows], np.nan)

        assert np.array_equal(x, shown.wave[panel.span.rows])
        assert np.array_equal(y, wanted, equal_nan=True)
        assert np.array_equal(points(panel.flux.over)[1], shown.template[panel.span.rows])
        residual = points(panel.residual.curve)[1]
        assert np.array_equal(residual[good], shown.residual[panel.span.rows][good])


def test_both_bands_together_show_all_800_points(view):
    waves = [points(panel.flux.curve)[0] for panel in view.panels]

    assert np.array_equal(np.concatenate(waves), R1800_WAVE)


def test_unusable_pixels_are_a_gap_in_the_curve_and_never_zero(view, session):
    panel = view.panels[0]
    dead = session.shown.bits[:400] & BAD > 0

    assert dead.any()
    assert np.isnan(points(panel.flux.curve)[1][dead]).all()
    assert np.isnan(points(panel.residual.curve)[1][dead]).all()


def test_unusable_pixels_leave_a_hatched_strip_that_m_takes_away(qtbot, view):
    def ink():
        return view.panels[0].canvas.grab().toImage()

    before = ink()
    view.toggle_masks()
    after = ink()

    assert before != after
    assert not view.panels[0].flux.edges.masks_shown


def test_the_earths_air_is_shaded_where_the_bits_say_so(view, session):
    (low, high), *others = view.panels[1].flux.underlay.scenery.air
    air = session.shown.wave[session.shown.bits & TELLURIC_BAND > 0]

    assert (low, high) == (air[0], air[-1])
    assert not others


def test_every_line_of_a_band_is_marked_and_the_measured_ones_have_windows(view):
    scenery = [panel.flux.underlay.scenery for panel in view.panels]
    marked = {line for each in scenery for line in each.marked}

    assert marked == set(LINES)
    assert {line for each in scenery for line in each.windows} == set(MEASURED)


@pytest.mark.parametrize("size", SIZES)
def test_each_window_says_its_width_error_and_significance(qtbot, view, session, size):
    view.resize(*size)
    drawn(qtbot, view)
    placed = [each for panel in view.panels for each in panel.widths.placed()]
    values = session.table.row(3)
    wanted = {width_text(line, values).removeprefix("EW ") for line in MEASURED}

    assert {each.text.removeprefix("EW ") for each in placed} == wanted
    assert all("±" in text and "σ)" in text for text in wanted)
    assert any("σ), <" in text for text in wanted)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("strip", ["names", "widths"])
def test_texts_over_the_plots_do_not_overlap(qtbot, view, size, strip):
    view.resize(*size)
    drawn(qtbot, view)
    for panel in view.panels:
        places = [each.place for each in getattr(panel, strip).placed()]

        for number, place in enumerate(places):
            assert not any(place.intersects(other) for other in places[number + 1 :])


def test_a_width_that_was_not_measured_is_said_to_be_so(qtbot, view, session):
    values = session.table.row(3) | {"ew_ha": None, "e_ew_ha": None}
    show(qtbot, view, session, make_shown(3, values))

    assert "EW not measured" in {each.text for each in view.panels[0].widths.placed()}


def test_the_residual_has_a_third_of_the_height(view):
    flux, residual = (plot.box.height() for plot in (view.panels[0].flux, view.panels[0].residual))

    assert residual / (flux + residual) == pytest.approx(1 / 3, abs=0.03)


def test_flux_and_residual_share_x(view):
    panel = view.panels[0]
    panel.flux.box.setXRange(6500, 6600, padding=0)

    assert panel.residual.x_range == pytest.approx((6500, 6600))


def test_y_stays_from_star_to_star_while_the_data_fit(qtbot, view, session):
    show(qtbot, view, session, flat())
    view.autoscale_y()
    before = [panel.flux.y_range for panel in view.panels]
    noise = np.random.default_rng(7).normal(0, 0.008, 800)
    show(qtbot, view, session, replace(flat(4), flux=1 + noise))

    assert [panel.flux.y_range for panel in view.panels] == before


def test_y_moves_when_the_data_leave_it(qtbot, view, session):
    show(qtbot, view, session, flat())
    view.autoscale_y()
    show(qtbot, view, session, flat(4, level=2.0))

    assert view.panels[0].flux.y_range[1] > 2


def test_y_shows_the_line_but_not_the_cosmic_ray_which_gets_an_arrow(qtbot, view, session):
    shown = flat()
    line = np.exp(-0.5 * ((R1800_WAVE - 6562.8) / 2) ** 2)
    flux = shown.flux + 1.5 * line
    flux[60] = 30.0
    bits = shown.bits.copy()
    bits[60] |= SPIKE
    show(qtbot, view, session, replace(shown, flux=flux, bits=bits))
    view.autoscale_y()
    panel = view.panels[0]
    over, under = panel.flux.edges.clipped()

    assert 2.5 < panel.flux.y_range[1] < 4
    assert over.tolist() == [R1800_WAVE[60]]
    assert not under.size


def test_t_takes_the_template_away_and_brings_it_back(view):
    view.toggle_template()
    without = view.panels[0].flux.over.isVisible()
    view.toggle_template()

    assert not without
    assert view.panels[0].flux.over.isVisible()


def test_d_goes_from_difference_to_ratio_to_sigmas_and_back(view, session):
    shown, rows = session.shown, view.panels[1].span.rows
    titles, curves = [], []
    for _ in range(3):
        titles.append(view.panels[1].residual.plot.getAxis("left").labelText)
        curves.append(points(view.panels[1].residual.curve)[1])
        view.cycle_residual_mode()

    assert ["Residual" in titles[0], "template" in titles[1], "σ" in titles[2]] == [True] * 3
    assert np.allclose(curves[1], (shown.flux / shown.template)[rows], equal_nan=True)
    assert np.allclose(curves[2], (shown.residual / shown.sigma)[rows], equal_nan=True)
    assert view.options.mode is not RATIO


def test_smoothing_changes_the_drawing_only_and_says_so(view, session):
    before = points(view.panels[0].flux.curve)[1].copy()
    view.smooth_more()
    after = points(view.panels[0].flux.curve)[1]

    assert np.nanstd(np.diff(after)) < np.nanstd(np.diff(before))
    assert view.smoothed.isVisible()
    assert "3 points" in view.smoothed.text()
    assert session.shown.flux is not after
    view.smooth_less()
    assert np.array_equal(points(view.panels[0].flux.curve)[1], before, equal_nan=True)


def test_the_dots_go_from_line_to_line_and_back_to_everything(view):
    whole = [panel.flux.x_range for panel in view.panels]
    seen = []
    for line in view.lines:
        view.next_line()
        inside = [p for p in view.panels if line in p.lines]
        low, high = inside[0].flux.x_range
        seen.append(low < line.low and line.high < high and high - low < 200)
    view.next_line()

    assert seen == [True] * 5
    assert [panel.flux.x_range for panel in view.panels] == whole


def test_r_shows_the_whole_band_again(view):
    whole = view.panels[0].flux.x_range
    view.zoom_in()
    view.pan_left()
    moved = view.panels[0].flux.x_range
    view.reset_views()

    assert moved != whole
    assert view.panels[0].flux.x_range == whole


def test_the_status_line_tells_wavelength_flux_and_line_under_the_mouse(qtbot, view):
    panel = view.panels[0]
    box = panel.flux.box
    spot = box.mapViewToScene(box.viewRect().center())
    with qtbot.waitSignal(view.hovered) as said:
        QTest.mouseMove(panel.canvas.viewport(), panel.canvas.mapFromScene(spot) + QPoint(3, 0))

    (text,) = said.args
    assert all(word in text for word in ("Å air", "vac", "flux", "template", "residual"))


def test_a_double_click_asks_for_everything_again(qtbot, view):
    panel = view.panels[0]
    whole = panel.flux.x_range
    view.zoom_in()
    spot = panel.canvas.mapFromScene(panel.flux.box.sceneBoundingRect().center())
    QTest.mouseDClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseRelease(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    qtbot.waitUntil(lambda: panel.flux.x_range == whole)


def test_a_row_that_could_not_be_read_shows_its_sentence_and_two_ways_on(qtbot, view, session):
    problem = "spec-1.fits ends early: the file is truncated; copy it again."
    show(qtbot, view, session, unreadable(5, {"problem": problem, "path": "/data/spec-1.fits"}))
    message = view.stage._message
    asked = []
    view.show_file_asked.connect(asked.append)
    view.retry_asked.connect(asked.append)
    message.show_file.click()
    message.retry.click()

    assert view.stage.sentence == problem
    assert asked == [5, 5]


def test_without_a_row_the_view_says_so(qtbot):
    view = put_on_screen(qtbot, SpectrumView(fake_session(0)))

    assert view.stage.sentence == "No star is chosen."


def test_while_the_next_star_loads_the_old_one_stays_and_is_dimmed_after_a_moment(
    qtbot, view, session
):
    old = points(view.panels[0].flux.curve)[1].copy()
    session.selection.look_at(8)
    drawn(qtbot, view)
    at_once = view.stage.is_dimmed
    qtbot.wait(GRACE_MS + 80)

    assert not at_once
    assert view.stage.is_dimmed
    assert np.array_equal(points(view.panels[0].flux.curve)[1], old, equal_nan=True)


@pytest.mark.parametrize("kind", [SpectrumView, LithiumView])
def test_a_star_without_a_single_number_is_drawn_as_nothing(qtbot, session, kind):
    empty = np.full(800, np.nan, np.float32)
    bits = np.full(800, BAD, np.uint8)
    shown = replace(make_shown(3, {}), flux=empty, sigma=empty, template=empty, bits=bits)
    view = kind(session)
    display(session, 3, shown)
    put_on_screen(qtbot, view)
    view.autoscale_y()
    view.grab()

    assert np.isnan(points(view.panels[0].flux.curve)[1]).all()


def test_a_hidden_view_does_not_draw_and_catches_up_when_shown(qtbot, view, session):
    before = points(view.panels[0].flux.curve)[1].copy()
    view.hide()
    display(session, 9)
    qtbot.wait(20)
    hidden = points(view.panels[0].flux.curve)[1].copy()
    view.show()
    drawn(qtbot, view)

    assert np.array_equal(hidden, before, equal_nan=True)
    assert np.array_equal(
        points(view.panels[0].flux.over)[1], session.shown.template[view.panels[0].span.rows]
    )


def test_many_changes_in_one_turn_make_one_drawing(qtbot, view, session, monkeypatch):
    drawings = []
    monkeypatch.setattr(view, "redraw", lambda: drawings.append(1))
    for row in range(10, 20):
        display(session, row)
    drawn(qtbot, view)

    assert len(drawings) == 1


def test_a_simulated_star_is_marked(qtbot, view, session):
    before = view.simulated.isVisible()
    show(qtbot, view, session, make_shown(3, {"flags": "cosmic;simulated"}))

    assert not before
    assert view.simulated.isVisible()


def test_the_numbers_of_a_panel_can_be_heard(view, session):
    text = view.panels[0].canvas.accessibleDescription()

    assert view.panels[0].canvas.accessibleName() == "Hα panel"
    assert width_text(MEASURED[0], session.table.row(3)) in text


def test_colours_follow_the_theme_at_once(qtbot, view):
    theme.use("dark")
    pen = view.panels[0].flux.curve.opts["pen"].color().name()
    theme.use("light")

    assert pen == theme.DARK.observed
    assert view.panels[0].flux.curve.opts["pen"].color().name() == theme.LIGHT.observed


def test_the_lithium_panel_is_about_lithium(qtbot, session):
    view = LithiumView(session)
    display(session, 3)
    put_on_screen(qtbot, view, 300, 260)
    low, high = view.panels[0].flux.x_range

    assert 6650 < low < 6703
    assert 6712 < high < 6760
    assert [line.key for line in view.lines] == ["li"]


@pytest.mark.parametrize("width", [0.5, 2.0, 4.0])
def test_y_can_be_fitted_to_a_few_points(view, width):
    for panel in view.panels:
        panel.flux.box.setXRange(panel.span.low + 100, panel.span.low + 100 + width, padding=0)
    view.autoscale_y()
    low, high = view.panels[0].flux.y_range

    assert low < high


def test_a_red_arm_that_comes_later_draws_the_lines_no_second_time(qtbot, view, session):
    show(qtbot, view, session, make_shown(3, arm=False))
    drawn = []
    for panel in view.panels:
        panel.show_data = drawn.append

    session.show(replace(session.shown, arm=make_shown(3).arm))
    qtbot.waitUntil(lambda: not view._stale)

    assert not drawn
