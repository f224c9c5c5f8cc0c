"""Scoring a session again with another model: out of its pack, and out of the files.

Usage: benchmarks/again.py [FOLDER] [--rows N] [--processes P …] [--model NAME]

Without a folder it takes the real files beside the checkout, or makes 100 files of its own. They
are scored once; a session of N rows (132,086) has them in turn, each with its own record in the
pack, as if so many files had been scored. Then all rows are scored again with NAME (both), here
(0 processes) or in processes, from the pack; the baseline reads the files, as many as there are.
"""

import argparse
import os
import platform
import resource
import tempfile
import time
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
from reading import SHARED, fakes

from spectrogui.analysis.recipe import method_sha256
from spectrogui.analysis.scoring import score
from spectrogui.app.analysis_desk import load_analyser
from spectrogui.core.columns import COLUMNS
from spectrogui.core.job import Ticket
from spectrogui.io.pack import Pack, pack_path
from spectrogui.io.session_file import SessionFile
from spectrogui.io.session_schema import CURVE, LABEL
from spectrogui.io.spectrum_index import spectra_below
from spectrogui.io.targets import Target

ROWS, PART = 132_086, 4096
SCORED = [column.name for column in COLUMNS if column.name not in {"path", *LABEL, *CURVE}]


def first_run(paths, folder, model):
    """The session of all files, scored; and its pack."""
    file = SessionFile.create(folder / "files.spectro")
    pack = Pack(pack_path(file.path))
    file.append_targets([Target(str(path)) for path in paths])
    score(file, pack, partial(load_analyser, model), Ticket())
    return file, pack


def repeated(file, pack, rows, folder):
    """A session of so many rows, which are those of another one in turn."""
    table, path = file.load(), folder / "survey.spectro"
    read = np.flatnonzero(np.isin(table["status"], ["ok", "partial"]))
    records = pack.read(read)
    many = SessionFile.create(path)
    with closing(Pack(pack_path(path))) as made:
        made.made_with(pack.made_by[0], method_sha256())
        for start in range(0, rows, PART):
            new = np.arange(start, min(start + PART, rows))
            which = new % len(read)
            some = read[which]
            many.append_targets([Target(name) for name in table["path"][some]])
            many.write_results(new, {name: table[name][some] for name in SCORED})
            made.put_packed(new, records[which])
    return many


def timed(file, model, processes, rows, from_files):
    """Seconds, and seconds of the processor in all processes."""
    with closing(Pack(pack_path(file.path))) as pack:
        started, before = time.perf_counter(), processor()
        score(
            file, pack, partial(load_analyser, model), Ticket(),
            workers=processes, rows=rows, from_files=from_files,
        )  # fmt: skip
        return time.perf_counter() - started, processor() - before


def processor():
    """Seconds of the processor that this process and those that it had have taken."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def report(given, folder):
    """Print a table in Markdown."""
    paths = list(spectra_below(given.folder, Ticket()))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    file, pack = first_run(paths, folder, given.first)
    with closing(file), closing(pack), closing(repeated(file, pack, given.rows, folder)) as many:
        size = pack_path(many.path).stat().st_size / 1e9
        print(f"{given.rows:,} rows of {len(paths)} files, {size:.1f} GB of records, "
              f"--model {given.model}; {machine}\n")  # fmt: skip
        print("| from | processes | spectra | s | ms for a spectrum | ms of processor |")
        print("|---|---|---|---|---|---|")
        for processes in given.processes:
            for name, session, count in (
                ("the files (baseline)", file, len(paths)),
                ("the pack", many, given.rows),
            ):
                took, cpu = timed(
                    session, given.model, processes, np.arange(count), session is file
                )
                print(
                    f"| {name} | {processes} | {count:,} | {took:.1f} | {1e3 * took / count:.2f} "
                    f"| {1e3 * cpu / count:.2f} |",
                    flush=True,
                )


def main():
    """Take the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED / "data" / "lamost")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--processes", type=int, nargs="+", default=[0, 2])
    parser.add_argument("--first", default="both", help="the model that scored before")
    parser.add_argument("--model", default="both", help="the model that scores again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        if not given.folder.is_dir():
            given.folder = Path(made) / "files"
            fakes.write_many(given.folder, 100)
        report(given, Path(made))


if __name__ == "__main__":
    main()
