"""Two sets of lines, or lines broader than the template's: a second star, or fast rotation.

The template may be replaced, in part, by itself at two other velocities; how much better that
fits, with everything else free that the template can adapt by, is the evidence.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import OUTSIDE_LINES, R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.science.joint_fit import (
    CORRELATION,
    Floats,
    Problem,
    Solution,
    layout_of,
    shared,
    solve,
)
from spectrogui.science.red_arm import Flux
from spectrogui.science.shifting import changes

_BESIDE = np.array([75.0, 110.0, 150.0, 200.0, 260.0, 320.0])
_KMS = np.concatenate([-_BESIDE[::-1], _BESIDE])
_FIRST, _SECOND = (part.ravel() for part in np.mgrid[0:6, 6:12])
"""Which two velocities are tried together: one on either side."""
_HALPHA = np.abs(R1800_WAVE - ACTIVE[0].air) <= 14.0
_SIGNIFICANT, _LEAST = 8.0, 0.25
"""σ, and the part of the light that has to be at other velocities than the template's."""
_HASTE = 4.0
"""A look before anything else is fitted may find a quarter of what is there: of 704 real spectra
that it passes over none has more than 6 σ."""
_FILLED = 0.02
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

    The neighbourhood of Hα is left out; the cores of the calcium lines may be filled. Nothing is
    looked for where even all of the light at another velocity would bring no significance.
    """
    count = len(problem.flux)
    found = Double(np.zeros(count), np.zeros(count), np.full(count, _SIGNIFICANT))
    others = changes(problem.template, _KMS)
    hidden = replace(problem, weight=np.where(_HALPHA, np.float32(0), problem.weight))
    rows = np.flatnonzero(_first_gain(hidden, others).max(axis=1) > _SIGNIFICANT**2 / _HASTE)
    if not len(rows):
        return found
    some = hidden.take(rows)
    columns = some.columns()
    share = shared(solve(some.latent, columns, some.weight).left, some.weight)
    fitted = solve(some.latent, columns, share)
    excess = _excess(fitted, share)
    weighted = np.zeros_like(problem.flux)
    weighted[rows] = share * fitted.left
    gain = _explained(weighted, others)[rows]
    keep = np.flatnonzero(gain.max(axis=1) > _SIGNIFICANT**2 * excess)
    if len(keep):
        own = np.ascontiguousarray(others[:, :, rows[keep]].transpose(2, 0, 1))
        gram = _gram(own, fitted.normal[keep], columns[keep], share[keep])
        better, part = _best_pair(gram, gain[keep])
        found.significance[rows[keep]] = np.sqrt(better / excess[keep])
        found.part[rows[keep]] = part
        banded = some.template[keep][:, OUTSIDE_LINES].std(axis=1) > _BANDED
        found.needed[rows[keep[banded]]] = _SIGNIFICANT_BANDED
    return found


def _first_gain(problem: Problem, others: Flux) -> Floats:
    """(n, 12) what light at each other velocity would explain of what the template leaves where
    no line may be filled, before anything else is fitted.
    """
    left = np.where(problem.filling > _FILLED, 0, problem.flux - problem.template)
    return _explained(shared(left, problem.weight) * left, others)


def _explained(weighted: Flux, others: Flux) -> Floats:
    """(n, 12) half of what χ² first falls by with the light at each other velocity.

    Parameters
    ----------
    weighted : (n, 800) what is left, times its weights
    others : (12, 800, n) what that light adds
    """
    turned = np.ascontiguousarray(weighted.T)
    return np.asarray(np.einsum("vpn,pn->vn", others, turned).T, np.float64) / CORRELATION


def _best_pair(gram: Floats, gain: Floats) -> tuple[Floats, Floats]:
    """(n,) by how much χ² falls with the best two velocities, and the part of the light there."""
    a, c = gram[:, _FIRST, _FIRST], gram[:, _SECOND, _SECOND]
    b, p, q = gram[:, _FIRST, _SECOND], gain[:, _FIRST], gain[:, _SECOND]
    over = np.maximum(a * c - b * b, 1e-12)
    x, y = _positive((c * p - b * q) / over, (a * q - b * p) / over, a, c, p, q)
    better = 2 * (x * p + y * q) - (a * x * x + 2 * b * x * y + c * y * y)
    best = better.argmax(axis=1)
    rows = np.arange(len(best))
    won = np.maximum(better[rows, best], 0)
    return won, np.where(won > 0, (x + y)[rows, best], 0.0)


def _gram(others: Flux, normal: Floats, columns: Flux, share: Flux) -> Floats:
    """(n, 12, 12) normal matrix of the light at the other velocities, once all else is free.

    Parameters
    ----------
    normal, columns : of what else is fitted, see `joint_fit`
    """
    weighted = others * share[:, None]
    gram = (weighted @ others.transpose(0, 2, 1)).astype(float) / CORRELATION
    size = normal.shape[1]
    cross = np.zeros((len(share), len(_KMS), size + 1))
    for points, own in layout_of(columns.shape[1] - 4).own:
        cross[:, :, own] += weighted[:, :, points] @ columns[:, :, points].transpose(0, 2, 1)
    cross = cross[:, :, :size] / CORRELATION
    return np.asarray(gram - cross @ np.linalg.solve(normal, cross.transpose(0, 2, 1)))


def _excess(fitted: Solution, share: Flux) -> Floats:
    """(n,) how much larger than expected the misfit is, at least 1."""
    points = np.maximum((share > 0).sum(axis=1) / CORRELATION, 1)
    chi2 = (share * fitted.left**2).astype(np.float64).sum(axis=1) / CORRELATION
    return np.asarray(np.maximum(chi2 / points, 1))


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
