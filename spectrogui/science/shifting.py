"""Moving what lies on the model's grid by a velocity."""

from functools import cache, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, eye_array, vstack

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.wavelength import SPEED_OF_LIGHT

_POINTS = len(R1800_WAVE)
_TAPS = 4
_LOW, _LAST = (
    np.concatenate([np.full(band.stop - band.start, value) for band, value in pairs])
    for pairs in (
        [(band, band.low) for band in R1800_BANDS],
        [(band, band.stop - band.start - 1) for band in R1800_BANDS],
    )
)
_START = np.concatenate([np.full(band.stop - band.start, band.start) for band in R1800_BANDS])
"""(800,) of each point's band: Å of its first point, number of its last, where it begins."""


def shifted(templates: NDArray[np.floating], kms: ArrayLike) -> NDArray[np.floating]:
    """Templates moved redward by a velocity; beyond a band's ends its edge goes on.

    By cubic interpolation through four neighbours (Catmull & Rom 1974), in the precision of the
    templates.

    Parameters
    ----------
    templates : (n, 800) or (n, 800, c)
    kms : one velocity for all, or (n,)
    """
    index, weight = _taps(np.broadcast_to(np.asarray(kms, float), len(templates)))
    return _applied(templates, index, weight.astype(templates.dtype))


def moved_each(templates: NDArray[np.float32], kms: NDArray[np.float64]) -> NDArray[np.float32]:
    """Templates (n, c, 800) `shifted` by whole km/s, in single precision, faster.

    Parameters
    ----------
    kms : (v · n,) one velocity of all templates after the other
    """
    count, columns, points = templates.shape
    taps = [_whole_taps(round(one)) for one in kms.tolist()]
    index, weight = (np.stack(part) for part in zip(*taps, strict=True))
    which = np.arange(len(kms), dtype=np.int32) % count
    own = index * np.int32(count) + which[:, None, None]
    every = _points_first(templates).reshape(points * count, columns)
    made = np.asarray(_sparse(own, weight, points * count) @ every)
    return made.reshape(len(kms), points, columns).transpose(0, 2, 1)


def moved_alike(templates: NDArray[np.float32], kms: float) -> NDArray[np.float32]:
    """Templates (n, c, 800) `shifted` by one velocity, faster still.

    Points come first in memory in what is made, and best do in what is given.
    """
    count, columns, points = templates.shape
    made = _mover(float(kms)) @ _points_first(templates).reshape(points, count * columns)
    return np.asarray(made).reshape(points, count, columns).transpose(1, 2, 0)


def changes(templates: NDArray[np.float32], kms: NDArray[np.float64]) -> NDArray[np.float32]:
    """(v, 800, n) what `shifted` by each of v velocities adds to templates (n, 800)."""
    made = _changer(tuple(kms.tolist())) @ np.ascontiguousarray(templates.T)
    return np.asarray(made).reshape(len(kms), _POINTS, len(templates))


def _points_first(templates: NDArray[np.float32]) -> NDArray[np.float32]:
    """(800, n, c)."""
    return np.ascontiguousarray(templates.transpose(2, 0, 1))


def _applied(
    templates: NDArray[np.floating], index: NDArray[np.int32], weight: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Sums over the taps (n, 800, 4) of each template."""
    own = index + _POINTS * np.arange(len(templates), dtype=np.int32)[:, None, None]
    flat = np.ascontiguousarray(templates).reshape(len(templates) * _POINTS, -1)
    return np.asarray(_sparse(own, weight, len(flat)) @ flat).reshape(templates.shape)


@cache
def _mover(kms: float) -> csr_array:
    """(800, 800) what `shifted` does, for one velocity."""
    index, weight = _taps(np.array([kms]))
    return _sparse(index, weight.astype(np.float32), _POINTS)


@cache
def _changer(kms: tuple[float, ...]) -> csr_array:
    """(800 v, 800) what `changes` does."""
    here = eye_array(_POINTS, dtype=np.float32, format="csr")
    return csr_array(vstack([_mover(one) - here for one in kms]))


@lru_cache(maxsize=512)
def _whole_taps(kms: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    index, weight = _taps(np.array([float(kms)]))
    return index[0], weight[0].astype(np.float32)


def _taps(kms: NDArray[np.float64]) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Which points make each point at n velocities, and their weights, (n, 800, 4) each."""
    at = np.clip(R1800_WAVE / (1 + kms[:, None] / SPEED_OF_LIGHT) - _LOW, 0, _LAST)
    left = np.floor(at)
    t = at - left
    square, cube = t * t, t * t * t
    weight = np.empty((*t.shape, _TAPS))
    weight[..., 0] = square - 0.5 * (t + cube)
    weight[..., 1] = 1 - 2.5 * square + 1.5 * cube
    weight[..., 2] = 0.5 * t + 2 * square - 1.5 * cube
    weight[..., 3] = 0.5 * (cube - square)
    whole = left.astype(np.int32)[..., None] + np.arange(-1, _TAPS - 1, dtype=np.int32)
    last = _LAST.astype(np.int32)[:, None]
    return np.clip(whole, 0, last) + _START.astype(np.int32)[:, None], weight


def _sparse(index: NDArray[np.int32], weight: NDArray[np.floating], size: int) -> csr_array:
    """The matrix that makes points from taps among `size` of them."""
    ends = np.arange(0, index.size + 1, _TAPS, dtype=np.int32)
    shape = index.size // _TAPS, size
    return csr_array((weight.ravel(), index.ravel(), ends), shape=shape)
