"""Settling the latents of many stars at once: Levenberg–Marquardt on a robust loss.

Each star has its own damping and end. At each step several dampings are tried at once and the
best is taken: a decoder is made of flat pieces, and a damping that was right on one is wrong on
the next.
"""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

_BEGIN, _STUCK = 0.1, 1e4
_LONGEST = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What is fitted: flux and weight, (n, pixels), double precision."""

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
    """

    most: int
    settled: float
    tried: tuple[float, ...]


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
class _Trial:
    """One step tried for each of n stars."""

    latent: Tensor
    continuum: Tensor
    loss: Tensor
    damping: Tensor


def settle(fitted: Fitted, observed: Observed, latent: Tensor, steps: Steps) -> Tensor:
    """The latents (n, k) of lowest loss that can be reached from those given."""
    damping = torch.full((len(latent),), _BEGIN, dtype=torch.float64)
    moving = torch.ones(len(latent), dtype=torch.bool)
    loss, continuum = fitted.loss(observed, latent)
    for _ in range(steps.most):
        curvature = fitted.curvature(observed, latent, continuum)
        trial = _best_trial(fitted, observed, latent, curvature, damping, steps)
        gain = loss - trial.loss
        better = (gain > 0) & moving
        latent = torch.where(better[:, None], trial.latent, latent)
        continuum = torch.where(better[:, None], trial.continuum, continuum)
        loss = torch.where(better, trial.loss, loss)
        damping = torch.where(better, trial.damping, damping * 30).clamp(1e-4, 1e6)
        moving &= ~((gain >= 0) & (gain < steps.settled)) & (damping < _STUCK)
        if not bool(moving.any()):
            break
    return latent


def _best_trial(
    fitted: Fitted,
    observed: Observed,
    latent: Tensor,
    curvature: tuple[Tensor, Tensor],
    damping: Tensor,
    steps: Steps,
) -> _Trial:
    """The step of lowest loss for each star, of those with several dampings."""
    hessian, gradient = curvature
    diagonal = torch.diag_embed(torch.diagonal(hessian, dim1=1, dim2=2))
    count = len(steps.tried)
    tried = damping * torch.tensor(steps.tried, dtype=torch.float64)[:, None]
    step = torch.linalg.solve(
        hessian + tried[:, :, None, None] * diagonal, gradient.expand(count, -1, -1)
    )
    length = step.norm(dim=2, keepdim=True)
    trials = latent + step * torch.clamp(_LONGEST / length.clamp(min=1e-9), max=1.0)
    many = Observed(observed.flux.repeat(count, 1), observed.weight.repeat(count, 1))
    losses, continua = fitted.loss(many, trials.flatten(0, 1))
    best, which = losses.reshape(tried.shape).min(dim=0)
    star = torch.arange(len(latent))
    continua = continua.reshape(*tried.shape, -1)
    return _Trial(trials[which, star], continua[which, star], best, tried[which, star])
