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
    FILLINGS,
    ROBUST,
    Floats,
    Problem,
    fillings_at,
    moved,
    solve,
    trusted,
)
from spectrogui.science.shifting import shifted

HALF_PIXEL = 23.0
"""km/s; half a pixel of the model's grid at Hα, the paper's and our tolerance of the frame."""

_COARSE = np.arange(-200.0, 201.0, 40.0)
_FINE = np.array([-12.0, 0.0, 12.0])
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
    trust = np.ones(problem.flux.shape)
    for _ in range(2):
        left, _ = solve(problem, problem.shapes, fillings_at(), trust)
        trust = trusted(left, problem.weight)
    coarse = [_misfit(problem, moved(problem.shapes, v), fillings_at(v), trust) for v in _COARSE]
    curves = np.stack(coarse, axis=2)
    curve = curves.sum(axis=1)
    best = np.clip(np.argmin(curve, axis=1), 1, len(_COARSE) - 2)
    centre = np.round(_minimum(_COARSE, curve, best)[0])
    near = [_misfit_near(problem, centre + step, trust).sum(axis=1) for step in _FINE]
    step, at, bent = _minimum(_FINE, np.stack(near, axis=1), np.ones(len(trust), np.intp))
    count = (problem.weight > 0).sum(axis=1)
    excess = np.maximum(at / np.maximum(count / CORRELATION, 1), 1)
    error = (_FINE[1] - _FINE[0]) * np.sqrt(2 * excess / np.where(bent > 0, bent, np.inf))
    noise = np.hypot(error * _INFLATION, _LEAST)
    lost = ~(bent > 0) | (count < _FEWEST) | (_worst(problem) > _VAGUE)
    found = (centre + step, noise, _disagreement(curves, excess))
    return Lag(*(np.where(lost, np.nan, values) for values in found))


def _worst(problem: Problem) -> Floats:
    """(n,) km/s, the error if all but the velocity were known; infinite without any lines."""
    change = (shifted(problem.shapes[:, :, 0], 10.0) - problem.shapes[:, :, 0]) / 10.0
    told = (problem.weight * change**2).sum(axis=1) / CORRELATION
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


def _misfit(problem: Problem, shapes: Floats, fillings: Floats, trust: Floats) -> Floats:
    """(n, 3) robust χ² (Cauchy) of each band, and that of the priors, at one velocity."""
    left, away = solve(problem, shapes, fillings, trust)
    robust = ROBUST**2 * np.log1p(left**2 * problem.weight / ROBUST**2) / CORRELATION
    return np.stack([*(robust[:, b.rows].sum(axis=1) for b in R1800_BANDS), away], axis=1)


def _misfit_near(problem: Problem, kms: Floats, trust: Floats) -> Floats:
    """The same at a velocity for each star, with weights that settle there."""
    shapes = shifted(problem.shapes, kms)
    fillings = shifted(np.repeat(FILLINGS[None], len(kms), axis=0), kms)
    left, _ = solve(problem, shapes, fillings, trust)
    return _misfit(problem, shapes, fillings, trusted(left, problem.weight))


def _minimum(grid: Floats, curve: Floats, best: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Place and height of the minimum by a parabola through three points, and its bend."""
    rows = np.arange(len(curve))
    before, at, after = (curve[rows, best + i] for i in (-1, 0, 1))
    bent = before - 2 * at + after
    safe = np.where(bent > 0, bent, np.inf)
    step = grid[1] - grid[0]
    return grid[best] + step * np.clip(0.5 * (before - after) / safe, -1, 1), at, bent
