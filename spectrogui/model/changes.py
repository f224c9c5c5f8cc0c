"""How a decoder's templates change with their latents, by differences over a step.

A decoder of linear layers and PReLU units is linear in pieces, some of them much smaller than
what is known of a star's latents; so differences say more than derivatives.
"""

import torch
from torch import Tensor, nn

from spectrogui.model.layers import Layers, single
from spectrogui.model.products import times_each


class Changes:
    """A decoder in single precision."""

    def __init__(self, decoder: nn.Sequential, deviation: Tensor) -> None:
        """Take a decoder of which the last layer is linear.

        Parameters
        ----------
        deviation : (800,) what its output is multiplied with
        """
        last = [layer for layer in decoder if isinstance(layer, nn.Linear)][-1]
        self._hidden = Layers(decoder)
        self._last = single((last.weight * deviation[:, None]).T)

    def __call__(self, latent: Tensor, step: float) -> Tensor:
        """(n, k, 800) change for each latent of (n, k), single precision, per unit of it."""
        count, size = latent.shape
        ahead = latent[:, None] + step * torch.eye(size)
        here, there = (self._hidden.output(some) for some in (latent, ahead.flatten(0, 1)))
        change = (there.view(count, size, -1) - here[:, None]) / step
        return times_each(change, self._last)
