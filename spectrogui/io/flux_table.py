"""Reads the table of continuum fluxes that comes with the program."""

import csv
from pathlib import Path

import numpy as np

from spectrogui.core.errors import InputError
from spectrogui.core.flux_table import FluxTable
from spectrogui.core.lines import ACTIVE
from spectrogui.io.paths import bundled

_AXES = ("teff", "logg", "feh")


def read_flux_table(path: Path | None = None) -> FluxTable:
    """A table like the bundled ``continuum_flux.csv``, whose card lies beside it.

    Raises
    ------
    InputError
        if it is damaged
    """
    path = path or bundled("resources") / "continuum_flux.csv"
    wanted = [*_AXES, *(line.key for line in ACTIVE)]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            cells = np.array([[row[name] for name in wanted] for row in csv.DictReader(file)])
        numbers = cells.astype(np.float64)
        teff, logg, feh = (np.unique(numbers[:, place]) for place in range(len(_AXES)))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise InputError(
            f"{path.name} is no table of continuum fluxes: {error}; install spectrogui again."
        ) from error
    axes = (teff, logg, feh)
    flux = np.full((len(teff), len(logg), len(feh), len(ACTIVE)), np.nan)
    places = [np.searchsorted(axis, numbers[:, n]) for n, axis in enumerate(axes)]
    flux[tuple(places)] = numbers[:, len(_AXES) :]
    return FluxTable(teff, logg, feh, flux)
