"""Velocities from the spectrum itself: the frame check, and radial velocities by
cross-correlation with templates (paper section 2; Fang et al. 2016 for the M stars).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import OUTSIDE_LINES, R1800_BANDS, R1800_WAVE
from spectrogui.core.wavelength import SPEED_OF_LIGHT
from spectrogui.science.red_arm import Flux

HALF_PIXEL = 23.0
"""km/s; half a pixel of the model's grid at Hα, the paper's and our tolerance of the frame."""

_COARSE = np.arange(-720.0, 721.0, 24.0)
_FINE = np.arange(-240.0, 241.0, 12.0)
_FLOOR = 0.006
_CLIP = 4.0
_CORRELATION = 2.0
"""Grid points per independent pixel."""


@dataclass(frozen=True, slots=True, eq=False)
class Lag:
    """Shift left between n spectra and their templates; NaN where it cannot be measured.

    Attributes
    ----------
    kms, error : (n,) positive when the spectrum lies redward of the template
    """

    kms: NDArray[np.float64]
    error: NDArray[np.float64]


def shifted(templates: NDArray[np.floating], kms: float) -> NDArray[np.float64]:
    """Templates (n, 800) moved redward by a velocity; beyond a band's ends its edge goes on."""
    out = np.empty(templates.shape)
    for band in R1800_BANDS:
        flux = np.pad(templates[:, band.rows], ((0, 0), (1, 2)), mode="edge")
        at = R1800_WAVE[band.rows] / (1 + kms / SPEED_OF_LIGHT) - band.low
        at = np.clip(at, 0, band.stop - band.start - 1)
        left = np.floor(at).astype(np.intp)
        out[:, band.rows] = _cubic(flux, left + 1, at - left)
    return out


def find_lag(flux: Flux, sigma: Flux, good: NDArray[np.bool_], template: Flux) -> Lag:
    """The lag that best aligns spectra with their own templates outside the active lines.

    χ² with clipped residuals on a grid of velocities, its minimum by a parabola; the error is
    where χ² rises by one, for pixels as correlated as those of the resampled grid are. A velocity
    moves both bands alike: where they disagree by more than their errors, as badly subtracted
    night sky makes them, the error grows by half of what is too much.
    """
    weight = _weight(sigma, good)
    left = np.stack([flux - shifted(template, kms) for kms in _FINE])
    curves = [_misfit(left[:, :, b.rows], weight[:, b.rows]) for b in R1800_BANDS]
    kms, error = _settled(curves[0] + curves[1], weight)
    each = [_settled(c, weight[:, b.rows]) for c, b in zip(curves, R1800_BANDS, strict=True)]
    apart = (each[0][0] - each[1][0]) ** 2 - each[0][1] ** 2 - each[1][1] ** 2
    error = np.hypot(error, 0.5 * np.sqrt(np.maximum(np.nan_to_num(apart), 0)))
    lost = ~np.isfinite(kms) | ((weight > 0).sum(axis=1) < 200)
    return Lag(np.where(lost, np.nan, kms), np.where(lost, np.nan, error))


def _settled(
    curve: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where curves (n, velocities) are lowest and the error of that; NaN if nowhere."""
    best = np.clip(np.argmin(curve, axis=1), 1, len(_FINE) - 2)
    kms, at, bend = _minimum(_FINE, curve, best)
    safe = np.where(bend > 0, bend, np.inf)
    error = (_FINE[1] - _FINE[0]) * np.sqrt(2 * _CORRELATION * _excess(at, weight) / safe)
    return np.where(bend > 0, kms, np.nan), np.where(bend > 0, error, np.nan)


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
        self._moved = np.stack([shifted(templates, kms) for kms in _COARSE])
        self._power = self._moved**2

    def correlate(self, flux: Flux, sigma: Flux, good: NDArray[np.bool_]) -> Correlation:
        """Velocities of n spectra that were prepared as if at rest, (n, 800) each.

        For each velocity and template the level of each band is free; the best template of all
        decides. The minimum is found by a parabola. Double precision, so that what a spectrum's
        neighbours do to the last digits of a matrix product stays far below 0.01 km/s.
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
            cross = inner[:, band.rows] @ self._moved[step][:, band.rows].T
            norm = weight[:, band.rows] @ self._power[step][:, band.rows].T
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


def _misfit(residual: NDArray[np.floating], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Clipped χ² (n, velocities) of residuals (velocities, n, points)."""
    out: NDArray[np.float64] = np.minimum(residual**2 * weight, _CLIP**2).sum(axis=2).T
    return out


def _cubic(
    flux: NDArray[np.floating], left: NDArray[np.intp], part: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Cubic interpolation through four neighbours (Catmull & Rom 1974)."""
    a, b, c, d = (flux[:, left + i] for i in (-1, 0, 1, 2))
    out: NDArray[np.float64] = b + 0.5 * part * (
        c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a))
    )
    return out
