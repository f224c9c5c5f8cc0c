"""Fitting a template together with what it may adapt by: latents, levels, filled lines.

All of it is linear, with priors, in a template and the slopes of it that a model gives; so it
can be done at many trial velocities (`science.frame`) and with a second star (`flag_double`).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.science.red_arm import Flux
from spectrogui.science.shifting import shifted

ROBUST = 3.0
CORRELATION = 2.0
"""Grid points per independent pixel."""
_FLOOR = 0.006
_TILT, _FILLING = 0.03, 0.5
"""1σ expected of level and slope of a band, and of the filling of an active line's core."""
_WIDTHS = {"ha": 4.5, "ca": 5.2}
"""Å, full width at half maximum of what fills a line: the line-spread function and a little."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """How n templates change with their latents, whose prior is N(0, 1).

    Attributes
    ----------
    slopes : (n, 800, k)
    latent : (n, k)
    """

    slopes: Floats
    latent: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is fitted: flux, weight (n, 800); template and slopes as columns (n, 800, 1 + k);
    what the parameters are expected to be and how sure that is, (n, q) and (q,).
    """

    flux: Floats
    weight: Floats
    shapes: Floats
    mean: Floats
    prior: Floats


def posed(
    flux: Flux, sigma: Flux, good: NDArray[np.bool_], template: Flux, bend: Bend | None
) -> Problem:
    """State the fit of n spectra, (n, 800) each."""
    shapes = template.astype(float)[:, :, None]
    mean = np.zeros((len(flux), 0))
    if bend is not None:
        shapes = np.concatenate([shapes, bend.slopes], axis=2)
        mean = -bend.latent
    others = len(ACTIVE) + 2 * len(R1800_BANDS)
    noise = np.hypot(np.where(good, sigma, 1.0), _FLOOR)
    sure = [1.0] * mean.shape[1] + [_FILLING**-2] * len(ACTIVE)
    return Problem(
        np.where(good, flux, 1.0).astype(float),
        np.where(good, 1 / noise**2, 0.0),
        shapes,
        np.pad(mean, ((0, 0), (0, others))),
        np.array(sure + [_TILT**-2] * 2 * len(R1800_BANDS)),
    )


def solve(
    problem: Problem, shapes: Floats, fillings: Floats, trust: Floats
) -> tuple[Floats, Floats]:
    """What is left of the flux (n, 800) once all but the velocity is fitted, and how far the
    parameters are from what is expected of them, (n,) in χ².
    """
    template = shapes[:, :, :1]
    filled = np.broadcast_to(fillings, (len(shapes), *fillings.shape[-2:]))
    columns = np.concatenate([shapes[:, :, 1:], filled, template * LEVELS], axis=2)
    miss = problem.flux - template[:, :, 0]
    weighted = columns.transpose(0, 2, 1) * (problem.weight * trust / CORRELATION)[:, None, :]
    normal = weighted @ columns + np.diag(problem.prior)
    right = weighted @ miss[:, :, None] + (problem.prior * problem.mean)[:, :, None]
    found = np.linalg.solve(normal, right)
    away = ((found[:, :, 0] - problem.mean) ** 2 * problem.prior).sum(axis=1)
    return miss - (columns @ found)[:, :, 0], away


def trusted(left: Floats, weight: Floats) -> Floats:
    """Trust in each pixel of a robust (Cauchy) fit, by what is left and its weight."""
    return np.asarray(1 / (1 + left**2 * weight / ROBUST**2))


@cache
def _mover(kms: float) -> csr_array:
    """(800, 800) what `shifted` does, for one velocity."""
    unit = np.eye(len(R1800_WAVE))
    return csr_array(shifted(unit, kms).T)


def moved(shapes: Floats, kms: float) -> Floats:
    """`shifted`, faster."""
    count, points, columns = shapes.shape
    flat = shapes.transpose(1, 0, 2).reshape(points, count * columns)
    moved = np.asarray(_mover(float(kms)) @ flat)
    return moved.reshape(points, count, columns).transpose(1, 0, 2)


@cache
def fillings_at(kms: float = 0.0) -> Floats:
    """(800, 4) what fills each active line, at a velocity."""
    return np.asarray(shifted(FILLINGS[None], kms)[0])


def _profiles() -> Floats:
    widths = [_WIDTHS["ha" if line.key == "ha" else "ca"] for line in ACTIVE]
    away = np.stack([R1800_WAVE - line.air for line in ACTIVE], axis=1)
    return np.asarray(np.exp(-4 * np.log(2) * (away / widths) ** 2))


def _straight_lines() -> Floats:
    lines = np.zeros((len(R1800_WAVE), 2 * len(R1800_BANDS)))
    for number, band in enumerate(R1800_BANDS):
        lines[band.rows, 2 * number] = 1
        lines[band.rows, 2 * number + 1] = np.linspace(-1, 1, band.stop - band.start)
    return lines


FILLINGS, LEVELS = _profiles(), _straight_lines()
"""(800, 4) each: one column for each active line, and level and slope of each band."""
