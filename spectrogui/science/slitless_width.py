"""Hα at R = 250: shape correction, equivalent width by the paper's equation 5, and excess."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R250_WAVE
from spectrogui.core.products import times, weighed
from spectrogui.core.slitless_bands import LINE, NEAR_LINE, ORDER, OUTSIDE, SHAPES, SIDES, STEP

PASSES, CLIP = 5, 2.0
"""Of the shape correction (method section 1)."""

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


def _overlap(low: float, high: float) -> Floats:
    """(p,) Å of each point near the line that lies between two wavelengths."""
    wave = R250_WAVE[NEAR_LINE]
    inside = np.minimum(wave + STEP / 2, high) - np.maximum(wave - STEP / 2, low)
    return np.asarray(np.clip(inside, 0, None))


_WEIGHTS = _overlap(*LINE)
_MEAN: Floats = np.sum([_overlap(*side) for side in SIDES], axis=0) / np.ptp(SIDES, axis=1).sum()


@dataclass(frozen=True, slots=True, eq=False)
class Width:
    """Equivalent widths of n stars, Å, emission positive, and how they follow from the flux.

    Attributes
    ----------
    value : (n,)
    slope : (n, p) d value / d flux of the points `NEAR_LINE`
    """

    value: Floats
    slope: Floats

    def error(self, covariance: Floats) -> Floats:
        """(n,) Å, 1σ, if the flux has covariance (n, p, p)."""
        variance = np.einsum("ni,nij,nj->n", self.slope, covariance, self.slope)
        return np.asarray(np.sqrt(np.maximum(variance, 0)))


def halpha_width(flux: Floats) -> Width:
    """∫ (F − F_c)/F_c over 6550–6575 Å, F_c the mean of 6500–6550 and 6575–6625 Å (eq. 5).

    Pixels of 5 Å that lie in a band by a part count by that part.

    Parameters
    ----------
    flux : (n, 300) in any unit
    """
    near = np.asarray(flux, float)[:, NEAR_LINE]
    continuum = weighed(near, _MEAN)[:, None]
    line = weighed(near, _WEIGHTS)[:, None]
    value = (line / continuum)[:, 0] - (LINE[1] - LINE[0])
    return Width(value, _WEIGHTS / continuum - line / continuum**2 * _MEAN)


def shape(flux: Floats, template: Floats, good: Rows) -> Floats:
    """(n, 300) smooth ratio of observed to template, by which to divide the observed flux.

    A cubic Legendre polynomial through the ratio outside Hα, in 5 passes that drop what is over
    2σ away (Čotar et al. 2021; the paper, section 4.1). 1 where too little is seen.
    """
    use = good & OUTSIDE & (template > 0.01)
    ratio = np.where(use, flux / np.where(use, template, 1.0), 0.0)
    terms = ORDER + 1
    products = (SHAPES[:, :, None] * SHAPES[:, None, :]).reshape(-1, terms * terms)
    enough = use.sum(axis=1) >= 5 * terms
    fitted = np.ones(flux.shape)
    for _ in range(PASSES):
        weight = use.astype(float)
        normal = times(weight, products).reshape(-1, terms, terms) + 1e-9 * np.eye(terms)
        right = times(weight * ratio, SHAPES)
        fitted = times(np.linalg.solve(normal, right[:, :, None])[:, :, 0], SHAPES.T)
        miss = ratio - fitted
        count = np.maximum(weight.sum(axis=1), 1)
        spread = np.sqrt((weight * miss**2).sum(axis=1) / count)[:, None]
        use = use & (np.abs(miss) <= CLIP * spread)
    sound = enough & (fitted > 0.05).all(axis=1)
    return np.asarray(np.where(sound[:, None], fitted, 1.0))


def rms_outside(residual: Floats, good: Rows) -> Floats:
    """(n,) root mean square of the residual outside Hα; NaN with fewer than 100 pixels."""
    seen = good & OUTSIDE
    count = seen.sum(axis=1)
    square = (np.where(seen, residual, 0) ** 2).sum(axis=1)
    return np.asarray(np.where(count >= 100, np.sqrt(square / np.maximum(count, 1)), np.nan))
