"""Enlarging a small training set: convex mixtures of near neighbours, flattened over type."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.model.training import Sample

TYPE_SHARE = {"A": 0.05, "F": 0.27, "G": 0.38, "K": 0.18, "M": 0.12}
"""What part of the mixture each type has: the mix behind the authors' scaler, with more A and M
than in the sky because those templates are the harder ones."""

_NEIGHBOURS = 5
_COMPONENTS = 8


def mixtures(stars: TrainingSet, count: int, seed: int) -> Sample:
    """`count` spectra, each a Dirichlet-weighted mean of a star and two of its neighbours.

    Neighbours are found in the first principal components of the set.
    """
    rng = np.random.default_rng(seed)
    flux = np.where(stars.good, stars.flux, 1).astype(np.float32)
    variance = np.where(stars.good, np.minimum(stars.sigma, 1e3), 1e3).astype(np.float32) ** 2
    near = _neighbours(flux)
    chance = _chances(stars)
    first = rng.choice(len(flux), count, p=chance)
    others = near[first[:, None], rng.integers(1, _NEIGHBOURS + 1, (count, 2))]
    members = np.concatenate([first[:, None], others], axis=1)
    share = rng.dirichlet(np.full(3, 0.7), count).astype(np.float32)
    out = np.zeros((count, flux.shape[1]), np.float32)
    spread = np.zeros_like(out)
    for column in range(3):
        part = share[:, column, None]
        out += part * flux[members[:, column]]
        spread += part**2 * variance[members[:, column]]
    return Sample(out, np.sqrt(spread))


def _neighbours(flux: NDArray[np.float32]) -> NDArray[np.intp]:
    """(n, 1 + neighbours) rows nearest to each row, itself first."""
    centred = flux - flux.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    points = centred @ axes[:_COMPONENTS].T
    square = (points**2).sum(axis=1)
    distance = square[:, None] + square - 2 * points @ points.T
    np.fill_diagonal(distance, -1)
    return np.argsort(distance, axis=1)[:, : _NEIGHBOURS + 1]


def _chances(stars: TrainingSet) -> NDArray[np.float64]:
    chance = np.zeros(len(stars))
    for letter, share in TYPE_SHARE.items():
        rows = stars.letter == letter
        if rows.any():
            chance[rows] = share / rows.sum()
    out: NDArray[np.float64] = chance / chance.sum()
    return out
