"""What inactive stars that a network had not seen say of its excess widths at R = 250."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_NEAR = 3


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessCalibration:
    """Zero point and scatter around each of m starting points.

    Attributes
    ----------
    zero : (m,) Å, median excess of inactive stars, which is subtracted
    scatter : (m,) Å, 1σ of their excess beyond photon noise
    noise : (1,) by which the photon noise told by a spectrum is multiplied
    """

    zero: NDArray[np.float32]
    scatter: NDArray[np.float32]
    noise: NDArray[np.float32]

    def at(
        self, starts: NDArray[np.floating], latent: NDArray[np.floating]
    ) -> tuple[Floats, Floats]:
        """Zero point and scatter, (n,) each, at latents (n, k): of the nearest points."""
        square = ((latent[:, None, :].astype(float) - starts) ** 2).sum(axis=2)
        near = np.argsort(square, axis=1)[:, :_NEAR]
        weight = 1 / (np.take_along_axis(square, near, axis=1) + 0.05)
        weight /= weight.sum(axis=1, keepdims=True)
        zero = (weight * self.zero.astype(float)[near]).sum(axis=1)
        variance = (weight * self.scatter.astype(float)[near] ** 2).sum(axis=1)
        return np.asarray(zero), np.asarray(np.sqrt(variance))
