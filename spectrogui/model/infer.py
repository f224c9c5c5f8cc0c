"""The inactive template of a star: the decoder's spectrum that fits best outside the lines.

The encoder proposes a latent vector; a robust Levenberg–Marquardt fit of the decoder to the
observed pixels then settles it. Bad pixels and the cores of the lines that are to be measured
have no weight in either, so neither a cosmic ray nor the star's own emission can pull the
template (the paper leaves that to the corruption of the training set, section 3.2). With the
latents, one straight line per band is fitted, because the continuum of a noisy spectrum is not
known to a per cent (`model.fitter`). What is then left outside the lines goes into the modes of
`model.modes`.
"""

import copy
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.model.fitter import Fitter, Scaling
from spectrogui.model.modes import explain, tamed
from spectrogui.model.settling import Observed
from spectrogui.model.vae import Vae

Array = NDArray[np.float32]

FLOOR = 0.006
"""The model's own error per pixel, in units of the continuum, added to the photon noise."""
CORE = {"ha": 12.0, "ca8498": 7.0, "ca8542": 7.0, "ca8662": 7.0}
"""Half width in Å of what is hidden from the fit around each active line: the window in which
it is measured and a little more, so that a star's own emission cannot reach its template."""


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
    """

    template: Array
    template_sigma: Array
    decoded: Array
    latent: Array
    latent_sigma: Array
    window_sigma: Array


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
        self._scaling = Scaling(scaling.mean.double(), scaling.deviation.double())
        self._starts = torch.from_numpy(np.asarray(starts, np.float64))
        self._modes = np.zeros((len(R1800_WAVE), 0)) if modes is None else modes.astype(float)
        self._seen = torch.from_numpy(line_free())
        self._fitter = Fitter(self._vae.decoder, self._scaling)
        with torch.inference_mode():
            self._start_flux = self._fitter.decode(self._starts)

    @property
    def starts(self) -> Array:
        """(m, k) latents spread over the training stars, e.g. for a grid of templates."""
        return np.asarray(self._starts.numpy(), np.float32)

    @property
    def modes(self) -> NDArray[np.float64]:
        """(800, q) the modes of the residual."""
        return self._modes

    def decode(self, latent: Array) -> Array:
        """Templates (n, 800), continuum = 1, of latents (n, k)."""
        with torch.inference_mode():
            latent_t = torch.from_numpy(np.asarray(latent, np.float64))
            return np.asarray(self._fitter.decode(latent_t).numpy(), np.float32)

    def encode(self, flux: Array, good: NDArray[np.bool_]) -> Array:
        """The encoder's mean latents (n, k); pixels that are not good count as average."""
        with torch.inference_mode():
            flux_t = torch.from_numpy(np.asarray(flux, np.float64))
            return np.asarray(self._encode(flux_t, torch.from_numpy(good)).numpy(), np.float32)

    def fit(
        self,
        flux: Array,
        sigma: Array,
        good: NDArray[np.bool_],
        windows: NDArray[np.float64] | None = None,
    ) -> Fit:
        """Fit the decoder to n prepared spectra.

        Parameters
        ----------
        flux, sigma : (n, 800); sigma may be infinite where not good
        good : (n, 800) usable pixels
        windows : (800, w) weights of sums over the template whose errors are wanted
        """
        with torch.inference_mode():
            seen = torch.from_numpy(good) & self._seen
            noise = np.where(good, np.hypot(np.minimum(sigma, 1e3), FLOOR), 1e3)
            observed = Observed(
                torch.from_numpy(np.where(good, flux, 1).astype(np.float64)),
                seen / torch.from_numpy(noise.astype(np.float64)) ** 2,
            )
            latent = self._fitter.settle(observed, self._begin(observed, seen))
            if windows is None:
                windows = np.zeros((len(R1800_WAVE), 0))
            plain = self._result(observed, latent, torch.from_numpy(windows))
        if not self._modes.shape[1]:
            return plain
        return self._with_modes(plain, flux, sigma, np.asarray(seen.numpy()), windows)

    def _with_modes(
        self,
        plain: Fit,
        flux: Array,
        sigma: Array,
        seen: NDArray[np.bool_],
        windows: NDArray[np.float64],
    ) -> Fit:
        """Add what the residual outside the lines says of the template."""
        rest = np.where(seen, flux.astype(float) - plain.decoded, 0.0)
        found = explain(self._modes, rest, sigma.astype(float), seen)
        variance = np.einsum("pi,nij,pj->np", self._modes, found.covariance, self._modes)
        sums = self._modes.T @ windows
        over = np.einsum("iw,nij,jw->nw", sums, found.covariance, sums)
        return replace(
            plain,
            template=(plain.decoded + tamed(found) @ self._modes.T).astype(np.float32),
            template_sigma=np.sqrt(plain.template_sigma**2 + variance).astype(np.float32),
            window_sigma=np.sqrt(plain.window_sigma**2 + over).astype(np.float32),
        )

    def _encode(self, flux: Tensor, seen: Tensor) -> Tensor:
        standard = (flux - self._scaling.mean) / self._scaling.deviation
        standard = torch.where(seen, standard, torch.zeros_like(standard)).clamp(-30, 30)
        return self._vae.encode(standard)[0]

    def _begin(self, observed: Observed, seen: Tensor) -> Tensor:
        """The encoder's proposal, or the starting point of the grid that fits better."""
        flux, weight = observed.flux, observed.weight
        proposal = self._encode(flux, seen)
        grid = self._start_flux
        chi2 = weight @ (grid**2).T - 2 * (weight * flux) @ grid.T
        nearest = self._starts[chi2.argmin(dim=1)]
        better = (
            self._fitter.loss(observed, proposal)[0] <= self._fitter.loss(observed, nearest)[0]
        )
        return torch.where(better[:, None], proposal, nearest)

    def _result(self, observed: Observed, latent: Tensor, windows: Tensor) -> Fit:
        _, tilt = self._fitter.loss(observed, latent)
        slope, flat, _, _ = self._fitter.slopes(observed, latent, tilt)
        hessian, _ = self._fitter.curvature(observed, latent, tilt)
        covariance = torch.linalg.inv(hessian)
        template = flat * self._fitter.bend(tilt)
        sums = slope.transpose(1, 2) @ windows
        decoded = np.asarray(template.numpy(), np.float32)
        return Fit(
            template=decoded,
            template_sigma=_root(((slope @ covariance) * slope).sum(dim=2)),
            decoded=decoded,
            latent=np.asarray(latent.numpy(), np.float32),
            latent_sigma=_root(torch.diagonal(covariance, dim1=1, dim2=2)),
            window_sigma=_root((sums * (covariance @ sums)).sum(dim=1)),
        )


def line_free() -> NDArray[np.bool_]:
    """(800,) pixels that the fit may see: all but the cores of the active lines."""
    hidden = [np.abs(R1800_WAVE - line.air) <= CORE[line.key] for line in ACTIVE]
    return np.asarray(~np.any(hidden, axis=0))


def _root(variance: Tensor) -> Array:
    return np.asarray(variance.clamp(min=0).sqrt().numpy(), np.float32)
