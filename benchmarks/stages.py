"""What each stage of `spectrogui score` takes for a spectrum, beside gunzip and astropy.io.fits.

Usage: benchmarks/stages.py [FOLDER]

Without a folder it takes the real files beside the checkout, or makes 100 files of its own. All
stages and both baselines go over all files in turn, several times; the medians are printed.
"""

import os
import platform
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from reading import on_files, plain, with_astropy

from spectrogui.analysis import analyse, measured, prepared_stars
from spectrogui.core.columns import COLUMNS
from spectrogui.core.job import Ticket
from spectrogui.core.table import Table, stored
from spectrogui.io.readers import open_spectrum
from spectrogui.io.session_file import SessionFile
from spectrogui.io.session_schema import LABEL
from spectrogui.io.spectrum_index import spectra_below
from spectrogui.io.tables import write_table
from spectrogui.io.targets import Target

TIMES = 5
STAGES = {
    "bytes, unzipped (baseline)": plain,
    "astropy.io.fits, arrays and a card (baseline)": with_astropy,
    "read": open_spectrum,
}
PARTS = {
    (prepared_stars, "red_arms"): "prepare: red arm",
    (prepared_stars, "fit_continuum"): "prepare: continuum",
    (prepared_stars, "prepare"): "prepare: rest frame and grid",
    (prepared_stars, "degrade"): "R250",
    (measured, "find_spikes"): "measure",
    (measured, "equivalent_widths"): "measure",
    (measured, "rms_outside"): "measure",
    (measured, "reduced_chi2"): "measure",
    (analyse, "adaptable"): "frame check",
    (analyse, "find_lag"): "frame check",
    (analyse, "find_flags"): "flags",
    (analyse, "make_columns"): "rows",
}


def timed(call, stage, spent, inside):
    """The same function; its seconds go to its stage, unless another stage has called it."""

    def wrapped(*arguments, **options):
        if inside:
            return call(*arguments, **options)
        inside.append(stage)
        started = time.perf_counter()
        answer = call(*arguments, **options)
        spent[stage] = spent.get(stage, 0) + time.perf_counter() - started
        inside.clear()
        return answer

    return wrapped


def watched(analyser, spent):
    """Have the parts of the analysis count their time."""
    inside = []
    for (module, name), stage in PARTS.items():
        setattr(module, name, timed(getattr(module, name), stage, spent, inside))
    velocities, model, slitless = analyser._velocities, analyser._model, analyser._slitless
    slitless.judge = timed(slitless.judge, "R250", spent, inside)
    velocities.find = timed(velocities.find, "velocity", spent, inside)
    model.fit = timed(model.fit, "template: network and modes", spent, inside)


def once(paths, analyser, spent, folder):
    """One round: seconds by stage."""
    spent.clear()
    spectra = []
    for stage, read in STAGES.items():
        started = time.perf_counter()
        spectra = [read(path) for path in paths]
        spent[stage] = time.perf_counter() - started
    rows = timed(analyser.run, "analysis as a whole", spent, [])(spectra, [None] * len(spectra))
    timed(write, "write: session and CSV", spent, [])(paths, [one.row for one in rows], folder)
    return dict(spent)


def write(paths, rows, folder):
    """What `score` writes: results into a session, and the table."""
    with tempfile.TemporaryDirectory(dir=folder) as fresh:
        file = SessionFile.create(Path(fresh) / "list.spectro")
        file.append_targets([Target(str(path)) for path in paths])
        scored = [column for column in COLUMNS if column.name not in {"path", *LABEL}]
        file.write_results(np.arange(len(paths)), stored(rows, scored))
        table = Table()
        table.append(rows)
        write_table(Path(fresh) / "out.csv", table)
        file.close()


def main(folder):
    """Print a table in Markdown."""
    paths = list(spectra_below(folder, Ticket()))
    analyser = analyse.Analyser.load("both")
    spent = {}
    watched(analyser, spent)
    with tempfile.TemporaryDirectory() as made:
        once(paths[:32], analyser, spent, made)
        rounds = [once(paths, analyser, spent, made) for _ in range(TIMES)]
    size = sum(path.stat().st_size for path in paths) / 1e6
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{len(paths)} files, {size:.0f} MB on disk; {machine}; median of {TIMES} rounds\n")
    print("| stage | ms for a spectrum | fastest – slowest | × astropy |\n|---|---|---|---|")
    base = median(one["astropy.io.fits, arrays and a card (baseline)"] for one in rounds)
    for stage in rounds[0]:
        times = [1e3 * one[stage] / len(paths) for one in rounds]
        share = median(one[stage] for one in rounds) / base
        print(
            f"| {stage} | {median(times):.2f} | {min(times):.2f} – {max(times):.2f} "
            f"| {share:.2f} |"
        )


if __name__ == "__main__":
    on_files(main)
