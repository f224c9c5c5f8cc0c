"""Reading a catalogue and joining it to the spectra of a survey, beside other programs' reading.

Usage: benchmarks/catalogues.py [ROWS] [--stars N] [--folder FOLDER] [--formats NAME …]

Makes a catalogue of ROWS rows (a million unless given) with the columns of LAMOST's, in every
format, and looks N stars (132,086) up in it by their obsid, then by night, plan, spectrograph and
fibre. The baselines read the whole file: pandas and astropy. Each runs in a process of its own, so
that its memory can be told. With --folder the catalogues are kept there, and found again.
"""

import argparse
import multiprocessing
import os
import platform
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil

from spectrogui.core.spectrum import Header

ROWS, STARS = 1_000_000, 132_086
SLOW_ELSEWHERE = {"VOTable"}
"""Of these a tenth of the rows is enough for the baseline."""
LOOK = 0.02  # s between two looks at the memory
FIRST, STEP = 100_000_000, 13  # obsids
NUMBERS = {  # mean, scatter, decimals
    "teff": (5500, 700, 2), "teff_err": (80, 20, 2), "logg": (4.3, 0.3, 3),
    "logg_err": (0.1, 0.02, 3), "feh": (-0.1, 0.2, 3), "feh_err": (0.1, 0.02, 3),
    "rv": (0, 40, 2), "rv_err": (5, 1, 2),
}  # fmt: skip


def catalogue(count):
    """Columns as those of LAMOST's catalogues of stars, and an EPIC number."""
    import pandas  # not in every process

    random, row = np.random.default_rng(0), np.arange(count)
    made = {
        "obsid": FIRST + STEP * row,
        "obsdate": "2015-01-01",
        "lmjd": 57_000 + row // 3000,
        "planid": [plan(one) for one in row.tolist()],
        "spid": row // 250 % 16 + 1,
        "fiberid": row % 250 + 1,
        "designation": [f"J{one:09d}.00+123456.7" for one in row.tolist()],
        "ra_obs": np.round(random.uniform(0, 360, count), 6),
        "dec_obs": np.round(random.uniform(-10, 60, count), 6),
        **{f"snr{band}": np.round(random.lognormal(3, 0.7, count), 2) for band in "ugriz"},
        "objtype": "Star",
        "class": "STAR",
        "subclass": random.choice(["G5", "K3", "F2", "M1"], count),
        "z": np.round(random.normal(0, 1e-4, count), 8),
        "ra": np.round(random.uniform(0, 360, count), 6),
        "dec": np.round(random.uniform(-10, 60, count), 6),
        "gaia_source_id": random.integers(10**17, 10**18, count),
        "epic": np.where(row % 2, 201_000_000 + row % 90_000_000, 0),
    }
    made |= {n: np.round(random.normal(*of[:2], count), of[2]) for n, of in NUMBERS.items()}
    made["teff"][random.random(count) < 0.02] = -9999.0
    return pandas.DataFrame(made)


def plan(row):
    """The plan of a row."""
    return f"KP{row // 3000:06d}N000000V01"


def as_fits(frame, path):
    """Write a binary table."""
    from astropy.table import Table

    texts = {name: frame[name].astype(str).to_numpy("U") for name in frame if is_text(frame[name])}
    Table({**{name: frame[name] for name in frame}, **texts}).write(path, format="fits")


def as_votable(frame, path):
    """Write cells as text, which is what services send."""
    kinds = {"f": "double", "i": "long"}
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?>\n<VOTABLE version="1.4"><RESOURCE><TABLE>\n')
        for name in frame:
            kind = kinds.get(frame[name].dtype.kind, "char")
            size = ' arraysize="*"' if kind == "char" else ""
            file.write(f'<FIELD name="{name}" datatype="{kind}"{size}/>\n')
        file.write("<DATA><TABLEDATA>\n")
        for row in frame.itertuples(index=False):
            file.write(f"<TR><TD>{'</TD><TD>'.join(map(str, row))}</TD></TR>\n")
        file.write("</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>\n")


def is_text(values):
    """Whether a column holds words."""
    return values.dtype.kind not in "if"


