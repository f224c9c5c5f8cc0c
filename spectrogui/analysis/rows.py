"""Numbers and sentences of one star: the columns of its row."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.velocities import Velocities
from spectrogui.core.columns import COLUMN, COLUMNS
from spectrogui.core.flux_table import FluxTable
from spectrogui.core.grid import BAD, R1800_BANDS
from spectrogui.core.lines import MEASURED
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Header
from spectrogui.core.table import plain
from spectrogui.io.flux_table import read_flux_table
from spectrogui.science.activity import is_active
from spectrogui.science.frame import Lag
from spectrogui.science.measure import Widths
from spectrogui.science.surface_flux import surface_fluxes

_NOTHING = Parameters()


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What was found out of n spectra; arrays have n rows."""

    velocities: Velocities
    lag: Lag
    widths: Widths
    rmse: NDArray[np.float64]
    chi2: NDArray[np.float64]
    outlier: NDArray[np.float64]
    latent: NDArray[np.float32]
    bits: NDArray[np.uint8]
    flags: list[list[str]]


def make_row(
    judged: Judged, number: int, header: Header, star: Parameters | None
) -> dict[str, Any]:
    """All columns of one star but those of the model and of the inspector, in plain types."""
    values: dict[str, Any] = {column.name: None for column in COLUMNS}
    values |= _identity(header, star or _NOTHING)
    bands = [not np.all(judged.bits[number, band.rows] & BAD) for band in R1800_BANDS]
    if any(bands):
        values |= _frame(judged, number) | _numbers(judged, number)
        values |= surface_fluxes(values, _flux_table())
        values["active"] = is_active(values)
    values["flags"] = ";".join(judged.flags[number])
    values |= _problem(judged.widths, number, bands, header)
    return {name: plain(COLUMN[name], COLUMN[name].keep(v)) for name, v in values.items()}


@cache
def _flux_table() -> FluxTable:
    return read_flux_table()


def _identity(header: Header, star: Parameters) -> dict[str, Any]:
    return {
        "path": header.path,
        "obsid": header.obsid,
        "designation": header.designation,
        "lmjd": header.lmjd,
        "planid": header.planid,
        "spid": header.spid,
        "fiberid": header.fiberid,
        "epic": star.epic or header.epic,
        "ra": header.ra if np.isfinite(header.ra) else star.ra,
        "dec": header.dec if np.isfinite(header.dec) else star.dec,
        "class": header.spectral_class,
        "subclass": header.subclass,
        "snr_r": header.snr_r,
        "teff": star.teff,
        "logg": star.logg,
        "feh": star.feh,
        "input_sha256": header.input_sha256,
    }


def _frame(judged: Judged, number: int) -> dict[str, Any]:
    lag, error = judged.lag.kms[number], judged.lag.error[number]
    source = judged.velocities.source[number]
    measured = source == "ccf"
    return {
        "rv_kms": judged.velocities.kms[number] if source != "none" else None,
        "e_rv_kms": error if measured else None,
        "rv_quality": judged.velocities.quality[number] if measured else None,
        "rv_source": source,
        "lag_kms": lag,
        "frame_ok": "frame" not in judged.flags[number] if np.isfinite(lag) else None,
    }


def _numbers(judged: Judged, number: int) -> dict[str, Any]:
    values: dict[str, Any] = {f"z{i + 1}": z for i, z in enumerate(judged.latent[number].tolist())}
    values["rmse"], values["chi2r"] = judged.rmse[number], judged.chi2[number]
    for column, line in enumerate(MEASURED):
        values[f"ew_{line.key}"] = judged.widths.value[number, column]
        values[f"e_ew_{line.key}"] = judged.widths.error[number, column]
    values["outlier"] = judged.outlier[number]
    return values


def _problem(widths: Widths, number: int, bands: list[bool], header: Header) -> dict[str, str]:
    """Status, and the sentence that says what could not be measured."""
    if not any(bands):
        return {
            "status": "failed",
            "problem": "The red arm has no usable flux around Hα and Ca II: nothing can be "
            "measured; see whether another spectrum of the star has it.",
        }
    missing = [
        f"{line.label} ({widths.lost[number, column]:.0f} of {2 * line.half_width:.0f} Å)"
        for column, line in enumerate(MEASURED)
        if not np.isfinite(widths.value[number, column])
    ]
    if not missing:
        return {"status": "ok", "problem": ""}
    lines = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
    return {
        "status": "partial",
        "problem": f"No usable flux where it is needed in the window of {lines}.",
    }
