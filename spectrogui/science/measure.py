"""Equivalent widths and quality of the residual (method section 4)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import BAD, OUTSIDE_LINES, R1800_WAVE, SPIKE
from spectrogui.core.lines import MEASURED, Line
from spectrogui.core.products import weighed
from spectrogui.science.prepare import Prepared, window_weights
from spectrogui.science.red_arm import Bits, Flux

CORE = 4.0
"""Å either side of a line's centre within which no pixel may be missing: where its flux is."""
LARGEST_GAP = 6
"""Å; a longer run of missing pixels in a window makes it unusable."""


@dataclass(frozen=True, slots=True, eq=False)
class Widths:
    """Equivalent widths of n stars over the windows of `MEASURED`, Å.

    Attributes
    ----------
    value : (n, 5) emission positive, for lithium absorption positive; NaN when unusable
    error : (n, 5) 1σ: photons, the template's own uncertainty, and pixels bridged
    lost : (n, 5) Å of the window without usable flux
    """

    value: NDArray[np.float64]
    error: NDArray[np.float64]
    lost: NDArray[np.float64]


def equivalent_widths(
    residual: Flux,
    prepared: Prepared,
    bits: Bits,
    template_error: NDArray[np.floating],
) -> Widths:
    """Integrate the residual over each window.

    A pixel without usable flux is never integrated: a short gap in a window's wing is bridged
    by a straight line between its neighbours, with an error to match; a gap in the core of the
    line, or a long one, leaves the window without a value.

    Parameters
    ----------
    residual : (n, 800) prepared flux minus template
    bits : (n, 800) pixels that are BAD or SPIKE are not usable
    template_error : (n, 5) Å, 1σ of the template in each window
    """
    shape = (len(residual), len(MEASURED))
    value, error, lost = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape)
    usable = bits & (BAD | SPIKE) == 0
    filled = np.where(usable, residual, 0.0).astype(np.float64)
    for column, line in enumerate(MEASURED):
        weights = window_weights(line)
        missing = ~usable & (weights > 0)
        lost[:, column] = weighed(missing, weights)
        fit = _whole_enough(missing, bits, line)
        spread = _bridge(filled, prepared.sigma, usable, line)
        sign = -1.0 if line.kind == "lithium" else 1.0
        sums = sign * weighed(filled, weights)
        noise = np.hypot(prepared.window_sigma[:, column], spread)
        value[fit, column] = sums[fit]
        error[fit, column] = np.hypot(noise, template_error[:, column])[fit]
    return Widths(value, error, lost)


def rms_outside(residual: Flux, good: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Root mean square of the residual outside Hα and Ca II, (n,); NaN with < 100 pixels."""
    use = good & OUTSIDE_LINES
    count = use.sum(axis=1)
    total = np.where(use, residual, 0.0).astype(np.float64) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count >= 100, np.sqrt(total.sum(axis=1) / count), np.nan)


def reduced_chi2(
    residual: Flux, sigma: Flux, good: NDArray[np.bool_], parameters: int
) -> NDArray[np.float64]:
    """χ² of the residual outside Hα and Ca II by photon noise alone, over degrees of freedom."""
    use = good & OUTSIDE_LINES
    count = use.sum(axis=1)
    ratio = np.where(use, residual / np.where(use, sigma, 1), 0.0).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count >= 100, (ratio**2).sum(axis=1) / (count - parameters), np.nan)


def _whole_enough(missing: NDArray[np.bool_], bits: Bits, line: Line) -> NDArray[np.bool_]:
    core = np.abs(R1800_WAVE - line.air) <= CORE
    hole = (bits & BAD > 0) & core
    run = np.zeros(len(missing), np.intp)
    longest = np.zeros(len(missing), np.intp)
    for column in np.flatnonzero(window_weights(line)):
        run = np.where(missing[:, column], run + 1, 0)
        longest = np.maximum(longest, run)
    return ~hole.any(axis=1) & (longest <= LARGEST_GAP)


def _bridge(
    filled: NDArray[np.float64], sigma: Flux, usable: NDArray[np.bool_], line: Line
) -> NDArray[np.float64]:
    """Put values in place of unusable pixels of the window into residuals (n, 800); the error
    (n,) that this brings to the sum: as much again as what was put in, plus its noise.
    """
    weights = window_weights(line)
    spread = np.zeros(len(filled))
    inside = weights > 0
    for row in np.flatnonzero((~usable & inside).any(axis=1)):
        gap = ~usable[row] & inside
        near = usable[row] & (np.abs(R1800_WAVE - line.air) <= line.half_width + 6)
        if near.sum() < 4:
            continue
        put = np.interp(R1800_WAVE[gap], R1800_WAVE[near], filled[row, near])
        filled[row, gap] = put
        noise = float(np.median(sigma[row, near]))
        spread[row] = np.hypot(np.abs(put) @ weights[gap], noise * weights[gap].sum())
    return spread
