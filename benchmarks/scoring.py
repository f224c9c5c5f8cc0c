"""What `spectrogui score` takes for a spectrum as a whole process, and how much memory.

Usage: benchmarks/scoring.py [FOLDER] [--repeat N] [--processes N …] [--models NAME …]

Without a folder it takes the real files beside the checkout, or makes 100 files of its own;
--repeat makes a list of N times as many rows of them. In the same run, with the same number of
processes, on the same files: Python's gzip, astropy.io.fits opening a file and reading its flux,
and for the continuum alone a loop as in a notebook, one `legfit` for each spectrum and pass.
"""

import argparse
import gzip
import multiprocessing
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import numpy as np
import psutil
from reading import SHARED

from spectrogui.core.job import Ticket
from spectrogui.io.spectrum_index import spectra_below

FEW = 4  # files, of which scoring is all start-up
FITTED = 60  # spectra that the loop of a notebook fits in each process
LOOK = 0.1  # s between two looks at the memory


def gunzip(paths):
    """Merely unzip, with Python's own library; what is not zipped is read."""
    for path in paths:
        with path.open("rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if zipped else path.open("rb") as file:
            file.read()


def astropy(paths):
    """Merely open, and read the flux."""
    from astropy.io import fits

    for path in paths:
        with fits.open(path) as parts:
            if parts[0].data is not None:
                np.array(parts[0].data[0])
            else:
                np.array(parts["COADD"].data["FLUX"])


def legfit(paths):
    """The continuum of red arms, one by one and pass by pass, as notebooks do it."""
    for x, y, recipe in red_arms_of(paths[:FITTED]):
        use = np.ones(len(x), bool)
        for _ in range(recipe.passes + 1):
            if use.sum() <= recipe.order:
                break
            found = np.polynomial.legendre.legfit(x[use], y[use], recipe.order)
            left = y - np.polynomial.legendre.legval(x, found)
            spread = left[use].std()
            use &= (left < recipe.above * spread) & (left > -recipe.below * spread)


KEPT = {}


def red_arms_of(paths):
    """Red arms, and what is fitted to them; read once, before the clock runs."""
    from spectrogui.analysis.recipe import CONTINUUM
    from spectrogui.io.readers import open_spectrum

    for path in paths:
        if path not in KEPT:
            spectrum = open_spectrum(path)
            use = (spectrum.wave > CONTINUUM.low) & (spectrum.wave < CONTINUUM.high)
            wave = np.asarray(spectrum.wave[use], float)
            x = (wave - CONTINUUM.low) / (CONTINUUM.high - CONTINUUM.low) * 2 - 1
            flux = np.asarray(spectrum.flux[use], float)
            KEPT[path] = x, flux / np.median(np.abs(flux)), CONTINUUM
        yield KEPT[path]


BASELINES = {"gunzip": gunzip, "astropy": astropy, "legfit": legfit}


def timed(name, paths, times):
    """In a process: CPU seconds of a baseline."""
    started = time.process_time()
    for _ in range(times):
        BASELINES[name](paths)
    return time.process_time() - started


def baseline(pool, processes, name, paths, seconds):
    """Milliseconds for a file, wall and CPU, in so many processes at once."""
    shares = [paths[number::processes] for number in range(processes)]
    count = sum(min(len(share), FITTED) if name == "legfit" else len(share) for share in shares)
    list(pool.map(timed, [name] * processes, shares, [1] * processes))  # files are cached now
    started = time.perf_counter()
    list(pool.map(timed, [name] * processes, shares, [1] * processes))
    times = max(1, round(seconds / max(time.perf_counter() - started, 1e-3)))
    started = time.perf_counter()
    spent = list(pool.map(timed, [name] * processes, shares, [times] * processes))
    wall = time.perf_counter() - started
    return 1e3 * wall / (count * times), 1e3 * sum(spent) / (count * times)


class Memory:
    """The most that a process and all it has begun had at once, MB."""

    def __init__(self, pid):
        self.resident = self.proportional = 0.0
        self._process = psutil.Process(pid)
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self):
        while True:
            try:
                all_ = [self._process, *self._process.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            seen = [one for one in map(self._of, all_) if one]
            if not seen:
                return
            resident, shared = (sum(values) / 1e6 for values in zip(*seen, strict=True))
            self.resident = max(self.resident, resident)
            self.proportional = max(self.proportional, shared)
            time.sleep(LOOK)

    @staticmethod
    def _of(process):
        try:
            told = process.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None
        return told.rss, getattr(told, "pss", told.rss)


def run(listed, processes, model, out):
    """One whole run of the command: seconds of wall and CPU, and its memory."""
    command = [
        sys.executable, "-c", "import sys; from spectrogui.app.main import main; sys.exit(main())",
        "score", str(listed), "--out", str(out), "--workers", str(processes), "--model", model,
    ]  # fmt: skip
    before, started = os.times(), time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        memory = Memory(process.pid)
        said = process.stderr.read()
    wall = time.perf_counter() - started
    after = os.times()
    if process.returncode:
        sys.exit(f"spectrogui score failed: {said}")
    cpu = after.children_user + after.children_system
    return wall, cpu - before.children_user - before.children_system, memory


def write_list(path, paths, repeat):
    """A list of files, all of them several times over."""
    path.write_text("".join(f"{one}\n" for _ in range(repeat) for one in paths))
    return path


def measured(paths, repeat, processes, model, rounds, folder):
    """Medians of some rounds: ms of wall and CPU without the start, its seconds, and memory."""
    few = write_list(folder / "few.txt", paths[:FEW], 1)
    all_ = write_list(folder / "all.txt", paths, repeat)
    out = folder / "out.csv"
    start = run(few, processes, model, out)
    runs = [run(all_, processes, model, out) for _ in range(rounds)]
    rows = len(paths) * repeat
    count = max(rows - min(FEW, len(paths)), 1)
    return {
        "start": start[0],
        "rate": median(rows / wall for wall, _, _ in runs),
        "walls": [1e3 * (wall - start[0]) / count for wall, _, _ in runs],
        "cpu": median(1e3 * (cpu - start[1]) / count for _, cpu, _ in runs),
        "resident": max(memory.resident for _, _, memory in runs),
        "proportional": max(memory.proportional for _, _, memory in runs),
    }


def report(paths, processes, given, folder):
    """Print a table for so many processes."""
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        base = {name: baseline(pool, processes, name, paths, given.seconds) for name in BASELINES}
    for name, (wall, cpu) in base.items():
        print(
            f"| {name} (baseline) | {processes} | {1e3 / wall:,.0f} | {wall:.3f} | {cpu:.3f} "
            f"| {wall / base['gunzip'][0]:.2f} | {wall / base['astropy'][0]:.2f} | | |"
        )
    for model in given.models:
        found = measured(paths, given.repeat, processes, model, given.rounds, folder)
        wall = median(found["walls"])
        print(
            f"| score --model {model} | {processes} | {found['rate']:,.0f} "
            f"| {wall:.3f} ({min(found['walls']):.3f} – {max(found['walls']):.3f}) "
            f"| {found['cpu']:.3f} | {wall / base['gunzip'][0]:.2f} "
            f"| {wall / base['astropy'][0]:.2f} | {found['start']:.1f} "
            f"| {found['proportional']:,.0f} ({found['resident']:,.0f}) |",
            flush=True,
        )


def main(folder, given):
    """Print what was measured as Markdown."""
    paths = list(spectra_below(folder, Ticket()))
    size = sum(path.stat().st_size for path in paths) / 1e6
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(
        f"{len(paths)} files, {size:.0f} MB on disk, each {given.repeat} times: "
        f"{len(paths) * given.repeat:,} rows; {machine}; median of {given.rounds} (all)\n\n"
        "| what | processes | files/s, whole | ms for a file | ms of CPU | × gunzip | × astropy "
        "| start, s | peak memory, MB: shared out (resident) |\n|" + "---|" * 9
    )
    with tempfile.TemporaryDirectory() as made:
        for processes in given.processes:
            report(paths, processes, given, Path(made))


def arguments():
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--repeat", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="that a baseline takes")
    parser.add_argument(
        "--processes", type=int, nargs="+", default=sorted({1, os.cpu_count() or 1})
    )
    parser.add_argument("--models", nargs="+", default=["r1800", "both"])
    return parser.parse_args()


if __name__ == "__main__":
    asked = arguments()
    real = SHARED / "data" / "lamost"
    if asked.folder or real.is_dir():
        main(asked.folder or real, asked)
    else:
        import fakes

        with tempfile.TemporaryDirectory() as made_here:
            fakes.write_many(made_here, 100)
            main(Path(made_here), asked)
