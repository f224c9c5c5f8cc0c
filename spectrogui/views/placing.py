"""Where labels go along an axis so that each is near its place and none covers another."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def spread_out(
    centres: Sequence[float], widths: Sequence[float], low: float, high: float, gap: float
) -> Floats:
    """The left ends, (n,), nearest to where labels of these widths would be centred.

    Labels keep their order, `gap` lies between any two, and all stay between `low` and `high`
    as long as they fit. The squared shifts are minimal (isotonic regression).
    """
    if not len(centres):
        return np.empty(0)
    width = np.asarray(widths, float) + gap
    before = np.concatenate([[0.0], np.cumsum(width)[:-1]])
    wanted = np.asarray(centres, float) - np.asarray(widths, float) / 2 - before
    free = _increasing(wanted)
    lefts: Floats = np.maximum(np.minimum(free, high - (width.sum() - gap)), low) + before
    return lefts


def fits(widths: Sequence[float], low: float, high: float, gap: float) -> bool:
    """Whether labels of these widths have room side by side."""
    return sum(widths) + gap * (len(widths) - 1) <= high - low


def _increasing(values: Floats) -> Floats:
    """The non-decreasing numbers nearest to `values`: neighbours out of order are pooled."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, count = float(value), 1
        while pools and pools[-1][0] > mean:
            other, size = pools.pop()
            mean = (mean * count + other * size) / (count + size)
            count += size
        pools.append((mean, count))
    return np.concatenate([np.full(count, mean) for mean, count in pools])
