"""How long the window does not answer while it scores a list, and how quickly it pages.

Usage: benchmarks/gaps.py [FOLDER]      without a folder, on the demo list
"""

import os
import platform
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest

from spectrogui.app.opening import Request
from spectrogui.app.program import Program, make_application
from spectrogui.app.run_window import SWITCH_S
from spectrogui.app.window_state import WindowState
from spectrogui.store.settings import SettingsStore

TICK_MS = 10
PAGE_MS = 120  # between two key presses while the list is scored
PRESSES = 300
LOAD_S = 5  # s, in which the model and torch are loaded


class Painted(QObject):
    """Counts the paint events of some widgets."""

    def __init__(self, widgets):
        super().__init__()
        self.count = dict.fromkeys(map(id, widgets), 0)
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        """Qt: count, and let it pass."""
        if event.type() == QEvent.Type.Paint:
            self.count[id(watched)] += 1
        return False


def say(what, seconds):
    """Print median, 99th percentile and the longest of some times."""
    ms = 1e3 * np.asarray(seconds)
    print(
        f"{what:44s} {np.median(ms):7.1f} ms   p99 {np.percentile(ms, 99):7.1f}   "
        f"at worst {ms.max():7.1f}   ({len(ms):,} times)"
    )


def run_until(app, until, limit_s):
    """Let the event loop run until something holds."""
    end = time.monotonic() + limit_s
    while not until():
        if time.monotonic() > end:
            raise SystemExit("It takes too long.")
        app.processEvents()
        time.sleep(0.0005)


def score_and_page(app, program):
    """Gaps between ticks of a timer, from the first row that is on display to the last result.

    A short list may have all its results before its first row is on display; two ticks are
    waited for.
    """
    session, ticks = program.session, []
    run_until(app, lambda: session.shown is not None and program.window.has_bench, 300)
    first = time.monotonic()
    ticking = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
    ticking.timeout.connect(lambda: ticks.append(time.perf_counter()))
    paging = QTimer(interval=PAGE_MS)
    paging.timeout.connect(lambda: press(program))
    ticking.start()
    paging.start()
    run_until(app, lambda: len(ticks) > 1 and is_scored(program), 3600)
    ticking.stop()
    paging.stop()
    scored = int(np.count_nonzero(session.table["status"] != ""))
    print(f"{scored:,} of {len(session.table):,} rows in {time.monotonic() - first:.1f} s")
    gaps, loaded = np.diff(ticks), np.asarray(ticks[1:]) > ticks[0] + LOAD_S
    say("ticks of 10 ms, scoring and paging", gaps)
    if loaded.any():
        say(f"the same without the first {LOAD_S} s", gaps[loaded])


def is_scored(program):
    """Whether every row has its result."""
    return not program.context.scoring.running and all(program.session.table["status"] != "")


def page(app, program):
    """From a key press to all panels painted, one press after another."""
    session, bench = program.session, program.window.bench
    canvases = [panel.canvas.viewport() for panel in bench.spectrum.panels]
    painted, spent = Painted(canvases), []
    session.queue.set_filter("status != failed")
    session.selection.look_at(int(session.queue.rows[0]))
    run_until(app, lambda: session.shown is not None, 60)
    for _ in range(min(PRESSES, len(session.queue.rows) - 1)):
        before, started = dict(painted.count), time.perf_counter()
        press(program)
        row = session.selection.current

        def is_there(row=row, before=before):
            shown = session.shown
            there = shown is not None and shown.row == row
            return there and all(painted.count[key] > count for key, count in before.items())

        while not is_there():
            app.processEvents()
        spent.append(time.perf_counter() - started)
        QTest.qWait(5)
    say("from → to the panels painted, all scored", spent)


def press(program):
    """The key → on the panels."""
    QTest.keyClick(program.window.bench.spectrum.panels[0].canvas, Qt.Key.Key_Right)


def measure(folder, place):
    """Open a folder in the program, and use it."""
    if folder is None:
        from spectrogui.analysis.demo import make_demo

        folder = make_demo(place / "demo")
    sys.setswitchinterval(SWITCH_S)
    app = make_application(sys.argv[:1])
    settings = SettingsStore(place / "settings.json")
    program = Program(settings=settings, state=WindowState(place / "window.ini"))
    program.show()
    program.context.opening.ask(Request((folder,), place / "gaps.spectro"))
    score_and_page(app, program)
    page(app, program)
    program.window.close()


if __name__ == "__main__":
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before the start")
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as made:
        measure(given, Path(made))
