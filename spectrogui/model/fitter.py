"""Fitting a decoder to spectra: the latents (`model.search`), and what they mean."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from spectrogui.model.frozen import StandIn
from spectrogui.model.layers import Layers
from spectrogui.model.misfit import PIXELS_PER_DATUM, Misfit, Observed
from spectrogui.model.products import times_each
from spectrogui.model.search import Place, Search

_DRAWN = 256
"""Templates drawn, beside those of the starting points, to find their main components."""


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Mean and standard deviation of the training set, (size,) each."""

    mean: Tensor
    deviation: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What latents mean for n stars.

    Attributes
    ----------
    slope : (n, k, 800) change of the template with its latents
    covariance : (n, k, k) of the latents, that of the continuum included
    """

    slope: Tensor
    covariance: Tensor


class Fitter:
    """A decoder, its scaling, and how it is fitted."""

    def __init__(self, decoder: nn.Sequential, scaling: Scaling, starts: Tensor) -> None:
        """Take a decoder and its scaling, double precision, and latents (m, k) to begin at."""
        self._decoder, self._scaling = decoder, scaling
        self._misfit = Misfit(torch.float32)
        self._layers = Layers(decoder)
        last = [layer for layer in decoder if isinstance(layer, nn.Linear)][-1]
        drawn, around = self.decode(starts), self.decode(_around(starts))
        self._stand_in = StandIn(last, scaling.deviation, torch.cat([drawn, around]))
        mean = scaling.mean + scaling.deviation * last.bias
        self.search = Search(self._layers, self._stand_in, mean, starts, drawn)
        """How latents are found."""

    def decode(self, latent: Tensor) -> Tensor:
        """Templates (n, 800), continuum = 1, of latents (n, k)."""
        out: Tensor = self._decoder(latent) * self._scaling.deviation + self._scaling.mean
        return out

    def found(self, observed: Observed, place: Place) -> Found:
        """What latents mean at the places where they were found."""
        match = place.match
        share = observed.weight / (1 + match.far) / PIXELS_PER_DATUM
        count, size = place.latent.shape
        outputs = self._layers.kinks(place.latent).slope
        slope = times_each(outputs, self._stand_in.weights) * match.bend[:, None]
        weighted = slope * share[:, None]
        level, line = self._misfit.sums((weighted * match.flat[:, None]).flatten(0, 1))
        level, line = (part.view(count, size, -1).transpose(1, 2) for part in (level, line))
        across = torch.stack([level, line], dim=2).flatten(1, 2)
        along = self._misfit.normal(share * match.flat * match.flat).solve(level, line)
        hessian = weighted @ slope.transpose(1, 2) - across.transpose(1, 2) @ along
        hessian = hessian.double() + torch.eye(size, dtype=torch.float64)
        return Found(slope, torch.linalg.inv(hessian).float())


def _around(starts: Tensor) -> Tensor:
    """Latents (m, k) drawn in the neighbourhood of starting points, always the same ones."""
    random = torch.Generator().manual_seed(0)
    chosen = torch.randint(len(starts), (_DRAWN,), generator=random)
    spread = torch.randn(_DRAWN, starts.shape[1], generator=random, dtype=starts.dtype)
    return starts[chosen] * 0.6 + 0.5 * spread
