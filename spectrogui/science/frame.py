"""The frame check: the velocity that is left between a spectrum and its template.

A template that was fitted at a wrong velocity has adapted to it. So velocity, latents, the
levels of the bands and the filling of the active lines are fitted together: for each trial
velocity all of them but the velocity by linear least squares, with their priors.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_BANDS
from spectrogui.science.joint_fit import (
    CORRELATION,
    Floats,
    Problem,
    Solution,
    misfit,
    repeated,
    shared,
    solve,
    what_is_left,
)
from spectrogui.science.red_arm import Flux
from spectrogui.science.shifting import changes

HALF_PIXEL = 23.0
"""km/s; half a pixel of the model's grid at Hα, the paper's and our tolerance of the frame."""

_COARSE = np.arange(-200.0, 201.0, 40.0)
_MIDDLE = len(_COARSE) // 2
_RINGS = (((-1, 1), 3.0), ((-2, 2), 10.0), ((-5, -4, -3, 3, 4, 5), np.inf))
"""Steps of that grid, from within outwards; and χ² by which the outermost must be worse than the
best, in each band, for those farther out to be left out. Of 585 real spectra for which they are,
2 have a band whose minimum lies there."""
_FINE = np.array([-12.0, 0.0, 12.0])
_TOGETHER = 64
"""Spectra that are worked on at a time: what they need stays near the processor."""
_FEWEST = 200
"""Usable points without which there is no lag."""
_SURE = 3.0
"""Errors by which the velocities of the bands may differ."""
_VAGUE = 100.0
"""km/s; a template whose lines would not tell a velocity better than this has no lag."""
_INFLATION, _LEAST = 1.25, 5.0
"""What the error is multiplied by, and km/s added in quadrature: header velocities of 1,986
LAMOST stars with S/N(r) > 20 against ours, beyond photon noise. The red arm's own wavelengths
differ from the blue arm's, from which most header velocities come, by that much."""


@dataclass(frozen=True, slots=True, eq=False)
class Lag:
    """Shift left between n spectra and their templates; NaN where it cannot be measured.

    Attributes
    ----------
    kms : (n,) positive when the spectrum lies redward of the template
    noise : (n,) 1σ as far as photons, templates and the red arm's wavelengths in general go
    apart : (n,) half of what the two bands disagree by beyond their own errors
    """

    kms: Floats
    noise: Floats
    apart: Floats

    @property
    def error(self) -> Floats:
        """(n,) 1σ, all told."""
        return np.hypot(self.noise, self.apart)


def find_lag(problem: Problem) -> Lag:
    """The velocity by which spectra lie redward of their own templates.

    A robust χ² on a grid of velocities, then a parabola through three finer ones; the error is
    where χ² rises by one, for pixels as correlated as those of the resampled grid are, and for
    a misfit as large as it is. A velocity moves both bands alike: where they disagree by more
    than their errors, as in some plates of the pilot survey, the error grows by half of that.
    """
    starts = range(0, max(len(problem.flux), 1), _TOGETHER)
    parts = [_some_lags(problem.take(slice(start, start + _TOGETHER))) for start in starts]
    columns = zip(*((part.kms, part.noise, part.apart) for part in parts), strict=True)
    return Lag(*(np.concatenate(column) for column in columns))


def _some_lags(problem: Problem) -> Lag:
    """The same for as many as are worked on at once."""
    coarse = _look(problem)
    curve = coarse.curves.sum(axis=1)
    best = np.clip(np.argmin(curve, axis=1), 1, len(_COARSE) - 2)
    centre = np.round(_minimum(_COARSE, curve, best)[0])
    kms = centre + _FINE[:, None]
    near = [_misfits_at(problem, coarse, best, kms[some]) for some in _groups(len(kms), len(best))]
    step, at, bent = _minimum(_FINE, np.concatenate(near).T, np.ones(len(best), np.intp))
    count = (problem.weight > 0).sum(axis=1)
    excess = np.maximum(at / np.maximum(count / CORRELATION, 1), 1)
    error = (_FINE[1] - _FINE[0]) * np.sqrt(2 * excess / np.where(bent > 0, bent, np.inf))
    noise = np.hypot(error * _INFLATION, _LEAST)
    lost = ~(bent > 0) | (count < _FEWEST) | (_worst(problem) > _VAGUE)
    found = (centre + step, noise, _disagreement(coarse.curves, excess))
    return Lag(*(np.where(lost, np.nan, values) for values in found))


@dataclass(frozen=True, slots=True, eq=False)
class _Coarse:
    """The grid of velocities of n spectra, with the trust in each pixel that settles at 0.

    Attributes
    ----------
    curves : (n, 3, velocities) misfit in each band, and that of the priors; infinite where it
        need not be looked at
    factors : (n, velocities, q + 1) what was fitted: see `joint_fit.Solution`
    """

    curves: Floats
    factors: Flux


