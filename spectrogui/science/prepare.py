"""From red arms to what the model sees: continuum = 1, air, at rest, on the model's grid.

Order of work (method section 1): vacuum to air, then division by 1 + v/c, then resampling.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import BAD, R1800_WAVE
from spectrogui.core.lines import MEASURED, Line
from spectrogui.core.wavelength import SPEED_OF_LIGHT, air_to_vacuum
from spectrogui.science.red_arm import LOG_START, LOG_STEP, PIXELS, RED_WAVE, Bits, Flux, RedArms
from spectrogui.science.sky import sky_strength

Velocity = NDArray[np.float64]
Floats = NDArray[np.float64]

_COLOUR = tuple(int(np.argmin(np.abs(RED_WAVE - at))) for at in (6100.0, 8600.0))


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """n spectra on the model's grid of 800 points.

    Attributes
    ----------
    flux : (n, 800) continuum = 1; 1 where BAD
    sigma : (n, 800) 1σ of flux from ivar, interpolation included; infinite where BAD
    bits : (n, 800)
    window_sigma : (n, 5) Å, photon noise of the sum over each `MEASURED` window, with the
        correlation between neighbouring points that interpolation brings
    rv_kms : (n,) the velocity that was taken out
    sky : (n,) how bright the sky was against the star: see `science.sky`
    colour : (n,) log of the continuum at 6100 Å over that at 8600 Å; 0 if unknown
    """

    flux: Flux
    sigma: Flux
    bits: Bits
    window_sigma: NDArray[np.float32]
    rv_kms: Velocity
    sky: NDArray[np.float64]
    colour: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.flux)

    @property
    def good(self) -> NDArray[np.bool_]:
        """(n, 800) pixels with usable flux."""
        return np.asarray(self.bits & BAD == 0)


def prepare(arms: RedArms, continuum: NDArray[np.float64], rv_kms: Velocity) -> Prepared:
    """Normalise, shift to rest and resample linearly.

    Parameters
    ----------
    continuum : (n, 2050) from `fit_continuum`
    rv_kms : (n,) radial velocity to take out, km/s
    """
    left, part = _where(arms, rv_kms)
    edge = (left < 0) | (left >= PIXELS - 1)
    left = np.clip(left, 0, PIXELS - 2)
    every = _normalised(arms, continuum)
    first = left + np.arange(len(arms))[:, None] * PIXELS
    here, after = every.at(first), every.at(first + 1)
    near, far = 1 - part, part
    bad = edge | (here.dead & (near > 0.02)) | (after.dead & (far > 0.02))
    value = near * here.flux + far * after.flux
    spread = np.sqrt((near * here.sigma) ** 2 + (far * after.sigma) ** 2)
    bits = (here.bits | after.bits) & ~np.uint8(BAD) | bad.view(np.uint8) * np.uint8(BAD)
    return Prepared(
        np.where(bad, 1, value).astype(np.float32),
        np.where(bad, np.inf, spread).astype(np.float32),
        bits,
        _window_sigma(left, part, every.sigma),
        np.asarray(rv_kms, np.float64),
        sky_strength(every.sigma, ~every.dead),
        _colour(continuum),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Normalised:
    """Pixels of n spectra, continuum = 1: flux and sigma are 0 where they are dead."""

    flux: Floats
    sigma: Floats
    bits: Bits
    dead: NDArray[np.bool_]

    def at(self, pixels: NDArray[np.intp]) -> "_Normalised":
        """Some pixels, numbered through all spectra."""
        return _Normalised(
            self.flux.reshape(-1).take(pixels),
            self.sigma.reshape(-1).take(pixels),
            self.bits.reshape(-1).take(pixels),
            self.dead.reshape(-1).take(pixels),
        )


def _normalised(arms: RedArms, continuum: Floats) -> _Normalised:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        level = np.where(continuum > 0, continuum, np.nan)
        flux = arms.flux / level
        sigma = 1 / (np.sqrt(arms.ivar) * level)
    dead = (arms.bits & BAD > 0) | ~np.isfinite(flux) | ~np.isfinite(sigma)
    flux[dead] = 0
    sigma[dead] = 0
    return _Normalised(flux, sigma, arms.bits, dead)


def _taken(values: NDArray[Any], pixels: NDArray[np.intp]) -> Any:
    """(n, m) the values (n, 2050) at pixels (n, m)."""
    return values.ravel().take(pixels + np.arange(len(values))[:, None] * values.shape[1])


def window_weights(line: Line) -> NDArray[np.float64]:
    """(800,) Å of each grid point that lies inside a line's window; they add up to its width."""
    high = np.minimum(R1800_WAVE + 0.5, line.high)
    low = np.maximum(R1800_WAVE - 0.5, line.low)
    return np.asarray(np.clip(high - low, 0, None))


def _colour(continuum: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        blue, red = (continuum[:, pixel] for pixel in _COLOUR)
        return np.asarray(np.nan_to_num(np.log(blue / red), nan=0.0, posinf=0.0, neginf=0.0))


def _where(arms: RedArms, rv_kms: Velocity) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The pixel to the left of each grid point, and how far beyond it the point lies."""
    shift = 1 + np.asarray(rv_kms, float)[:, None] / SPEED_OF_LIGHT
    position = (np.log10(air_to_vacuum(R1800_WAVE * shift)) - LOG_START) / LOG_STEP
    nearest = np.clip(np.rint(position).astype(np.intp), 0, PIXELS - 1)
    position = position - _taken(arms.offset, nearest)
    left = np.floor(position).astype(np.intp)
    return left, position - left


def _window_sigma(left: NDArray[np.intp], part: Floats, sigma: Floats) -> NDArray[np.float32]:
    """(n, 5) noise of the windows' sums, by how much each pixel of the file contributes.

    Parameters
    ----------
    sigma : (n, 2050) 0 where dead
    """
    rows, windows = len(left), len(MEASURED)
    at, beyond = left[:, _POINTS], part[:, _POINTS]
    first = at[:, _FIRST]
    place = (np.arange(rows)[:, None] * windows + _WINDOW) * _WIDE + at - first[:, _WINDOW]
    shares = np.concatenate([_WEIGHTS * (1 - beyond), _WEIGHTS * beyond], axis=1)
    places = np.concatenate([place, place + 1], axis=1)
    share = np.bincount(places.ravel(), shares.ravel(), rows * windows * _WIDE)
    pixels = np.minimum(first[:, :, None] + np.arange(_WIDE), PIXELS - 1).reshape(rows, -1)
    noise = _taken(sigma, pixels)
    square = (share * noise.ravel()).reshape(rows, windows, _WIDE) ** 2
    return np.asarray(np.sqrt(square.sum(axis=2)), np.float32)


_SHARES = [window_weights(line) for line in MEASURED]
_POINTS = np.concatenate([np.flatnonzero(weights) for weights in _SHARES])
"""The grid points of all windows, one after the other, and by `_WINDOW` which each belongs to."""
_WINDOW = np.repeat(np.arange(len(_SHARES)), [np.count_nonzero(weights) for weights in _SHARES])
_WEIGHTS = np.concatenate([weights[weights > 0] for weights in _SHARES])
_FIRST = np.searchsorted(_WINDOW, np.arange(len(_SHARES)))
_WIDE = 24
"""Pixels of a file that a window takes at most: the widest has 20 Å, which are 14."""
