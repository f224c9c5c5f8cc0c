from dataclasses import replace

import numpy as np
import pytest
from fake_curve_state import (
    EPIC,
    fake_curve,
    fake_periodogram,
    fake_product,
    fake_study,
    show,
    shown_state,
)
from fake_session import fake_session
from screen import drawn, points, put_on_screen

from spectrogui.core.curve_study import Choices
from spectrogui.core.light_curve import LightCurve
from spectrogui.science.period_quality import HALF, MEANINGS
from spectrogui.store.light_curves import CurveState
from spectrogui.views import theme
from spectrogui.views.k2 import LightCurveView
from spectrogui.views.stage import GRACE_MS


@pytest.fixture
def session(qapp):
    return fake_session(60)


@pytest.fixture
def view(qtbot, session):
    view = LightCurveView(session)
    show(session, shown_state(3))
    return put_on_screen(qtbot, view, 360, 230)


@pytest.fixture
def wide(qtbot, session):
    view = LightCurveView(session)
    show(session, shown_state(3))
    return put_on_screen(qtbot, view, 1150, 400)


def test_points_that_were_used_are_apart_from_outliers_and_masked_ones(view, session):
    study, page = session.curves.state.study, view.pages.curve

    assert np.array_equal(page.used[0].x, study.curve.time[study.used])
    assert np.allclose(page.used[0].y, 1000 * study.flux[study.used])
    assert np.array_equal(page.masked.x, study.curve.time[~study.curve.good])
    assert page.rejected.x == pytest.approx([study.curve.time[100]])


def test_all_of_the_time_is_in_view_and_glitches_do_not_set_the_range_of_flux(view, session):
    study = session.curves.state.study
    (left, right), (low, high) = view.pages.curve.x_range, view.pages.curve.y_range

    assert left < study.curve.time[0]
    assert right > study.curve.time[-1]
    assert low < -20
    assert 20 < high < 40


def test_points_beyond_the_range_get_an_arrow_at_the_edge(view, session):
    over, under = view.pages.curve.edges.clipped()

    assert over == pytest.approx([session.curves.state.study.curve.time[100]])
    assert len(under) == 0


def test_the_axis_on_the_right_counts_electrons_where_they_are_known(qtbot, view, session):
    axis = view.pages.curve.flux_axis
    study = session.curves.state.study
    step, ticks = axis.tickValues(-20, 20, 200)[0]
    middle = study.curve.median
    said = [float(text) for text in axis.tickStrings(ticks, 1.0, step)]
    show(session, shown_state(3, fake_study(fake_curve("K2SFF", unit=""))))
    drawn(qtbot, view)

    assert said == pytest.approx([middle * (1 + tick / 1000) for tick in ticks], abs=1)
    assert all(value % step == pytest.approx(0, abs=1e-6) for value in said)
    assert not axis.is_known


def test_flares_are_marked_and_their_points_have_an_ink_of_their_own(view, session):
    flares, page = session.curves.state.study.flares, view.pages.curve
    inside = [any(f.start <= x <= f.stop for f in flares) for x in page.flaring.x]

    assert list(page.flares.x) == [flare.peak for flare in flares]
    assert len(page.flaring.x) > 0
    assert all(inside)


def test_several_light_curves_lie_over_each_other_and_are_named(qtbot, view, session):
    other = fake_study(fake_curve("K2SFF", unit=""))
    show(session, shown_state(3, fake_study(), other))
    drawn(qtbot, view)

    assert [entry.text for entry in view.pages.curve.key.entries] == ["K2", "K2SFF"]
    assert len(view.pages.curve.used[1].x) == other.used.sum()


def test_light_curves_can_be_drawn_below_each_other(qtbot, view, session):
    show(session, shown_state(3, fake_study(), fake_study(fake_curve("K2SFF", unit=""))))
    drawn(qtbot, view)
    view.head.menu.apart.setChecked(True)
    first, second = view.pages.curve.used[:2]

    assert second.y.max() < first.y.min()


def test_campaigns_are_parted_by_a_line_and_named(qtbot, view, session):
    later = fake_study(fake_curve("K2", "13", start=2990))
    show(session, shown_state(3, fake_study(), later))
    drawn(qtbot, view)
    (line,) = view.pages.curve.bounds

    assert line.value() == pytest.approx(2990)
    assert [each.text for each in view.pages.curve.strip.placed()] == ["K2 C4", "K2 C13"]


