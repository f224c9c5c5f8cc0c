"""Fitting the decoder to spectra: a robust Levenberg–Marquardt over the latents of many stars.

The loss is that of Cauchy-distributed residuals, with the prior of the latents, N(0, 1). The
level and slope of each band are solved for at every step. Everything is in double precision, so
that a star's numbers do not depend on those that it is fitted with.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.model.settling import Observed, Steps, settle
from spectrogui.model.slope import with_slope

PIXELS_PER_DATUM = 2.0
"""Grid points per independent pixel: 1 Å against 1.5–2 Å, and the survey's own rebinning."""
TILT_PRIOR = 0.03
"""1σ expected of the level and slope of each band."""
_ROBUST = 3.0
_HOW_FAR = Steps(most=20, settled=1e-3, tried=(0.03, 0.3, 3.0, 30.0))


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Mean and standard deviation of the training set, (size,) each."""

    mean: Tensor
    deviation: Tensor


class Fitter:
    """A decoder, its scaling, and how it is fitted."""

    def __init__(self, decoder: nn.Sequential, scaling: Scaling) -> None:
        self._decoder = decoder
        self._scaling = scaling
        self._lines = _straight_lines()

    def decode(self, latent: Tensor) -> Tensor:
        """Templates (n, 800), continuum = 1, of latents (n, k)."""
        out: Tensor = self._decoder(latent) * self._scaling.deviation + self._scaling.mean
        return out

    def bend(self, tilt: Tensor) -> Tensor:
        """(n, 800) the continuum that levels and slopes (n, 4) make."""
        return 1 + tilt @ self._lines.T

    def settle(self, observed: Observed, latent: Tensor) -> Tensor:
        """The latents (n, k) that fit best, beginning with those given; see `model.settling`."""
        return settle(self, observed, latent, _HOW_FAR)

    def loss(self, observed: Observed, latent: Tensor) -> tuple[Tensor, Tensor]:
        """Robust misfit plus priors, (n,), and the level and slope of each band, (n, 4)."""
        flux, weight = observed.flux, observed.weight
        flat = self.decode(latent)
        tilt = flat.new_zeros(len(flux), self._lines.shape[1])
        for _ in range(2):
            miss = flux - flat * self.bend(tilt)
            tilt = self._tilt(flux, flat, weight * _trust(miss, weight))
        chi2 = (flux - flat * self.bend(tilt)) ** 2 * weight
        misfit = _ROBUST**2 * torch.log1p(chi2 / _ROBUST**2).sum(dim=1) / PIXELS_PER_DATUM
        prior = (latent**2).sum(dim=1) + (tilt**2).sum(dim=1) / TILT_PRIOR**2
        return misfit + prior, tilt

    def _tilt(self, flux: Tensor, flat: Tensor, weight: Tensor) -> Tensor:
        """The level and slope of each band, (n, 4), by weighted least squares with a prior."""
        parts = []
        for band in R1800_BANDS:
            lines = self._lines[band.rows, _own_lines(band.key)]
            model, share = flat[:, band.rows], weight[:, band.rows] / PIXELS_PER_DATUM
            power = share * model**2
            level, slope = lines[:, 0], lines[:, 1]
            a = power @ (level * level) + 1 / TILT_PRIOR**2
            b, c = power @ (level * slope), power @ (slope * slope) + 1 / TILT_PRIOR**2
            miss = share * model * (flux[:, band.rows] - model)
            p, q = miss @ level, miss @ slope
            over = a * c - b * b
            parts += [(c * p - b * q) / over, (a * q - b * p) / over]
        return torch.stack(parts, dim=1)

    def curvature(self, observed: Observed, latent: Tensor, tilt: Tensor) -> tuple[Tensor, Tensor]:
        """Gauss–Newton Hessian and descent direction, the straight lines projected out."""
        slope, flat, miss, trust = self.slopes(observed, latent, tilt)
        weight = observed.weight * trust
        design = flat[:, :, None] * self._lines
        weighted = design * weight[:, :, None] / PIXELS_PER_DATUM
        prior = torch.eye(design.shape[2], dtype=torch.float64) / TILT_PRIOR**2
        normal = weighted.transpose(1, 2) @ design + prior
        slope = slope - design @ torch.linalg.solve(normal, weighted.transpose(1, 2) @ slope)
        scaled = slope * weight[:, :, None] / PIXELS_PER_DATUM
        unit = torch.eye(slope.shape[2], dtype=torch.float64)
        hessian = scaled.transpose(1, 2) @ slope + unit
        gradient = (scaled.transpose(1, 2) @ miss[:, :, None])[:, :, 0] - latent
        return hessian, gradient

    def slopes(
        self, observed: Observed, latent: Tensor, tilt: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """d template / d latent (n, 800, k), the flat template, what it misses, and trust."""
        value, slope = with_slope(self._decoder, latent)
        bend = self.bend(tilt)
        flat = value * self._scaling.deviation + self._scaling.mean
        slope = slope * (self._scaling.deviation * bend)[:, :, None]
        miss = observed.flux - flat * bend
        return slope, flat, miss, _trust(miss, observed.weight)


def _own_lines(key: str) -> slice:
    """Which of the straight lines belong to a band."""
    number = next(n for n, band in enumerate(R1800_BANDS) if band.key == key)
    return slice(2 * number, 2 * number + 2)


def _straight_lines() -> Tensor:
    """(800, 4) level and slope of each band."""
    lines = np.zeros((len(R1800_WAVE), 2 * len(R1800_BANDS)))
    for number, band in enumerate(R1800_BANDS):
        lines[band.rows, 2 * number] = 1
        lines[band.rows, 2 * number + 1] = np.linspace(-1, 1, band.stop - band.start)
    return torch.from_numpy(lines)


def _trust(miss: Tensor, weight: Tensor) -> Tensor:
    """Weight of each pixel in a Cauchy-robust fit: near 1, falling where the misfit is large."""
    return 1 / (1 + miss**2 * weight / _ROBUST**2)
