"""A view that may wait gives way to the next star, but not for ever."""

import pytest
from PySide6.QtCore import Qt, QTimer

from spectrogui.views import base
from spectrogui.views.base import View


class Patient(View):
    """Would be drawn a long time after it is asked to."""

    patience_ms = 10_000

    def redraw(self):
        """Nothing to draw."""


@pytest.fixture
def clock(monkeypatch):
    """The time of day that views go by, s."""
    now = [100.0]
    monkeypatch.setattr(base.time, "monotonic", lambda: now[0])
    return now


def asked_again(qtbot, clock, after_s):
    """What is left to wait, ms, just before a redraw is asked for once more, and just after."""
    view = Patient()
    qtbot.addWidget(view)
    timer = view.findChild(QTimer)
    timer.setTimerType(Qt.TimerType.PreciseTimer)  # others say what is left in rough steps
    view.invalidate()
    qtbot.wait(40)
    clock[0] += after_s
    before = timer.remainingTime()
    view.invalidate()
    return before, timer.remainingTime()


def test_asked_again_within_a_moment_it_waits_anew(qtbot, clock):
    before, after = asked_again(qtbot, clock, after_s=0.05)

    assert after > before


def test_asked_again_for_long_it_waits_no_longer(qtbot, clock):
    before, after = asked_again(qtbot, clock, after_s=0.2)

    assert after <= before