def test_the_trend_is_shown_over_the_flux_as_it_was_read(view, session):
    study, page = session.curves.state.study, view.pages.curve
    hidden = len(points(page.trend)[0])
    view.head.menu.trend.setChecked(True)

    assert hidden == 0
    assert points(page.trend)[1] == pytest.approx(1000 * study.trend)
    assert page.used[0].y == pytest.approx(1000 * study.curve.relative[study.used])


def test_the_peak_its_harmonics_and_the_level_of_chance_are_marked(wide):
    page = wide.pages.power
    names = [each.text for each in page.strip.placed()]

    assert 10 ** page.peak.value() == pytest.approx(3.0)
    assert names == ["P/3", "P/2", "P = 3.000 d", "2P"]
    assert [10 ** line.value() for line in page.harmonics] == pytest.approx([1.0, 1.5, 6.0])
    assert page.level.value() == 0.02
    assert page.level_name.isVisible()


def test_a_harmonic_outside_of_the_search_is_not_marked(qtbot, wide, session):
    study = replace(fake_study(period=0.3), periodogram=fake_periodogram(0.3))
    show(session, shown_state(3, study))
    drawn(qtbot, wide)

    assert [line.isVisible() for line in wide.pages.power.harmonics] == [False, False, True]


def test_the_period_axis_is_logarithmic_and_says_days(wide):
    axis = wide.pages.power.plot.getAxis("bottom")
    places = axis.tickValues(-0.7, 1.6, 300)[0][1]

    assert [float(text) for text in axis.tickStrings(places, 1, 1)] == pytest.approx(
        [10**place for place in places]
    )
    assert axis.labelText.startswith("Period")


def test_the_phase_curve_has_medians_with_errors_and_the_amplitude(wide):
    page = wide.pages.folded
    bins = page.fold.bin_flux

    assert len(page.bins.x) == 3 * 64
    assert page.bins.y[:64] == pytest.approx(1000 * bins)
    assert page.bins.error[:64] == pytest.approx(1000 * page.fold.bin_err)
    assert page.bracket.text == f"{100 * np.ptp(bins):.2f} %"
    assert (page.bracket.low, page.bracket.high) == pytest.approx(
        (1000 * bins.min(), 1000 * bins.max())
    )


def test_without_a_period_the_phase_curve_says_so(qtbot, wide, session):
    show(session, shown_state(3, fake_study(period=np.nan, warnings=("no period",))))
    drawn(qtbot, wide)

    assert wide.pages.folded.note.text.startswith("No period.")
    assert len(wide.pages.folded.bins.x) == 0
    assert not wide.pages.power.peak.isVisible()


@pytest.mark.parametrize("size", [0, 1])
def test_a_light_curve_without_points_is_drawn_as_nothing(qtbot, wide, session, size):
    curve = fake_curve(n=max(size, 2))
    part = [each[:size] for each in (curve.time, curve.flux, curve.flux_err)]
    empty = LightCurve(*part, np.zeros(size, bool), np.zeros(size, np.int64), curve.header)
    study = fake_study(empty, period=np.nan, flares=())
    nothing = replace(study.periodogram, period=np.empty(0), power=np.empty(0))
    study = replace(study, periodogram=replace(nothing, peaks=np.empty(0)), flux=part[0] * 0)
    show(session, shown_state(3, study))
    drawn(qtbot, wide)
    wide.reset_views()
    wide.toggle_window_function()
    wide.next_peak()

    assert not wide.grab().isNull()
    assert wide.pages.power.note.text == "Too few points for a periodogram."


def test_the_head_says_which_of_how_many_and_the_numbers(qtbot, wide, session):
    products = (fake_product("EVEREST", where="archive"), fake_product(), fake_product("K2SC"))
    show(session, shown_state(3, products=products))
    drawn(qtbot, wide)
    qtbot.waitUntil(lambda: wide.head.chooser.text() == "K2 C4 · 2 of 3 ▾")
    said = [fact.text for fact, _ in wide.head.facts.placed()]

    assert wide.head.chooser.words == "K2 C4 · 2 of 3"
    assert said[0] == "3.000 ± 0.012 d"
    assert said[2:] == ["ok", "2 flares", f"EPIC {EPIC}"]


