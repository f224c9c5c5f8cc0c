"""How well templates match slitless spectra: a robust loss, with a smooth factor of its own.

Spectra are in single precision: they are known to a few parts in a thousand.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.products import times
from spectrogui.core.slitless_bands import SHAPES

PIXELS_PER_DATUM = 5.0
"""Grid points per independent pixel: the line-spread function is 4.4 pixels wide."""
SHAPE_PRIOR = 0.15
"""1σ expected of each term of the smooth factor."""
_ROBUST = 3.0

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]

_SQUARE = np.float32(_ROBUST**2)
_TURNED = np.ascontiguousarray(SHAPES.T, np.float32)
_COUNT = SHAPES.shape[1]
_PRODUCTS = (SHAPES[:, :, None] * SHAPES[:, None, :]).reshape(-1, _COUNT**2)
_PRIOR = np.eye(_COUNT) / SHAPE_PRIOR**2


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """n spectra (n, 300), and their weights, 0 where nothing is seen."""

    flux: Singles
    weight: Singles


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Where to go from the latents of n stars, and how well these are known.

    Attributes
    ----------
    latent, terms : (n, k) and (n, 4) new latents and terms of the smooth factor
    hessian : (n, k + 4, k + 4) of half the loss, undamped
    """

    latent: Singles
    terms: Singles
    hessian: Floats


def trust(seen: Seen, flat: Singles, terms: Singles | None) -> tuple[Singles, Singles]:
    """Residuals of templates (n, 300), and weights that are less where these are far out."""
    miss = seen.flux - (flat if terms is None else flat * bent(terms))
    return miss, seen.weight / (1 + miss * miss * seen.weight / _SQUARE)


def bent(terms: Singles) -> Singles:
    """(n, 300) the smooth factor."""
    return 1 + times(terms, _TURNED)


def bend(seen: Seen, flat: Singles) -> Singles:
    """(n, 4) terms of the smooth factor that suit templates (n, 300) best, in two rounds."""
    terms = None
    for _ in range(2):
        _, weight = trust(seen, flat, terms)
        pull = weight * flat / np.float32(PIXELS_PER_DATUM)
        normal = times((pull * flat).astype(float), _PRODUCTS).reshape(-1, _COUNT, _COUNT) + _PRIOR
        right = times((pull * (seen.flux - flat)).astype(float), SHAPES)
        terms = _solved(normal, right).astype(np.float32)
    assert terms is not None
    return terms


def loss(seen: Seen, flat: Singles, latent: Singles, terms: Singles) -> Singles:
    """(n,) the robust misfit plus priors."""
    miss = seen.flux - flat * bent(terms)
    misfit = np.log(1 + miss * miss * seen.weight / _SQUARE).sum(axis=1)
    prior = (latent**2).sum(axis=1) + (terms**2).sum(axis=1) / np.float32(SHAPE_PRIOR**2)
    return np.asarray(_SQUARE / np.float32(PIXELS_PER_DATUM) * misfit + prior)


def step(
    seen: Seen, flat: Singles, slope: Singles, latent: Singles, terms: Singles, damping: Singles
) -> Step:
    """One damped Gauss–Newton step of latents and smooth factor together.

    Parameters
    ----------
    flat, slope : (n, 300) and (n, k, 300) templates, and d template / d latent
    damping : (n,) of the latents, in units of their curvature
    """
    k = latent.shape[1]
    factor = bent(terms)
    miss, weight = trust(seen, flat, terms)
    weight /= np.float32(PIXELS_PER_DATUM)
    design = np.empty((len(flat), k + _COUNT, flat.shape[1]), np.float32)
    np.multiply(slope, factor[:, None], out=design[:, :k])
    np.multiply(flat[:, None], _TURNED, out=design[:, k:])
    pulled = design * weight[:, None]
    prior = np.concatenate([np.ones(k), np.full(_COUNT, 1 / SHAPE_PRIOR**2)])
    hessian = (pulled @ design.transpose(0, 2, 1)).astype(float) + np.diag(prior)
    where = np.concatenate([latent, terms], axis=1)
    right = (pulled @ miss[:, :, None])[:, :, 0] - prior * where
    damped = hessian.copy()
    diagonal = np.arange(k)
    damped[:, diagonal, diagonal] *= 1 + damping[:, None]
    moved = _solved(damped, right)
    length = np.sqrt((moved[:, :k] ** 2).sum(axis=1, keepdims=True))
    moved *= np.minimum(1, 1 / np.maximum(length, 1e-9))
    reached = (where + moved).astype(np.float32)
    return Step(reached[:, :k], reached[:, k:], hessian)


def _solved(matrix: Floats, right: NDArray[np.floating]) -> Floats:
    return np.asarray(np.linalg.solve(matrix, right[:, :, None].astype(float))[:, :, 0])
