"""Whether a template fits its star at all, outside the active lines.

Photon noise hides a poor fit pixel by pixel, but not in the means of stretches of 12 Å: what
is no star of spectral type A to M, or is two kinds of star at once, leaves broad waves there.
"""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import OUTSIDE_LINES, R1800_BANDS
from spectrogui.science.red_arm import Flux

_STRETCH = 12
_CORRELATION = 2.0
_USUAL = 0.004
"""1σ of what templates of ordinary stars miss in a mean over 12 Å, units of the continuum."""
WAVES, PIXELS = 12.0, 6.0
"""Reduced χ² of the stretches, and of the pixels with the model's own error, beyond which a fit
is poor: 1 in 100 ordinary stars has more."""

Floats = NDArray[np.float64]


def waves(residual: Flux, sigma: Flux, good: NDArray[np.bool_]) -> Floats:
    """(n,) reduced χ² of means over 12 Å outside the active lines; NaN with fewer than 20.

    Parameters
    ----------
    residual : (n, 800) flux minus what the network alone makes
    """
    use = good & OUTSIDE_LINES
    count = _sums(use)
    safe = np.maximum(count, 1)
    mean = _sums(np.where(use, residual, 0.0)) / safe
    noise = _sums(np.where(use, sigma, 0.0) ** 2) / safe**2 * _CORRELATION
    seen = count >= _STRETCH // 2
    chi2 = np.where(seen, mean**2 / (noise + _USUAL**2), 0.0).sum(axis=1)
    number = seen.sum(axis=1)
    return np.asarray(np.where(number >= 20, chi2 / np.maximum(number, 1), np.nan))


def is_poor(broad: Floats, misfit: Floats) -> NDArray[np.bool_]:
    """(n,) the template does not fit.

    Parameters
    ----------
    broad : see `waves`
    misfit : reduced χ² of the pixels with the model's own error
    """
    with np.errstate(invalid="ignore"):
        return np.asarray((broad > WAVES) | (misfit > PIXELS))


def _sums(values: NDArray[np.generic]) -> Floats:
    """(n, m) sums over each stretch."""
    whole = R1800_BANDS[0].stop // _STRETCH * _STRETCH
    parts = [values[:, band.start : band.start + whole] for band in R1800_BANDS]
    stretches = [
        part.reshape(len(values), -1, _STRETCH).sum(axis=2, dtype=float) for part in parts
    ]
    return np.concatenate(stretches, axis=1)
