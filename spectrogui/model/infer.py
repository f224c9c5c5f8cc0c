"""The inactive template of a star: the decoder's spectrum that fits best outside the lines.

The encoder proposes a latent vector; a robust fit of the decoder to the observed pixels then
settles it (`model.search`). Bad pixels and the cores of the lines that are to be measured have
no weight in either, so neither a cosmic ray nor the star's own emission can pull the template
(the paper leaves that to the corruption of the training set, section 3.2). With the latents, one
straight line per band is fitted, because the continuum of a noisy spectrum is not known to a per
cent (`model.misfit`). What is then left outside the lines goes into the modes of `model.modes`.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.model.changes import Changes
from spectrogui.model.explaining import Modes
from spectrogui.model.fitter import Fitter, Found, Scaling
from spectrogui.model.misfit import Observed
from spectrogui.model.plain import PlainStack
from spectrogui.model.products import times_each, wide
from spectrogui.model.records import FULL, filled, put, take
from spectrogui.model.search import Place
from spectrogui.model.vae import Vae

Array = NDArray[np.float32]
Rows = NDArray[np.bool_]
FindSpikes = Callable[[Array, Array, Rows], Rows]
"""Of residuals, 1σ and usable pixels, (n, 800) each: which pixels must not be used."""

FLOOR = 0.006
"""The model's own error per pixel, in units of the continuum, added to the photon noise."""
CORE = {"ha": 12.0, "ca8498": 7.0, "ca8542": 7.0, "ca8662": 7.0}
"""Half width in Å of what is hidden from the fit around each active line: the window in which
it is measured and a little more, so that a star's own emission cannot reach its template."""
_BRIGHTEST = 1e4
"""Flux beyond which it does not matter how much it is, in units of the continuum."""
_FARTHEST = 30.0  # standard deviations, of what the encoder sees
_TOGETHER = 256
"""Stars that are worked on at a time: more would not be faster, and take more memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Templates of n stars.

    Attributes
    ----------
    template : (n, 800) continuum = 1: what the network makes, and the modes of `model.modes`
    template_sigma : (n, 800) 1σ from the uncertainty of latents and modes
    decoded : (n, 800) what the network makes, alone
    latent, latent_sigma : (n, k)
    window_sigma : (n, w) 1σ of the template's sum over each window asked for
    spikes : (n, 800) pixels that were left out because of what the first fit left there
    """

    template: Array
    template_sigma: Array
    decoded: Array
    latent: Array
    latent_sigma: Array
    window_sigma: Array
    spikes: Rows


