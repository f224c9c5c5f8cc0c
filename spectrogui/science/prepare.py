"""From red arms to what the model sees: continuum = 1, air, at rest, on the model's grid.

Order of work (method section 1): vacuum to air, then division by 1 + v/c, then resampling.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import BAD, R1800_WAVE
from spectrogui.core.lines import MEASURED, Line
from spectrogui.core.wavelength import SPEED_OF_LIGHT, air_to_vacuum
from spectrogui.science.red_arm import LOG_START, LOG_STEP, PIXELS, RED_WAVE, Bits, Flux, RedArms
from spectrogui.science.sky import sky_strength

Velocity = NDArray[np.float64]

_COLOUR = (6100.0, 8600.0)


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
    rows = np.arange(len(arms))[:, None]
    edge = (left < 0) | (left >= PIXELS - 1)
    left = np.clip(left, 0, PIXELS - 2)

    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.where(continuum > 0, continuum, np.nan)
        flux = arms.flux / level
        sigma = 1 / (np.sqrt(arms.ivar) * level)
    dead = (arms.bits & BAD > 0) | ~np.isfinite(flux) | ~np.isfinite(sigma)
    flux, sigma = np.where(dead, 0, flux), np.where(dead, 0, sigma)

    near, far = 1 - part, part
    bad = edge | (dead[rows, left] & (near > 0.02)) | (dead[rows, left + 1] & (far > 0.02))
    value = near * flux[rows, left] + far * flux[rows, left + 1]
    spread = np.hypot(near * sigma[rows, left], far * sigma[rows, left + 1])
    bits = arms.bits[rows, left] | arms.bits[rows, left + 1]
    bits = (bits & ~np.uint8(BAD)) | np.where(bad, BAD, 0).astype(np.uint8)
    noise = [_window_sigma(line, left, part, sigma) for line in MEASURED]
    return Prepared(
        np.where(bad, 1, value).astype(np.float32),
        np.where(bad, np.inf, spread).astype(np.float32),
        bits.astype(np.uint8),
        np.stack(noise, axis=1).astype(np.float32),
        np.asarray(rv_kms, np.float64),
        sky_strength(sigma, ~dead),
        _colour(continuum),
    )


def window_weights(line: Line) -> NDArray[np.float64]:
    """(800,) Å of each grid point that lies inside a line's window; they add up to its width."""
    high = np.minimum(R1800_WAVE + 0.5, line.high)
    low = np.maximum(R1800_WAVE - 0.5, line.low)
    return np.asarray(np.clip(high - low, 0, None))


def _colour(continuum: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        blue, red = (continuum[:, int(np.argmin(np.abs(RED_WAVE - at)))] for at in _COLOUR)
        return np.asarray(np.nan_to_num(np.log(blue / red), nan=0.0, posinf=0.0, neginf=0.0))


def _where(arms: RedArms, rv_kms: Velocity) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The pixel to the left of each grid point, and how far beyond it the point lies."""
    shift = 1 + np.asarray(rv_kms, float)[:, None] / SPEED_OF_LIGHT
    position = (np.log10(air_to_vacuum(R1800_WAVE * shift)) - LOG_START) / LOG_STEP
    nearest = np.clip(np.rint(position).astype(np.intp), 0, PIXELS - 1)
    position = position - np.take_along_axis(arms.offset, nearest, axis=1)
    left = np.floor(position).astype(np.intp)
    return left, position - left


def _window_sigma(
    line: Line,
    left: NDArray[np.intp],
    part: NDArray[np.float64],
    sigma: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Noise of a window's sum, by how much each pixel of the file contributes to it."""
    weights = window_weights(line)
    points = np.flatnonzero(weights)
    share = np.zeros_like(sigma)
    rows = np.repeat(np.arange(len(left)), len(points))
    at, beyond, weight = left[:, points], part[:, points], weights[points]
    np.add.at(share, (rows, at.ravel()), (weight * (1 - beyond)).ravel())
    np.add.at(share, (rows, at.ravel() + 1), (weight * beyond).ravel())
    return np.asarray(np.sqrt(np.sum((share * sigma) ** 2, axis=1)))
