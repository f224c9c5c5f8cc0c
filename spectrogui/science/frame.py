"""The frame check: the velocity that is left between a spectrum and its template.

A template that was fitted at a wrong velocity has adapted to it. So velocity, latents, the
levels of the bands and the filling of the active lines are fitted together: for each trial
velocity all of them but the velocity by linear least squares, with their priors.
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

HALF_PIXEL = 23.0
"""km/s; half a pixel of the model's grid at Hα, the paper's and our tolerance of the frame."""

_COARSE = np.arange(-200.0, 201.0, 40.0)
_FINE = np.array([-12.0, 0.0, 12.0])
_FLOOR = 0.006
_ROBUST = 3.0
_CORRELATION = 2.0
"""Grid points per independent pixel."""
_TILT, _FILLING = 0.03, 0.5
"""1σ expected of level and slope of a band, and of the filling of an active line's core."""
_WIDTHS = {"ha": 4.5, "ca": 5.2}
"""Å, full width at half maximum of what fills a line: the line-spread function and a little."""

_FEWEST = 200
"""Usable points without which there is no lag."""
_VAGUE = 100.0
"""km/s; a template whose lines would not tell a velocity better than this has no lag."""
_INFLATION, _LEAST = 1.25, 5.0
"""What the error is multiplied by, and km/s added in quadrature: header velocities of 1,986
LAMOST stars with S/N(r) > 20 against ours, beyond photon noise. The red arm's own wavelengths
differ from the blue arm's, from which most header velocities come, by that much."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Lag:
    """Shift left between n spectra and their templates; NaN where it cannot be measured.

    Attributes
    ----------
    kms, error : (n,) positive when the spectrum lies redward of the template
    """

    kms: Floats
    error: Floats


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
class _Problem:
    """What is fitted: flux, weight (n, 800); template and slopes as columns (n, 800, 1 + k);
    what the parameters are expected to be and how sure that is, (n, q) and (q,).
    """

    flux: Floats
    weight: Floats
    shapes: Floats
    mean: Floats
    prior: Floats


def find_lag(
    flux: Flux,
    sigma: Flux,
    good: NDArray[np.bool_],
    template: Flux,
    bend: Bend | None = None,
) -> Lag:
    """The velocity by which spectra lie redward of their own templates.

    A robust χ² on a grid of velocities, then a parabola through three finer ones; the error is
    where χ² rises by one, for pixels as correlated as those of the resampled grid are, and for
    a misfit as large as it is.

    Parameters
    ----------
    flux, sigma : (n, 800)
    good : (n, 800) usable pixels
    template : (n, 800) fitted at the velocity that was taken out
    bend : how the template would change; None for one that does not
    """
    problem = _posed(flux, sigma, good, template, bend)
    trust = np.ones(problem.flux.shape)
    for _ in range(2):
        left, _ = _solve(problem, problem.shapes, _fillings(), trust)
        trust = _trusted(left, problem.weight)
    coarse = [_misfit(problem, _moved(problem.shapes, v), _fillings(v), trust) for v in _COARSE]
    curve = np.stack(coarse, axis=1)
    best = np.clip(np.argmin(curve, axis=1), 1, len(_COARSE) - 2)
    centre = np.round(_minimum(_COARSE, curve, best)[0])
    fine = np.stack([_misfit_near(problem, centre + step, trust) for step in _FINE], axis=1)
    step, at, bent = _minimum(_FINE, fine, np.ones(len(flux), np.intp))
    count = (problem.weight > 0).sum(axis=1)
    excess = np.maximum(at / np.maximum(count / _CORRELATION, 1), 1)
    error = (_FINE[1] - _FINE[0]) * np.sqrt(2 * excess / np.where(bent > 0, bent, np.inf))
    error = np.hypot(error * _INFLATION, _LEAST)
    lost = ~(bent > 0) | (count < _FEWEST) | (_worst(problem) > _VAGUE)
    return Lag(np.where(lost, np.nan, centre + step), np.where(lost, np.nan, error))


def _worst(problem: _Problem) -> Floats:
    """(n,) km/s, the error if all but the velocity were known; infinite without any lines."""
    change = (shifted(problem.shapes[:, :, 0], 10.0) - problem.shapes[:, :, 0]) / 10.0
    told = (problem.weight * change**2).sum(axis=1) / _CORRELATION
    return np.asarray(1 / np.sqrt(np.maximum(told, 1e-30)))


def _posed(
    flux: Flux, sigma: Flux, good: NDArray[np.bool_], template: Flux, bend: Bend | None
) -> _Problem:
    shapes = template.astype(float)[:, :, None]
    mean = np.zeros((len(flux), 0))
    if bend is not None:
        shapes = np.concatenate([shapes, bend.slopes], axis=2)
        mean = -bend.latent
    others = len(ACTIVE) + 2 * len(R1800_BANDS)
    noise = np.hypot(np.where(good, sigma, 1.0), _FLOOR)
    sure = [1.0] * mean.shape[1] + [_FILLING**-2] * len(ACTIVE)
    return _Problem(
        np.where(good, flux, 1.0).astype(float),
        np.where(good, 1 / noise**2, 0.0),
        shapes,
        np.pad(mean, ((0, 0), (0, others))),
        np.array(sure + [_TILT**-2] * 2 * len(R1800_BANDS)),
    )


def _solve(
    problem: _Problem, shapes: Floats, fillings: Floats, trust: Floats
) -> tuple[Floats, Floats]:
    """What is left of the flux (n, 800) once all but the velocity is fitted, and how far the
    parameters are from what is expected of them, (n,) in χ².
    """
    template = shapes[:, :, :1]
    filled = np.broadcast_to(fillings, (len(shapes), *fillings.shape[-2:]))
    columns = np.concatenate([shapes[:, :, 1:], filled, template * _LEVELS], axis=2)
    miss = problem.flux - template[:, :, 0]
    weighted = columns.transpose(0, 2, 1) * (problem.weight * trust / _CORRELATION)[:, None, :]
    normal = weighted @ columns + np.diag(problem.prior)
    right = weighted @ miss[:, :, None] + (problem.prior * problem.mean)[:, :, None]
    found = np.linalg.solve(normal, right)
    away = ((found[:, :, 0] - problem.mean) ** 2 * problem.prior).sum(axis=1)
    return miss - (columns @ found)[:, :, 0], away


def _misfit(problem: _Problem, shapes: Floats, fillings: Floats, trust: Floats) -> Floats:
    """(n,) robust χ² (Cauchy), priors included, at one velocity."""
    left, away = _solve(problem, shapes, fillings, trust)
    chi2 = left**2 * problem.weight
    robust = _ROBUST**2 * np.log1p(chi2 / _ROBUST**2).sum(axis=1) / _CORRELATION
    return np.asarray(robust + away)


def _misfit_near(problem: _Problem, kms: Floats, trust: Floats) -> Floats:
    """The same at a velocity for each star, with weights that settle there."""
    shapes = shifted(problem.shapes, kms)
    fillings = shifted(np.repeat(_FILLINGS[None], len(kms), axis=0), kms)
    left, _ = _solve(problem, shapes, fillings, trust)
    return _misfit(problem, shapes, fillings, _trusted(left, problem.weight))


def _trusted(left: Floats, weight: Floats) -> Floats:
    return np.asarray(1 / (1 + left**2 * weight / _ROBUST**2))


def _minimum(grid: Floats, curve: Floats, best: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Place and height of the minimum by a parabola through three points, and its bend."""
    rows = np.arange(len(curve))
    before, at, after = (curve[rows, best + i] for i in (-1, 0, 1))
    bent = before - 2 * at + after
    safe = np.where(bent > 0, bent, np.inf)
    step = grid[1] - grid[0]
    return grid[best] + step * np.clip(0.5 * (before - after) / safe, -1, 1), at, bent


@cache
def _mover(kms: float) -> csr_array:
    """(800, 800) what `shifted` does, for one velocity."""
    unit = np.eye(len(R1800_WAVE))
    return csr_array(shifted(unit, kms).T)


def _moved(shapes: Floats, kms: float) -> Floats:
    """`shifted`, faster."""
    count, points, columns = shapes.shape
    flat = shapes.transpose(1, 0, 2).reshape(points, count * columns)
    moved = np.asarray(_mover(float(kms)) @ flat)
    return moved.reshape(points, count, columns).transpose(1, 0, 2)


@cache
def _fillings(kms: float = 0.0) -> Floats:
    """(800, 4) what fills each active line, at a velocity."""
    return np.asarray(shifted(_FILLINGS[None], kms)[0])


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


_FILLINGS, _LEVELS = _profiles(), _straight_lines()
"""(800, 4) each: one column for each active line, and level and slope of each band."""
