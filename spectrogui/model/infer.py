"""The inactive template of a star: the decoder's spectrum that fits best outside the lines.

The encoder proposes a latent vector; a robust Levenberg–Marquardt fit of the decoder to the
observed pixels then settles it. Bad pixels and the cores of the lines that are to be measured
have no weight in either, so neither a cosmic ray nor the star's own emission can pull the
template (the paper leaves that to the corruption of the training set, section 3.2). With the
latents, one straight line per band is fitted, because the continuum of a noisy spectrum is not
known to a per cent. What is then left outside the lines goes into the modes of `model.modes`.
"""

import copy
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.model.modes import explain, tamed
from spectrogui.model.vae import Vae

Array = NDArray[np.float32]

FLOOR = 0.006
"""The model's own error per pixel, in units of the continuum, added to the photon noise."""
PIXELS_PER_DATUM = 2.0
"""Grid points per independent pixel: 1 Å against 1.5–2 Å, and the survey's own rebinning."""
CORE = {"ha": 12.0, "ca8498": 7.0, "ca8542": 7.0, "ca8662": 7.0}
"""Half width in Å of what is hidden from the fit around each active line: the window in which
it is measured and a little more, so that a star's own emission cannot reach its template."""
TILT_PRIOR = 0.03
"""1σ expected of the level and slope of each band."""
_ROBUST = 3.0
_STEPS = 16
_SETTLED = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Mean and standard deviation of the training set, (size,) each."""

    mean: Tensor
    deviation: Tensor


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


@dataclass(frozen=True, slots=True, eq=False)
class _Observed:
    """What is fitted: flux and weight, (n, 800).

    Double precision, so that a star's numbers do not depend on those it is fitted with.
    """

    flux: Tensor
    weight: Tensor


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
        self._lines = _straight_lines()
        with torch.inference_mode():
            self._start_flux = self._decode(self._starts)

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
            return np.asarray(self._decode(latent_t).numpy(), np.float32)

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
            observed = _Observed(
                torch.from_numpy(np.where(good, flux, 1).astype(np.float64)),
                seen / torch.from_numpy(noise.astype(np.float64)) ** 2,
            )
            latent = self._settle(observed, self._begin(observed, seen))
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

    def _decode(self, latent: Tensor) -> Tensor:
        return self._vae.decode(latent) * self._scaling.deviation + self._scaling.mean

    def _encode(self, flux: Tensor, seen: Tensor) -> Tensor:
        standard = (flux - self._scaling.mean) / self._scaling.deviation
        standard = torch.where(seen, standard, torch.zeros_like(standard)).clamp(-30, 30)
        return self._vae.encode(standard)[0]

    def _begin(self, observed: _Observed, seen: Tensor) -> Tensor:
        """The encoder's proposal, or the starting point of the grid that fits better."""
        flux, weight = observed.flux, observed.weight
        proposal = self._encode(flux, seen)
        grid = self._start_flux
        chi2 = weight @ (grid**2).T - 2 * (weight * flux) @ grid.T
        nearest = self._starts[chi2.argmin(dim=1)]
        better = self._loss(observed, proposal)[0] <= self._loss(observed, nearest)[0]
        return torch.where(better[:, None], proposal, nearest)

    def _settle(self, observed: _Observed, latent: Tensor) -> Tensor:
        """Levenberg–Marquardt on the robust loss, each star with its own damping and end."""
        damping = torch.full((len(latent),), 1e-2, dtype=torch.float64)
        moving = torch.ones(len(latent), dtype=torch.bool)
        loss, tilt = self._loss(observed, latent)
        for _ in range(_STEPS):
            hessian, gradient = self._curvature(observed, latent, tilt)
            diagonal = torch.diag_embed(torch.diagonal(hessian, dim1=1, dim2=2))
            step = torch.linalg.solve(hessian + damping[:, None, None] * diagonal, gradient)
            length = step.norm(dim=1, keepdim=True)
            trial = latent + step * torch.clamp(1.0 / length.clamp(min=1e-9), max=1.0)
            trial_loss, trial_tilt = self._loss(observed, trial)
            better = (trial_loss < loss) & moving
            settled = (loss - trial_loss).abs() < _SETTLED
            latent = torch.where(better[:, None], trial, latent)
            tilt = torch.where(better[:, None], trial_tilt, tilt)
            loss = torch.where(better, trial_loss, loss)
            damping = torch.where(better, damping * 0.3, damping * 5).clamp(1e-6, 1e6)
            moving &= ~settled & (damping < 1e5)
            if not bool(moving.any()):
                break
        return latent

    def _loss(self, observed: _Observed, latent: Tensor) -> tuple[Tensor, Tensor]:
        """Robust misfit plus priors, (n,), and the level and slope of each band, (n, 4)."""
        flux, weight = observed.flux, observed.weight
        flat = self._decode(latent)
        tilt = flat.new_zeros(len(flux), self._lines.shape[1])
        for _ in range(2):
            miss = flux - flat * (1 + tilt @ self._lines.T)
            tilt = self._tilt(flux, flat, weight * _trust(miss, weight))
        chi2 = (flux - flat * (1 + tilt @ self._lines.T)) ** 2 * weight
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

    def _curvature(
        self, observed: _Observed, latent: Tensor, tilt: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Gauss–Newton Hessian and descent direction, the straight lines projected out."""
        slope, flat, miss, trust = self._slopes(observed, latent, tilt)
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

    def _slopes(
        self, observed: _Observed, latent: Tensor, tilt: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """d template / d latent (n, 800, k), the flat template, what it misses, and trust."""
        value, slope = _with_slope(self._vae.decoder, latent)
        bend = 1 + tilt @ self._lines.T
        flat = value * self._scaling.deviation + self._scaling.mean
        slope = slope * (self._scaling.deviation * bend)[:, :, None]
        miss = observed.flux - flat * bend
        return slope, flat, miss, _trust(miss, observed.weight)

    def _result(self, observed: _Observed, latent: Tensor, windows: Tensor) -> Fit:
        _, tilt = self._loss(observed, latent)
        slope, flat, _, _ = self._slopes(observed, latent, tilt)
        hessian, _ = self._curvature(observed, latent, tilt)
        covariance = torch.linalg.inv(hessian)
        template = flat * (1 + tilt @ self._lines.T)
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


def _own_lines(key: str) -> slice:
    """Which of the straight lines belong to a band."""
    number = next(n for n, band in enumerate(R1800_BANDS) if band.key == key)
    return slice(2 * number, 2 * number + 2)


def _root(variance: Tensor) -> Array:
    return np.asarray(variance.clamp(min=0).sqrt().numpy(), np.float32)


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


def _with_slope(decoder: nn.Sequential, latent: Tensor) -> tuple[Tensor, Tensor]:
    """Output (n, size) of a stack of linear, PReLU and dropout layers, and its derivative
    (n, size, k), carried forward exactly.
    """
    value = latent
    unit = torch.eye(latent.shape[1], dtype=latent.dtype)
    slope = unit.expand(len(latent), -1, -1)
    for layer in decoder:
        if isinstance(layer, nn.Linear):
            slope = slope @ layer.weight.T
        elif isinstance(layer, nn.PReLU):
            one = torch.ones((), dtype=value.dtype)
            slope = torch.where(value >= 0, one, layer.weight)[:, None, :] * slope
        value = layer(value)
    return value, slope.transpose(1, 2)
