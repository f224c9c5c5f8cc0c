"""Numbers and sentences of stars: the columns of their rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.velocities import Velocities
from spectrogui.core.block_rows import Values, kept, texts
from spectrogui.core.columns import COLUMN
from spectrogui.core.flux_table import FluxTable
from spectrogui.core.grid import BAD, R1800_BANDS
from spectrogui.core.lines import MEASURED
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Header
from spectrogui.io.flux_table import read_flux_table
from spectrogui.science.activity import all_active
from spectrogui.science.frame import Lag
from spectrogui.science.measure import Widths
from spectrogui.science.surface_flux import all_surface_fluxes

_NOTHING = Parameters()
_NO_FLUX = (
    "The red arm has no usable flux around Hα and Ca II: nothing can be measured; see whether "
    "another spectrum of the star has it."
)

Rows = NDArray[np.bool_]


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


def make_columns(
    judged: Judged, headers: Sequence[Header], stars: Sequence[Parameters | None]
) -> dict[str, Values]:
    """All columns of n stars but those of the models and of the inspector, as a table keeps them.

    Columns of which nothing is known may be missing.
    """
    columns = _identity(headers, [star or _NOTHING for star in stars])
    usable = [(judged.bits[:, band.rows] & BAD == 0).any(axis=1) for band in R1800_BANDS]
    bands: Rows = np.any(usable, axis=0)
    numbers = _frame(judged) | _numbers(judged)
    numbers |= all_surface_fluxes(columns | numbers, _flux_table())
    numbers["active"] = all_active(columns | numbers)
    columns |= {name: np.where(bands, values, np.nan) for name, values in numbers.items()}
    source = zip(judged.velocities.source, bands.tolist(), strict=True)
    columns["rv_source"] = texts(name if seen else "" for name, seen in source)
    columns["flags"] = texts(";".join(words) for words in judged.flags)
    columns["status"], columns["problem"] = _problem(judged.widths, bands)
    return {
        name: values if values.dtype == object else kept(COLUMN[name], values)
        for name, values in columns.items()
    }


@cache
def _flux_table() -> FluxTable:
    return read_flux_table()


def _identity(headers: Sequence[Header], stars: Sequence[Parameters]) -> dict[str, Values]:
    pairs = list(zip(headers, stars, strict=True))
    return {
        "path": texts(header.path for header in headers),
        "obsid": texts(header.obsid for header in headers),
        "designation": texts(header.designation for header in headers),
        "lmjd": _floats(header.lmjd for header in headers),
        "planid": texts(header.planid for header in headers),
        "spid": _floats(header.spid for header in headers),
        "fiberid": _floats(header.fiberid for header in headers),
        "epic": texts(star.epic or header.epic for header, star in pairs),
        "ra": _floats(h.ra if isfinite(h.ra) else star.ra for h, star in pairs),
        "dec": _floats(h.dec if isfinite(h.dec) else star.dec for h, star in pairs),
        "class": texts(header.spectral_class for header in headers),
        "subclass": texts(header.subclass for header in headers),
        "snr_r": _floats(header.snr_r for header in headers),
        "teff": _floats(star.teff for star in stars),
        "logg": _floats(star.logg for star in stars),
        "feh": _floats(star.feh for star in stars),
        "input_sha256": texts(header.input_sha256 for header in headers),
    }


def _floats(values: Iterable[float]) -> Values:
    return np.array(list(values), dtype=np.float64)


def _frame(judged: Judged) -> dict[str, Values]:
    velocities, lag = judged.velocities, judged.lag
    found = np.array([source != "none" for source in velocities.source])
    measured = np.array([source == "ccf" for source in velocities.source])
    sound = np.array(["frame" not in words for words in judged.flags], dtype=np.float64)
    return {
        "rv_kms": np.where(found, velocities.kms, np.nan),
        "e_rv_kms": np.where(measured, lag.error, np.nan),
        "rv_quality": np.where(measured, velocities.quality, np.nan),
        "lag_kms": lag.kms,
        "frame_ok": np.where(np.isfinite(lag.kms), sound, np.nan),
    }


def _numbers(judged: Judged) -> dict[str, Values]:
    values: dict[str, Values] = {f"z{i + 1}": z for i, z in enumerate(judged.latent.T)}
    values |= {"rmse": judged.rmse, "chi2r": judged.chi2, "outlier": judged.outlier}
    for column, line in enumerate(MEASURED):
        values[f"ew_{line.key}"] = judged.widths.value[:, column]
        values[f"e_ew_{line.key}"] = judged.widths.error[:, column]
    return values


def _problem(widths: Widths, bands: Rows) -> tuple[Values, Values]:
    """Status, and the sentence that says what could not be measured."""
    missing = ~np.isfinite(widths.value)
    status = np.where(bands, np.where(missing.any(axis=1), "partial", "ok"), "failed")
    problem = texts("" if seen else _NO_FLUX for seen in bands)
    for row in np.flatnonzero(status == "partial"):
        problem[row] = _unusable(
            [
                f"{line.label} ({widths.lost[row, column]:.0f} of {2 * line.half_width:.0f} Å)"
                for column, line in enumerate(MEASURED)
                if missing[row, column]
            ]
        )
    return status.astype(object), problem


def _unusable(missing: list[str]) -> str:
    lines = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
    return f"No usable flux where it is needed in the window of {lines}."
