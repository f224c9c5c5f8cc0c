"""Stacks of layers as plain matrix products in single precision."""

from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from spectrogui.model.products import times, wide

Singles = NDArray[np.float32]


class PlainStack:
    """What a trained stack of linear, PReLU and dropout layers does when it is not trained.

    Parameters
    ----------
    layers : of the stack, in order
    scale, shift : by which the output is multiplied, then moved: numbers or (size,)
    """

    def __init__(
        self, layers: Iterable[nn.Module], scale: Tensor | float = 1.0, shift: Tensor | float = 0.0
    ) -> None:
        every = list(layers)
        linear = [layer for layer in every if isinstance(layer, nn.Linear)]
        weights = [layer.weight.detach().double().T for layer in linear]
        biases = [layer.bias.detach().double() for layer in linear]
        weights[-1], biases[-1] = weights[-1] * scale, biases[-1] * scale + shift
        self._size = weights[-1].shape[1]
        weights[-1], biases[-1] = wide(weights[-1]), wide(biases[-1][None])[0]
        self._weights = [weight.float().contiguous() for weight in weights]
        self._biases = [bias.float() for bias in biases]
        bends = [layer for layer in every if isinstance(layer, nn.PReLU)]
        self._slopes = [layer.weight.detach().float() for layer in bends]

    def __call__(self, values: Singles) -> Singles:
        """The output (n, size) for n inputs."""
        with torch.inference_mode():
            out = torch.from_numpy(np.ascontiguousarray(values))
            for number, weight in enumerate(self._weights):
                out = times(out, weight, self._biases[number])
                if number < len(self._slopes):
                    out = nn.functional.prelu(out, self._slopes[number])
            return np.asarray(out.numpy()[:, : self._size])
