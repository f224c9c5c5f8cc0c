"""How good a recipe is: stars that a network has not seen, by type and signal-to-noise."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.networks import Residuals
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import ACTIVE, MEASURED
from spectrogui.model.calibration import Calibration, crowd
from spectrogui.model.infer import Array, Model
from spectrogui.science.prepare import window_weights

_NEAR = 40
_LEAST = 0.02
RANGES = ((30.0, np.inf), (30.0, 100.0), (100.0, 150.0), (150.0, np.inf))
"""S/N(r) of the rows of the table; below 100 the RMSE is photon noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Stars that were held back, and what networks that had not seen them leave of them."""

    stars: TrainingSet
    left: Residuals


def join(parts: list[Held]) -> Held:
    """The held-back stars of several networks as one."""
    return Held(
        TrainingSet(*(_all(parts, "stars", f.name) for f in fields(TrainingSet))),
        Residuals(*(_all(parts, "left", f.name) for f in fields(Residuals))),
    )


def table(held: Held) -> list[dict[str, Any]]:
    """Median RMSE outside the active lines and scatter of widths, by type and S/N(r)."""
    rows = []
    for low, high in RANGES:
        inside = (held.stars.snr > low) & (held.stars.snr <= high)
        for kind in ("all", "A", "F", "G", "K", "M"):
            some = inside & ((held.stars.letter == kind) | (kind == "all"))
            if not some.any():
                continue
            widths = held.left.widths[some]
            row: dict[str, Any] = {
                "snr_r": [low, None if np.isinf(high) else high],
                "type": kind,
                "stars": int(some.sum()),
                "median_rmse": round(float(np.nanmedian(held.left.rmse[some])), 5),
            }
            for column, line in enumerate(MEASURED):
                row[f"ew_{line.key}_median"] = round(float(np.median(widths[:, column])), 3)
                row[f"ew_{line.key}_scatter"] = round(_robust(widths[:, column]), 3)
            rows.append(row)
    return rows


def calibrate(held: Held, latent: Array, starts: Array, ordinary: Array) -> Calibration:
    """What the held-back stars say of errors and of what is unusual.

    Parameters
    ----------
    held : inactive stars
    latent : (n, k) their latents in the model that is shipped
    starts : (m, k) its starting points
    ordinary : (l, k) latents of stars of every kind of which nothing is odd
    """
    square = ((starts[:, None, :].astype(float) - latent) ** 2).sum(axis=2)
    near = np.argsort(square, axis=1)[:, :_NEAR]
    spread = 1.4826 * np.median(np.abs(held.left.widths[near]), axis=1)
    noise = np.median(held.left.sigma[near], axis=1)
    scatter = np.sqrt(np.maximum(spread**2 - noise**2, _LEAST**2))
    misfits = np.nanquantile(held.left.misfit, np.linspace(0, 1, 501))
    return Calibration(
        scatter=scatter.astype(np.float32),
        misfits=misfits.astype(np.float32),
        **crowd(ordinary),
    )


def leak(model: Model, stars: TrainingSet, width: float = 5.0) -> NDArray[np.float64]:
    """(n,) Å by which a Gaussian of 3 Å at Hα changes the template's own EW of Hα.

    Parameters
    ----------
    width : full width at half maximum of the Gaussian, Å
    """
    line = ACTIVE[0]
    sigma = width / 2.3548
    shape = np.exp(-0.5 * ((R1800_WAVE - line.air) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    before = model.fit(stars.flux, stars.sigma, stars.good).template
    added = (stars.flux + 3.0 * shape).astype(np.float32)
    after = model.fit(added, stars.sigma, stars.good).template
    return np.asarray((after - before) @ window_weights(line))


def _robust(values: NDArray[np.float64]) -> float:
    return float(1.4826 * np.median(np.abs(values - np.median(values))))


def _all(parts: list[Held], which: str, name: str) -> NDArray[Any]:
    return np.concatenate([getattr(getattr(part, which), name) for part in parts])
