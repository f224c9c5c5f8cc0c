"""How quickly the table is sorted by each column, filtered, and scrolled.

Usage: benchmarks/table.py [ROWS | SESSION] [--hasty]

Sorting is compared with what numpy takes for the order of a column of numbers alone.
"""

import sys

import numpy as np
from driving import Painted, Times, run
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from spectrogui.core.columns import COLUMNS
from spectrogui.store.ordering import RANDOM

FILTERS = (
    "ew_ha > 3*e_ew_ha and rmse < 0.02",
    "abs(lag_kms) > 5 or teff < 4000",
    "verdict is empty",
    "active",
    "flags has nebular",
    "flags is not empty and not flags has sky",
    "subclass ~ M",
    "subclass = M4",
    "path ~ sp07",
    'designation ~ "J0000"',
    "obsid = 100000130",
    "epic is empty",
    "sp05 m4",
    "cosmic",
    "nothing has this",
    "",
)
SORT_GOAL, FILTER_GOAL = "300 / 2000", "300 / 1500"
TIMES = 3


def sort(driver, name):
    """From a click on the head of a column to the table painted, both ways."""
    table, queue = driver.bench.table, driver.session.queue
    head, painted, made = table.lines.head, Painted(table.lines.viewport()), Times()
    section = table.columns.index(name)
    side = table.lines.horizontalScrollBar()
    for _ in range(2):
        table.lines.scrollTo(table.model.index(0, section))
        side.setValue(max(0, head.sectionPosition(section) - 40))
        driver.rest(30)
        before, rows = (queue.sort_name, queue.descending), queue.rows
        painted.begin()
        with driver.watched() as times:
            middle = head.sectionViewportPosition(section) + head.sectionSize(section) // 2
            where = QPoint(middle, head.height() // 2)
            QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=where)
            driver.until(lambda before=before: (queue.sort_name, queue.descending) != before)
            driver.until(lambda: not queue.busy and is_sorted(driver))
            driver.until(lambda rows=rows: queue.rows is rows or painted.done())
        made.add(times)
    painted.stop()
    queue.sort_by("", False)
    driver.until(lambda: is_sorted(driver))
    driver.rest(50)
    return made


def is_sorted(driver):
    """Whether the table shows the order of the queue."""
    return driver.bench.table.model.rows is driver.session.queue.rows


def filter_by(driver, text):
    """From Enter in the filter box to the table painted with what passes."""
    bench, queue, made = driver.bench, driver.session.queue, Times()
    box = bench.table.filter_box
    painted = Painted(box.count)
    for _ in range(driver.times(TIMES)):
        queue.set_filter("rmse > 1e9" if not text else "")
        driver.until(lambda: is_sorted(driver))
        driver.rest(80)
        box.edit.setText(text)
        driver.rest(30)
        painted.begin()
        before = queue.rows
        with driver.watched() as times:
            QTest.keyClick(box.edit, Qt.Key.Key_Return)
            driver.until(lambda: queue.filter == text and not queue.busy)
            driver.until(lambda: is_sorted(driver))
            driver.until(lambda before=before: queue.rows is before or painted.done())
        made.add(times)
        driver.rest(80)
    painted.stop()
    return made


def scroll(driver):
    """From a turn of the scroll bar to the lines painted, all through the table."""
    lines, made = driver.bench.table.lines, Times()
    painted, bar = Painted(lines.viewport()), lines.verticalScrollBar()
    for place in np.linspace(0, bar.maximum(), driver.times(40)).astype(int).tolist():
        if place == bar.value():
            continue
        painted.begin()
        with driver.watched() as times:
            bar.setValue(place)
            driver.until(painted.done)
        made.add(times)
    bar.setValue(0)
    painted.stop()
    return made


def orders_of_numpy(driver):
    """What numpy takes for the order of a column of numbers."""
    made = Times()
    for _ in range(driver.times(TIMES)):
        with driver.watched() as times:
            np.argsort(driver.session.table["ew_ha"], kind="stable")
        made.add(times)
    return made


def measure(driver, say, path):
    """Scroll, filter, and sort by every column."""
    table = driver.bench.table
    if driver.session.queue.rows.size > 2:
        say("scroll", scroll(driver), "33")
    for text in FILTERS[:: 5 if driver.hasty else 1]:
        say(f"filter “{text}”", filter_by(driver, text), FILTER_GOAL)
    say("numpy.argsort of a column alone", orders_of_numpy(driver), "")
    shown = table.columns
    table.set_columns([column.name for column in COLUMNS])
    for column in COLUMNS[:: 20 if driver.hasty else 1]:
        say(f"sort by {column.name}", sort(driver, column.name), SORT_GOAL)
    table.set_columns(shown)
    with driver.watched() as times:
        driver.session.queue.sort_by(RANDOM, False)
        driver.until(lambda: is_sorted(driver))
    say("shuffle", times, SORT_GOAL)
    driver.session.queue.sort_by("", False)
    driver.rest()


if __name__ == "__main__":
    run(measure, sys.argv)