def test_a_warning_is_never_left_out_however_narrow_the_dock(qtbot, view, session):
    words = HALF
    show(session, shown_state(3, fake_study(warnings=(words,))))
    drawn(qtbot, view)
    qtbot.waitUntil(lambda: view.head.facts.height() > 1.5 * view.head.chooser.height())
    placed = {fact.text: place for fact, place in view.head.facts.placed()}

    assert words in placed
    assert placed[words].right() <= view.head.facts.width()
    assert MEANINGS[HALF] in view.head.facts.accessibleDescription()


def test_a_simulated_light_curve_wears_a_badge(qtbot, view, session):
    plain = view.head.simulated.isVisible()
    curve = fake_curve()
    curve = replace(curve, header=replace(curve.header, simulated=True))
    show(session, shown_state(3, fake_study(curve)))
    drawn(qtbot, view)

    assert not plain
    assert view.head.simulated.isVisible()


def test_wide_enough_for_all_three_plots_it_shows_them_side_by_side(qtbot, view):
    narrow = view.pages.shown
    view.resize(720, 330)
    qtbot.waitUntil(lambda: len(view.pages.shown) == 3)

    assert narrow == (view.pages.curve,)


def test_the_plots_say_their_numbers_to_who_does_not_see_them(wide):
    curve, power, folded = (page.canvas.accessibleDescription() for page in wide.pages.every)

    assert f"K2 C4 of EPIC {EPIC}" in curve
    assert "3.000 ± 0.012 d" in power
    assert "amplitude" in folded
    assert "3.000 ± 0.012 d" in wide.head.facts.accessibleName()


def test_another_star_brings_all_of_its_curve_into_view(qtbot, view, session):
    view.zoom_in()
    show(session, shown_state(4, fake_study(fake_curve(campaign="13", start=2990))))
    drawn(qtbot, view)

    assert view.pages.curve.x_range[0] < 2990 < 3050 < view.pages.curve.x_range[1]


def test_another_treatment_keeps_the_stretch_of_time_in_view(qtbot, view, session):
    view.zoom_in()
    zoomed = view.pages.curve.x_range
    show(session, shown_state(3, fake_study(choices=Choices(flatten=True))))
    drawn(qtbot, view)

    assert view.pages.curve.x_range == zoomed


def test_the_theme_changes_the_ink(qtbot, view):
    theme.use("dark")
    drawn(qtbot, view)
    dark = view.pages.curve.used[0]._ink.name()
    theme.use("light")
    drawn(qtbot, view)

    assert dark == theme.DARK.observed
    assert view.pages.curve.used[0]._ink.name() == theme.LIGHT.observed


def test_the_old_curve_stays_dimmed_while_the_next_is_read_and_loses_its_name(
    qtbot, view, session
):
    show(session, CurveState(4, "211000000", "reading"))
    drawn(qtbot, view)
    at_once = view.stage.is_dimmed, view.sentence
    qtbot.wait(GRACE_MS + 60)

    assert at_once == (False, "")
    assert view.stage.is_dimmed
    assert view.pages.isVisible()
    assert view.pages.curve.used[0].opacity() < 0.5
    assert view.head.facts.facts == ()
    assert "K2 C4" not in view.head.chooser.words


def test_a_curve_of_a_row_that_was_left_is_not_drawn_under_the_next_one(qtbot, view, session):
    session.selection.look_at(4)
    session.curves.put(shown_state(3, fake_study(fake_curve("K2SFF"))))
    drawn(qtbot, view)
    qtbot.wait(GRACE_MS + 60)

    assert view.stage.is_dimmed
    assert view.pages.state.study.curve.header.author == "K2"
    assert view.head.chooser.words == "…"


def test_a_curve_that_comes_within_a_moment_never_dims_the_old_one(qtbot, view, session):
    dimmed = []
    view.stage.dim_changed.connect(dimmed.append)
    show(session, CurveState(4, EPIC, "reading"))
    drawn(qtbot, view)
    show(session, shown_state(4))
    drawn(qtbot, view)
    qtbot.wait(GRACE_MS + 60)

    assert dimmed == []
    assert view.sentence == ""
