"""Two sets of lines, or lines broader than the template's: a second star, or fast rotation.

The template may be replaced, in part, by itself at two other velocities; how much better that
fits, with everything else free that the template can adapt by, is the evidence.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import OUTSIDE_LINES, R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.science.joint_fit import (
    CORRELATION,
    LEVELS,
    Floats,
    Problem,
    fillings_at,
    moved,
    solve,
    trusted,
)

_BESIDE = np.array([75.0, 110.0, 150.0, 200.0, 260.0, 320.0])
_KMS = np.concatenate([-_BESIDE[::-1], _BESIDE])
_PAIRS = [(a, b) for a in range(6) for b in range(6, 12)]
_HALPHA = np.abs(R1800_WAVE - ACTIVE[0].air) <= 14.0
_SIGNIFICANT, _LEAST = 8.0, 0.25
"""σ, and the part of the light that has to be at other velocities than the template's."""
_BANDED, _SIGNIFICANT_BANDED = 0.05, 11.0
"""A template with molecular bands varies by more than this; what it misses looks like lines."""


@dataclass(frozen=True, slots=True, eq=False)
class Double:
    """Evidence for lines at two velocities, (n,) each.

    Attributes
    ----------
    significance : σ
    part : of the light that lies at other velocities than that of the template
    needed : σ from which on that is believed
    """

    significance: Floats
    part: Floats
    needed: Floats

    @property
    def found(self) -> NDArray[np.bool_]:
        """(n,) two sets of lines, or broad ones."""
        return (self.significance > self.needed) & (self.part > _LEAST)


def find_double(problem: Problem) -> Double:
    """How much better n spectra are fitted by their template at two other velocities.

    The neighbourhood of Hα is left out; the cores of the calcium lines may be filled.
    """
    weight = np.where(_HALPHA, 0.0, problem.weight)
    left, _ = solve(problem, problem.shapes, fillings_at(), np.where(_HALPHA, 0.0, 1.0))
    trust = np.where(_HALPHA, 0.0, trusted(left, weight))
    left, _ = solve(problem, problem.shapes, fillings_at(), trust)
    gram, gain, excess = _others(problem, left, weight * trust / CORRELATION)
    best, part = np.zeros(len(left)), np.zeros(len(left))
    for first, second in _PAIRS:
        a, c = gram[:, first, first], gram[:, second, second]
        b, p, q = gram[:, first, second], gain[:, first], gain[:, second]
        over = np.maximum(a * c - b * b, 1e-12)
        x, y = (c * p - b * q) / over, (a * q - b * p) / over
        x, y = _positive(x, y, a, c, p, q)
        better = (2 * (x * p + y * q) - (a * x * x + 2 * b * x * y + c * y * y)) / excess
        won = better > best
        best, part = np.where(won, better, best), np.where(won, x + y, part)
    banded = problem.shapes[:, OUTSIDE_LINES, 0].std(axis=1) > _BANDED
    return Double(np.sqrt(best), part, np.where(banded, _SIGNIFICANT_BANDED, _SIGNIFICANT))


def _others(problem: Problem, left: Floats, share: Floats) -> tuple[Floats, Floats, Floats]:
    """Normal matrix and right side of the light at each other velocity, once everything else is
    free: (n, v, v) and (n, v); and how much larger than expected the misfit is, at least 1.
    """
    template = problem.shapes[:, :, :1]
    others = np.concatenate([moved(template, kms) - template for kms in _KMS], axis=2)
    filled = np.broadcast_to(fillings_at(), (len(left), *fillings_at().shape))
    columns = np.concatenate([problem.shapes[:, :, 1:], filled, template * LEVELS], axis=2)
    weighted = columns.transpose(0, 2, 1) * share[:, None, :]
    normal = weighted @ columns + np.diag(problem.prior)
    other = others.transpose(0, 2, 1) * share[:, None, :]
    gram = other @ others - (other @ columns) @ np.linalg.solve(normal, weighted @ others)
    gain = (other @ left[:, :, None])[:, :, 0]
    points = np.maximum((share > 0).sum(axis=1) / CORRELATION, 1)
    return gram, gain, np.maximum((share * left**2).sum(axis=1) / points, 1)


def _positive(
    x: Floats, y: Floats, a: Floats, c: Floats, p: Floats, q: Floats
) -> tuple[Floats, Floats]:
    """Neither star takes light away."""
    only_x = np.where(a > 0, np.maximum(p, 0) / np.maximum(a, 1e-12), 0)
    only_y = np.where(c > 0, np.maximum(q, 0) / np.maximum(c, 1e-12), 0)
    return (
        np.where(y < 0, only_x, np.where(x < 0, 0.0, x)),
        np.where(x < 0, only_y, np.where(y < 0, 0.0, y)),
    )
