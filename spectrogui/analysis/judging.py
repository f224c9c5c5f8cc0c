"""How good a recipe is: stars that a network has not seen, by type and signal-to-noise."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.calibrating import Leavings, learn_zero_points
from spectrogui.analysis.measured import WINDOWS, as_prepared, measure
from spectrogui.analysis.scatter import learn_scatter
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import ACTIVE, MEASURED
from spectrogui.model.calibration import Calibration, uniform
from spectrogui.model.infer import Array, Model
from spectrogui.science.prepare import window_weights

_CHUNK = 64
_CALM, _ENOUGH = 0.02, 100
RANGES = ((30.0, np.inf), (10.0, 30.0), (30.0, 100.0), (100.0, 150.0), (150.0, np.inf))
"""S/N(r) of the rows of the table; below 100 the RMSE is photon noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Stars that were held back, and what models that had not seen them make of them.

    Attributes
    ----------
    rmse, chi2 : (n,) ; widths, errors : (n, 5) Å, as in `analysis.measured.Measured`
    """

    stars: TrainingSet
    rmse: NDArray[np.float64]
    chi2: NDArray[np.float64]
    widths: NDArray[np.float64]
    errors: NDArray[np.float64]


def hold(model: Model, calibration: Calibration, stars: TrainingSet) -> Held:
    """Measure stars as the program does."""
    parts = []
    for start in range(0, len(stars), _CHUNK):
        some = stars.take(np.arange(start, min(start + _CHUNK, len(stars))))
        found = measure(model, calibration, as_prepared(some))
        parts.append(Held(some, found.rmse, found.chi2, found.widths.value, found.widths.error))
    return join(parts)


def join(parts: list[Held]) -> Held:
    """The held-back stars of several models as one."""
    stars = TrainingSet(
        *(
            np.concatenate([getattr(part.stars, field.name) for part in parts])
            for field in fields(TrainingSet)
        )
    )
    names = [field.name for field in fields(Held) if field.name != "stars"]
    return Held(stars, *(np.concatenate([getattr(p, name) for p in parts]) for name in names))


def table(held: Held) -> list[dict[str, Any]]:
    """Median RMSE and χ² outside the active lines and scatter of widths, by type and S/N(r)."""
    rows = []
    for low, high in RANGES:
        inside = (held.stars.snr > low) & (held.stars.snr <= high)
        for kind in ("all", "A", "F", "G", "K", "M"):
            some = inside & ((held.stars.letter == kind) | (kind == "all"))
            if not some.any():
                continue
            row: dict[str, Any] = {
                "snr_r": [low, None if np.isinf(high) else high],
                "type": kind,
                "stars": int(some.sum()),
                "median_rmse": round(float(np.nanmedian(held.rmse[some])), 5),
                "median_chi2": round(float(np.nanmedian(held.chi2[some])), 3),
            }
            for column, line in enumerate(MEASURED):
                widths = held.widths[some, column]
                middle, spread = _robust(widths)
                row[f"ew_{line.key}_median"] = round(middle, 3)
                row[f"ew_{line.key}_scatter"] = round(spread, 3)
                pulls = _robust(widths / held.errors[some, column])
                row[f"ew_{line.key}_pull"] = round(pulls[1], 3)
            rows.append(row)
    return rows


def calibrate(left: Leavings, latent: Array, starts: Array) -> Calibration:
    """What models leave of stars that they had not seen, as errors and zero points.

    Parameters
    ----------
    left : stars of every kind of which nothing odd is known
    latent : (n, k) their latents in the model that is to be calibrated
    starts : (m, k) its starting points
    """
    zero = learn_zero_points(left, latent, starts)
    calm = left.noise < _CALM if (left.noise < _CALM).sum() > _ENOUGH else zero.kept
    facts: dict[str, Any] = {
        "sky_profile": zero.sky,
        "kind_profile": zero.kind,
        "kind_colour": zero.colour,
    }
    draft = uniform(len(starts), np.zeros(len(MEASURED)), latent[calm], left.misfit[calm])
    points = replace(draft, **_plain(facts)).zero_point(starts, left.seen(latent))
    rest = np.where(left.good, left.rest - points, 0)
    kept = zero.kept
    scatter = learn_scatter(
        left.take(kept), rest[kept], (rest @ WINDOWS)[kept], latent[kept], starts
    )
    return replace(draft, **_plain(facts | asdict(scatter)))


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: np.asarray(values, np.float32) for name, values in facts.items()}


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


def _robust(values: NDArray[np.float64]) -> tuple[float, float]:
    """Median and 1σ of what is finite."""
    middle = np.nanmedian(values)
    return float(middle), float(1.4826 * np.nanmedian(np.abs(values - middle)))
