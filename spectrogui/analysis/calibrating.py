"""Learning, from inactive stars that networks had not seen, what their templates are off by.

All means are robust, and drawn to zero where stars are few. Stars whose lines differ from those
of others like them are left out, so that activity is not taken for an error.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.averaging import regress, smooth
from spectrogui.analysis.measured import (
    WINDOWS,
    as_prepared,
    fit_without_spikes,
    noise_level,
)
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import BAD, SPIKE
from spectrogui.model.infer import FLOOR, Model
from spectrogui.model.zero_point import (
    SKY_KNOTS,
    Circumstances,
    kind_terms,
    moved,
    nearest,
    sky_shares,
)
from spectrogui.science.measure import reduced_chi2

_CHUNK = 64
_ROUNDS = 3
_LIKE, _FARTHEST = 30, 6.0
"""A kind is its 30 nearest stars, and with falling weight those farther away."""
_SKY_PRIOR = 0.03
_KIND_PRIOR = (0.006, 0.03, 0.02)
"""1σ expected of the profiles, units of the continuum."""
_WIDE = 5
_ALIKE = 40
_SPREAD = 0.08
_HIGH, _LOW, _CALCIUM = 2.5, 3.5, 3.5
"""How far from others like it, in robust standard deviations, a star may be in Hα and in
calcium; less far in emission."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Leavings:
    """What models leave of n stars that they had not seen.

    Attributes
    ----------
    rest, sigma : (n, 800) residual, 0 where not good, and its 1σ from ivar
    good : (n, 800)
    photons, fitted : (n, 5) Å, 1σ of the widths from photons, and from latents and modes
    misfit : (n,) reduced χ² of the network alone, with the model's own error
    noise, sky, colour, rv_kms : (n,) as in `model.zero_point.Circumstances`
    """

    rest: Floats
    sigma: Floats
    good: NDArray[np.bool_]
    photons: Floats
    fitted: Floats
    misfit: Floats
    noise: Floats
    sky: Floats
    colour: Floats
    rv_kms: Floats

    def take(self, rows: NDArray[Any]) -> "Leavings":
        """Some of the stars."""
        return Leavings(*(getattr(self, field.name)[rows] for field in fields(self)))

    def seen(self, latent: NDArray[np.floating]) -> Circumstances:
        """With latents (n, k) of the model that is to be calibrated."""
        return Circumstances(latent, self.noise, self.sky, self.colour, self.rv_kms)


@dataclass(frozen=True, slots=True, eq=False)
class ZeroPoints:
    """Profiles as in `model.calibration.Calibration`, and (n,) which stars they are of."""

    sky: Floats
    kind: Floats
    colour: Floats
    kept: NDArray[np.bool_]


def leavings(model: Model, stars: TrainingSet) -> Leavings:
    """What a model leaves of stars, spikes apart."""
    parts = []
    for start in range(0, len(stars), _CHUNK):
        ready = as_prepared(stars.take(np.arange(start, min(start + _CHUNK, len(stars)))))
        fit, bits = fit_without_spikes(model, ready)
        good = bits & (BAD | SPIKE) == 0
        error = np.hypot(np.minimum(ready.sigma, 1e3), FLOOR).astype(np.float32)
        parts.append(
            Leavings(
                np.where(good, ready.flux - fit.template, 0).astype(np.float64),
                ready.sigma.astype(np.float64),
                good,
                ready.window_sigma.astype(np.float64),
                fit.window_sigma.astype(np.float64),
                reduced_chi2(ready.flux - fit.decoded, error, good, fit.latent.shape[1]),
                noise_level(ready.sigma),
                ready.sky,
                ready.colour,
                ready.rv_kms,
            )
        )
    return together(parts)


def together(parts: list[Leavings]) -> Leavings:
    """Several sets as one."""
    columns = ([getattr(part, field.name) for part in parts] for field in fields(Leavings))
    return Leavings(*(np.concatenate(column) for column in columns))


def closeness(
    starts: NDArray[np.floating], latent: NDArray[np.floating], like: int = _LIKE
) -> Floats:
    """(m, n) how much each star counts for the kind of each starting point."""
    square = ((starts[:, None, :].astype(float) - latent) ** 2).sum(axis=2)
    reach = np.sort(square, axis=1)[:, min(like, square.shape[1] - 1)][:, None]
    weight = 1 / (1 + square / np.maximum(reach, 1e-12)) ** 2
    return np.asarray(np.where(square < _FARTHEST * reach, weight, 0.0))


def learn_zero_points(
    left: Leavings, latent: NDArray[np.floating], starts: NDArray[np.floating]
) -> ZeroPoints:
    """Profiles of the sky and of each kind, in turns, with fewer and fewer odd stars."""
    seen = left.seen(latent)
    variance = np.where(left.good, np.minimum(left.sigma, 10.0) ** 2 + FLOOR**2, 1e4)
    in_sky_frame = np.maximum(moved(variance, -seen.rv_kms), FLOOR**2)
    shares = sky_shares(seen.sky)
    close = closeness(starts, latent)
    near, share = nearest(starts, latent)
    kind_variance = smooth(variance, _WIDE)
    kept = np.ones(len(left.rest), bool)
    explained = np.zeros_like(left.rest)
    for _ in range(_ROUNDS):
        observed = moved(left.rest - explained, -seen.rv_kms)
        sky = np.zeros((len(SKY_KNOTS), observed.shape[1]))
        sky[1:] = regress(shares[:, 1:], observed, in_sky_frame, [_SKY_PRIOR] * 3, kept * 1.0)
        rest = left.rest - moved(shares @ sky, seen.rv_kms)
        weight = close * kept
        colour = (weight @ seen.colour) / np.maximum(weight.sum(axis=1), 1e-9)
        kind = _kinds(smooth(rest, _WIDE), kind_variance, weight, seen, colour)
        terms = kind_terms(seen.noise[:, None], seen.colour[:, None] - colour[near])
        explained = np.einsum("ikt,iktp->ip", terms * share[:, :, None], kind[near])
        error = np.hypot(left.photons, left.fitted)
        kept = ordinary((rest - explained) @ WINDOWS, error, latent)
    return ZeroPoints(sky, kind, colour, kept)


def _kinds(
    rest: Floats, variance: Floats, weight: Floats, seen: Circumstances, colour: Floats
) -> Floats:
    """(m, 3, 800)"""
    out = np.zeros((len(weight), len(_KIND_PRIOR), rest.shape[1]))
    for number, mine in enumerate(weight):
        rows = mine > 0
        if not rows.any():
            continue
        terms = kind_terms(seen.noise[rows], seen.colour[rows] - colour[number])
        out[number] = regress(terms, rest[rows], variance[rows], _KIND_PRIOR, mine[rows])
    return out


def ordinary(widths: Floats, error: Floats, latent: NDArray[np.floating]) -> NDArray[np.bool_]:
    """(n,) stars whose lines are those of the others nearest to them."""
    pull = widths / np.sqrt(error**2 + _SPREAD**2)
    square = ((latent[:, None, :].astype(float) - latent) ** 2).sum(axis=2)
    alike = np.argsort(square, axis=1)[:, :_ALIKE]
    middle = np.median(pull[alike], axis=1)
    spread = 1.4826 * np.median(np.abs(pull[alike] - middle[:, None]), axis=1)
    away = (pull - middle) / np.maximum(spread, 1e-6)
    halpha = (away[:, 0] < _HIGH) & (away[:, 0] > -_LOW)
    return np.asarray(halpha & (np.abs(away[:, 1:4]) < _CALCIUM).all(axis=1))
