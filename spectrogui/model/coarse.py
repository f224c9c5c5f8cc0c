"""From afar to the neighbourhood of a minimum: damped steps with a slope that learns from them.

Levenberg–Marquardt on `model.frozen`, the slope taken once and corrected by what every step
shows (Broyden 1965): so it is that over the length of a step, not that of the flat piece of the
decoder on which a star just stands, and a step costs no more than looking where it leads.
"""

import torch
from torch import Tensor

from spectrogui.model.frozen import Frozen, StandIn
from spectrogui.model.layers import Layers
from spectrogui.model.products import times_each

STEPS = 5
_BEGIN, _GROW, _SHRINK = 0.1, 6.0, 4.0
_LEAST, _MOST = 1e-4, 1e4
_LONGEST = 2.0


def approach(layers: Layers, stand_in: StandIn, frozen: Frozen, latent: Tensor) -> Tensor:
    """Latents (n, k) of lower loss than those around which it was frozen."""
    count, size = latent.shape
    start, slope = layers.output(latent), layers.kinks(latent).slope
    changes = _changes(stand_in, frozen, slope)
    done = latent.new_zeros(count, changes.shape[2])
    loss = (latent**2).sum(dim=1)
    damping = torch.full_like(loss, _BEGIN)
    for _ in range(STEPS):
        drawn, pulled = changes[:, :, :-1], changes[:, :, -1]
        stiff = drawn @ frozen.stiffness
        hessian = stiff @ drawn.transpose(1, 2) + torch.eye(size)
        downhill = pulled - (stiff @ done[:, :-1, None])[:, :, 0] - latent
        scale = torch.diagonal(hessian, dim1=1, dim2=2)
        step = torch.linalg.solve_ex(
            hessian + torch.diag_embed(damping[:, None] * scale), downhill
        )[0]
        length = step.norm(dim=1, keepdim=True).clamp(min=1e-9)
        step = step * (_LONGEST / length).clamp(max=1)
        there = latent + step
        moved = _changes(stand_in, frozen, (layers.output(there) - start)[:, None])[:, 0]
        new = _loss(frozen, moved, there)
        off = moved - done - (step[:, None] @ changes)[:, 0]
        weighted = step * scale
        off = off / (weighted * step).sum(dim=1, keepdim=True).clamp(min=1e-12)
        changes = changes + weighted[:, :, None] * off[:, None]
        better = new < loss
        latent = torch.where(better[:, None], there, latent)
        done = torch.where(better[:, None], moved, done)
        loss = torch.where(better, new, loss)
        damping = torch.where(better, damping / _SHRINK, damping * _GROW).clamp(_LEAST, _MOST)
    return latent


def _changes(stand_in: StandIn, frozen: Frozen, outputs: Tensor) -> Tensor:
    """(n, r, p + 1) components and pull of changes (n, r, m) of the last hidden layer."""
    drawn = times_each(outputs, stand_in.components)
    pulled = (outputs * frozen.pull[:, None]).sum(dim=2)
    return torch.cat([drawn, pulled[:, :, None]], dim=2)


def _loss(frozen: Frozen, moved: Tensor, latent: Tensor) -> Tensor:
    drawn = moved[:, :-1]
    square = ((drawn[:, None] @ frozen.stiffness)[:, 0] * drawn).sum(dim=1)
    return square - 2 * moved[:, -1] + (latent**2).sum(dim=1)
