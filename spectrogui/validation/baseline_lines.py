"""The straight line of each band, which baselines are granted as our own fit is.

The continuum of a noisy spectrum is not known to a per cent, so a template that may not be
levelled loses to one that may for a reason that has nothing to do with stars.
"""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.model.infer import FLOOR, line_free
from spectrogui.model.misfit import PIXELS_PER_DATUM, TILT_PRIOR
from spectrogui.science.red_arm import Flux

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


def straight_lines() -> Floats:
    """(800, 4) level and slope of each band: 1 and −1…1 within it, 0 elsewhere."""
    lines = np.zeros((len(R1800_WAVE), 2 * len(R1800_BANDS)))
    for number, band in enumerate(R1800_BANDS):
        lines[band.rows, 2 * number] = 1
        lines[band.rows, 2 * number + 1] = np.linspace(-1, 1, band.stop - band.start)
    return lines


def weights_outside(sigma: Flux, good: Mask) -> Floats:
    """(n, 800) inverse variances outside the lines, with the model's own error; 0 elsewhere."""
    variance = np.minimum(np.where(good, sigma, 1e3), 1e3).astype(float) ** 2 + FLOOR**2
    return np.where(good & line_free(), 1 / variance, 0.0) / PIXELS_PER_DATUM


def levelled_chi2(flux: Flux, weight: Floats, templates: Flux) -> tuple[Floats, Floats]:
    """How well each of m templates fits each of n spectra, its level and slope per band free.

    Parameters
    ----------
    flux, weight : (n, 800)
    templates : (m, 800) without gaps

    Returns
    -------
    (n, m) χ², the prior of the straight lines included; (n, m, 4) levels and slopes
    """
    chi2 = np.zeros((len(flux), len(templates)))
    terms = np.zeros((*chi2.shape, 2 * len(R1800_BANDS)))
    for number, band in enumerate(R1800_BANDS):
        x = np.linspace(-1, 1, band.stop - band.start)
        w, f = weight[:, band.rows], flux[:, band.rows].astype(float)
        t = templates[:, band.rows].astype(float)
        square = t * t
        flat = w @ square.T
        a, b = flat + TILT_PRIOR**-2, (w * x) @ square.T
        c = (w * x * x) @ square.T + TILT_PRIOR**-2
        seen = (w * f) @ t.T
        p, q = seen - flat, (w * f * x) @ t.T - b
        over = a * c - b * b
        level, slope = (c * p - b * q) / over, (a * q - b * p) / over
        chi2 += (w * f * f).sum(axis=1)[:, None] - 2 * seen + flat - level * p - slope * q
        terms[:, :, 2 * number], terms[:, :, 2 * number + 1] = level, slope
    return chi2, terms


def whole(flux: Flux, good: Mask) -> Flux:
    """(n, 800) spectra whose unusable pixels are bridged by straight lines."""
    out = np.array(flux, np.float32)
    points = np.arange(flux.shape[1])
    for row in np.flatnonzero(~good.all(axis=1) & good.any(axis=1)):
        lost = ~good[row]
        out[row, lost] = np.interp(points[lost], points[~lost], flux[row, ~lost])
    return out
