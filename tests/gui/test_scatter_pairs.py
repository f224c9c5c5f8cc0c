"""Pairs of axes by name, in the scatter."""

import pytest
from fake_session import fake_session
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from screen import put_on_screen

from spectrogui.core.columns import COLUMN
from spectrogui.views.scatter import ScatterView
from spectrogui.views.scatter_pairs import PAIRS


@pytest.fixture
def view(qtbot):
    return put_on_screen(qtbot, ScatterView(fake_session(30)), 376, 320)


def marked(view):
    return [action.text() for action in view.bar.pairs.menu().actions() if action.isChecked()]


def test_every_pair_is_of_columns_that_can_be_axes(view):
    for pair in PAIRS:
        assert COLUMN[pair.x].kind == COLUMN[pair.y].kind == "float"
        assert view.bar.x_axis.findData(pair.x) >= 0
        assert view.bar.y_axis.findData(pair.y) >= 0


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_a_pair_of_the_menu_becomes_the_axes_and_is_marked(view, number):
    view.bar.pairs.menu().actions()[number].trigger()
    pair = PAIRS[number]

    assert view.bar.names[:2] == (pair.x, pair.y)
    assert marked(view) == [pair.title]


def test_a_pair_that_is_chosen_twice_stays_and_stays_marked(view):
    for _ in range(2):
        view.bar.pairs.menu().actions()[3].trigger()

    assert marked(view) == [PAIRS[3].title]


def test_axes_without_a_name_mark_nothing_and_the_first_pair_follows_them(view):
    view.set_axes("rmse", "snr_r")
    before = marked(view)
    view.next_pair()

    assert before == []
    assert view.bar.names[:2] == (PAIRS[0].x, PAIRS[0].y)


def test_x_goes_from_pair_to_pair_and_around(qtbot, opened):
    seen = []
    for _ in PAIRS:
        QTest.keyClick(opened.window.bench.table.lines, Qt.Key.Key_X)
        seen.append(opened.window.bench.scatter.bar.names[:2])

    assert seen == [(pair.x, pair.y) for pair in (*PAIRS[1:], PAIRS[0])]


def test_the_axes_have_titles_with_units(view):
    view.bar.pairs.menu().actions()[3].trigger()
    view.redraw()

    assert "erg/s/cm²" in view.canvas.plotItem.getAxis("left")._title
