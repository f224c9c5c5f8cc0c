"""What held-back stars say of the R250 model: its errors, its figures, its boundary."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.slitless_networks import SlitlessLeft
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.model.slitless_calibration import SlitlessCalibration

RANGES = ((10.0, np.inf), (10.0, 30.0), (30.0, 100.0), (100.0, 150.0), (150.0, np.inf))
"""S/N(r) of the rows of the table."""
LEAST = 0.03
"""Å, error of the excess without noise."""
_NEAR = 40
_WORST_RMSE = 0.03

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


def spread(values: Floats) -> float:
    """1σ of values, from the median absolute deviation."""
    known = values[np.isfinite(values)]
    return float(1.4826 * np.median(np.abs(known - np.median(known)))) if len(known) else np.nan


def calibrate_slitless(
    inactive: SlitlessLeft, latent: Floats, starts: NDArray[np.floating]
) -> SlitlessCalibration:
    """Zero point and scatter of inactive stars.

    Parameters
    ----------
    inactive : judged by networks that have not seen them
    latent : (n, k) their latents in the model that is calibrated, of which `starts` are
    """
    known = np.isfinite(inactive.excess)
    excess, latent = inactive.excess[known], latent[known]
    told = np.sqrt(inactive.photons[known] ** 2 + inactive.template[known] ** 2 + LEAST**2)
    square = ((starts[:, None, :].astype(float) - latent) ** 2).sum(axis=2)
    near = np.argsort(square, axis=1)[:, :_NEAR]
    zero = np.median(excess[near], axis=1)
    pulls = (excess[near] - zero[:, None]) / told[near]
    scale = 1.4826 * np.median(np.abs(pulls), axis=1)
    return SlitlessCalibration(
        zero.astype(np.float32), scale.astype(np.float32), np.full(1, LEAST, np.float32)
    )


def inactive_stars(
    stars: TrainingSet, width: Floats, rmse: Floats, quiet: float = 0.5
) -> NDArray[np.bool_]:
    """(n,) LAMOST stars of which nothing odd is said, and which R1800 finds inactive.

    Parameters
    ----------
    width, rmse : (n,) Å and of R1800: EW(Hα), and RMSE outside the lines
    quiet : Å, largest |EW(Hα)|, that of the paper's Fig. 17
    """
    fine = (np.abs(width) < quiet) & (rmse < _WORST_RMSE)
    return np.asarray(fine & (stars.remark == "") & ~stars.library)


def slitless_table(stars: TrainingSet, left: SlitlessLeft) -> list[dict[str, Any]]:
    """RMSE outside Hα and scatter of the excess, by type and S/N(r)."""
    rows: list[dict[str, Any]] = []
    for low, high in RANGES:
        inside = (stars.snr > low) & (stars.snr <= high) & ~stars.library
        span = [low, None if np.isinf(high) else high]
        rows += [{"snr_r": span, **row} for row in _by_type(stars, left, inside)]
    return rows


def library_table(stars: TrainingSet, left: SlitlessLeft) -> list[dict[str, Any]]:
    """The same for library templates, which have no S/N(r)."""
    return _by_type(stars, left, stars.library)


def _by_type(stars: TrainingSet, left: SlitlessLeft, inside: Rows) -> list[dict[str, Any]]:
    rows = []
    for kind in ("all", "A", "F", "G", "K", "M"):
        some = inside & ((stars.letter == kind) | (kind == "all")) & np.isfinite(left.rmse)
        if not some.any():
            continue
        rows.append(
            {
                "type": kind,
                "stars": int(some.sum()),
                "rmse": round(float(np.sqrt(np.mean(left.rmse[some] ** 2))), 5),
                "median_rmse": round(float(np.median(left.rmse[some])), 5),
                "median_rmse_uncorrected": round(float(np.median(left.raw[some])), 5),
                "excess_median": round(float(np.nanmedian(left.excess[some])), 3),
                "excess_scatter": round(spread(left.excess[some]), 3),
            }
        )
    return rows
