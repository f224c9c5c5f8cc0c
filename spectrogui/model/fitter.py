"""Fitting a decoder to spectra: quickly to the latents, exactly to what they mean.

The latents are searched for in single precision (`model.search`). The template that they make,
its continuum and its match with the spectrum are then worked out in double precision.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from spectrogui.model.frozen import StandIn
from spectrogui.model.layers import Layers
from spectrogui.model.misfit import PIXELS_PER_DATUM, Match, Misfit, Observed
from spectrogui.model.search import Search

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
    match : template and continuum beside what was observed
    slope : (n, k, 800) change of the template with its latents
    covariance : (n, k, k) of the latents, that of the continuum included
    """

    match: Match
    slope: Tensor
    covariance: Tensor


class Fitter:
    """A decoder, its scaling, and how it is fitted."""

    def __init__(self, decoder: nn.Sequential, scaling: Scaling, starts: Tensor) -> None:
        """Take a decoder and its scaling, double precision, and latents (m, k) to begin at."""
        self._decoder, self._scaling = decoder, scaling
        self._misfit, self._quick = Misfit(torch.float64), Misfit(torch.float32)
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

    def found(self, observed: Observed, latent: Tensor, tilt: Tensor) -> Found:
        """What latents (n, k) mean, with a continuum near one that is known, (n, 4)."""
        match = self._misfit.match(observed, self.decode(latent), tilt, 1)
        share = (observed.weight / (1 + match.far) / PIXELS_PER_DATUM).float()
        count, size = latent.shape
        outputs = self._layers.kinks(latent.float()).slope.flatten(0, 1)
        slope = (outputs @ self._stand_in.weights).view(count, size, -1)
        slope = slope * match.bend.float()[:, None]
        weighted, flat = slope * share[:, None], match.flat.float()
        level, line = self._quick.sums((weighted * flat[:, None]).flatten(0, 1))
        level, line = (part.view(count, size, -1).transpose(1, 2) for part in (level, line))
        across = torch.stack([level, line], dim=2).flatten(1, 2)
        along = self._quick.normal(share * flat * flat).solve(level, line)
        hessian = weighted @ slope.transpose(1, 2) - across.transpose(1, 2) @ along
        hessian = hessian.double() + torch.eye(size, dtype=torch.float64)
        return Found(match, slope, torch.linalg.inv(hessian).float())


def _around(starts: Tensor) -> Tensor:
    """Latents (m, k) drawn in the neighbourhood of starting points, always the same ones."""
    random = torch.Generator().manual_seed(0)
    chosen = torch.randint(len(starts), (_DRAWN,), generator=random)
    spread = torch.randn(_DRAWN, starts.shape[1], generator=random, dtype=starts.dtype)
    return starts[chosen] * 0.6 + 0.5 * spread
