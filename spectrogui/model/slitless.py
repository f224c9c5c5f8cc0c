"""The inactive template of a star at R = 250: the decoder's spectrum that fits best outside Hα.

The encoder proposes latents; a robust Levenberg–Marquardt fit of the decoder to the pixels
outside Hα settles them, with a smooth factor, a cubic Legendre polynomial, for what flux
calibration and dust do to the shape. Linear modes then take what inactive stars are known to
leave (`model.modes`). Everything is in double precision and star by star the same whatever
others are fitted with it.
"""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from spectrogui.core.slitless_bands import OUTSIDE, SHAPES
from spectrogui.model.fitter import Scaling
from spectrogui.model.infer import Array
from spectrogui.model.settling import Observed, Steps, settle
from spectrogui.model.slope import with_slope
from spectrogui.model.vae import Vae

FLOOR = 0.003
"""The model's own error per pixel, in units of the flux at 6500–6550 Å."""
PIXELS_PER_DATUM = 5.0
"""Grid points per independent pixel: the line-spread function is 4.4 pixels wide."""
SHAPE_PRIOR = 0.15
"""1σ expected of each term of the smooth factor."""
BEGINNINGS = 8
"""The first of the starting points, the farthest from one another, from which a fit may begin."""
_ROBUST = 3.0
_HOW_FAR = Steps(most=4, settled=1e-2, tried=(0.1, 3.0))
"""A fit beyond these steps changed no median by 1 %, and took three times as long."""

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessFit:
    """Templates of n stars.

    Attributes
    ----------
    template : (n, 300) median of 6500–6550 Å near 1, without the smooth factor
    latent : (n, k)
    slope : (n, 300, k) d template / d latent
    covariance : (n, k, k) of the latents
    """

    template: Floats
    latent: Floats
    slope: Floats
    covariance: Floats


