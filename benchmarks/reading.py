"""How quickly spectra are read, beside plain gunzip and astropy.io.fits on the same files.

Usage: benchmarks/reading.py [FOLDER]

Without a folder it takes the real files beside the checkout, or makes 100 files of its own. Every
file is read by all three in turn, so that a busy machine hurts them alike.
"""

import os
import sys
import tempfile
import time
import zlib
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import fakes
import numpy as np
from astropy.io import fits

from spectrogui.core.job import Ticket
from spectrogui.io.readers import open_spectrum
from spectrogui.io.spectrum_index import spectra_below

SHARED = Path(os.environ.get("SPECTROGUI_SHARED", Path(__file__).parents[2] / "shared"))
COLUMNS = ("FLUX", "IVAR", "WAVELENGTH", "ANDMASK", "ORMASK")
TIMES = 3


def plain(path):
    """Only the bytes, unzipped if need be."""
    content = path.read_bytes()
    return zlib.decompress(content, 31) if content.startswith(b"\x1f\x8b") else content


def with_astropy(path):
    """The arrays and a card, as most scripts read them."""
    with fits.open(path, memmap=False) as parts:
        card = parts[0].header.get("OBSID")
        if parts[0].data is not None:
            return card, parts[0].data.astype(np.float32)
        return card, [np.array(parts["COADD"].data[name][0]) for name in COLUMNS]


def measure(name, paths):
    """Print what reading each of some files takes, in milliseconds, and the ratios."""
    spent = {plain: [], open_spectrum: [], with_astropy: []}
    for path in paths:
        for read, times in spent.items():
            best = np.inf
            for _ in range(TIMES):
                started = time.perf_counter()
                read(path)
                best = min(best, time.perf_counter() - started)
            times.append(1e3 * best)
    bytes_, ours, theirs = (median(times) for times in spent.values())
    size = median(path.stat().st_size for path in paths) / 1e3
    print(
        f"{name:28s} {len(paths):5d} files of {size:5.0f} kB   bytes {bytes_:6.3f} ms   "
        f"open_spectrum {ours:6.3f} ms = {ours / bytes_:4.1f} x bytes   "
        f"astropy {theirs:6.3f} ms = {theirs / ours:4.1f} x open_spectrum"
    )


def main(folder):
    """Measure the files below a folder, zipped and plain ones apart, by layout."""
    groups = {}
    for path in spectra_below(folder, Ticket()):
        zipped = path.read_bytes()[:2] == b"\x1f\x8b"
        layout = open_spectrum(path).header.layout
        groups.setdefault(f"{layout}, {'gzip' if zipped else 'plain'}", []).append(path)
    for name, paths in sorted(groups.items()):
        measure(name, paths[:200])


def on_files(call):
    """Call with the folder of the command line, else of the real files, else of files made."""
    real = SHARED / "data" / "lamost"
    if len(sys.argv) > 1:
        call(Path(sys.argv[1]))
    elif real.is_dir():
        call(real)
    else:
        with tempfile.TemporaryDirectory() as made:
            fakes.write_many(made, 100)
            call(Path(made))


if __name__ == "__main__":
    on_files(main)
