"""The inactive template of a star at R = 250: the decoder's spectrum that fits best outside Hα.

The encoder proposes latents; a robust fit of the decoder to the pixels outside Hα settles them
(`model.slitless_fit`), with a smooth factor, a cubic Legendre polynomial, for what flux
calibration and dust do to the shape. Linear modes then take what inactive stars are known to
leave (`model.modes`). Star by star the outcome is the same whatever others are fitted with it.
"""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from spectrogui.core.slitless_bands import OUTSIDE
from spectrogui.model.fitter import Scaling
from spectrogui.model.infer import Array
from spectrogui.model.plain import PlainStack
from spectrogui.model.slitless_atlas import make_atlas
from spectrogui.model.slitless_fit import FULL, Beginnings, begin, settle
from spectrogui.model.slitless_misfit import PIXELS_PER_DATUM, Seen, bent
from spectrogui.model.vae import Vae

__all__ = ["PIXELS_PER_DATUM", "SlitlessFit", "SlitlessNetwork"]

FLOOR = 0.003
"""The model's own error per pixel, in units of the flux at 6500–6550 Å."""
BEGINNINGS = 8
"""The first of the starting points, the farthest from one another, from which a fit may begin."""
_TOGETHER = 256
"""Stars that are fitted at once; fewer are filled up to a multiple of `FULL`."""
_LARGEST = 30.0  # standard deviations, of what the encoder sees
_LEAST = 0.05

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessFit:
    """Templates of n stars.

    Attributes
    ----------
    template : (n, 300) median of 6500–6550 Å near 1, without the smooth factor
    latent : (n, k)
    factor : (n, 300) the smooth factor that was fitted with it
    slope : (n, 300, k) d template / d latent
    covariance : (n, k, k) of the latents
    """

    template: Floats
    factor: Floats
    latent: Floats
    slope: Floats
    covariance: Floats


class SlitlessNetwork:
    """A trained network of the R250 model with its scaling and starting points."""

    def __init__(self, vae: Vae, scaling: Scaling, starts: Array) -> None:
        """Take a network; starts are (m, k) latents."""
        self._vae = copy.deepcopy(vae).eval().double()
        self._mean, self._deviation = scaling.mean.double(), scaling.deviation.double()
        self._starts = np.array(starts, np.float32)
        self._encode = PlainStack([*self._vae.encoder, self._vae.mean])
        self._decode = PlainStack(self._vae.decoder, self._deviation, self._mean)
        self._scale = 1 / self._deviation.numpy()
        self._shift = self._mean.numpy() * self._scale
        first = self._starts[:BEGINNINGS]
        self._beginnings = Beginnings(first, self._decode(first))
        self._atlas = make_atlas(self._decode, self._starts)

    @property
    def starts(self) -> Array:
        """(m, k) latents spread over the training stars."""
        return self._starts

    def decode(self, latent: NDArray[np.floating]) -> Floats:
        """Templates (n, 300) of latents (n, k)."""
        with torch.inference_mode():
            flat = self._vae.decoder(torch.from_numpy(np.asarray(latent, float)))
            return np.asarray((flat * self._deviation + self._mean).numpy())

    def encode(self, flux: NDArray[np.floating], good: Rows) -> Floats:
        """The encoder's mean latents (n, k); pixels that are not good count as average."""
        return self._proposal(np.asarray(flux, float), good).astype(float)

    def fit(
        self, flux: NDArray[np.floating], sigma: NDArray[np.floating], good: Rows
    ) -> SlitlessFit:
        """Fit the decoder to n spectra (n, 300)."""
        parts = []
        for start in range(0, max(len(flux), 1), _TOGETHER):
            rows: slice | NDArray[np.intp] = slice(start, start + _TOGETHER)
            if many := min(len(flux) - start, _TOGETHER) % FULL:
                rows = np.arange(start, len(flux))
                rows = np.resize(rows, len(rows) + FULL - many)
            parts.append(self._fit(flux[rows], sigma[rows], good[rows]))
        names = SlitlessFit.__slots__
        return SlitlessFit(
            *(np.concatenate([getattr(p, name) for p in parts])[: len(flux)] for name in names)
        )

    def _fit(
        self, flux: NDArray[np.floating], sigma: NDArray[np.floating], good: Rows
    ) -> SlitlessFit:
        """The same for as many as are fitted at once."""
        seen = good & OUTSIDE
        observed = np.where(good, flux, 1.0)
        variance = np.minimum(sigma, 1e3) ** 2 + FLOOR**2
        some = Seen(
            observed.astype(np.float32), np.where(seen, 1 / variance, 0.0).astype(np.float32)
        )
        proposal = self._proposal(observed, seen)
        latent, flat = begin(some, proposal, self._decode(proposal), self._beginnings)
        found = settle(some, latent, flat, self._decode, self._atlas)
        return SlitlessFit(
            found.flat.astype(float),
            _sound(bent(found.terms).astype(float)),
            found.latent.astype(float),
            found.slope.transpose(0, 2, 1).astype(float),
            found.covariance,
        )

    def _proposal(self, flux: Floats, seen: Rows) -> NDArray[np.float32]:
        standard = np.where(seen, flux * self._scale - self._shift, 0.0)
        return self._encode(np.clip(standard, -_LARGEST, _LARGEST).astype(np.float32))


def _sound(factor: Floats) -> Floats:
    """Smooth factors (n, 300); 1 where one comes near 0, which none of a star does."""
    return np.where((factor > _LEAST).all(axis=1, keepdims=True), factor, 1.0)
