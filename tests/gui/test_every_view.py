"""What all views have in common."""

import numpy as np
import pytest
from fake_session import fake_session, make_shown
from PySide6.QtWidgets import QApplication, QGraphicsView
from screen import display, drawn, put_on_screen

from spectrogui.views import theme
from spectrogui.views.card import ObjectCard
from spectrogui.views.k2 import LightCurveView
from spectrogui.views.labelling import LabellingView
from spectrogui.views.lithium import LithiumView
from spectrogui.views.red_arm import RedArmView
from spectrogui.views.scatter import ScatterView
from spectrogui.views.slitless import SlitlessView
from spectrogui.views.spectrum import SpectrumView
from spectrogui.views.table import TableView

VIEWS = (
    SpectrumView, LithiumView, RedArmView, LightCurveView, ObjectCard, LabellingView, TableView,
    ScatterView, SlitlessView,
)  # fmt: skip
OWN_REDRAW = tuple(kind for kind in VIEWS if kind not in (TableView, ScatterView))
"""The others draw themselves by other ways, which have tests of their own."""

every_view = pytest.mark.parametrize("kind", VIEWS, ids=lambda kind: kind.__name__)
every_plain_view = pytest.mark.parametrize("kind", OWN_REDRAW, ids=lambda kind: kind.__name__)


@pytest.fixture(scope="module")
def survey(qapp):
    """More rows than are drawn as points; made once, for it takes seconds."""
    return fake_session(25_000)


@every_view
@pytest.mark.parametrize("rows", [0, 1, 200])
def test_it_draws_any_number_of_rows(qtbot, kind, rows):
    session = fake_session(rows)
    view = put_on_screen(qtbot, kind(session), 400, 320)
    if rows:
        display(session, rows - 1)
        drawn(qtbot, view)

    assert not view.grab().isNull()


@pytest.mark.slow
@every_view
def test_it_draws_a_long_list(qtbot, kind, survey):
    view = put_on_screen(qtbot, kind(survey), 400, 320)
    display(survey, 100, make_shown(100, survey.table.row(100)))
    drawn(qtbot, view)

    assert not view.grab().isNull()


@every_plain_view
def test_it_draws_once_for_many_changes_and_not_while_hidden(qtbot, kind, monkeypatch):
    session = fake_session(30)
    view = put_on_screen(qtbot, kind(session), 400, 320)
    drawings = []
    monkeypatch.setattr(view, "redraw", lambda: drawings.append(view.isVisible()))
    view.hide()
    for row in range(10):
        display(session, row)
    qtbot.wait(20)
    hidden = len(drawings)
    view.show()
    for row in range(10, 20):
        display(session, row)
    drawn(qtbot, view)

    assert hidden == 0
    assert 1 <= len(drawings) <= 2
    assert all(drawings)


@every_view
def test_drawing_never_writes_to_the_store(qtbot, kind):
    session = fake_session(30)
    before = {name: session.table[name].copy() for name in ("verdict", "comment", "ew_ha")}
    view = put_on_screen(qtbot, kind(session), 400, 320)
    display(session, 5)
    drawn(qtbot, view)
    view.grab()

    assert session.selection.current == 5
    assert not session.labels.done
    for name, values in before.items():
        equal_nan = values.dtype != object
        assert np.array_equal(session.table[name], values, equal_nan=equal_nan)


@every_view
def test_a_view_that_is_gone_is_forgotten(qtbot, kind):
    session = fake_session(30)
    view = kind(session)
    view.resize(400, 320)
    view.show()
    display(session, 5)
    view.close()
    view.deleteLater()
    del view
    QApplication.processEvents()
    display(session, 6)
    session.labels.give_verdict([6], 2)
    theme.changed.emit()
    qtbot.wait(20)

    assert session.selection.current == 6


@every_view
@pytest.mark.parametrize("choice", ["light", "dark"])
def test_it_wears_either_theme(qtbot, kind, choice):
    session = fake_session(30)
    display(session, 5)
    view = put_on_screen(qtbot, kind(session), 400, 320)
    theme.use(choice)
    drawn(qtbot, view)
    corner = view.grab().toImage().pixelColor(1, 1).lightness()
    theme.use("light")

    assert (corner < 128) == (choice == "dark")


@every_view
def test_every_plot_and_view_has_a_name_for_who_does_not_see_it(qtbot, kind):
    session = fake_session(30)
    display(session, 5)
    view = put_on_screen(qtbot, kind(session), 400, 320)
    plots = [each for each in view.findChildren(QGraphicsView) if each.isVisible()]

    assert all(plot.accessibleName() for plot in plots)
    assert view.accessibleName() or plots or kind in (LabellingView, TableView)