class SlitlessNetwork:
    """A trained network of the R250 model with its scaling and starting points."""

    def __init__(self, vae: Vae, scaling: Scaling, starts: Array) -> None:
        """Take a network; starts are (m, k) latents."""
        self._vae = copy.deepcopy(vae).eval().double()
        self._mean, self._deviation = scaling.mean.double(), scaling.deviation.double()
        self._starts = torch.from_numpy(np.asarray(starts, np.float64))
        self._shapes = torch.from_numpy(SHAPES.copy())
        with torch.inference_mode():
            self._start_flux = self._decode(self._starts[:BEGINNINGS])

    @property
    def starts(self) -> Array:
        """(m, k) latents spread over the training stars."""
        return np.asarray(self._starts.numpy(), np.float32)

    def decode(self, latent: NDArray[np.floating]) -> Floats:
        """Templates (n, 300) of latents (n, k)."""
        with torch.inference_mode():
            return np.asarray(self._decode(torch.from_numpy(np.asarray(latent, float))).numpy())

    def encode(self, flux: NDArray[np.floating], good: Rows) -> Floats:
        """The encoder's mean latents (n, k); pixels that are not good count as average."""
        with torch.inference_mode():
            flux_t = torch.from_numpy(np.where(good, flux, 0).astype(float))
            return np.asarray(self._encode(flux_t, torch.from_numpy(good)).numpy())

    def fit(
        self, flux: NDArray[np.floating], sigma: NDArray[np.floating], good: Rows
    ) -> SlitlessFit:
        """Fit the decoder to n spectra (n, 300)."""
        seen = good & OUTSIDE
        noise = np.where(seen, np.hypot(np.minimum(sigma, 1e3), FLOOR), 1e3)
        with torch.inference_mode():
            observed = Observed(
                torch.from_numpy(np.where(good, flux, 1).astype(float)),
                torch.from_numpy(seen / noise.astype(float) ** 2),
            )
            latent = settle(
                self, observed, self._begin(observed, torch.from_numpy(seen)), _HOW_FAR
            )
            value, slope = with_slope(self._vae.decoder, latent)
            _, bend = self.loss(observed, latent)
            hessian, _ = self.curvature(observed, latent, bend)
            return SlitlessFit(
                np.asarray((value * self._deviation + self._mean).numpy()),
                np.asarray(latent.numpy()),
                np.asarray((slope * self._deviation[:, None]).numpy()),
                np.asarray(torch.linalg.inv(hessian).numpy()),
            )

    def _decode(self, latent: Tensor) -> Tensor:
        out: Tensor = self._vae.decoder(latent) * self._deviation + self._mean
        return out

    def _encode(self, flux: Tensor, seen: Tensor) -> Tensor:
        standard = (flux - self._mean) / self._deviation
        standard = torch.where(seen, standard, torch.zeros_like(standard)).clamp(-30, 30)
        return self._vae.encode(standard)[0]

    def _begin(self, observed: Observed, seen: Tensor) -> Tensor:
        """The encoder's proposal, or the starting point that fits better."""
        proposal = self._encode(observed.flux, seen)
        starts = self._starts[:BEGINNINGS]
        many = len(starts)
        repeated = Observed(
            observed.flux.repeat_interleave(many, 0), observed.weight.repeat_interleave(many, 0)
        )
        every = starts.repeat(len(observed.flux), 1)
        flat = self._start_flux.repeat(len(observed.flux), 1)
        loss = self._loss_of(repeated, every, flat)[0].reshape(-1, many)
        least, which = loss.min(dim=1)
        better = self.loss(observed, proposal)[0] <= least
        return torch.where(better[:, None], proposal, starts[which])

    def loss(self, observed: Observed, latent: Tensor) -> tuple[Tensor, Tensor]:
        """Robust misfit plus priors (n,), and the smooth factor (n, 300)."""
        return self._loss_of(observed, latent, self._decode(latent))

    def _loss_of(self, observed: Observed, latent: Tensor, flat: Tensor) -> tuple[Tensor, Tensor]:
        """The same, of templates (n, 300) that are decoded already."""
        bend = torch.ones_like(flat)
        terms = flat.new_zeros(len(flat), self._shapes.shape[1])
        for _ in range(2):
            miss = observed.flux - flat * bend
            trust = 1 / (1 + miss**2 * observed.weight / _ROBUST**2)
            terms = self._terms(observed.flux, flat, observed.weight * trust)
            bend = 1 + terms @ self._shapes.T
        chi2 = (observed.flux - flat * bend) ** 2 * observed.weight
        misfit = _ROBUST**2 * torch.log1p(chi2 / _ROBUST**2).sum(dim=1) / PIXELS_PER_DATUM
        prior = (latent**2).sum(dim=1) + (terms**2).sum(dim=1) / SHAPE_PRIOR**2
        return misfit + prior, bend

    def _terms(self, flux: Tensor, flat: Tensor, weight: Tensor) -> Tensor:
        share = weight / PIXELS_PER_DATUM
        count = self._shapes.shape[1]
        products = (self._shapes[:, :, None] * self._shapes[:, None, :]).reshape(-1, count**2)
        normal = ((share * flat**2) @ products).reshape(-1, count, count)
        normal = normal + torch.eye(count, dtype=normal.dtype) / SHAPE_PRIOR**2
        right = (share * flat * (flux - flat)) @ self._shapes
        out: Tensor = torch.linalg.solve(normal, right)
        return out

    def curvature(self, observed: Observed, latent: Tensor, bend: Tensor) -> tuple[Tensor, Tensor]:
        """Gauss–Newton Hessian (n, k, k) and step direction (n, k), the factor solved for."""
        value, slope = with_slope(self._vae.decoder, latent)
        flat = value * self._deviation + self._mean
        slope = slope * (self._deviation * bend)[:, :, None]
        miss = observed.flux - flat * bend
        weight = observed.weight / (1 + miss**2 * observed.weight / _ROBUST**2) / PIXELS_PER_DATUM
        design = flat[:, :, None] * self._shapes
        weighted = design * weight[:, :, None]
        prior = torch.eye(design.shape[2], dtype=torch.float64) / SHAPE_PRIOR**2
        normal = weighted.transpose(1, 2) @ design + prior
        slope = slope - design @ torch.linalg.solve(normal, weighted.transpose(1, 2) @ slope)
        scaled = slope * weight[:, :, None]
        hessian = scaled.transpose(1, 2) @ slope + torch.eye(slope.shape[2], dtype=torch.float64)
        gradient = (scaled.transpose(1, 2) @ miss[:, :, None])[:, :, 0] - latent
        return hessian, gradient
