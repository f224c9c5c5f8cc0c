"""Excess surface fluxes of Hα and Ca II, and what share they are of all that a star radiates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from spectrogui.core.flux_table import Floats, FluxTable
from spectrogui.core.lines import ACTIVE

STEFAN_BOLTZMANN = 5.670374419e-5
"""erg/s/cm2/K4 (CODATA 2018)."""
_KEYS = tuple(line.key for line in ACTIVE)
SUMS = {"ha": ("ha",), "ca": tuple(key for key in _KEYS if key.startswith("ca"))}
"""What a flux is the sum of; of Ca II the three lines of the triplet (paper, section 4.3)."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is taken of a parameter where the catalogue does not say.

    Attributes
    ----------
    default : value if the catalogue has none; NaN if nothing can be said without it
    error : 1σ of a value from the catalogue
    spread : 1σ of the default
    """

    default: float
    error: float
    spread: float


PARAMETERS = {
    "teff": Assumed(np.nan, 150.0, np.nan),
    "logg": Assumed(4.5, 0.25, 1.0),
    "feh": Assumed(0.0, 0.15, 0.3),
}
"""K, dex, dex. Catalogues seldom say how far they are off, so the errors are assumed: those that
Xiang et al. (2015, MNRAS 448, 822) find for parameters from LAMOST spectra of A-K stars. A star
without log g is taken for a dwarf, with a spread that reaches to giants."""


def surface_fluxes(values: Mapping[str, Any], table: FluxTable) -> dict[str, float]:
    """As `all_surface_fluxes`, of one star: a row with None where something is unknown."""
    names = [*PARAMETERS, *(f"{e}ew_{key}" for key in _KEYS for e in ("", "e_"))]
    one = {name: np.array([_number(values.get(name))]) for name in names}
    return {name: float(found[0]) for name, found in all_surface_fluxes(one, table).items()}


def all_surface_fluxes(values: Mapping[str, Floats], table: FluxTable) -> dict[str, Floats]:
    """The columns ``log_f_…``, ``log_r_…`` and their errors ``e_…`` of n stars; NaN if unknown.

    F is the equivalent width times the continuum flux at its line (paper, equation 3), F(Ca II)
    the sum of three; R′ is F over σ Teff⁴ (equation 4). There is none without an excess: the sum
    must be above 0 and above its own 1σ, below which a log means nothing (its error would be over
    0.43 dex). Nor is there one without a Teff or outside the table.

    The errors, in dex, are those of the widths, taken as independent of each other, and those of
    the parameters (`PARAMETERS`), which act through the continuum and, in R′, through Teff⁴, where
    they cancel in part. That of the table itself is in its card.

    Parameters
    ----------
    values : columns of (n,): ``ew_…`` and ``e_ew_…`` in Å, ``teff`` in K, ``logg`` and ``feh`` in
        dex; NaN where unknown
    """
    count = len(values["teff"])
    found = {
        f"{e}log_{kind}_{key}": np.full(count, np.nan)
        for key in SUMS
        for kind in "fr"
        for e in ("", "e_")
    }
    rows = np.flatnonzero(np.isfinite(values["teff"]))
    if not len(rows):
        return found
    stars, steps = _around({name: values[name][rows] for name in PARAMETERS}, table)
    fluxes = 10 ** continuum(table, stars.reshape(-1, 3)).reshape(*stars.shape[:2], -1)
    bolometric = np.log10(STEFAN_BOLTZMANN * stars[:, :, 0] ** 4)
    for key, lines in SUMS.items():
        columns = [_KEYS.index(line) for line in lines]
        width = np.stack([values[f"ew_{line}"][rows] for line in lines], axis=1)
        error = np.stack([values[f"e_ew_{line}"][rows] for line in lines], axis=1)
        flux = (fluxes[:, :, columns] * width[:, None]).sum(axis=2)
        noise = np.hypot.reduce(fluxes[:, 0, columns] * error, axis=1)
        seen = np.flatnonzero((flux[:, 0] > 0) & ~(flux[:, 0] <= noise))
        flux, part = flux[seen], noise[seen] / flux[seen, 0] / np.log(10)
        log_flux = np.log10(np.where(flux > 0, flux, np.nan))
        for kind, logs in (("f", log_flux), ("r", log_flux - bolometric[seen])):
            found[f"log_{kind}_{key}"][rows[seen]] = logs[:, 0]
            spread = _spread(logs, stars[seen], steps[seen])
            found[f"e_log_{kind}_{key}"][rows[seen]] = np.hypot(part, spread)
    return found


def continuum(table: FluxTable, stars: Floats) -> Floats:
    """Log continuum flux at the active lines by linear interpolation; NaN outside the table.

    Parameters
    ----------
    stars : (n, 3) Teff, log g, [Fe/H]: K, dex, dex

    Returns
    -------
    (n, 4) log10 of erg/s/cm2/Å
    """
    inside = np.ones(len(stars), dtype=bool)
    places, parts = [], []
    for values, axis in zip(stars.T, (table.teff, table.logg, table.feh), strict=True):
        inside &= (values >= axis[0]) & (values <= axis[-1])
        place = np.clip(np.searchsorted(axis, values, side="right") - 1, 0, len(axis) - 2)
        places.append(place)
        parts.append((values - axis[place]) / (axis[place + 1] - axis[place]))
    result = np.zeros((len(stars), table.log_flux.shape[-1]))
    for corner in np.ndindex(2, 2, 2):
        shares = [part if up else 1 - part for up, part in zip(corner, parts, strict=True)]
        corners = tuple(place + up for up, place in zip(corner, places, strict=True))
        result += np.prod(shares, axis=0)[:, None] * table.log_flux[corners]
    result[~inside] = np.nan
    return result


def _around(given: Mapping[str, Floats], table: FluxTable) -> tuple[Floats, Floats]:
    """(n, 7, 3) stars and their like with each parameter more and less by (n, 3) 1σ, in the
    table; the star itself may be outside.
    """
    values = np.stack([given[name] for name in PARAMETERS], axis=1)
    known, assumed = np.isfinite(values), PARAMETERS.values()
    star = np.where(known, values, [one.default for one in assumed])
    steps = np.where(known, [one.error for one in assumed], [one.spread for one in assumed])
    axes = (table.teff, table.logg, table.feh)
    low, high = ([axis[end] for axis in axes] for end in (0, -1))
    moved = np.nan_to_num(steps)[:, :, None] * np.eye(len(axes))
    around = [np.clip(star[:, None] + by, low, high) for by in (moved, -moved)]
    return np.concatenate([star[:, None], *around], axis=1), steps


def _spread(logs: Floats, stars: Floats, steps: Floats) -> Floats:
    """(n,) 1σ of a log that the parameters make: slope times step, one after the other, in
    quadrature.

    Where the table ends on one side, the slope is that of the other.
    """
    count = steps.shape[1]
    total, every = np.zeros(len(logs)), np.arange(len(logs))
    for axis in range(count):
        more, less = (
            np.where(np.isfinite(logs[:, place]), place, 0)
            for place in (1 + axis, 1 + count + axis)
        )
        high, low = stars[every, more, axis], stars[every, less, axis]
        up, down = logs[every, more], logs[every, less]
        apart = np.where(high > low, high - low, np.inf)
        total += ((up - down) / apart * steps[:, axis]) ** 2
    return np.asarray(np.sqrt(total))


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
