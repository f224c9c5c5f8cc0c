"""How quickly a session of a whole survey opens, is labelled, filtered and sorted.

Usage: benchmarks/session.py [ROWS]
"""

import os
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from fake_session import fake_results, make_session
from PySide6.QtCore import QCoreApplication

FILTERS = ("ew_ha > 1 and rmse < 0.02", "verdict is empty", "flags has nebular", "sp05 m4", "")
ORDERS = ("ew_ha", "obsid", "path", "subclass", "random", "")


def clock(what, call, times=3):
    """Print the median and the longest time of some calls."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        spent.append(1e3 * (time.perf_counter() - started))
    print(f"{what:42s} {median(spent):9.1f} ms   at worst {max(spent):9.1f} ms")


def measure(rows, folder):
    """Make a session in a folder and use it."""
    session = make_session(rows, folder)
    path, labels, queue = session.file.path, session.labels, session.queue
    print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
    some = np.arange(min(256, rows))
    found = {name: values[some] for name, values in fake_results(session.table).items()}
    fresh, other = iter(range(rows)), cycle((1, 2, 4))

    clock("open", lambda: (session.close(), session.open(path)))
    clock("one verdict, on disk", lambda: labels.give_verdict(next(fresh), 3), 200)
    clock("undo", labels.undo, 50)
    clock("verdict to 1,000 rows", lambda: labels.give_verdict(np.arange(1000), next(other)))
    for text in FILTERS:
        clock(f"filter “{text}”", lambda text=text: queue.set_filter(text))
    for name in ORDERS:
        clock(f"sort by “{name}”", lambda name=name: queue.sort_by(name, True))
    clock("take 256 results", lambda: session.take_results(some, found), 10)
    clock("a prepared spectrum", lambda: session.pack.get(50), 100)
    session.close()


if __name__ == "__main__":
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as made:
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else 132_086, Path(made))
