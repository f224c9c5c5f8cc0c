"""Which points lie inside a drawn outline; quick for a million points."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.views.cloud import Floats

_CELLS = 128  # per side of the grid that settles all points away from the outline


def inside(outline: Floats, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Whether points (n,) lie inside a closed outline (m, 2), by the even-odd rule.

    Unknown coordinates are outside.
    """
    result = np.zeros(len(x), dtype=bool)
    low, high = outline.min(axis=0), outline.max(axis=0)
    if len(outline) < 3 or not np.all(high > low):
        return result
    boxed = (x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1])
    rows = np.flatnonzero(boxed)
    right = (x[rows] - low[0]) / (high[0] - low[0])
    up = (y[rows] - low[1]) / (high[1] - low[1])
    shape = (outline - low) / (high - low)
    if len(rows) <= _CELLS * _CELLS:
        result[rows] = _crossings(shape, right, up)
        return result
    settled, touched = _grid(shape)
    cell = (np.minimum(right, 0.9999) * _CELLS).astype(np.int32)
    cell *= _CELLS
    cell += (np.minimum(up, 0.9999) * _CELLS).astype(np.int32)
    found = settled[cell]
    near = np.flatnonzero(touched[cell])
    found[near] = _crossings(shape, right[near], up[near])
    result[boxed] = found
    return result


def _crossings(outline: Floats, x: Floats, y: Floats) -> NDArray[np.bool_]:
    odd = np.zeros(len(x), dtype=bool)
    for (ax, ay), (bx, by) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if ay == by:
            continue
        beside = np.flatnonzero((y >= min(ay, by)) & (y < max(ay, by)))
        odd[beside] ^= x[beside] < ax + (y[beside] - ay) * ((bx - ax) / (by - ay))
    return odd


def _grid(outline: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For every cell of the unit square, flat: is its middle inside; may the outline touch it."""
    middle = (np.arange(_CELLS) + 0.5) / _CELLS
    settled = _crossings(outline, np.repeat(middle, _CELLS), np.tile(middle, _CELLS))
    touched = np.zeros((_CELLS + 2, _CELLS + 2), dtype=bool)
    for start, end in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        steps = np.linspace(0, 1, 2 + int(2 * _CELLS * np.abs(end - start).max()))[:, None]
        cell = np.minimum(((start + steps * (end - start)) * _CELLS).astype(np.intp), _CELLS - 1)
        for right in (0, 1, 2):
            for up in (0, 1, 2):
                touched[cell[:, 0] + right, cell[:, 1] + up] = True
    return settled, touched[1:-1, 1:-1].ravel()
