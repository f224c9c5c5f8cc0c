"""What the benchmarks of the window share: a program with a session, real events, times.

No benchmark by itself: `paging.py`, `table.py`, `scatter.py` and `window.py` use it.
"""

import os
import platform
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import psutil
from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest

from spectrogui.app.opening import Request
from spectrogui.app.program import Program, make_application
from spectrogui.app.run_window import SWITCH_S
from spectrogui.app.window_state import WindowState
from spectrogui.io.pack import pack_path
from spectrogui.store.settings import SettingsStore

FEW = 100
"""Rows of the session that every other one is compared with."""
SPECTRA = 20_000
"""A session that is made for a benchmark gets so many records: enough to page through."""
TICK_MS = 5
LIMIT_S = 120
SIZE = (1920, 1080)


class Painted(QObject):
    """Counts the paint events of some widgets."""

    def __init__(self, *widgets):
        super().__init__()
        self._widgets = widgets
        self._count = dict.fromkeys(map(id, widgets), 0)
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        """Qt: count, and let it pass."""
        if event.type() == QEvent.Type.Paint:
            self._count[id(watched)] += 1
        return False

    def begin(self):
        """Forget what was painted."""
        self._count = dict.fromkeys(self._count, 0)

    def done(self):
        """Whether all were painted since."""
        return all(self._count.values())

    def stop(self):
        """Count no more."""
        for widget in self._widgets:
            widget.removeEventFilter(self)


class Driver:
    """The real program with one session after another; `hasty` does everything only a little."""

    def __init__(self, place, hasty=False):
        self.hasty = hasty
        sys.setswitchinterval(SWITCH_S)
        self.app = make_application(sys.argv[:1])
        settings = SettingsStore(place / "settings.json")
        settings.set("auto_advance", False)
        self.program = Program(settings=settings, state=WindowState(place / "window.ini"))
        self.session = self.program.session
        self.program.show()
        self.program.window.resize(*SIZE)
        self.program.window.activateWindow()
        QTest.qWaitForWindowActive(self.program.window)  # else shortcuts do nothing
        self._ticks = []
        self._ticking = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._ticking.timeout.connect(lambda: self._ticks.append(time.perf_counter()))
        self._ticking.start()

    @property
    def is_empty(self):
        """Whether the first screen is there, and no docks."""
        return self.program.window.pages.currentWidget() is self.program.window.welcome

    @property
    def bench(self):
        """The docks."""
        return self.program.window.bench

    def open(self, path):
        """Show a session; seconds until its first spectrum is painted, and the longest step."""
        opened, session = [], self.session
        connection = self.program.context.opening.opened.connect(lambda: opened.append(True))
        with self.watched() as times:
            self.program.context.opening.ask(Request((), path))
            self.until(lambda: opened and session.shown is not None and not self.is_empty)
            self.app.processEvents()
        self.program.context.opening.opened.disconnect(connection)
        self.rest()
        return times

    def until(self, holds):
        """Let the event loop run until something holds."""
        end = time.monotonic() + LIMIT_S
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError("It takes too long.")
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def rest(self, ms=400):
        """Let everything that is still to come come."""
        QTest.qWait(ms // 10 if self.hasty else ms)

    def times(self, many):
        """How often to do what is worth doing many times."""
        return min(many, 2) if self.hasty else many

    @contextmanager
    def watched(self):
        """How long something takes, and the longest time within it without the event loop."""
        times = Times()
        started = time.perf_counter()
        self._ticks = [started]
        yield times
        ended = time.perf_counter()
        times.took.append(ended - started)
        ticks = [*self._ticks, ended]
        times.step.append(max(0.0, max(np.diff(ticks)) - TICK_MS / 1e3))

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        """A key on the panels."""
        QTest.keyClick(self.bench.spectrum.panels[0].canvas, key, modifiers)

    def memory_mb(self):
        """Resident memory of the program."""
        return psutil.Process().memory_info().rss / 2**20

    def close(self):
        """Shut the window."""
        self._ticking.stop()
        self.program.window.close()


class Times:
    """What some repeats of the same took, s, and their longest steps."""

    def __init__(self):
        self.took, self.step = [], []

    def add(self, other):
        """Take over those of another."""
        self.took += other.took
        self.step += other.step


class Report:
    """A table of times: of a small session, of a large one, and what they should be."""

    def __init__(self):
        self._few = {}

    def head(self, rows):
        """Begin the table of a session."""
        print(
            f"\n{'ms':42s}{f'{FEW} rows':>9s}{'p99':>7s}{f'{rows:,} rows':>16s}{'p99':>9s}"
            f"{'worst':>9s}{'step':>8s}{'times':>7s}  goal"
        )

    def keep(self, what, times):
        """Remember what it takes with few rows."""
        took = 1e3 * np.asarray(times.took)
        self._few[what] = f"{np.median(took):9.1f}{np.percentile(took, 99):7.1f}"

    def tell(self, what, times, goal=""):
        """Print a line; `step` is the longest time that the window did not answer."""
        took, step = 1e3 * np.asarray(times.took), 1e3 * max(times.step, default=np.nan)
        few = self._few.get(what, f"{'':16s}")
        print(
            f"{what:42s}{few}{np.median(took):16.1f}{np.percentile(took, 99):9.1f}"
            f"{took.max():9.1f}{step:8.1f}{len(took):7d}  {goal}",
            flush=True,
        )


def drop_from_cache(path):
    """Let the operating system forget what it read of a file."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def forget_spectra(session_path):
    """Let the operating system forget the records of a session."""
    drop_from_cache(pack_path(session_path))


def run(measure, argv):
    """Measure with a session of few rows, and with the one that is asked for.

    With --hasty everything is done only once or twice, to see that it works.
    `measure(driver, say, path)` does it; `say(what, times, goal)` takes the outcome.
    """
    hasty = "--hasty" in argv
    given = next((word for word in argv[1:] if not word.startswith("-")), "132086")
    load = os.getloadavg()[0]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before the start; "
        f"{os.environ['QT_QPA_PLATFORM']}, {SIZE[0]} × {SIZE[1]}"
    )
    from make_session import make_session  # torch: what only opens a session does without

    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        few = make_session(FEW, place)
        path = Path(given)
        if given.isdecimal():
            path = make_session(int(given), place, min(int(given), SPECTRA))
        driver, report = Driver(place, hasty), Report()
        driver.open(few)
        measure(driver, lambda what, times, _: report.keep(what, times), few)
        times = driver.open(path)
        report.head(len(driver.session.table))
        report.tell("open, until the first star is painted", times, "2 s / 5 s")
        measure(driver, report.tell, path)
        print(f"{'resident memory at the end':42s}{driver.memory_mb():25.0f} MB", flush=True)
        driver.close()
