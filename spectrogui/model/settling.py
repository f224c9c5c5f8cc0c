"""Settling the latents of many stars at once: Levenberg–Marquardt on a robust loss.

Each star has its own damping and end, and a step is worked out for those stars alone that have
not come to theirs. At each step several dampings are tried and the best is taken: a decoder is
made of flat pieces, and a damping that was right on one is wrong on the next.
"""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from spectrogui.model.records import filled, put, take

_BEGIN, _STUCK = 0.1, 1e4
_LONGEST = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What is fitted: flux and weight, (n, pixels)."""

    flux: Tensor
    weight: Tensor


@dataclass(frozen=True, slots=True)
class Steps:
    """How far a fit goes.

    Attributes
    ----------
    most : steps at most
    settled : gain in χ² below which a star has settled
    tried : factors on the damping that are tried at each step
    first : how many of these are tried for every star; the others only for a star that none of
        the first brought a gain. All of them, unless given
    """

    most: int
    settled: float
    tried: tuple[float, ...]
    first: int | None = None


class Fitted(Protocol):
    """What is fitted to spectra: a decoder with a continuum that is solved for at every step."""

    def loss(self, observed: Observed, latent: Tensor) -> tuple[Tensor, Tensor]:
        """The loss (n,) at latents (n, k), and the continuum (n, …) that is best there."""
        ...

    def curvature(
        self, observed: Observed, latent: Tensor, continuum: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Hessian (n, k, k) and descent direction (n, k) of the loss."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where n stars are: latents (n, k), the loss, its curvature, and the damping."""

    latent: Tensor
    loss: Tensor
    hessian: Tensor
    gradient: Tensor
    damping: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """One step tried for each of n stars."""

    latent: Tensor
    continuum: Tensor
    loss: Tensor
    damping: Tensor


def settle(fitted: Fitted, observed: Observed, latent: Tensor, steps: Steps) -> Tensor:
    """The latents (n, k) of lowest loss that can be reached from those given."""
    count = len(latent)
    rows = filled(torch.ones(count, dtype=torch.bool))
    latent, observed = latent[rows], take(observed, rows)
    loss, continuum = fitted.loss(observed, latent)
    damping = torch.full_like(loss, _BEGIN)
    moving = torch.ones(len(latent), dtype=torch.bool)
    for _ in range(steps.most):
        rows = filled(moving)
        if len(rows) == 0:
            break
        some = take(observed, rows)
        curvature = fitted.curvature(some, latent[rows], continuum[rows])
        place = _Place(latent[rows], loss[rows], *curvature, damping[rows])
        trial = _trial(fitted, some, place, steps)
        gain = place.loss - trial.loss
        better = gain > 0
        at = rows[better]
        latent[at], continuum[at] = trial.latent[better], trial.continuum[better]
        loss[at] = trial.loss[better]
        damping[rows] = torch.where(better, trial.damping, place.damping * 30).clamp(1e-4, 1e6)
        done = (gain >= 0) & (gain < steps.settled)
        moving[rows] = ~done & (damping[rows] < _STUCK)
    return latent[:count]


def _trial(fitted: Fitted, observed: Observed, place: _Place, steps: Steps) -> _Trial:
    """The step of lowest loss for each star, of those with the dampings that are tried."""
    best = _best(fitted, observed, place, steps.tried[: steps.first])
    rows = filled(best.loss >= place.loss)
    if steps.first is not None and len(rows):
        others = steps.tried[steps.first :]
        put(best, rows, _best(fitted, take(observed, rows), take(place, rows), others))
    return best


def _best(fitted: Fitted, observed: Observed, place: _Place, factors: tuple[float, ...]) -> _Trial:
    """The step of lowest loss for each star, of those with several factors on its damping."""
    count = len(factors)
    diagonal = torch.diag_embed(torch.diagonal(place.hessian, dim1=1, dim2=2))
    tried = place.damping * torch.tensor(factors, dtype=torch.float64)[:, None]
    step = torch.linalg.solve(
        place.hessian + tried[:, :, None, None] * diagonal, place.gradient.expand(count, -1, -1)
    )
    length = step.norm(dim=2, keepdim=True)
    trials = place.latent + step * torch.clamp(_LONGEST / length.clamp(min=1e-9), max=1.0)
    many = Observed(observed.flux.repeat(count, 1), observed.weight.repeat(count, 1))
    losses, continua = fitted.loss(many, trials.flatten(0, 1))
    best, which = losses.reshape(tried.shape).min(dim=0)
    star = torch.arange(len(place.latent))
    continua = continua.reshape(*tried.shape, -1)
    return _Trial(trials[which, star], continua[which, star], best, tried[which, star])
