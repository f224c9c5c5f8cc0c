"""Where the latents of stars lie, and how a decoder's spectrum changes there, worked out once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.products import times

Singles = NDArray[np.float32]

POINTS = 1024
_NEIGHBOURS = 8
_SCATTER = 0.25
"""1σ in each latent around the plane of three neighbours, in units of their prior."""
_STEP = 0.3
"""Over which differences are taken, either way: a decoder is made of flat pieces, and the slope
of one says little of the next."""
_CHUNK = 256


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Points all over the latents of stars.

    Attributes
    ----------
    latent : (m, k)
    slope : (m, k, size) d decoded / d latent
    """

    latent: Singles
    slope: Singles

    def nearest(self, latent: Singles) -> NDArray[np.intp]:
        """(n,) which point is nearest to each of n latents (n, k)."""
        far = (self.latent**2).sum(axis=1) - 2 * times(latent, self.latent.T)
        return np.asarray(far.argmin(axis=1))


def make_atlas(decode: Callable[[Singles], Singles], starts: Singles) -> Atlas:
    """An atlas of what lies between starting points (m, k) and near them; equal calls, equal
    points.
    """
    more = _between(starts.astype(float), np.random.default_rng(1))
    latent = np.concatenate([starts, more[: POINTS - len(starts)]]).astype(np.float32)
    slope = []
    for axis in np.eye(latent.shape[1], dtype=np.float32) * np.float32(_STEP):
        high, low = (_in_chunks(decode, latent + by) for by in (axis, -axis))
        slope.append((high - low) / (2 * _STEP))
    return Atlas(latent, np.stack(slope, axis=1).astype(np.float32))


def _between(starts: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    """(POINTS, k) anywhere between three starting points that are neighbours, with scatter."""
    square = ((starts[:, None] - starts) ** 2).sum(axis=2)
    near = square.argsort(axis=1)[:, :_NEIGHBOURS]
    first = random.integers(0, len(starts), POINTS)
    corners = [first]
    for _ in range(2):
        corners.append(near[first, random.integers(0, near.shape[1], POINTS)])
    share = random.dirichlet(np.ones(3), POINTS)
    middle = sum(share[:, [i]] * starts[corner] for i, corner in enumerate(corners))
    return np.asarray(middle + random.normal(0, _SCATTER, (POINTS, starts.shape[1])))


def _in_chunks(decode: Callable[[Singles], Singles], latent: Singles) -> Singles:
    parts = [decode(latent[start : start + _CHUNK]) for start in range(0, len(latent), _CHUNK)]
    return np.concatenate(parts)
