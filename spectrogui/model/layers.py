"""A decoder in single precision: what its hidden layers make of latents, and how that bends.

The decoder is a stack of linear layers and PReLU units (`model.vae`), so it is linear between
the places where one of its units changes sign. Near a star's latents only a handful of its units
do, and `Kinks` says where.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise

import torch
from torch import Tensor, nn

from spectrogui.model.products import times, times_each


@dataclass(frozen=True, slots=True, eq=False)
class Kinks:
    """The units of the hidden layers at the latents of n stars.

    Attributes
    ----------
    away : (n, units) how far each unit is from changing its sign
    towards : (n, k, units) how fast it comes nearer when the latents change
    gain : (n, units) slope of each unit
    slope : (n, k, m) change of the last hidden layer's output with the latents
    """

    away: Tensor
    towards: Tensor
    gain: Tensor
    slope: Tensor


class Layers:
    """The hidden layers of a decoder with k latents and m units in the last of them."""

    def __init__(self, decoder: nn.Sequential) -> None:
        linear = [layer for layer in decoder if isinstance(layer, nn.Linear)][:-1]
        bends = [layer for layer in decoder if isinstance(layer, nn.PReLU)]
        self._weights = [single(layer.weight.T) for layer in linear]
        self._biases = [single(layer.bias) for layer in linear]
        self._slopes = [single(layer.weight) for layer in bends]
        sizes = [weight.shape[1] for weight in self._weights]
        ends = [0, *accumulate(sizes)]
        self._units = [slice(*pair) for pair in pairwise(ends)]
        self._flips = torch.cat(
            [(1 - slope).expand(size) for slope, size in zip(self._slopes, sizes, strict=True)]
        )

    def output(self, latent: Tensor) -> Tensor:
        """(n, m) output of the last hidden layer at latents (n, k)."""
        value = latent
        for weight, bias, slope in zip(self._weights, self._biases, self._slopes, strict=True):
            value = nn.functional.prelu(times(value, weight, bias), slope)
        return value

    def kinks(self, latent: Tensor) -> Kinks:
        """The units at latents (n, k)."""
        count, size = latent.shape
        value, slope = latent, torch.eye(size).expand(count, size, size)
        total = len(self._flips)
        away, gain = latent.new_empty(count, total), latent.new_empty(count, total)
        towards = latent.new_empty(count, size, total)
        for number, at in enumerate(self._units):
            weight = self._weights[number]
            value = times(value, weight, self._biases[number])
            slope = times_each(slope, weight)
            positive = value >= 0
            gain[:, at] = torch.where(positive, 1.0, self._slopes[number])
            away[:, at] = value.abs()
            towards[:, :, at] = torch.where(positive, -1.0, 1.0)[:, None, :] * slope
            slope = slope * gain[:, None, at]
            value = value * gain[:, at]
        return Kinks(away, towards, gain, slope)

    def back(self, kinks: Kinks, wanted: Tensor) -> tuple[Tensor, Tensor]:
        """How sums of the last layer's outputs, weights `wanted` (n, m), change.

        Returns
        -------
        with the latents : (n, k)
        with the distance that a unit has gone beyond its change of sign : (n, units)
        """
        parts = []
        for number, at in reversed(list(enumerate(self._units))):
            parts.append(wanted)
            wanted = times(wanted * kinks.gain[:, at], self._weights[number].T)
        return wanted, torch.cat(parts[::-1], dim=1) * self._flips


def single(values: Tensor) -> Tensor:
    """Weights in single precision, in a piece."""
    return values.detach().to(torch.float32).contiguous()
