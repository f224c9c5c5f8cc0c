"""What held-back stars say of the R250 model: its errors, its figures, its boundary."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.slitless_networks import SlitlessLeft
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.model.slitless_calibration import SlitlessCalibration

RANGES = ((10.0, np.inf), (10.0, 30.0), (30.0, 100.0), (100.0, 150.0), (150.0, np.inf))
"""S/N(r) of the rows of the table."""
_NEAR, _LEAST = 60, 0.02

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


def spread(values: Floats) -> float:
    """1σ of values, from the median absolute deviation."""
    known = values[np.isfinite(values)]
    return float(1.4826 * np.median(np.abs(known - np.median(known)))) if len(known) else np.nan


def calibrate_slitless(
    quiet: SlitlessLeft, latent: Floats, starts: NDArray[np.floating]
) -> SlitlessCalibration:
    """Zero point and scatter of inactive stars.

    Parameters
    ----------
    quiet : inactive stars, judged by networks that have not seen them
    latent : (n, k) their latents in the model that is shipped, of which `starts` are
    """
    known = np.isfinite(quiet.excess)
    excess, latent = quiet.excess[known], latent[known]
    noise = np.hypot(quiet.photons[known], quiet.template[known])
    square = ((starts[:, None, :].astype(float) - latent) ** 2).sum(axis=2)
    near = np.argsort(square, axis=1)[:, :_NEAR]
    zero = np.median(excess[near], axis=1)
    wide = 1.4826 * np.median(np.abs(excess[near] - zero[:, None]), axis=1)
    scatter = np.sqrt(np.maximum(wide**2 - np.median(noise[near] ** 2, axis=1), _LEAST**2))
    return SlitlessCalibration(
        zero.astype(np.float32), scatter.astype(np.float32), np.ones(1, np.float32)
    )


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
