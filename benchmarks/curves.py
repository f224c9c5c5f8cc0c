"""How long the window does not answer while light curves arrive, and whether each is its star's.

Usage: benchmarks/curves.py [FOLDER] [--hasty]

Light curves come through lightkurve from an archive on this computer. Without a folder they are
made; with one, its FITS files are handed out in turn, each with the number of its star. With
--hasty there are four stars, to see that it works.
"""

import csv
import hashlib
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from spectrogui.app.main import ONE_CORE

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault(*ONE_CORE)
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import numpy as np
from fake_mast import FakeMast, FakeProduct, made_curve
from fakes import write_many
from gaps import run_until, say
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from spectrogui.app.opening import Request
from spectrogui.app.program import Program, make_application
from spectrogui.app.run_window import SWITCH_S
from spectrogui.app.window_state import WindowState
from spectrogui.store.places import HOME
from spectrogui.store.settings import SettingsStore

HASTY = "--hasty" in sys.argv
STARS, PAGES = (4, 2) if HASTY else (150, 50)
TICK_MS = 10
QUICK_MS, CALM_MS = 150, 700  # between two keys: leafing, and looking


class Watch:
    """Times between ticks of the event loop, and light curves on display that are of others."""

    def __init__(self, program):
        self.session, self.ticks, self.shown, self.wrong = program.session, [], set(), []
        self._timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self.session.curves.changed.connect(self._look)

    def _tick(self):
        self.ticks.append((time.perf_counter(), time.thread_time()))

    def _look(self):
        state, table = self.session.curves.state, self.session.table
        for study in state.studies:
            self.shown.add(state.row)
            if study.curve.header.epic != str(table["epic"][state.row]):
                self.wrong.append(state.row)

    def measure(self, app, what, until):
        """Run the event loop until something holds; say how evenly it went."""
        self.ticks.clear()
        self._timer.start()
        began = time.monotonic()
        run_until(app, until, 900)
        self._timer.stop()
        gaps, own = np.diff(np.asarray(self.ticks), axis=0).T
        say(what, gaps)
        long = int(np.count_nonzero(gaps > 0.05))
        print(f"{'':4s}in {time.monotonic() - began:.1f} s, {long} above 50 ms")
        say("    of which the window itself computed", own)


def press(program, key):
    """A key on the panels."""
    QTest.keyClick(program.window.bench.spectrum.panels[0].canvas, key)


def leaf(program, count, every_ms, keys):
    """Press keys again and again by a timer; says when it is done."""
    left = [count]
    timer = QTimer(program, interval=every_ms)

    def turn():
        for key in keys:
            press(program, key)
        left[0] -= 1
        if not left[0]:
            timer.stop()

    timer.timeout.connect(turn)
    timer.start()
    return lambda: left[0] == 0


def stars(place, folder):
    """A list of spectra with EPIC numbers, and the archive's rows for them."""
    spectra = write_many(place / "spectra", STARS, layout="coadd")
    given = sorted(folder.rglob("*.fits")) if folder else []
    listing, rows = place / "list.csv", []
    with listing.open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file)
        write.writerow(["path", "epic"])
        for number, spectrum in enumerate(spectra):
            epic = str(211_000_001 + number)
            write.writerow([spectrum, epic])
            if given:
                path, author = given[number % len(given)], "K2SFF"
                name = f"hlsp_k2sff_k2_lightcurve_{epic}-c13_kepler_v1_llc.fits"
            else:
                made = made_curve(place, epic, points=3400, period=1 + 0.1 * number)
                path, author, name = made, "K2", ""
            rows.append(FakeProduct(epic, 60.0, 20.0, path, author, "13", name, relabel=True))
    return listing, rows


def open_list(app, listing, place, server):
    """The program, with the list open and scored."""
    settings = SettingsStore(place / "settings.json")
    settings.set("k2_server", server)
    program = Program(settings=settings, state=WindowState(place / "window.ini"))
    program.show()
    program.context.opening.ask(Request((listing,), place / "curves.spectro"))
    run_until(app, lambda: program.session.shown is not None and program.window.has_bench, 300)
    run_until(app, lambda: not program.context.scoring.running, 900)
    program.window.bench.bring(program.window.bench.light_curve)
    return program


def check(program, rows, watch):
    """Compare what the rows say with what the archive handed out."""
    table = program.session.table
    known = {row.epic: hashlib.sha256(row.content).hexdigest() for row in rows}
    filled = np.flatnonzero(table["lc_sha256"] != "")
    mixed = [i for i in filled if table["lc_sha256"][i] != known[str(table["epic"][i])]]
    print(
        f"{len(filled)} rows have a light curve, {len(mixed)} of them another star's; "
        f"{len(watch.shown)} stars were on display, {len(watch.wrong)} with another's"
    )
    return not mixed and not watch.wrong


def measure(folder, place):
    """Leaf through stars in three ways."""
    os.environ[HOME] = str(place / "home")
    listing, rows = stars(place, folder)
    sys.setswitchinterval(SWITCH_S)
    app = make_application(sys.argv[:1])
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(rows, there))
    server.start()
    try:
        program = open_list(app, listing, place, here.recv())
        table, watch = program.session.table, Watch(program)
        fetching = program.context.curves.fetching
        program.session.selection.look_at(0)
        watch.measure(app, "nobody does anything", still(5.0))
        done = leaf(program, PAGES, QUICK_MS, (Qt.Key.Key_K, Qt.Key.Key_Right))
        watch.measure(app, f"k and → every {QUICK_MS} ms", done)
        watch.measure(app, "the rest of these arrives", lambda: arrived(fetching, table, PAGES))
        program.session.selection.look_at(0)
        done = leaf(program, PAGES, QUICK_MS, (Qt.Key.Key_Right,))
        watch.measure(app, "→ through the same stars", done)
        program.settings.set("k2_fetch", "this star and the next")
        done = leaf(program, PAGES, CALM_MS, (Qt.Key.Key_Right,))
        watch.measure(app, f"→ every {CALM_MS} ms, fetched by itself", done)
        here.send("how often")
        print(f"{here.recv()} downloads")
        fine = check(program, rows, watch)
        program.window.close()
    finally:
        here.close()
        server.join()
    return fine


def serve(rows, pipe):
    """Body of the archive's process; it ends with the other end of the pipe.

    It gives way to the others, as an archive elsewhere takes nothing from this computer.
    """
    with suppress(AttributeError):
        os.nice(19)
    with FakeMast(rows) as mast, suppress(EOFError):
        pipe.send(mast.url)
        while pipe.recv():
            pipe.send(mast.asked("download"))


def still(seconds):
    """Says when some time is over."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def arrived(fetching, table, count):
    """Whether nothing is on its way and the first rows have their light curves."""
    return not any(map(fetching.is_waiting, range(count))) and all(table["lc_path"][:count] != "")


if __name__ == "__main__":
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before the start")
    named = [word for word in sys.argv[1:] if word != "--hasty"]
    given = Path(named[0]) if named else None
    with tempfile.TemporaryDirectory() as made:
        sys.exit(0 if measure(given, Path(made)) else 1)
