"""How a decoder's templates change with their latents, by differences over a step.

A decoder of linear layers and PReLU units is linear in pieces, some of them much smaller than
what is known of a star's latents; so differences say more than derivatives.
"""

import copy

import torch
from torch import Tensor, nn


class Changes:
    """A decoder in single precision."""

    def __init__(self, decoder: nn.Sequential, deviation: Tensor) -> None:
        """Take a decoder of which the last layer is linear.

        Parameters
        ----------
        deviation : (800,) what its output is multiplied with
        """
        single = copy.deepcopy(decoder).float().eval()
        last = [layer for layer in single if isinstance(layer, nn.Linear)][-1]
        self._hidden = single[:-1]
        self._last: Tensor = (last.weight.detach() * deviation.float()[:, None]).T.contiguous()

    def __call__(self, latent: Tensor, step: float) -> Tensor:
        """(n, k, 800) change for each latent of (n, k), single precision, per unit of it."""
        count, size = latent.shape
        ahead = latent[:, None] + step * torch.eye(size)
        here, there = self._hidden(latent), self._hidden(ahead.flatten(0, 1))
        change = (there.view(count, size, -1) - here[:, None]) / step
        drawn: Tensor = change.flatten(0, 1) @ self._last
        return drawn.view(count, size, -1)
