"""Fitting a decoder to slitless spectra: from the encoder's proposal a few Gauss–Newton steps.

The slope of the decoder is that of the nearest point of an atlas, so a step takes one decoded
spectrum. A step that does not lower the loss is not taken, and damped more in the next round.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.products import times
from spectrogui.core.slitless_bands import SHAPES
from spectrogui.model.slitless_atlas import Atlas
from spectrogui.model.slitless_misfit import (
    PIXELS_PER_DATUM,
    SHAPE_PRIOR,
    Seen,
    bend,
    loss,
    step,
    trust,
)

STEPS, MOST = 3, 6
"""Steps of every star, and of one that gains by each: a template that is settled further is
nearer to the star outside Hα, but not to what is under its line."""
FULL = 16
"""Stars are worked on in multiples of this number, filled up with repeats: so the arithmetic of
a star, to the last bit, does not depend on which others are with it."""
_SETTLED = 4.0
"""Gain in χ² by a step, after the first ones, below which a star is settled."""
_DAMPING, _LESS, _MORE, _AFTER_FAILURE = 0.01, 0.3, 10.0, 0.03

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Templates of n stars.

    Attributes
    ----------
    flat : (n, 300) the template
    latent, terms : (n, k) and (n, 4) latents, and terms of the smooth factor
    slope : (n, k, 300) d template / d latent
    covariance : (n, k, k) of the latents
    """

    flat: Singles
    latent: Singles
    terms: Singles
    slope: Singles
    covariance: Floats


class Beginnings:
    """Starting points from which a fit may begin, with what comparing them with stars needs."""

    def __init__(self, latent: Singles, flat: Singles) -> None:
        """Take latents (m, k) and their templates (m, 300)."""
        self.latent, self.flat = latent, flat
        bends = flat.astype(float)[:, :, None] * SHAPES
        self._products = (bends[:, :, :, None] * bends[:, :, None, :]).transpose(1, 0, 2, 3)
        self._products = self._products.reshape(SHAPES.shape[0], -1)
        self._bends = bends.transpose(1, 0, 2).reshape(SHAPES.shape[0], -1)
        self._prior = (latent.astype(float) ** 2).sum(axis=1)

    def losses(self, flux: Singles, weight: Singles) -> Floats:
        """(n, m) least squares of n spectra (n, 300), smooth factor and priors included."""
        many, count = len(self.latent), SHAPES.shape[1]
        known, pull = weight.astype(float), (weight * flux).astype(float)
        normal = times(known, self._products).reshape(-1, many, count, count)
        plain = normal[..., 0]
        moved = times(pull, self._bends).reshape(-1, many, count)
        right = moved - plain
        square = (pull * flux).sum(axis=1)[:, None] - 2 * moved[..., 0] + plain[..., 0]
        normal = normal + np.eye(count) / SHAPE_PRIOR**2
        terms = np.linalg.solve(normal, right[..., None])[..., 0]
        return np.asarray(square - (right * terms).sum(axis=2) + self._prior)


def begin(
    seen: Seen, proposal: Singles, decoded: Singles, beginnings: Beginnings
) -> tuple[Singles, Singles]:
    """The encoder's proposal (n, k), or the starting point that fits better; and its template.

    Pixels that are far from the proposal count less for both.
    """
    terms = bend(seen, decoded)
    miss, weight = trust(seen, decoded, terms)
    weight = weight / np.float32(PIXELS_PER_DATUM)
    losses = beginnings.losses(seen.flux, weight)
    which = losses.argmin(axis=1)
    own = (weight * miss * miss).sum(axis=1)
    own = own + (terms**2).sum(axis=1) / SHAPE_PRIOR**2 + (proposal**2).sum(axis=1)
    better = (own <= losses[np.arange(len(which)), which])[:, None]
    return (
        np.where(better, proposal, beginnings.latent[which]),
        np.where(better, decoded, beginnings.flat[which]),
    )


def settle(
    seen: Seen,
    latent: Singles,
    flat: Singles,
    decode: Callable[[Singles], Singles],
    atlas: Atlas,
) -> Settled:
    """The templates of n stars, from latents (n, k) and their templates (n, 300).

    n is a multiple of `FULL`, and so is the number of those that go on after the first steps.
    """
    terms = bend(seen, flat)
    state = _State(
        flat.copy(),
        latent.copy(),
        terms,
        np.zeros((len(latent), *atlas.slope.shape[1:]), np.float32),
        np.zeros((len(latent), *(latent.shape[1] + terms.shape[1],) * 2)),
        loss(seen, flat, latent, terms),
        np.full(len(latent), _DAMPING, np.float32),
    )
    rows = np.arange(len(latent))
    for taken in range(1, MOST + 1):
        gain = _advance(state, rows, seen, decode, atlas)
        if taken >= STEPS:
            rows = rows[gain >= _SETTLED]
            if not len(rows):
                break
            rows = np.resize(rows, len(rows) + -len(rows) % FULL)
    k = latent.shape[1]
    covariance = np.asarray(np.linalg.inv(state.hessian)[:, :k, :k], np.float64)
    return Settled(state.flat, state.latent, state.terms, state.slope, covariance)


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """Where n stars are: as `Settled`, and the curvature, the loss and the damping there."""

    flat: Singles
    latent: Singles
    terms: Singles
    slope: Singles
    hessian: Floats
    loss: Singles
    damping: Singles


def _advance(
    state: _State,
    rows: NDArray[np.intp],
    seen: Seen,
    decode: Callable[[Singles], Singles],
    atlas: Atlas,
) -> Singles:
    """One step for some stars, each taken if it lowers the loss; by how much it does, (m,)."""
    some = Seen(seen.flux[rows], seen.weight[rows])
    latent, flat, terms = state.latent[rows], state.flat[rows], state.terms[rows]
    slope, damping = atlas.slope[atlas.nearest(latent)], state.damping[rows]
    tried = step(some, flat, slope, latent, terms, damping)
    decoded = decode(tried.latent)
    found = loss(some, decoded, tried.latent, tried.terms)
    gain = state.loss[rows] - found
    better = gain > 0
    state.slope[rows], state.hessian[rows] = slope, tried.hessian
    state.damping[rows] = np.where(
        better, damping * _LESS, np.maximum(damping, _AFTER_FAILURE) * _MORE
    )
    taken = rows[better]
    state.loss[taken] = found[better]
    state.latent[taken], state.terms[taken] = tried.latent[better], tried.terms[better]
    state.flat[taken] = decoded[better]
    return gain
