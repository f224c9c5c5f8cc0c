"""Modes of what the network leaves: how residuals of inactive stars go together.

Four latents cannot say all that a spectrum of good signal-to-noise tells of its star. What is
left of inactive stars is described by a few linear modes with Gaussian amplitudes (factor
analysis: Rubin & Thayer 1982; Tipping & Bishop 1999, with the noise of each pixel known). Seen
outside the lines, they say what to expect inside.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.products import times

FLOOR = 0.004
"""1σ per pixel that neither network nor modes explain, units of the continuum."""
PIXELS_PER_DATUM = 2.0
COUNT = 24
_ROUNDS = 15
ROBUST = 3.0
_LARGEST = 2.0
"""Amplitudes are shrunk so that their mean square does not exceed this: a star that is unlike
the training stars says nothing reliable of its own lines."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Amplitudes:
    """Amplitudes of n stars: mean (n, m) and covariance (n, m, m)."""

    mean: Floats
    covariance: Floats


def mode_weights(rest: Floats, sigma: Floats, good: NDArray[np.bool_]) -> Floats:
    """(n, 800) weights of residuals: inverse variance, less where a residual is far out."""
    variance = np.where(good, np.minimum(sigma, 1e3), 1e3) ** 2 + FLOOR**2
    trust = 1 / (1 + rest**2 / variance / ROBUST**2)
    return np.where(good, trust / variance, 0.0) / PIXELS_PER_DATUM


def amplitudes(modes: Floats, rest: Floats, weight: Floats) -> Amplitudes:
    """What residuals say of the amplitudes, whose prior is N(0, 1).

    Parameters
    ----------
    modes : (800, m)
    rest, weight : (n, 800); a pixel of weight 0 is not seen
    """
    count = modes.shape[1]
    products = (modes[:, :, None] * modes[:, None, :]).reshape(len(modes), -1)
    normal = times(weight, products).reshape(len(weight), count, count) + np.eye(count)
    covariance = np.asarray(np.linalg.inv(normal), np.float64)
    mean = (covariance @ times(weight * rest, modes)[:, :, None])[:, :, 0]
    return Amplitudes(mean, covariance)


def tamed(found: Amplitudes) -> Floats:
    """(n, m) mean amplitudes, shrunk where they are larger than any training star's."""
    size = np.sqrt((found.mean**2).mean(axis=1, keepdims=True))
    return np.asarray(found.mean * np.minimum(1, np.sqrt(_LARGEST) / np.maximum(size, 1e-9)))


def learn_modes(rest: Floats, weight: Floats, count: int = COUNT) -> Floats:
    """(800, count) modes of the residuals of inactive stars, by expectation maximisation.

    Parameters
    ----------
    rest, weight : (n, 800); all pixels, those of the lines too
    """
    scaled = rest * np.sqrt(weight.mean(axis=1, keepdims=True) / weight.mean())
    _, size, axes = np.linalg.svd(scaled, full_matrices=False)
    modes = (axes[:count] * size[:count, None] / np.sqrt(len(rest))).T
    for _ in range(_ROUNDS):
        found = amplitudes(modes, rest, weight)
        square = found.covariance + found.mean[:, :, None] * found.mean[:, None, :]
        normal = (weight.T @ square.reshape(len(rest), -1)).reshape(-1, *square.shape[1:])
        normal += 1e-3 * np.eye(modes.shape[1])
        right = (weight * rest).T @ found.mean
        modes = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
        modes = modes @ np.linalg.cholesky(square.mean(axis=0))
    return np.asarray(modes, np.float64)
