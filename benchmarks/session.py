"""A session of a whole survey: how quickly it opens, what memory it takes, how soon a label is
on disk.

Usage: benchmarks/session.py [ROWS | SESSION] [RUNS]

Every opening is a process of its own. Baselines on the same session: all its rows through plain
`sqlite3`; and writing 4 kB to a file beside it and waiting until they are on the disk.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import cycle
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import psutil

PRESSES = 50
LABELS = 300
GOALS = {"open": "2 s / 5 s", "memory": "600 MB / 1.5 GB", "label": "10 ms"}


def memory_mb():
    """Resident memory of this process."""
    return psutil.Process().memory_info().rss / 2**20


def plain(path):
    """Child: every row through sqlite3, as Python's own values."""
    import sqlite3

    started = time.perf_counter()
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT * FROM catalogue").fetchall()
    return {"s": time.perf_counter() - started, "rows": len(rows), "MB": memory_mb()}


def read(path):
    """Child: the session file and its table, without a window."""
    from spectrogui.io.session_file import SessionFile

    started = time.perf_counter()
    file = SessionFile.open(Path(path))
    table = file.load()
    table.row(len(table) // 2)
    return {"s": time.perf_counter() - started, "MB": memory_mb()}


def copy(path):
    """Child: what the window does in the background some seconds later, once."""
    from spectrogui.io.session_file import SessionFile

    file = SessionFile.open(Path(path))
    file.load()
    started = time.perf_counter()
    file.keep_columns()
    return {"s": time.perf_counter() - started, "MB": memory_mb()}


def window(path):
    """Child: the program, from the start of its process until a star is painted, and in use."""
    from driving import Driver

    with tempfile.TemporaryDirectory() as place:
        driver = Driver(Path(place))
        opened = driver.open(path)
        found = {
            "s": time.time() - psutil.Process().create_time() - 0.4,  # driver.open rests so long
            "cpu": time.process_time(),
            "opening": opened.took[0],
            "step": opened.step[0],
            "MB": memory_mb(),
        }
        use(driver)
        found |= {"used MB": memory_mb()}
        driver.close()
    return found


def use(driver):
    """Look at some stars, sort and filter."""
    from PySide6.QtCore import Qt

    queue = driver.session.queue
    for name, text in (("ew_ha", ""), ("subclass", "ew_ha > 1 and rmse < 0.05"), ("", "")):
        queue.sort_by(name, True)
        queue.set_filter(text)
        driver.rest(200)
    for _ in range(min(PRESSES, len(queue.rows) // 2)):  # the first have records in any pack
        driver.press(Qt.Key.Key_Right)
        driver.rest(10)
    driver.session.selection.look_at(0)  # where the next one begins


def work(path):
    """Child: labels, undo, results, new rows and tasks, in a session without a window."""
    from PySide6.QtCore import QCoreApplication

    from spectrogui.io.targets import Target
    from spectrogui.store.session import Session

    application = QCoreApplication([])
    session = Session()
    session.open(Path(path))
    labels, file, count = session.labels, session.file, len(session.table)
    labels.labelled()  # as the window does
    many = min(1000, count)
    fresh, codes = cycle(np.random.default_rng(1).permutation(count).tolist()), cycle((3, 4, 2))
    times = {
        "4 kB on the disk (baseline)": clock(lambda: on_disk(Path(path).parent), LABELS),
        "one verdict, on the disk": clock(
            lambda: labels.give_verdict(next(fresh), next(codes)), LABELS
        ),
        "undo": clock(labels.undo, min(count, LABELS)),
        f"verdict to {many:,} rows": clock(lambda: labels.give_verdict(np.arange(many), 2), 1),
        f"undo of {many:,} rows": clock(labels.undo, 1),
    }
    every = np.arange(count)
    for what, call in {
        "verdict to every row": lambda: labels.give_verdict(every, 1),
        "undo of every row": labels.undo,
        "another verdict to every row": lambda: labels.give_verdict(every, 2),
        "a tag to every row": lambda: labels.toggle_tag(every, "sky"),
        "undo of the tag": labels.undo,
    }.items():
        times[what], times[f"  longest step, {what}"] = beside(application, labels, call)
    found = {
        name: session.table.cells(name, np.arange(min(256, count))) for name in ("rmse", "z1")
    }
    some = np.arange(min(256, count))
    times["write 256 results"] = clock(lambda: file.write_results(some, found), 20)
    times["take 256 results"] = clock(lambda: session.take_results(some, found), 20)
    times["which rows have no result"] = clock(file.unscored, 3)
    rows = np.random.default_rng(2).integers(0, count, 1024)
    times["tasks of 1,024 rows"] = clock(lambda: file.tasks(rows), 10)
    new = [Target(f"new/spec-{row:08d}.fits.gz") for row in range(count)]
    times[f"add {count:,} rows"] = clock(lambda: session.add(new), 1)
    application.processEvents()
    session.close()
    return times


def beside(application, labels, call):
    """Milliseconds until a change that is written beside the event loop shows, and of its longest
    step.
    """
    shown, steps, started = [], [], time.perf_counter()
    labels.changed.connect(shown.append)
    steps += clock(call, 1)
    while not shown:
        time.sleep(0.0005)
        steps += clock(application.processEvents, 1)
    labels.changed.disconnect(shown.append)
    return [1e3 * (time.perf_counter() - started)], [max(steps)]


def on_disk(folder):
    """The least that keeping anything takes."""
    with (folder / "baseline").open("wb") as file:
        file.write(bytes(4096))
        file.flush()
        os.fsync(file.fileno())


def clock(call, times):
    """Milliseconds of each of some calls."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        spent.append(1e3 * (time.perf_counter() - started))
    return spent


def child(what, path):
    """What one of the functions above says in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, what, str(path)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def tell(what, all_found, key, unit, goal=""):
    """A line: median, least and most of some runs."""
    values = np.array([found[key] for found in all_found])
    print(
        f"{what:44s}{np.median(values):9.2f} {unit:3s}{values.min():9.2f} –{values.max():8.2f}"
        f"{len(values):6d}  {goal}",
        flush=True,
    )


def measure(path, runs):
    """Open a session in every way, and work in it."""
    beside = path.with_name(path.name + "-columns")
    size = path.stat().st_size / 1e6
    print(f"\n{'':44s}   median        least – most    runs  goal")
    base = [child("plain", path) for _ in range(min(runs, 3))]
    tell("all rows through sqlite3 (baseline)", base, "s", "s")
    tell("  resident memory", base, "MB", "MB")
    beside.unlink(missing_ok=True)
    tell("read row by row, no copy of the columns", [child("read", path)], "s", "s")
    made = [child("copy", path)]
    tell("copy the columns, in the background", made, "s", "s")
    with_copy = [child("read", path) for _ in range(runs)]
    tell("read with the copy", with_copy, "s", "s")
    tell("  resident memory", with_copy, "MB", "MB")
    opened = [child("window", path) for _ in range(runs)]
    tell("process start until a star is painted", opened, "s", "s")
    tell("  of which the processor worked", opened, "cpu", "s")
    tell("opening alone", opened, "opening", "s", GOALS["open"])
    tell("  the longest step of the event loop", opened, "step", "s")
    tell("  resident memory of the program", opened, "MB", "MB")
    tell("  the same after sorting, filtering, paging", opened, "used MB", "MB", GOALS["memory"])
    copied = f", its copy {beside.stat().st_size / 1e6:.0f} MB" if beside.exists() else ""
    print(f"session {size:.0f} MB{copied}")
    done = child("work", path)
    print(f"\n{'ms':44s}   median      p99    worst  times  goal")
    for what, times in done.items():
        goal = GOALS["label"] if what == "one verdict, on the disk" else ""
        print(
            f"{what:44s}{np.median(times):9.2f}{np.percentile(times, 99):9.2f}"
            f"{max(times):9.2f}{len(times):7d}  {goal}"
        )


def main(given="132086", runs="5"):
    """Measure a session that is there, or one that is made for it."""
    load = os.getloadavg()[0]
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f} before the start")
    with tempfile.TemporaryDirectory() as place:  # TMPDIR says where
        if given.isdecimal():
            from make_session import make_session

            path = make_session(int(given), place, min(int(given), 20_000))
        else:
            path = Path(shutil.copy(given, place))
            pack = Path(f"{Path(given).resolve()}-pack")
            if pack.exists():
                path.with_name(f"{path.name}-pack").symlink_to(pack)
        measure(path, int(runs))


if __name__ == "__main__":
    CHILDREN = {"plain": plain, "read": read, "copy": copy, "window": window, "work": work}
    if len(sys.argv) > 1 and sys.argv[1] in CHILDREN:
        print(json.dumps(CHILDREN[sys.argv[1]](Path(sys.argv[2]))))
    else:
        main(*sys.argv[1:])
