import numpy as np
import pytest
from fake_curve_state import EPIC, fake_curve, fake_study, shown_state
from fake_session import fake_session
from screen import drawn, put_on_screen

from spectrogui.store.light_curves import CurveState
from spectrogui.views.k2 import LightCurveView


@pytest.fixture
def session(qapp):
    return fake_session(60)


@pytest.fixture
def view(qtbot, session):
    view = LightCurveView(session)
    show(session, shown_state(3))
    return put_on_screen(qtbot, view, 360, 230)


def show(session, state):
    session.selection.look_at(state.row)
    session.curves.put(state)


def test_points_that_were_used_are_apart_from_outliers_and_masked_ones(view, session):
    study, page = session.curves.state.study, view.pages.curve

    assert np.array_equal(page.used[0].x, study.curve.time[study.used])
    assert np.allclose(page.used[0].y, 1000 * study.flux[study.used])
    assert np.array_equal(page.masked.x, study.curve.time[~study.curve.good])
    assert page.rejected.x == pytest.approx([study.curve.time[100]])


def test_a_light_curve_is_never_left_under_the_next_stars_name(qtbot, view, session):
    show(session, CurveState(4, EPIC, "absent"))
    drawn(qtbot, view)

    assert view.sentence == "K2 has not observed this star."
    assert not view.pages.isVisible()
    assert view.head.isHidden()


def test_wide_enough_for_all_three_plots_it_shows_them_side_by_side(qtbot, view):
    narrow = len(view.pages.shown)
    view.resize(720, 330)
    qtbot.waitUntil(lambda: len(view.pages.shown) == 3)

    assert narrow == 1
    assert view.pages.page == 0


def test_several_light_curves_lie_over_each_other(qtbot, view, session):
    other = fake_study(fake_curve("K2SFF", unit=""))
    show(session, shown_state(3, fake_study(), other))
    drawn(qtbot, view)

    assert [entry.text for entry in view.pages.curve.key.entries] == ["K2", "K2SFF"]
    assert len(view.pages.curve.used[1].x) == other.used.sum()
