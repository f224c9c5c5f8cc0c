"""Splitting stars by their place on the sky, so that a star's other spectra stay with it."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet

CELL = 4.0
"""Degrees, the side of a cell that is never split."""
_SMALLEST = 0.01
_CELLS_PER_PART = 4


def sky_folds(stars: TrainingSet, count: int, seed: int) -> NDArray[np.intp]:
    """(n,) in which of `count` parts of the sky each star lies; -1 for library templates.

    Cells of about 4° × 4° are dealt out at random, the fullest ones first, so that the parts
    have nearly equal numbers of stars. Where the stars lie in few such cells, as those of one
    plate do, cells are made smaller, so that no part is left empty. Stars of unknown place are
    dealt out one by one.
    """
    placed = np.isfinite(stars.ra) & np.isfinite(stars.dec)
    lost = ~placed & ~stars.library
    side = CELL
    cell = _cells(stars, side)
    while len(np.unique(cell[placed])) < _CELLS_PER_PART * count and side > _SMALLEST:
        side /= 2
        cell = _cells(stars, side)
    cells, members = np.unique(cell[placed], return_counts=True)
    order = np.lexsort((np.random.default_rng(seed).random(len(cells)), -members))
    part = np.zeros(len(cells), np.intp)
    load = np.zeros(count)
    for which in order:
        part[which] = np.argmin(load)
        load[part[which]] += members[which]
    out = np.full(len(stars), -1, np.intp)
    out[placed] = part[np.searchsorted(cells, cell[placed])]
    out[lost] = np.random.default_rng(seed).permutation(np.arange(lost.sum()) % count)
    return out


def _cells(stars: TrainingSet, side: float) -> NDArray[np.intp]:
    """(n,) a number for the cell, `side` degrees wide, in which each star lies."""
    band = np.floor((np.nan_to_num(stars.dec) + 90) / side).astype(np.intp)
    width = side / np.maximum(np.cos(np.radians((band + 0.5) * side - 90)), 0.05)
    out: NDArray[np.intp] = band * 1_000_000 + np.floor(np.nan_to_num(stars.ra) / width)
    return out.astype(np.intp)
