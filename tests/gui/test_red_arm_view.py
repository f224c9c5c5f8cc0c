from dataclasses import replace

import numpy as np
import pytest
from fake_session import fake_session, make_shown
from screen import display, drawn, points, put_on_screen

from spectrogui.core.grid import BAD, R1800_BANDS, TELLURIC_BAND
from spectrogui.core.shown import unreadable
from spectrogui.views import theme
from spectrogui.views.red_arm import RedArmView
from spectrogui.views.red_arm_plot import template_on


@pytest.fixture
def session(qapp):
    return fake_session(100)


@pytest.fixture
def view(qtbot, session):
    view = RedArmView(session)
    display(session, 3)
    return put_on_screen(qtbot, view)


def damaged(row=3):
    """A star with a hole at 6000 to 6020 Å and a telluric band."""
    shown = make_shown(row, {})
    wave, bits = shown.arm.wave, shown.arm.bits.copy()
    bits[(wave > 6000) & (wave < 6020)] = BAD
    bits[(wave > 7590) & (wave < 7720)] = TELLURIC_BAND
    return replace(shown, arm=replace(shown.arm, bits=bits))


def test_flux_and_continuum_are_those_of_the_arm(view, session):
    arm = session.shown.arm

    assert np.array_equal(points(view.plot.curves.curve)[0], arm.wave)
    assert np.array_equal(points(view.plot.curves.curve)[1], arm.flux)
    assert np.array_equal(points(view.plot.continuum)[1], arm.continuum)


def test_the_template_lies_over_both_bands_in_the_units_of_the_flux(view, session):
    shown = session.shown
    wave, over = points(view.plot.curves.over)
    inside = np.any([(wave >= band.low) & (wave <= band.high) for band in R1800_BANDS], axis=0)
    at = int(np.argmin(abs(wave - 6500.0)))
    wanted = np.interp(wave[at], shown.wave[:400], shown.template[:400])

    assert np.isfinite(over[inside]).all()
    assert np.isnan(over[~inside]).all()
    assert over[at] / shown.arm.continuum[at] == pytest.approx(wanted)


def test_pixels_without_flux_are_a_gap_and_the_earths_air_is_shaded(qtbot, view, session):
    shown = damaged()
    display(session, 3, shown)
    drawn(qtbot, view)
    wave, flux = points(view.plot.curves.curve)
    ((low, high),) = view.plot.curves.underlay.scenery.air

    assert np.isnan(flux[(wave > 6000) & (wave < 6020)]).all()
    assert low == pytest.approx(7590, abs=2)
    assert high == pytest.approx(7720, abs=2)


def test_the_arm_is_asked_for_once_when_it_is_missing(qtbot, view, session):
    asked = []
    view.arm_asked.connect(asked.append)
    display(session, 4, arm=False)
    drawn(qtbot, view)
    view.invalidate()
    drawn(qtbot, view)

    assert asked == [4]


def test_a_hidden_view_asks_for_nothing_until_it_is_shown(qtbot, view, session):
    asked = []
    view.arm_asked.connect(asked.append)
    view.hide()
    display(session, 4, arm=False)
    qtbot.wait(20)
    hidden = list(asked)
    view.show()
    drawn(qtbot, view)

    assert hidden == []
    assert asked == [4]


def test_the_arm_is_drawn_when_it_comes(qtbot, view, session):
    display(session, 4, arm=False)
    drawn(qtbot, view)
    session.show(replace(session.shown, arm=make_shown(4, {}).arm))
    drawn(qtbot, view)

    assert np.array_equal(points(view.plot.curves.curve)[1], session.shown.arm.flux)


def test_an_arm_that_cannot_be_read_is_explained_and_stays_explained(qtbot, view, session):
    display(session, 4, arm=False)
    drawn(qtbot, view)
    view.say_no_arm("spec-4.fits is gone: choose its folder.")
    drawn(qtbot, view)
    theme.changed.emit()
    drawn(qtbot, view)

    assert view.stage.sentence == "spec-4.fits is gone: choose its folder."


def test_the_next_star_is_not_blamed_for_the_last_one(qtbot, view, session):
    display(session, 4, arm=False)
    drawn(qtbot, view)
    view.say_no_arm("spec-4.fits is gone: choose its folder.")
    display(session, 5)
    drawn(qtbot, view)

    assert view.stage.sentence == ""


def test_a_failed_row_shows_its_sentence(qtbot, view, session):
    session.selection.look_at(5)
    session.show(unreadable(5, {"problem": "It is empty: copy it again.", "path": "a.fits"}))
    drawn(qtbot, view)

    assert view.stage.sentence == "It is empty: copy it again."


@pytest.mark.parametrize("size", [0, 800])
def test_an_arm_without_a_number_is_drawn_as_nothing(qtbot, view, session, size):
    empty = np.full(size, np.nan)
    shown = make_shown(3, {})
    arm = replace(
        shown.arm,
        wave=np.linspace(5700, 9000, size),
        flux=empty,
        continuum=empty,
        bits=np.full(size, BAD, np.uint8),
    )
    display(session, 3, replace(shown, arm=arm))
    drawn(qtbot, view)
    view.autoscale_y()
    view.grab()

    assert not np.isfinite(points(view.plot.curves.curve)[1]).any()


def test_keys_zoom_pan_and_bring_everything_back(view):
    whole = view.plot.curves.x_range
    view.zoom_in()
    zoomed = view.plot.curves.x_range
    view.pan_right()
    panned = view.plot.curves.x_range
    view.reset_views()

    assert zoomed[1] - zoomed[0] == pytest.approx((whole[1] - whole[0]) / 1.5)
    assert panned[0] > zoomed[0]
    assert view.plot.curves.x_range == whole == (5700.0, 9000.0)


def test_lines_can_be_visited_one_by_one(view):
    view.next_line()
    low, high = view.plot.curves.x_range

    assert low < 6562.8 < high
    assert high - low < 400


def test_the_template_and_the_masks_can_be_taken_away(view):
    view.toggle_template()
    view.toggle_masks()
    view.toggle_line_labels()

    assert not view.plot.curves.over.isVisible()
    assert view.plot.curves.underlay.scenery.air == ()
    assert view.plot.curves.underlay.scenery.marked == ()


def test_smoothing_says_that_it_is_for_display_only(qtbot, view, session):
    view.smooth_more()
    drawn(qtbot, view)

    assert "display only" in view.smoothed.text()
    assert np.std(points(view.plot.curves.curve)[1]) != np.std(session.shown.arm.flux)


def test_the_template_of_a_star_outside_of_the_bands_is_unknown(session):
    shown = make_shown(3, {})

    assert np.isnan(template_on(shown.arm, shown)[shown.arm.wave < 6371]).all()
