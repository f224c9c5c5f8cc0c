"""How quickly light curves are read, beside astropy.io.fits and lightkurve on the same files.

Usage: benchmarks/curves_reading.py [FOLDER]

Without a folder it takes the real files beside the checkout, or makes files of its own. Every file
is read by all in turn, so that a busy machine hurts them alike.
"""

import os
import sys
import tempfile
import time
import warnings
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import fake_curves
import lightkurve
import numpy as np
from astropy.io import fits
from lightkurve.utils import LightkurveError

from spectrogui.core.job import Ticket
from spectrogui.io.k2_content import is_light_curve
from spectrogui.io.k2_names import curves_below
from spectrogui.io.k2_readers import open_light_curve

SHARED = Path(os.environ.get("SPECTROGUI_SHARED", Path(__file__).parents[2] / "shared"))
TIMES = 3
EACH = 12  # files of a kind


def with_astropy(path):
    """Every column of the first table, as most scripts read them."""
    with fits.open(path, memmap=False) as parts:
        table = parts[1]
        return {name: np.asarray(table.data[name], float) for name in table.columns.names}


def with_lightkurve(path):
    """What lightkurve makes of it; None for what it refuses."""
    try:
        return lightkurve.read(str(path))
    except LightkurveError:
        return None


def measure(name, paths):
    """Print what reading each of some files takes, in milliseconds."""
    reads = (is_light_curve, open_light_curve, with_astropy, with_lightkurve)
    spent = {read: [] for read in reads}
    for path in paths:
        for read, times in spent.items():
            best = np.inf
            for _ in range(TIMES):
                started = time.perf_counter()
                found = read(path)
                best = min(best, time.perf_counter() - started)
            times.append(1e3 * best if found is not None else np.nan)
    content, ours, astropy, theirs = (median(times) for times in spent.values())
    size = median(path.stat().st_size for path in paths) / 1e3
    print(
        f"{name:10s} {len(paths):3d} files of {size:5.0f} kB   is_light_curve {content:5.2f} ms   "
        f"open_light_curve {ours:6.2f} ms   astropy {astropy:6.2f} ms = {astropy / ours:4.1f} x   "
        f"lightkurve {theirs:6.2f} ms = {theirs / ours:4.1f} x"
    )


def main(folder):
    """Measure the light curves below a folder, by author and size."""
    warnings.simplefilter("ignore")
    groups = {}
    for path in curves_below(folder, Ticket()):
        if path.suffix != ".txt":
            curve = open_light_curve(path)
            whole = "complete" if path.stat().st_size > 1e6 else ""
            groups.setdefault(f"{curve.header.author} {whole}".strip(), []).append(path)
    for name, paths in sorted(groups.items()):
        measure(name, paths[:EACH])


if __name__ == "__main__":
    real = SHARED / "data" / "k2"
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    elif real.is_dir():
        main(real)
    else:
        with tempfile.TemporaryDirectory() as made:
            for layout in fake_curves.WRITERS:
                fake_curves.write_named(made, layout)
            main(Path(made))
