"""The fit of a decoder with the weights of its pixels held: a small problem for each star.

Around latents where a template has been matched (`model.misfit`), the loss is a sum of weighted
squares of what the template changes. Its linear part is exact. The quadratic part takes only the
main components of templates, which hold all but some thousandths of how they differ: enough to
say where the loss falls, and what it says is then tried on the decoder itself.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from spectrogui.model.layers import single
from spectrogui.model.misfit import PIXELS_PER_DATUM, TILT_PRIOR, Match, Misfit
from spectrogui.model.products import times

COMPONENTS = 24


@dataclass(frozen=True, slots=True, eq=False)
class Frozen:
    """The loss of n stars by what the last hidden layer gives, relative to a known place.

    Attributes
    ----------
    pull : (n, m) half of what the loss falls by, with each output of the layer
    stiffness : (n, p, p) what it grows by, with the squares of the components
    """

    pull: Tensor
    stiffness: Tensor


class StandIn:
    """The last layer of a decoder, and the main components of what it draws."""

    def __init__(self, last: nn.Linear, deviation: Tensor, templates: Tensor) -> None:
        """Take the layer.

        Parameters
        ----------
        deviation : (800,) what its output is multiplied with
        templates : (t, 800) of which the components are taken, double precision
        """
        weights = last.weight.detach().double() * deviation[:, None]
        spread = templates - templates.mean(dim=0)
        axes = torch.linalg.svd(spread, full_matrices=False)[2][:COMPONENTS]
        self.count = len(axes)
        self.weights = single(weights.T)
        """(m, 800) single precision."""
        self.components = single((axes @ weights).T)
        """(m, p) components that outputs of the last hidden layer amount to."""
        self._spread = self.components.T.contiguous()
        self._draws = single(weights)
        row, column = np.triu_indices(self.count)
        place = np.zeros((self.count, self.count), int)
        place[row, column] = place[column, row] = np.arange(len(row))
        self._square = torch.from_numpy(place.ravel())
        self._products = single((axes[row] * axes[column]).T)
        self._misfit = Misfit(torch.float32)
        lines = self._misfit.lines.double()
        self._tilted = single(torch.cat([axes.T * line[:, None] for line in lines.T], dim=1))

    def frozen(self, weight: Tensor, match: Match) -> Frozen:
        """The loss around matches, weights (n, 800) of the observed pixels given."""
        count, size = len(weight), self.count
        share = weight / (1 + match.far) / PIXELS_PER_DATUM
        drawn = share * match.bend
        bent, flat = drawn * match.bend, share * match.flat
        pull = times(drawn * match.miss, self._draws)
        stiffness = times(bent, self._products)[:, self._square].view(count, size, size)
        normal = self._misfit.normal(flat * match.flat)
        across = times(flat * match.bend, self._tilted).view(count, -1, size)
        level, slope = self._misfit.sums(flat * match.miss)
        prior = match.tilt / TILT_PRIOR**2
        still = normal.solve(level - prior[:, 0::2], slope - prior[:, 1::2])
        along = normal.solve(across[:, 0::2], across[:, 1::2])
        taken = across.transpose(1, 2)
        pull = pull - times((taken @ still[:, :, None])[:, :, 0], self._spread)
        return Frozen(pull, stiffness - taken @ along)
