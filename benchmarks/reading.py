"""How quickly spectra are read, beside Python's gzip and astropy.io.fits on the same files.

Usage: benchmarks/reading.py [FOLDER]

Without a folder it takes the real files beside the checkout, or makes 100 files of its own. Every
file is read by all in turn, several times, so that a busy machine hurts them alike; the fastest
time counts. Layouts apart, zipped or not: medians, and what 10 and 90 % of files stay below.
"""

import gzip
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import fakes
import numpy as np
from astropy.io import fits

from spectrogui.core.job import Ticket
from spectrogui.io.readers import open_spectrum
from spectrogui.io.spectrum_index import spectra_below

SHARED = Path(os.environ.get("SPECTROGUI_SHARED", Path(__file__).parents[2] / "shared"))
COLUMNS = ("FLUX", "IVAR", "WAVELENGTH", "ANDMASK", "ORMASK")
TIMES = 5
MOST = 200  # files of a layout


def plain(path):
    """Only the bytes, unzipped by Python's own library if need be."""
    content = path.read_bytes()
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def with_astropy(path):
    """The arrays and a card, as most scripts read them."""
    with fits.open(path, memmap=False) as parts:
        card = parts[0].header.get("OBSID")
        if parts[0].data is not None:
            return card, parts[0].data.astype(np.float32)
        return card, [np.array(parts["COADD"].data[name][0]) for name in COLUMNS]


def flux_with_astropy(path):
    """The flux alone."""
    with fits.open(path) as parts:
        image = parts[0].data
        return np.array(image[0] if image is not None else parts["COADD"].data["FLUX"])


READS = {
    "bytes, gunzipped (baseline)": plain,
    "astropy.io.fits, flux (baseline)": flux_with_astropy,
    "astropy.io.fits, all arrays (baseline)": with_astropy,
    "open_spectrum": open_spectrum,
}


def measure(paths):
    """(reads, files) ms: the fastest of several."""
    spent = np.full((len(READS), len(paths)), np.inf)
    for number, path in enumerate(paths):
        for _ in range(TIMES):
            for place, read in enumerate(READS.values()):
                started = time.perf_counter()
                read(path)
                took = 1e3 * (time.perf_counter() - started)
                spent[place, number] = min(spent[place, number], took)
    return spent


def told(layout, paths):
    """Print the lines of a layout."""
    size = np.median([path.stat().st_size for path in paths]) / 1e3
    spent = measure(paths)
    gunzip, flux = np.median(spent[0]), np.median(spent[1])
    for name, times in zip(READS, spent, strict=True):
        low, middle, high = np.quantile(times, (0.1, 0.5, 0.9))
        print(
            f"| {layout} | {len(paths)} | {size:.0f} | {name} | {middle:.3f} "
            f"| {low:.3f} – {high:.3f} | {middle / gunzip:.2f} | {middle / flux:.2f} |"
        )


def main(folder):
    """Print a table in Markdown."""
    groups = {}
    for path in spectra_below(folder, Ticket()):
        zipped = path.read_bytes()[:2] == b"\x1f\x8b"
        layout = open_spectrum(path).header.layout
        groups.setdefault(f"{layout}, {'gzip' if zipped else 'plain'}", []).append(path)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}; the fastest of {TIMES} for each file, then over files\n")
    print(
        "| layout | files | kB | read by | ms, median | 10 – 90 % | × gunzip | × astropy, flux |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    for layout, paths in sorted(groups.items()):
        told(layout, paths[:MOST])


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
