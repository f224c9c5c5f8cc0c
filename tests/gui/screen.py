"""Putting a view on screen, and rows in front of it."""

import numpy as np
from fake_session import make_shown


def put_on_screen(qtbot, view, width=720, height=400):
    """Show a view and wait until it has drawn."""
    qtbot.addWidget(view)
    view.resize(width, height)
    with qtbot.waitExposed(view):
        view.show()
    drawn(qtbot, view)
    return view


def drawn(qtbot, view):
    """Wait until a view has drawn the store as it is now."""
    qtbot.waitUntil(lambda: not view._stale)


def display(session, row, shown=None, **others):
    """What a command does: look at a row, and show its spectrum."""
    session.selection.look_at(row)
    values = session.table.row(row)
    session.show(shown if shown is not None else make_shown(row, values, **others))


def points(item):
    """The points of a curve, (n,) x and y."""
    x, y = item.getData()
    return np.asarray(x), np.asarray(y)
