"""Robust averages over many spectra, pixel by pixel."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_BANDS

_ROUNDS = 3
_ROBUST = 2.0

Floats = NDArray[np.float64]


def regress(
    terms: Floats, values: Floats, variance: Floats, prior: Sequence[float], share: Floats
) -> Floats:
    """(t, p) what each term contributes at each pixel; least squares that trust outliers little.

    Parameters
    ----------
    terms : (n, t)
    values, variance : (n, p)
    prior : (t,) 1σ expected of each contribution, whose mean is 0
    share : (n,) how much each spectrum counts
    """
    count = terms.shape[1]
    products = (terms[:, :, None] * terms[:, None, :]).reshape(len(terms), -1)
    ridge = np.diag(1 / np.asarray(prior) ** 2)
    base = np.asarray(share[:, None] / variance)
    weight = base
    out = np.zeros((count, values.shape[1]))
    for _ in range(_ROUNDS):
        normal = (weight.T @ products).reshape(-1, count, count) + ridge
        right = (weight * values).T @ terms
        out = np.asarray(np.linalg.solve(normal, right[:, :, None])[:, :, 0].T, np.float64)
        miss = values - terms @ out
        weight = np.asarray(base / (1 + miss**2 / variance / _ROBUST**2))
    return np.asarray(out)


def smooth(values: Floats, width: int) -> Floats:
    """Running means of (…, 800) over an odd number of pixels, each band for itself."""
    out = np.empty(values.shape)
    half = width // 2
    for band in R1800_BANDS:
        inside = values[..., band.rows]
        ends = inside[..., :half][..., ::-1], inside, inside[..., -half:][..., ::-1]
        total = np.cumsum(np.concatenate(ends, axis=-1), axis=-1)
        total = np.concatenate([np.zeros((*total.shape[:-1], 1)), total], axis=-1)
        out[..., band.rows] = (total[..., width:] - total[..., :-width]) / width
    return out
