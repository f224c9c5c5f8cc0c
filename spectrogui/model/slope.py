"""The derivative of a decoder with respect to its latents."""

import torch
from torch import Tensor, nn


def with_slope(decoder: nn.Sequential, latent: Tensor) -> tuple[Tensor, Tensor]:
    """Output (n, size) of a stack of linear, PReLU and dropout layers, and its derivative
    (n, size, k), carried forward exactly.
    """
    value = latent
    unit = torch.eye(latent.shape[1], dtype=latent.dtype)
    slope = unit.expand(len(latent), -1, -1)
    for layer in decoder:
        if isinstance(layer, nn.Linear):
            slope = slope @ layer.weight.T
        elif isinstance(layer, nn.PReLU):
            one = torch.ones((), dtype=value.dtype)
            slope = torch.where(value >= 0, one, layer.weight)[:, None, :] * slope
        value = layer(value)
    return value, slope.transpose(1, 2)