class Model:
    """A trained network with its scaling, starting points and modes."""

    def __init__(
        self,
        vae: Vae,
        scaling: Scaling,
        starts: Array,
        modes: NDArray[np.floating] | None = None,
    ) -> None:
        """Take a network.

        Parameters
        ----------
        starts : (m, k) latents
        modes : (800, q) of the residuals; none, unless given
        """
        self._vae = copy.deepcopy(vae).eval().double()
        self._encoder = PlainStack([*self._vae.encoder, self._vae.mean])
        self._scaling = Scaling(scaling.mean.double(), scaling.deviation.double())
        self._starts = torch.from_numpy(np.asarray(starts, np.float64))
        self._modes = Modes(np.zeros((len(R1800_WAVE), 0)) if modes is None else modes)
        self._seen = line_free()
        self._changes = Changes(self._vae.decoder, self._scaling.deviation)
        with torch.inference_mode():
            self._fitter = Fitter(self._vae.decoder, self._scaling, self._starts)

    @property
    def starts(self) -> Array:
        """(m, k) latents spread over the training stars, e.g. for a grid of templates."""
        return np.asarray(self._starts.numpy(), np.float32)

    @property
    def modes(self) -> NDArray[np.float64]:
        """(800, q) the modes of the residual."""
        return self._modes.modes

    def decode(self, latent: Array) -> Array:
        """Templates (n, 800), continuum = 1, of latents (n, k)."""
        with torch.inference_mode():
            latent_t = torch.from_numpy(np.asarray(latent, np.float64))
            return np.asarray(self._fitter.decode(latent_t).numpy(), np.float32)

    def changes(self, latent: Array, step: float) -> Array:
        """(n, k, 800) how templates change with each of their latents, by differences.

        Parameters
        ----------
        step : over which they are taken, in units of the latents
        """
        with torch.inference_mode():
            return np.asarray(self._changes(torch.from_numpy(latent), step).numpy())

    def encode(self, flux: Array, good: NDArray[np.bool_]) -> Array:
        """The encoder's mean latents (n, k); pixels that are not good count as average."""
        mean, deviation = (part.numpy() for part in (self._scaling.mean, self._scaling.deviation))
        standard = np.where(good, (flux - mean) / deviation, 0).clip(-_FARTHEST, _FARTHEST)
        return self._encoder(standard.astype(np.float32))

    def fit(
        self,
        flux: Array,
        sigma: Array,
        good: Rows,
        windows: NDArray[np.float64] | None = None,
        find_spikes: FindSpikes | None = None,
        near: Array | None = None,
    ) -> Fit:
        """Fit the decoder to n prepared spectra.

        Parameters
        ----------
        flux, sigma : (n, 800); sigma may be infinite where not good
        good : (n, 800) usable pixels
        windows : (800, w) weights of sums over the template whose errors are wanted
        find_spikes : says in which pixels, by what a first fit leaves, there is something that
            no star does; a spectrum that has some is fitted again without them
        near : (n, k) latents near which to look; otherwise everywhere
        """
        if windows is None:
            windows = np.zeros((len(R1800_WAVE), 0))
        total = len(flux)
        if not total:
            blank = np.ones((1, len(R1800_WAVE)), np.float32)
            flux, sigma, good = blank, blank, blank > 0
        parts = []
        for start in range(0, len(flux), _TOGETHER):
            count = min(len(flux) - start, _TOGETHER)
            rows = start + np.arange(count + -count % FULL) % count
            with torch.inference_mode():
                known = None if near is None else torch.from_numpy(near[rows]).float()
                made = self._fit(flux[rows], sigma[rows], good[rows], windows, find_spikes, known)
            parts.append([getattr(made, name)[: min(count, total)] for name in Fit.__slots__])
        return Fit(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _fit(
        self,
        flux: Array,
        sigma: Array,
        good: Rows,
        windows: NDArray[np.float64],
        find_spikes: FindSpikes | None,
        near: Tensor | None,
    ) -> Fit:
        """The same for whole blocks of `records.FULL` stars."""
        flux = np.where(good, flux, np.float32(1)).clip(-_BRIGHTEST, _BRIGHTEST)
        observed = self._observed(flux, sigma, good)
        if near is None:
            proposal = torch.from_numpy(self.encode(flux, good & self._seen))
            place = self._fitter.search.settle(observed, proposal)
        else:
            place = self._fitter.search.resume(observed, near)
        spikes = np.zeros(good.shape, bool)
        if find_spikes is not None:
            decoded = (place.match.flat * place.match.bend).numpy()
            spikes = find_spikes(flux - decoded, sigma, good)
        rows = filled(torch.from_numpy(spikes.any(axis=1)))
        if len(rows):
            observed = Observed(observed.flux, observed.weight * torch.from_numpy(~spikes))
            again = self._fitter.search.resume(take(observed, rows), place.latent[rows])
            put(place, rows, again)
        found = self._fitter.found(observed, place)
        seen = np.asarray((observed.weight > 0).numpy())
        return self._result(place, found, flux, sigma, seen, windows, spikes)

    def _observed(self, flux: Array, sigma: Array, good: Rows) -> Observed:
        """What the fit sees of spectra."""
        noise = np.where(good, np.minimum(sigma, 1e3), 1e3).astype(np.float32)
        weight = np.where(good & self._seen, 1 / (noise**2 + np.float32(FLOOR**2)), np.float32(0))
        return Observed(torch.from_numpy(flux.astype(np.float32)), torch.from_numpy(weight))

    def _result(
        self,
        place: Place,
        found: Found,
        flux: Array,
        sigma: Array,
        seen: Rows,
        windows: NDArray[np.float64],
        spikes: Rows,
    ) -> Fit:
        slope, covariance = found.slope, found.covariance
        decoded = np.asarray((place.match.flat * place.match.bend).numpy())
        variance = np.asarray(((covariance @ slope) * slope).sum(dim=1).numpy())
        sums = times_each(slope, wide(torch.from_numpy(windows).float()))[:, :, : windows.shape[1]]
        of_windows = np.asarray(((covariance @ sums) * sums).sum(dim=1).numpy())
        template = decoded
        if self._modes.count:
            explained = self._modes.explain(flux - decoded, sigma, seen, windows)
            template = decoded + explained.change
            variance = variance + explained.variance
            of_windows = of_windows + explained.windows
        return Fit(
            template=template.astype(np.float32),
            template_sigma=np.sqrt(np.maximum(variance, 0)).astype(np.float32),
            decoded=decoded.astype(np.float32),
            latent=np.asarray(place.latent.numpy(), np.float32),
            latent_sigma=np.asarray(
                torch.diagonal(covariance, dim1=1, dim2=2).clamp(min=0).sqrt().numpy()
            ),
            window_sigma=np.sqrt(np.maximum(of_windows, 0)).astype(np.float32),
            spikes=spikes,
        )


def line_free() -> Rows:
    """(800,) pixels that the fit may see: all but the cores of the active lines."""
    hidden = [np.abs(R1800_WAVE - line.air) <= CORE[line.key] for line in ACTIVE]
    return np.asarray(~np.any(hidden, axis=0))