FORMATS = {
    "CSV": (".csv", lambda frame, path: frame.to_csv(path, index=False)),
    "CSV with |": ("_bar.csv", lambda frame, path: frame.to_csv(path, index=False, sep="|")),
    "CSV, zipped": (".csv.gz", lambda frame, path: frame.to_csv(path, index=False)),
    "FITS": (".fits", as_fits),
    "VOTable": (".vot", as_votable),
}


def here(path, stars):
    """Seconds for reading, for a join by obsid, and for one by observation."""
    from spectrogui.io.catalogue import Catalogue

    with clock() as reading:
        found = Catalogue.read(path)
    step = max(1, len(found) // stars)
    rows = range(0, len(found), step)[:stars]
    with clock() as first:
        look_up(found, [Header("", obsid=str(FIRST + STEP * row)) for row in rows])
    with clock() as second:
        look_up(found, [observed(row) for row in rows])
    return reading[0], first[0], second[0]


def look_up(found, headers):
    """Every one must be there, but for its Teff."""
    stars = [found.look_up(header) for header in headers]
    if None in stars:
        raise ValueError("a star was not found")


def observed(row):
    """A header that tells the observation, but no obsid."""
    night, fibre, spectrograph = 57_000.0 + row // 3000, row % 250 + 1.0, row // 250 % 16 + 1.0
    return Header("", lmjd=night, planid=plan(row), spid=spectrograph, fiberid=fibre)


def elsewhere(path, stars):
    """Seconds for reading all of it with pandas, or astropy what pandas cannot read."""
    with clock() as reading:
        if ".csv" in path.name:
            import pandas

            pandas.read_csv(path, sep="|" if "_bar" in path.name else ",")
        else:
            from astropy.table import Table

            Table.read(path, format="fits" if path.suffix == ".fits" else "votable")
    return (reading[0],)


class clock:
    """Seconds of the processor that a block takes, as the first of a list."""

    def __enter__(self):
        self._started, self._took = time.process_time(), []
        return self._took

    def __exit__(self, *_):
        self._took.append(time.process_time() - self._started)


def measured(call, path, stars, answers):
    """In a process of its own: what it took, and how much memory at most, MB."""
    most, done = [0], threading.Event()
    watching = threading.Thread(target=watch, args=(most, done))
    watching.start()
    times = call(path, stars)
    done.set()
    watching.join()
    answers.put((times, most[0] / 2**20))


def watch(most, done):
    """Look at the memory until something is done."""
    while not done.wait(LOOK):
        most[0] = max(most[0], psutil.Process().memory_info().rss)


def apart(call, path, stars):
    """The same, asked from here."""
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        answers = manager.Queue()
        process = context.Process(target=measured, args=(call, path, stars, answers))
        process.start()
        process.join()
        return answers.get_nowait()


def made(name, rows, folder):
    """The catalogue of a format; made, if it is not there."""
    ending, write = FORMATS[name]
    path = folder / f"{rows}{ending}"
    if not path.exists():
        write(catalogue(rows), path)
    return path


def report(folder, rows, stars, formats):
    """Print a table in Markdown."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{rows:,} rows, {stars:,} stars looked up; {machine}; seconds of the processor\n")
    print("| catalogue | MB | read, s | join by obsid, s | by observation, s | memory, MB |")
    print("|---|---|---|---|---|---|")
    for name in formats:
        path = made(name, rows, folder)
        times, memory = apart(here, path, stars)
        say(f"{name} (here)", path, times, memory)
        part = rows // 10 if name in SLOW_ELSEWHERE else rows
        path = made(name, part, folder)
        times, memory = apart(elsewhere, path, stars)
        other = "pandas" if ".csv" in path.name else "astropy"
        other += f", {part:,} rows" if part < rows else ""
        say(f"{name}, {other} (baseline)", path, (*times, None, None), memory)


def say(name, path, times, memory):
    """A line of the table."""
    cells = " | ".join("" if took is None else f"{took:.2f}" for took in times)
    size = path.stat().st_size / 1e6
    print(f"| {name} | {size:,.0f} | {cells} | {memory:,.0f} |", flush=True)


def main():
    """Take the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--stars", type=int, default=STARS)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.folder or Path(made)
        report(folder, given.rows, min(given.stars, given.rows), given.formats)


if __name__ == "__main__":
    main()
