"""The bottom of a valley with kinks: where the loss near given latents is lowest.

Near a star's latents the frozen loss (`model.frozen`) is a parabola and, for each unit of the
decoder that changes its sign on the way, a hinge: nothing before that place, a straight line
beyond. A minimum mostly lies in such kinks, where steps by slopes alone zigzag and stop. The sum
of hinges is so cheap that it can be searched: along the axes of the parabola, in both directions,
at shorter and shorter distances.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from spectrogui.model.frozen import Frozen, StandIn
from spectrogui.model.layers import Layers
from spectrogui.model.products import times_each

_DISTANCES = (1.0, 0.4, 0.15, 0.05)
"""σ of the latents."""
_PARTS = (1.0, 0.5, 0.25, 0.1, 0.03)
"""Of the way to the bottom of the parabola, at which the search may begin."""
_FIRST, _FARTHEST = 2.0, 3.0
"""σ; hinges are those of the neighbourhood."""
_BEYOND = 1.5
"""How far beyond the points that were looked at a step may go."""


@dataclass(frozen=True, slots=True, eq=False)
class _Hinges:
    """The loss of n stars in coordinates of k axes, in units of σ, beginning at 0.

    Attributes
    ----------
    axes : (n, k, k) change of the latents along each axis (the last dimension)
    bottom : (n, k) of the parabola
    away : (n, 1, units) where each hinge begins; towards : (n, k, units) how fast it comes nearer
    gain : (n, 1, units) how much the loss falls by its length
    """

    axes: Tensor
    bottom: Tensor
    away: Tensor
    towards: Tensor
    gain: Tensor

    def loss(self, places: Tensor) -> Tensor:
        """(n, q) at places (n, q, k)."""
        beyond = torch.baddbmm(-self.away, places, self.towards).relu_()
        parabola = (places * (places - 2 * self.bottom[:, None])).sum(dim=2)
        fall = (self.gain @ beyond.transpose(1, 2))[:, 0]
        loss: Tensor = parabola - fall
        return loss


def lowest(layers: Layers, stand_in: StandIn, frozen: Frozen, latent: Tensor) -> Tensor:
    """The latents (n, k) near those around which the loss was frozen where it is lowest."""
    hinges = _hinges(layers, stand_in, frozen, latent)
    place, loss = _on_the_way(hinges)
    both = torch.eye(latent.shape[1])
    both = torch.cat([both, -both])
    for distance in _DISTANCES:
        place, loss = _nearby(hinges, place, loss, distance * both)
    length = place.norm(dim=1, keepdim=True).clamp(min=1e-9)
    place = place * (_FARTHEST / length).clamp(max=1)
    found: Tensor = latent + (hinges.axes @ place[:, :, None])[:, :, 0]
    return found


def _hinges(layers: Layers, stand_in: StandIn, frozen: Frozen, latent: Tensor) -> _Hinges:
    count, size = latent.shape
    kinks = layers.kinks(latent)
    pull, gain = layers.back(kinks, frozen.pull)
    drawn = times_each(kinks.slope, stand_in.components)
    unit = torch.eye(size)
    hessian = drawn @ frozen.stiffness @ drawn.transpose(1, 2) + unit
    root = torch.linalg.cholesky_ex(hessian)[0].transpose(1, 2)
    axes = torch.linalg.solve_triangular(root, unit.expand(count, size, size), upper=True)
    across = axes.transpose(1, 2)
    return _Hinges(
        axes=axes,
        bottom=(across @ (pull - latent)[:, :, None])[:, :, 0],
        away=kinks.away[:, None],
        towards=across @ kinks.towards,
        gain=2 * gain[:, None],
    )


def _on_the_way(hinges: _Hinges) -> tuple[Tensor, Tensor]:
    """The best place on the way to the bottom of the parabola, and the loss there."""
    length = hinges.bottom.norm(dim=1, keepdim=True).clamp(min=1e-9)
    end = hinges.bottom * (_FIRST / length).clamp(max=1)
    places = end[:, None] * torch.tensor((0.0, *_PARTS))[:, None]
    return _best(places, hinges.loss(places))


def _nearby(hinges: _Hinges, place: Tensor, loss: Tensor, steps: Tensor) -> tuple[Tensor, Tensor]:
    """A better place among steps (2 k, k) along the axes and where their parabola leads."""
    axes = steps.shape[1]
    distance = steps[0, 0]
    places = place[:, None] + steps
    losses = hinges.loss(places)
    ahead, behind = losses[:, :axes], losses[:, axes:]
    slope = (ahead - behind) / (2 * distance)
    bend = ((ahead + behind - 2 * loss[:, None]) / distance**2).clamp(min=1)
    far = float(_BEYOND * distance)
    there = place + (-slope / bend).clamp(-far, far)
    places = torch.cat([place[:, None], places, there[:, None]], dim=1)
    losses = torch.cat([loss[:, None], losses, hinges.loss(there[:, None])], dim=1)
    return _best(places, losses)


def _best(places: Tensor, losses: Tensor) -> tuple[Tensor, Tensor]:
    """The place (n, k) of lowest loss among (n, q, k), the first of equals, and its loss."""
    loss, which = losses.min(dim=1)
    return places[torch.arange(len(places)), which], loss
