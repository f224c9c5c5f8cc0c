"""What templates are off by on average, and by how much they scatter about that.

Measured on inactive stars that the network had not seen, two things are left that do not
average out. Where the sky outshines the star, a little of the airglow stays in the spectrum: it
keeps its place in the observer's frame, not the star's. And in noisy spectra the latents of a
star are drawn to those of the stars that are most frequent, so that its lines come out as those
of a star a little hotter or cooler; its colour tells in which direction.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.wavelength import SPEED_OF_LIGHT

Floats = NDArray[np.float64]

SKY_KNOTS = np.array([0.5, 1.2, 2.0, 3.0])
"""Strengths of the sky (`science.sky`) between which everything is interpolated; at the first
there is none."""
RED_KNOTS = np.array([-0.4, -0.1, 0.2])
"""Colours between which it is interpolated how far noise leads fits astray; most stars are bluer
than the last."""
KIND_TERMS = 3
"""Terms of a kind of star: a constant, one with the noise, and one with noise and colour."""
_QUIET, _NOISIEST = 0.004, 1.2
"""Noise per pixel at which its terms begin, and how many decades beyond they end."""
_COLOUR, _BLUEST = 0.2, 0.3
_NEAREST = 3
_SOFT = 0.05
_POINTS = 400
_LOW, _START = (
    np.repeat(values, _POINTS)
    for values in ([band.low for band in R1800_BANDS], [band.start for band in R1800_BANDS])
)
"""(800,) of each point: Å at which its band begins, and the number of the first point there."""


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """What is known of n spectra that decides how far their templates can be trusted.

    Attributes
    ----------
    latent : (n, k)
    noise : (n,) median 1σ per pixel of the Hα band, units of the continuum
    sky : (n,) see `science.sky`
    colour : (n,) log of the continuum at 6100 Å over that at 8600 Å
    rv_kms : (n,) the velocity that was taken out
    """

    latent: NDArray[np.floating]
    noise: Floats
    sky: Floats
    colour: Floats
    rv_kms: Floats


def nearest(
    starts: NDArray[np.floating], latent: NDArray[np.floating]
) -> tuple[NDArray[np.intp], Floats]:
    """The three starting points nearest to latents (n, k), (n, 3), and their shares, (n, 3)."""
    square = square_distances(latent, starts)
    near = np.argsort(square, axis=1)[:, :_NEAREST]
    share = 1 / (np.take_along_axis(square, near, axis=1) + _SOFT)
    return near, share / share.sum(axis=1, keepdims=True)


def square_distances(points: NDArray[np.floating], others: NDArray[np.floating]) -> Floats:
    """(n, m) between points (n, k) and (m, k)."""
    square = np.zeros((len(points), len(others)))
    for of_points, of_others in zip(points.T.astype(float), others.T.astype(float), strict=True):
        away = of_points[:, None] - of_others
        square += np.multiply(away, away, out=away)
    return square


def sky_shares(sky: Floats) -> Floats:
    """(n, 4) how much each of `SKY_KNOTS` counts at a strength; they add up to 1."""
    inside = np.clip(sky, SKY_KNOTS[0], SKY_KNOTS[-1])
    left = np.clip(np.searchsorted(SKY_KNOTS, inside, side="right") - 1, 0, len(SKY_KNOTS) - 2)
    part = (inside - SKY_KNOTS[left]) / np.diff(SKY_KNOTS)[left]
    out = np.zeros((len(inside), len(SKY_KNOTS)))
    rows = np.arange(len(inside))
    out[rows, left], out[rows, left + 1] = 1 - part, part
    return out


def red_shares(colour: Floats) -> Floats:
    """(n, 3) how much each of `RED_KNOTS` counts at a colour; they add up to 1."""
    corners = np.eye(len(RED_KNOTS))
    return np.stack([np.interp(colour, RED_KNOTS, corner) for corner in corners], axis=1)


def noise_ramp(noise: Floats) -> Floats:
    """(n,) 0 for a good spectrum, rising with the logarithm of the noise, 1.2 at most."""
    return np.asarray(np.clip(np.log10(np.maximum(noise, 1e-6) / _QUIET), 0, _NOISIEST))


def kind_terms(noise: Floats, colour: Floats) -> Floats:
    """(…, 3) what the profiles of a kind are multiplied with.

    Parameters
    ----------
    noise : (…) ; colour : (…) relative to that of stars of the kind; far from theirs it says
        nothing
    """
    ramp = noise_ramp(noise)
    fading = np.clip(2 - np.abs(colour) / _BLUEST, 0, 1)
    bluer = np.clip(colour, -_BLUEST, _BLUEST) * fading / _COLOUR
    return np.stack([np.ones(np.broadcast(ramp, bluer).shape), ramp + 0 * bluer, ramp * bluer], -1)


def moved(values: Floats, rv_kms: Floats) -> Floats:
    """Values (n, 800) at wavelengths of the grid, taken at 1 + v/c times these; beyond the
    bands, those of the edge.
    """
    place = R1800_WAVE * (1 + np.asarray(rv_kms) / SPEED_OF_LIGHT)[:, None] - _LOW
    place = np.clip(place, 0, _POINTS - 1)
    left = np.minimum(place.astype(np.intp), _POINTS - 2)
    at = left + _START + values.shape[1] * np.arange(len(values))[:, None]
    every = values.reshape(-1)
    here = every.take(at)
    return np.asarray(here + (place - left) * (every.take(at + 1) - here))
