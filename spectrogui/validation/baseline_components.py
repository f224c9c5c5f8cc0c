"""The linear baseline: principal components, fitted outside the lines.

Probabilistic principal components (Tipping & Bishop 1999): amplitudes have the Gaussian prior
of the training spectra, so that many of them do no harm to a noisy star.
"""

from dataclasses import dataclass

import numpy as np

from spectrogui.model.misfit import TILT_PRIOR
from spectrogui.model.modes import amplitudes
from spectrogui.science.red_arm import Flux
from spectrogui.validation.baseline_lines import Floats, Mask, straight_lines, weights_outside

_ROUNDS = 3
_ROBUST = 3.0
_CHUNK = 256


@dataclass(frozen=True, eq=False)
class Components:
    """Templates that are a mean spectrum plus components.

    Attributes
    ----------
    mean : (800,); axes : (800, k) each as long as 1σ of its amplitude
    """

    mean: Floats
    axes: Floats

    def templates(self, flux: Flux, sigma: Flux, good: Mask) -> Flux:
        """(n, 800) templates of prepared spectra (n, 800)."""
        tilts = TILT_PRIOR * self.mean[:, None] * straight_lines()
        design = np.concatenate([self.axes, tilts], axis=1)
        parts = [np.zeros((0, len(self.mean)), np.float32)]
        for start in range(0, len(flux), _CHUNK):
            rows = slice(start, start + _CHUNK)
            rest = np.where(good[rows], flux[rows] - self.mean, 0).astype(float)
            weight = weights_outside(sigma[rows], good[rows])
            found = _robust(design, rest, weight)
            parts.append((self.mean + found @ design.T).astype(np.float32))
        return np.concatenate(parts)


def components_of(flux: Flux, count: int) -> Components:
    """The first `count` principal components of spectra (m, 800)."""
    mean = flux.mean(axis=0, dtype=float)
    away = flux - mean
    size, axes = np.linalg.eigh(away.T @ away / len(flux))
    largest = np.argsort(size)[::-1][:count]
    return Components(mean, axes[:, largest] * np.sqrt(np.maximum(size[largest], 0)))


def _robust(design: Floats, rest: Floats, weight: Floats) -> Floats:
    """(n, k) amplitudes; pixels far out lose their weight, as in our own fit."""
    trust = np.ones_like(rest)
    for _ in range(_ROUNDS):
        found = amplitudes(design, rest, weight * trust).mean
        trust = 1 / (1 + (rest - found @ design.T) ** 2 * weight / _ROBUST**2)
    return found
