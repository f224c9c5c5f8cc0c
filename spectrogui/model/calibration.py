"""What the training stars say of how far templates can be trusted, and of what is unusual."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.model.infer import Array


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Measured on stars that the network had not seen.

    Attributes
    ----------
    scatter : (m, 5) Å, 1σ of inactive stars' widths beyond photon noise, around each of the m
        starting points and for each `MEASURED` window
    latent_mean, latent_inverse : (k,), (k, k) mean and inverse covariance of the latents
    distances, misfits : (q,) quantiles, evenly spaced in probability, of the Mahalanobis
        distance and of the misfit (reduced χ² with the model's own error)
    """

    scatter: NDArray[np.float32]
    latent_mean: NDArray[np.float32]
    latent_inverse: NDArray[np.float32]
    distances: NDArray[np.float32]
    misfits: NDArray[np.float32]

    def width_scatter(self, starts: Array, latent: Array) -> NDArray[np.float64]:
        """(n, 5) Å, the scatter at latents (n, k): that of the three nearest starting points."""
        square = ((latent[:, None, :].astype(float) - starts) ** 2).sum(axis=2)
        near = np.argsort(square, axis=1)[:, :3]
        weight = 1 / (np.take_along_axis(square, near, axis=1) + 0.05)
        weight /= weight.sum(axis=1, keepdims=True)
        variance = self.scatter.astype(float)[near] ** 2
        return np.asarray(np.sqrt((weight[:, :, None] * variance).sum(axis=1)))

    def distance(self, latent: Array) -> NDArray[np.float64]:
        """(n,) Mahalanobis distance of latents (n, k) from the training stars."""
        away = latent.astype(float) - self.latent_mean
        return np.asarray(np.sqrt(np.einsum("ni,ij,nj->n", away, self.latent_inverse, away)))

    def outlier(self, latent: Array, misfit: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) 0 ordinary … 1 more unusual than any training star, by place or by misfit.

        The larger of the two parts of the training stars that are less unusual, squared: that
        is evenly spread over stars of which nothing is unusual.
        """
        far = _part_below(self.distance(latent), self.distances)
        odd = _part_below(misfit, self.misfits)
        return np.asarray(np.fmax(far, odd) ** 2)


def _part_below(values: NDArray[np.float64], quantiles: NDArray[np.float32]) -> Array:
    """Which part of a sample lies below each value; beyond the largest it creeps up to 1."""
    count = len(quantiles)
    inside = np.interp(values, quantiles, np.arange(count) / count)
    with np.errstate(divide="ignore", invalid="ignore"):
        beyond = 1 - (quantiles[-1] / values) ** 2 / count
    return np.asarray(np.where(values > quantiles[-1], beyond, inside))