def _look(problem: Problem) -> _Coarse:
    """Try velocities from within outwards, as far as each spectrum needs it."""
    columns, share = problem.columns(), problem.weight
    for _ in range(2):
        share = shared(solve(problem.latent, columns, share).left, problem.weight)
    at_rest = solve(problem.latent, columns, share)
    found = _Coarse(
        np.full((len(share), 3, len(_COARSE)), np.inf),
        np.zeros((len(share), len(_COARSE), at_rest.factor.shape[1]), np.float32),
    )
    rows = np.arange(len(share))
    _note(found, rows, np.array([_MIDDLE]), at_rest, problem.weight)
    some, own = problem, share
    for steps, clear in _RINGS:
        places = _MIDDLE + np.array(steps)
        for group in _groups(len(places), len(rows)):
            many = len(places[group])
            columns = some.columns_at(_COARSE[places[group]])
            solution = solve(repeated(some.latent, many), columns, repeated(own, many))
            _note(found, rows, places[group], solution, repeated(some.weight, many))
        keep = np.flatnonzero(~_settled(found.curves[rows, :, places[0] : places[-1] + 1], clear))
        if not len(keep):
            break
        rows, some, own = rows[keep], some.take(keep), own[keep]
    return found


def _groups(many: int, count: int) -> list[slice]:
    """Velocities, taken together as far as that makes no more trials than are worked on at a
    time of `count` spectra.
    """
    size = max(_TOGETHER // count, 1)
    return [slice(start, min(start + size, many)) for start in range(0, many, size)]


def _note(
    found: _Coarse,
    rows: NDArray[np.intp],
    places: NDArray[np.intp],
    solution: Solution,
    weight: Flux,
) -> None:
    """Note what was found of some stars at some velocities, one after the other."""
    shape = len(places), len(rows), -1
    found.curves[rows, :, places[:, None]] = _parts(solution, weight).reshape(shape)
    found.factors[rows, places[:, None]] = solution.factor.reshape(shape)


def _settled(seen: Floats, clear: float) -> NDArray[np.bool_]:
    """(n,) the minimum, also that of each band, lies well within the velocities looked at."""
    curves = np.concatenate([seen[:, :2], seen.sum(axis=1, keepdims=True)], axis=1)
    ends = np.minimum(curves[:, :, 0], curves[:, :, -1])
    return np.asarray((ends - curves.min(axis=2) > clear).all(axis=1))


def _misfits_at(problem: Problem, coarse: _Coarse, best: NDArray[np.intp], kms: Floats) -> Floats:
    """(v, n) misfit at velocities of each star, with the trust in each pixel that settles there.

    What is left there is foreseen by a parabola through what was fitted at the three velocities
    of the grid about the best.
    """
    rows = np.arange(len(best))
    t = ((kms - _COARSE[best]) / (_COARSE[1] - _COARSE[0])).astype(np.float32)[:, :, None]
    before, at, after = (coarse.factors[rows, best + i] for i in (-1, 0, 1))
    factor = at + 0.5 * t * (after - before + t * (after - 2 * at + before))
    columns = problem.columns_at_each(kms)
    weight = repeated(problem.weight, len(kms))
    share = shared(what_is_left(columns, factor.reshape(len(weight), -1)), weight)
    parts = _parts(solve(repeated(problem.latent, len(kms)), columns, share), weight)
    return np.asarray(parts.sum(axis=1).reshape(kms.shape))


def _parts(solution: Solution, weight: Flux) -> Floats:
    """(n, 3) misfit in each band, and that of the priors."""
    of_bands = misfit(solution.left, weight)
    return np.concatenate([of_bands, solution.away[:, None]], axis=1)


def _worst(problem: Problem) -> Floats:
    """(n,) km/s, the error if all but the velocity were known; infinite without any lines."""
    change = changes(problem.template, np.array([10.0]))[0].T / 10.0
    told = (problem.weight * change**2).astype(np.float64).sum(axis=1) / CORRELATION
    return np.asarray(1 / np.sqrt(np.maximum(told, 1e-30)))


def _disagreement(curves: Floats, excess: Floats) -> Floats:
    """(n,) km/s, half of what the velocities of the bands differ by beyond their errors.

    Parameters
    ----------
    curves : (n, 3, velocities) misfit in each band, and that of the priors
    excess : (n,) how much larger than expected the misfit is
    """
    kms, variance = [], []
    for number in range(len(R1800_BANDS)):
        curve = curves[:, number]
        best = np.clip(np.argmin(curve, axis=1), 1, len(_COARSE) - 2)
        place, _, bent = _minimum(_COARSE, curve, best)
        safe = np.where(bent > 0, bent, np.nan)
        kms.append(place)
        variance.append((_COARSE[1] - _COARSE[0]) ** 2 * 2 * excess / safe)
    over = (kms[0] - kms[1]) ** 2 - _SURE**2 * (variance[0] + variance[1])
    return np.asarray(0.5 * np.sqrt(np.maximum(np.nan_to_num(over), 0)))


def _minimum(grid: Floats, curve: Floats, best: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Place and height of the minimum by a parabola through three points, and its bend."""
    rows = np.arange(len(curve))
    before, at, after = (curve[rows, best + i] for i in (-1, 0, 1))
    bent = before - 2 * at + after
    safe = np.where(bent > 0, bent, np.inf)
    step = grid[1] - grid[0]
    return grid[best] + step * np.clip(0.5 * (before - after) / safe, -1, 1), at, bent
