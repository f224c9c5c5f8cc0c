"""How quickly the next spectrum is there, and how quickly a verdict is on disk and on screen.

Usage: benchmarks/paging.py [ROWS | SESSION] [--hasty]

The same is measured with a session of a hundred rows before: a survey must feel like that.
"""

import sys
from itertools import cycle

import numpy as np
from driving import Painted, Times, forget_spectra, run
from PySide6.QtCore import Qt

PRESSES = 300
FILTER = "teff < 5500 and snr_r > 10"
CTRL = Qt.KeyboardModifier.ControlModifier


def page(driver, places=None, key=Qt.Key.Key_Right, modifiers=Qt.KeyboardModifier.NoModifier):
    """From a key press to the panels and the table painted, for each place to start from."""
    session, bench = driver.session, driver.bench
    panels = [panel.canvas.viewport() for panel in bench.spectrum.panels]
    painted = Painted(*panels, bench.table.lines.viewport())
    made = Times()
    presses = driver.times(PRESSES if places is None else len(places))
    for number in range(min(presses, len(session.queue.rows) - 1)):
        if places is not None:
            session.selection.look_at(int(places[number]))
            driver.rest(150)
        painted.begin()
        before = session.selection.current
        with driver.watched() as times:
            driver.press(key, modifiers)
            row = session.selection.current
            if row == before:
                break
            driver.until(lambda row=row: is_shown(session, row))
            driver.until(painted.done)
        made.add(times)
        driver.rest(5)
    painted.stop()
    return made


def is_shown(session, row):
    """Whether the spectrum of a row is on display."""
    return session.shown is not None and session.shown.row == row


def spread(session, count):
    """Rows with a spectrum, far apart in the order on display."""
    rows = session.queue.rows
    kept = rows[np.isin(rows, np.arange(len(session.table))[: known(session)])]
    return kept[np.linspace(0, len(kept) - 2, min(count, len(kept) - 1)).astype(int)]


def known(session):
    """How many of the first rows have a record in the pack."""
    low, high = 0, len(session.table)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if session.pack.get(middle) else (low, middle)
    return low


def judge(driver, say):
    """One verdict: on disk when the key is dealt with, painted soon after."""
    session, bench = driver.session, driver.bench
    painted = Painted(bench.table.lines.viewport(), bench.labelling.choices)
    saved, written, shown = [], Times(), Times()
    connection = session.labels.saved.connect(lambda: saved.append(True))
    digits = cycle((Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_4))
    for _ in range(driver.times(min(60, len(session.queue.rows) - 2))):
        driver.press(Qt.Key.Key_Right)
        driver.rest(60)
        driver.press(Qt.Key.Key_0)  # someone may have judged it
        driver.rest(60)
        saved.clear()
        painted.begin()
        with driver.watched() as all_of_it:
            with driver.watched() as on_disk:
                driver.press(next(digits))
            if not saved:
                raise SystemExit("The verdict was not saved.")
            driver.until(painted.done)
        written.add(on_disk)
        shown.add(all_of_it)
        driver.rest(60)
    session.labels.saved.disconnect(connection)
    painted.stop()
    say("a verdict: key to disk", written, "10")
    say("a verdict: key to painted", shown, "33")
    say("undo: key to painted", undo(driver), "33")


def undo(driver):
    """Take verdicts back."""
    painted, made = Painted(driver.bench.table.lines.viewport()), Times()
    for _ in range(driver.times(20)):
        painted.begin()
        with driver.watched() as times:
            driver.press(Qt.Key.Key_Z, CTRL)
            driver.until(painted.done)
        made.add(times)
        driver.rest(150)
    painted.stop()
    return made


def measure(driver, say, path):
    """Page through a session in every way, and give verdicts."""
    session, queue = driver.session, driver.session.queue
    forget_spectra(path)
    session.selection.look_at(int(queue.rows[0]))
    driver.rest()
    say("next, as in the list, cold", page(driver), "33")
    session.selection.look_at(int(queue.rows[0]))
    driver.rest()
    say("next, as in the list", page(driver), "33")
    say("next, far apart", page(driver, spread(session, 40)), "33")
    forget_spectra(path)
    say("next, far apart, cold", page(driver, spread(session, 40)), "33")
    queue.sort_by("obsid", False)
    queue.set_filter(FILTER)
    session.selection.look_at(int(spread(session, 3)[1]))
    driver.rest()
    say("next, filtered", page(driver), "33")
    say("next unlabelled, filtered", page(driver, key=Qt.Key.Key_Right, modifiers=CTRL), "33")
    judge(driver, say)
    queue.sort_by("verdict", True)
    queue.set_filter("verdict is empty")
    driver.rest()
    judge_hiding(driver, say)
    queue.sort_by("", False)
    queue.set_filter("")
    while session.labels.done:  # the session stays as it was
        session.labels.undo()
    driver.rest()


def judge_hiding(driver, say):
    """A verdict that takes its row out of the filter, and on to the next."""
    session = driver.session
    session.selection.look_at(int(spread(session, 3)[1]))
    driver.rest()
    painted, made = Painted(driver.bench.table.lines.viewport()), Times()
    for _ in range(driver.times(20)):
        driver.press(Qt.Key.Key_3)
        driver.rest(100)
        painted.begin()
        before = len(session.queue.rows)
        with driver.watched() as times:
            driver.press(Qt.Key.Key_Right)
            driver.until(lambda before=before: len(session.queue.rows) < before)
            driver.until(painted.done)
        made.add(times)
        driver.rest(150)
    painted.stop()
    say("on from a row that leaves the filter", made, "33")


if __name__ == "__main__":
    run(measure, sys.argv)
