"""Writes resources/continuum_flux.csv and its card from tables of model atmospheres.

Run it on a folder that holds both: `.venv/bin/python scripts/flux_table.py ../shared/data/flux`.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
NAME = "continuum_flux"
WARM, COOL = "surface_continuum_flux_doppler.csv", "surface_flux_ts_c3k_cool.csv"
LINES = ("ha", "ca8498", "ca8542", "ca8662")
CLEAN = 4500.0
"""K above which lines leave enough of the continuum standing."""
COLDEST, DWARF = 3500.0, 4.0
"""K where the warm table begins; the log g from which the sequence of dwarfs goes on below it."""
TEFF = np.array([*range(3000, 4700, 100), *range(4800, 8001, 200)], dtype=float)
LOGG = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 5.25, 5.5])
FEH = np.array([-2.0, -1.5, -1.0, -0.5, 0.0, 0.5])


def warm(folder: Path) -> tuple[Floats, Floats, Floats, Floats]:
    """Teff, log g, [Fe/H] and the log continuum flux (t, g, m, 4) of the warm table."""
    cells = _rows(folder / WARM)
    teff, logg, feh = (np.unique(cells[:, axis]) for axis in range(3))
    flux = np.full((len(teff), len(logg), len(feh), len(LINES)), np.nan)
    places = (np.searchsorted(axis, cells[:, n]) for n, axis in enumerate((teff, logg, feh)))
    flux[tuple(places)] = cells[:, 3:]
    return teff, logg, feh, flux


def cool(folder: Path) -> tuple[Floats, Floats, Floats]:
    """Of dwarfs: Teff (n,), log pseudo-continuum and what lines take from the continuum (n, 4)."""
    cells = _rows(folder / COOL)
    cells = cells[cells[:, 1] >= DWARF]
    cells = cells[np.argsort(cells[:, 0])]
    continuum, pseudo = cells[:, [3, 5, 5, 5]], cells[:, [4, 6, 6, 6]]
    return cells[:, 0], pseudo, pseudo - continuum


def table(folder: Path) -> Floats:
    """The log flux (t, g, m, 4) on `TEFF`, `LOGG` and `FEH`; NaN where there is none."""
    teff, logg, feh, flux = warm(folder)
    cool_teff, pseudo, taken = cool(folder)
    edge = taken_by_lines(cool_teff, taken, COLDEST)
    at_edge = np.array([np.interp(COLDEST, cool_teff, column) for column in pseudo.T])
    gravities = np.searchsorted(logg, np.minimum(LOGG, logg[-1]))
    metals = np.searchsorted(feh, FEH)
    made = np.full((len(TEFF), len(LOGG), len(FEH), len(LINES)), np.nan)
    for number, hot in enumerate(TEFF):
        place = np.searchsorted(teff, max(hot, COLDEST))
        part = flux[place][np.ix_(gravities, metals)]
        if hot >= COLDEST:
            made[number] = part + taken_by_lines(cool_teff, taken, hot)
            continue
        fainter = np.array([np.interp(hot, cool_teff, column) for column in pseudo.T]) - at_edge
        made[number] = np.where(LOGG[:, None, None] >= DWARF, part + edge + fainter, np.nan)
    return made


def taken_by_lines(teff: Floats, taken: Floats, at: float) -> Floats:
    """(4,) dex between pseudo-continuum and continuum at a Teff; it ends at `CLEAN`."""
    return np.array([np.interp(at, [*teff, CLEAN], [*column, 0.0]) for column in taken.T])


def lines_of(flux: Floats) -> list[str]:
    """The file, line by line; points without a flux have no line."""
    lines = [",".join(("teff", "logg", "feh", *LINES))]
    for (t, g, m), _ in np.ndenumerate(flux[..., 0]):
        values = flux[t, g, m]
        if np.isfinite(values).all():
            where = f"{TEFF[t]:.0f},{LOGG[g]:g},{FEH[m]:g}"
            lines.append(",".join((where, *(f"{value:.4f}" for value in values))))
    return lines


def card() -> dict[str, object]:
    """What the table is, where it comes from, and how far it can be trusted."""
    return {
        "about": "Surface flux of the continuum at Hα and at each line of the Ca II triplet, the "
        "level to which an equivalent width in Å refers: log10 of erg/s/cm2/Å.",
        "columns": {
            "teff": "K",
            "logg": "dex, cm/s2",
            "feh": "dex",
            "ha": "at 6563 Å",
            "ca8498": "at 8498 Å",
            "ca8542": "at 8542 Å",
            "ca8662": "at 8662 Å",
        },
        "sources": [
            {
                "file": WARM,
                "what": "Continuum of model spectra, 3500-8000 K, made with the models that "
                "the program Doppler interpolates.",
                "credit": "D. Nidever, Doppler, https://github.com/dnidever/doppler",
                "licence": "MIT, Copyright (c) 2019 David Nidever",
            },
            {
                "file": COOL,
                "what": "Continuum and pseudo-continuum of dwarfs of solar metallicity, "
                "3000-4300 K, computed with Turbospectrum in C3K atmospheres.",
                "credit": "Turbospectrum: B. Plez (ascl:1205.004); C3K: C. Conroy and co-workers",
                "licence": "numbers computed for this project; no file of either is included",
            },
        ],
        "how": [
            "From 4500 K: the warm table on a coarser grid.",
            "3500-4500 K: the warm table, less what molecular lines take from the continuum in "
            "the cool table at that Teff; this difference goes to 0 between 4300 and 4500 K. It "
            "is that of dwarfs; two giants in the cool table differ by at most 0.03 dex.",
            "Below 3500 K: only log g of 4 and more; the fall of the pseudo-continuum in the cool "
            "table, from the value at 3500 K.",
            "log g 5.5: as 5.25, the last of the warm table.",
            "The maker is scripts/flux_table.py.",
        ],
        "trust": [
            "Table 1 of Xiang, Gu & Cao (2022), who used PHOENIX spectra, comes out within 0.02 "
            "dex, its one star below 4500 K too.",
            "The coarser grid costs 0.005 dex at most.",
            "Below 4000 K the pseudo-continuum depends on how it is drawn, and below 3500 K "
            "nothing is known of other metallicities: 0.05-0.1 dex. These are in no error.",
        ],
    }


def _rows(path: Path) -> Floats:
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return np.array(rows, dtype=float)


if __name__ == "__main__":
    text = "\n".join(lines_of(table(Path(sys.argv[1])))) + "\n"
    (RESOURCES / f"{NAME}.csv").write_text(text, encoding="utf-8")
    (RESOURCES / f"{NAME}.json").write_text(
        json.dumps(card(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
