"""What the training stars say of how far templates can be trusted, and of what is unusual."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.model.infer import Array

_NEIGHBOURS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Measured on stars that the network had not seen.

    Attributes
    ----------
    scatter : (m, 5) Å, 1σ of inactive stars' widths beyond photon noise, around each of the m
        starting points and for each `MEASURED` window
    latents, reach : (n, k), (n,) latents of ordinary stars in units of `spread`, and how far the
        tenth nearest of the others is from each
    spread : (k,) standard deviation of each latent
    crowding, misfits : (q,) quantiles, evenly spaced in probability, of `isolation` of those
        stars and of the misfit (reduced χ² with the model's own error)
    """

    scatter: NDArray[np.float32]
    latents: NDArray[np.float32]
    reach: NDArray[np.float32]
    spread: NDArray[np.float32]
    crowding: NDArray[np.float32]
    misfits: NDArray[np.float32]

    def width_scatter(self, starts: Array, latent: Array) -> NDArray[np.float64]:
        """(n, 5) Å, the scatter at latents (n, k): that of the three nearest starting points."""
        square = ((latent[:, None, :].astype(float) - starts) ** 2).sum(axis=2)
        near = np.argsort(square, axis=1)[:, :3]
        weight = 1 / (np.take_along_axis(square, near, axis=1) + 0.05)
        weight /= weight.sum(axis=1, keepdims=True)
        variance = self.scatter.astype(float)[near] ** 2
        return np.asarray(np.sqrt((weight[:, :, None] * variance).sum(axis=1)))

    def isolation(self, latent: Array) -> NDArray[np.float64]:
        """(n,) how lonely latents (n, k) are: the distance of the tenth nearest ordinary star
        over what it is for those ten (a local outlier factor: Breunig et al. 2000, simplified).

        So a star of a rare kind is not unusual for being of that kind.
        """
        return isolation(latent / self.spread, self.latents, self.reach)

    def outlier(self, latent: Array, misfit: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) 0 ordinary … 1 more unusual than any ordinary star, by place or by misfit.

        The larger of the two parts of the ordinary stars that are less unusual, squared: that
        is evenly spread over stars of which nothing is unusual.
        """
        far = _part_below(self.isolation(latent), self.crowding)
        odd = _part_below(misfit, self.misfits)
        return np.asarray(np.fmax(far, odd) ** 2)


def crowd(latent: Array) -> dict[str, NDArray[np.float32]]:
    """The fields of a calibration that the latents (n, k) of ordinary stars decide."""
    spread = latent.std(axis=0)
    points = (latent / spread).astype(np.float32)
    square = _square(points, points)
    np.fill_diagonal(square, np.inf)
    near = np.sort(square, axis=1)
    reach = np.sqrt(near[:, _NEIGHBOURS - 1]).astype(np.float32)
    order = np.argsort(square, axis=1)[:, :_NEIGHBOURS]
    lonely = reach / np.maximum(reach[order].mean(axis=1), 1e-9)
    return {
        "latents": points,
        "reach": reach,
        "spread": spread.astype(np.float32),
        "crowding": np.quantile(lonely, np.linspace(0, 1, 501)).astype(np.float32),
    }


def isolation(
    points: NDArray[np.floating], others: NDArray[np.floating], reach: NDArray[np.floating]
) -> NDArray[np.float64]:
    """(n,) see `Calibration.isolation`; everything in units of the spread."""
    square = _square(points, others)
    order = np.argpartition(square, _NEIGHBOURS - 1, axis=1)[:, :_NEIGHBOURS]
    farthest = np.sqrt(np.take_along_axis(square, order, axis=1).max(axis=1))
    return np.asarray(farthest / np.maximum(reach[order].mean(axis=1), 1e-9))


def _square(points: NDArray[np.floating], others: NDArray[np.floating]) -> NDArray[np.float64]:
    away = points[:, None, :].astype(float) - others
    return np.asarray((away**2).sum(axis=2))


def _part_below(values: NDArray[np.float64], quantiles: NDArray[np.float32]) -> Array:
    """Which part of a sample lies below each value; beyond the largest it creeps up to 1."""
    count = len(quantiles)
    inside = np.interp(values, quantiles, np.arange(count) / count)
    with np.errstate(divide="ignore", invalid="ignore"):
        beyond = 1 - (quantiles[-1] / values) ** 2 / count
    return np.asarray(np.where(values > quantiles[-1], beyond, inside))
