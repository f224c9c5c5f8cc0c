"""Writing a table of results in every format, beside other programs writing the same columns.

Usage: benchmarks/tables.py [ROWS | SESSION] [--rounds N]

Without a session it makes one of ROWS rows, 132,086 unless given, and forgets it. The baselines
are what a user has without this program: pandas, `csv.writer`, astropy and pyarrow, from columns
that lie in memory as arrays already. Each is written in a thread, while another one, as the window
is, wakes up every 5 ms: the longest that it had to wait stands beside.
"""

import argparse
import csv
import os
import platform
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

import numpy as np
import pandas
from astropy.table import Table as AstroTable
from make_session import make_session

from spectrogui.app.run_window import SWITCH_S
from spectrogui.core.columns import COLUMNS
from spectrogui.io.session_file import SessionFile
from spectrogui.io.tables import write_table

ROWS, TICK_S = 132_086, 0.005
ENDINGS = (".csv", ".fits", ".parquet", ".ecsv", ".vot")


def with_csv(path, columns):
    """`csv.writer`, with the digits of the window."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(columns)
        shown = (map(column.format, columns[column.name]) for column in COLUMNS)
        out.writerows(zip(*shown, strict=True))


def with_pandas(path, columns):
    """`DataFrame.to_csv`."""
    pandas.DataFrame(columns).to_csv(path, index=False)


def with_astropy(path, columns):
    """`Table.write` as FITS."""
    made = {
        name: np.char.encode(values.astype(str)) if values.dtype == object else values
        for name, values in columns.items()
    }
    AstroTable(made).write(path, format="fits", overwrite=True)


def with_pyarrow(path, columns):
    """`DataFrame.to_parquet`."""
    pandas.DataFrame(columns).to_parquet(path)


BASELINES = {
    "csv.writer": (".csv", with_csv),
    "pandas, CSV": (".csv", with_pandas),
    "astropy, FITS": (".fits", with_astropy),
    "pandas, Parquet": (".parquet", with_pyarrow),
}


def watched(write, path):
    """Seconds that it takes, of the processor too, and the longest wait of another thread."""
    thread = threading.Thread(target=write, args=(path,))
    worst, cpu, started = 0.0, time.process_time(), time.perf_counter()
    thread.start()
    last = started
    while thread.is_alive():
        time.sleep(TICK_S)
        now = time.perf_counter()
        worst, last = max(worst, now - last - TICK_S), now
    return time.perf_counter() - started, time.process_time() - cpu, worst


def ways(table):
    """What is measured: its name, its ending, and what writes."""
    for ending in ENDINGS:
        yield f"{ending} (here)", ending, lambda path: write_table(path, table.snapshot())
    columns = {column.name: table[column.name] for column in table.columns}
    for name, (ending, write) in BASELINES.items():
        yield f"{name} (baseline)", ending, lambda path, write=write: write(path, columns)


def report(session, folder, rounds):
    """Print a table in Markdown."""
    file = SessionFile.open(session)
    table = file.load()
    file.close()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{len(table):,} rows, {len(COLUMNS)} columns; {machine}; median of {rounds}\n")
    print("| written | s | fastest – slowest | s of processor | rows/s | MB | another thread "
          "waits at most, ms |\n|---|---|---|---|---|---|---|")  # fmt: skip
    for name, ending, write in ways(table):
        path = folder / f"out{ending}"
        times, cpu, worst = zip(*(watched(write, path) for _ in range(rounds)), strict=True)
        print(
            f"| {name} | {median(times):.2f} | {min(times):.2f} – {max(times):.2f} "
            f"| {median(cpu):.2f} | {len(table) / median(times):,.0f} "
            f"| {path.stat().st_size / 1e6:,.0f} | {1e3 * max(worst):.0f} |",
            flush=True,
        )
        path.unlink()


def main():
    """Take the arguments."""
    sys.setswitchinterval(SWITCH_S)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", default=str(ROWS))
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        session = Path(given.rows)
        if given.rows.isdecimal():
            session = make_session(int(given.rows), folder, 0)
        report(session, folder, given.rounds)


if __name__ == "__main__":
    main()
