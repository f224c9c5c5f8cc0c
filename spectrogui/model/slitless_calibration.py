"""What inactive stars that a network had not seen say of its excess widths at R = 250."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_NEAR = 3


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessCalibration:
    """Zero point and errors around each of m starting points.

    Attributes
    ----------
    zero : (m,) Å, median excess of inactive stars, which is subtracted
    scale : (m,) by which the error from photons and template is to be multiplied, so that the
        excess of inactive stars scatters by 1σ
    least : (1,) Å, error that is there without noise, before it is scaled
    """

    zero: NDArray[np.float32]
    scale: NDArray[np.float32]
    least: NDArray[np.float32]

    def at(
        self, starts: NDArray[np.floating], latent: NDArray[np.floating]
    ) -> tuple[Floats, Floats]:
        """Zero point and scale, (n,) each, at latents (n, k): of the nearest points."""
        square = ((latent[:, None, :].astype(float) - starts) ** 2).sum(axis=2)
        near = np.argsort(square, axis=1)[:, :_NEAR]
        weight = 1 / (np.take_along_axis(square, near, axis=1) + 0.05)
        weight /= weight.sum(axis=1, keepdims=True)
        zero = (weight * self.zero.astype(float)[near]).sum(axis=1)
        square_scale = (weight * self.scale.astype(float)[near] ** 2).sum(axis=1)
        return np.asarray(zero), np.asarray(np.sqrt(square_scale))

    def error(self, scale: Floats, photons: Floats, template: Floats) -> Floats:
        """(n,) Å, 1σ of the excess, from what photons and template tell of theirs."""
        least = float(self.least[0])
        return np.asarray(scale * np.sqrt(photons**2 + template**2 + least**2))
