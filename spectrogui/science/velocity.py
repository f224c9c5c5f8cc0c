"""Radial velocities by cross-correlation with templates (paper section 2; Fang et al. 2016 for
the M stars). `science.frame` then refines them with the star's own template.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import OUTSIDE_LINES, R1800_BANDS
from spectrogui.core.products import times
from spectrogui.science.red_arm import Flux
from spectrogui.science.shifting import shifted

_COARSE = np.arange(-720.0, 721.0, 24.0)
_FLOOR = 0.006
_CORRELATION = 2.0
"""Grid points per independent pixel."""


@dataclass(frozen=True, slots=True, eq=False)
class Correlation:
    """Radial velocities of n spectra by cross-correlation.

    Attributes
    ----------
    kms : (n,) of the best template
    contrast : (n,) how much worse, in σ, the best velocity over 150 km/s away is
    """

    kms: NDArray[np.float64]
    contrast: NDArray[np.float64]

    @property
    def sure(self) -> NDArray[np.bool_]:
        """(n,) the velocity stands out."""
        return self.contrast > 5


class TemplateBank:
    """Templates at every velocity of the search, made once and used for many spectra."""

    def __init__(self, templates: NDArray[np.floating]) -> None:
        """Take templates (m, 800) at rest."""
        self._moved = np.stack([shifted(templates.astype(float), kms) for kms in _COARSE])
        self._power = self._moved**2

    def correlate(self, flux: Flux, sigma: Flux, good: NDArray[np.bool_]) -> Correlation:
        """Velocities of n spectra that were prepared as if at rest, (n, 800) each.

        For each velocity and template the level of each band is free; the best template of all
        decides. The minimum is found by a parabola.
        """
        weight = _weight(sigma, good)
        clipped = np.clip(flux, -1, 3)
        inner, power = weight * clipped, weight * clipped**2
        curve = np.stack([self._misfit(i, inner, weight) for i in range(len(_COARSE))], axis=1)
        curve = curve + power.sum(axis=1, keepdims=True)
        best = np.clip(np.argmin(curve, axis=1), 1, len(_COARSE) - 2)
        kms, at, _ = _minimum(_COARSE, curve, best)
        far = np.where(np.abs(_COARSE - kms[:, None]) > 150, curve, np.inf).min(axis=1)
        scale = _excess(at, weight) * _CORRELATION
        return Correlation(kms, np.sqrt(np.maximum(far - at, 0) / scale))

    def _misfit(
        self, step: int, inner: NDArray[np.float64], weight: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """χ² of the best template at one velocity, less that of the flux itself, (n,)."""
        total = np.zeros((len(inner), self._moved.shape[1]))
        for band in R1800_BANDS:
            cross = times(inner[:, band.rows], self._moved[step][:, band.rows].T)
            norm = times(weight[:, band.rows], self._power[step][:, band.rows].T)
            total -= cross**2 / np.maximum(norm, 1e-12)
        out: NDArray[np.float64] = total.min(axis=1)
        return out


def _minimum(
    grid: NDArray[np.float64], curve: NDArray[np.float64], best: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Place and height of the minimum by a parabola through three points, and its bend."""
    rows = np.arange(len(curve))
    before, at, after = (curve[rows, best + i] for i in (-1, 0, 1))
    bend = before - 2 * at + after
    safe = np.where(bend > 0, bend, np.inf)
    step = grid[1] - grid[0]
    return grid[best] + step * np.clip(0.5 * (before - after) / safe, -1, 1), at, bend


def _excess(chi2: NDArray[np.float64], weight: NDArray[np.floating]) -> NDArray[np.float64]:
    """How much larger than expected the misfit is, at least 1."""
    out: NDArray[np.float64] = np.maximum(chi2 / np.maximum((weight > 0).sum(axis=1), 1), 1)
    return out


def _weight(sigma: Flux, good: NDArray[np.bool_]) -> NDArray[np.float64]:
    noise = np.hypot(np.where(good, sigma, 1.0), _FLOOR)
    return np.where(good & OUTSIDE_LINES, 1 / noise**2, 0.0)
