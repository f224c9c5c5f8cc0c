"""What the program measures of the stars of a material, each with its own judge."""

from dataclasses import dataclass, fields
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.measured import measure
from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.core.job import Ticket
from spectrogui.core.lines import MEASURED
from spectrogui.io.flux_table import read_flux_table
from spectrogui.science.activity import is_active
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.prepare import prepare
from spectrogui.science.surface_flux import surface_fluxes
from spectrogui.validation.material import Material

_CHUNK = 256
_KNOWN: "WeakKeyDictionary[Material, Measures]" = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """Numbers of n stars, as `spectrogui score` gives them.

    Attributes
    ----------
    flux, template, residual : (n, 800); good : (n, 800) usable pixels, spikes are not
    width, error : (n, 5) Å, `core.lines.MEASURED`; NaN where a window is unusable
    rmse, chi2 : (n,) outside the active lines
    outlier : (n,) 0 ordinary … 1 most unusual
    latent : (n, k); of several judges, each has its own
    log_flux, log_ratio : (n, 2) log F (erg/s/cm²) and log R′ of Hα and Ca II; NaN without an
        excess over 1σ or without a Teff of a catalogue
    flux_error : (n, 2) dex, 1σ of `log_flux`
    active : (n,) by the paper's criteria; False where it cannot be told
    """

    flux: NDArray[np.float32]
    template: NDArray[np.float32]
    residual: NDArray[np.float32]
    good: NDArray[np.bool_]
    width: NDArray[np.float64]
    error: NDArray[np.float64]
    rmse: NDArray[np.float64]
    chi2: NDArray[np.float64]
    outlier: NDArray[np.float64]
    latent: NDArray[np.float32]
    log_flux: NDArray[np.float64]
    log_ratio: NDArray[np.float64]
    flux_error: NDArray[np.float64]
    active: NDArray[np.bool_]

    @property
    def triplet(self) -> NDArray[np.float64]:
        """(n,) Å, the sum of the three calcium lines."""
        total: NDArray[np.float64] = self.width[:, 1:4].sum(axis=1)
        return total


def measures(material: Material, ticket: Ticket) -> Measures:
    """Measure every star, once; later calls for the same material give the same again."""
    if material not in _KNOWN:
        _KNOWN[material] = _measure(material, ticket)
    return _KNOWN[material]


def remember(material: Material, known: Measures) -> None:
    """Take what another process has measured."""
    _KNOWN[material] = known


def _measure(material: Material, ticket: Ticket) -> Measures:
    rows: list[NDArray[np.intp]] = []
    parts: list[Measures] = []
    done = 0
    for number in range(len(material.judges)):
        own = np.flatnonzero(material.part == number)
        for start in range(0, len(own), _CHUNK):
            ticket.checkpoint(done, len(material))
            some = own[start : start + _CHUNK]
            rows.append(some)
            parts.append(_some(material, number, some))
            done += len(some)
    back = np.argsort(np.concatenate(rows))
    columns = ([getattr(part, field.name) for part in parts] for field in fields(Measures))
    return Measures(*(np.concatenate(column)[back] for column in columns))


def _some(material: Material, number: int, rows: NDArray[np.intp]) -> Measures:
    """Some of the stars of one judge."""
    judge = material.judges[number]
    arms = material.take_arms(rows)
    continuum = fit_continuum(arms.flux, arms.bits, CONTINUUM)
    prepared = prepare(arms, continuum, material.rv_kms[rows])
    found = measure(judge.model, judge.calibration, prepared)
    table = read_flux_table()
    values: list[dict[str, Any]] = []
    for place, row in enumerate(rows.tolist()):
        star: dict[str, Any] = {
            "teff": material.teff[row], "logg": material.logg[row], "feh": material.feh[row],
            "rmse": found.rmse[place],
        }  # fmt: skip
        for column, line in enumerate(MEASURED):
            star[f"ew_{line.key}"] = found.widths.value[place, column]
            star[f"e_ew_{line.key}"] = found.widths.error[place, column]
        values.append(star | surface_fluxes(star, table) | {"active": is_active(star)})
    return Measures(
        flux=prepared.flux,
        template=found.template,
        residual=found.residual,
        good=found.good,
        width=found.widths.value,
        error=found.widths.error,
        rmse=found.rmse,
        chi2=found.chi2,
        outlier=found.outlier,
        latent=found.fit.latent,
        log_flux=_pairs(values, "log_f"),
        log_ratio=_pairs(values, "log_r"),
        flux_error=_pairs(values, "e_log_f"),
        active=np.array([star["active"] is True for star in values]),
    )


def _pairs(values: list[dict[str, Any]], name: str) -> NDArray[np.float64]:
    return np.array([[star[f"{name}_{key}"] for key in ("ha", "ca")] for star in values])
