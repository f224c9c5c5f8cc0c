"""Learning how far residuals of inactive stars scatter: in the windows of lines, and per pixel.

Variances are means of squares that are cut at three standard deviations, so that a few active
stars do not decide.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.averaging import smooth
from spectrogui.analysis.calibrating import Leavings, closeness
from spectrogui.model.calibration import scatter_terms
from spectrogui.model.zero_point import SKY_KNOTS, moved, nearest, red_shares, sky_shares
from spectrogui.science.least_squares import nonnegative
from spectrogui.science.measure import reduced_chi2

_ROUNDS = 6
_CUT = 9.0
_LEAST = 0.005**2
_TRUNCATED = 1.13
"""Odd stars are left out, at 2.5 or 3.5 standard deviations, and a zero point of some 40 stars is
drawn to each of them: so much do both take from a variance."""
_EXPECTED = 15.0
"""So many stars' worth of the opinion that a kind is like all others."""
_ODD, _FEW = 5.0, 2.0
"""χ² at which that of odd stars is cut, and so many stars' worth of the opinion that red ones are
like all others."""
_PIXEL_LEAST = 0.001**2
_WIDE = 9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Scatter:
    """The fields of the same names of `model.calibration.Calibration`."""

    scatter: Floats
    kind_scatter: Floats
    pixel_kind: Floats
    pixel_sky: Floats
    photon: Floats


def learn_scatter(
    left: Leavings,
    rest: Floats,
    widths: Floats,
    latent: NDArray[np.floating],
    starts: NDArray[np.floating],
) -> Scatter:
    """Of ordinary stars.

    Parameters
    ----------
    rest, widths : (n, 800), (n, 5) after the zero points
    """
    close = closeness(starts, latent)
    common, kind = _windows(left, widths, latent, close)
    pixel_kind, pixel_sky, photon = _pixels(left, rest, latent, starts, close)
    return Scatter(common, kind, pixel_kind, pixel_sky, photon)


def _windows(
    left: Leavings, widths: Floats, latent: NDArray[np.floating], close: Floats
) -> tuple[Floats, Floats]:
    terms = np.hstack([np.ones((len(widths), 1)), scatter_terms(left.seen(latent))])
    own = left.photons**2 + left.fitted**2
    common = np.zeros((terms.shape[1] - 1, widths.shape[1]))
    kind = np.full((len(close), widths.shape[1]), _LEAST)
    for column in range(widths.shape[1]):
        square, noise = widths[:, column] ** 2, own[:, column]
        part = np.full(terms.shape[1], 0.01)
        for _ in range(_ROUNDS):
            variance = noise + terms @ part
            wanted = _TRUNCATED * np.minimum(square, _CUT * variance) - noise
            part = nonnegative(terms, wanted, 1 / variance)
            part[0] = max(part[0], _LEAST)
        rest = terms[:, 1:] @ part[1:]
        for _ in range(_ROUNDS):
            variance = noise + rest + kind[:, column][:, None]
            over = _TRUNCATED * np.minimum(square, _CUT * variance) - noise - rest
            weight = close / variance**2
            mine = (weight * over).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
            stars = close.sum(axis=1)
            mean = (stars * mine + _EXPECTED * part[0]) / (stars + _EXPECTED)
            kind[:, column] = np.maximum(mean, _LEAST)
        common[:, column] = part[1:]
    return common, kind


def _pixels(
    left: Leavings,
    rest: Floats,
    latent: NDArray[np.floating],
    starts: NDArray[np.floating],
    close: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Variance per pixel of each kind and of the sky, and how much of ivar's counts by colour."""
    shares = sky_shares(left.sky)
    near, part = nearest(starts, latent)
    seen = np.where(left.good, np.minimum(left.sigma, 10.0), 10.0) ** 2
    kind, sky = (
        np.full((len(starts), rest.shape[1]), 1e-5),
        np.zeros((len(SKY_KNOTS), rest.shape[1])),
    )
    photon = 0.7
    square = rest**2
    for _ in range(_ROUNDS):
        of_kind = (part[:, :, None] * kind[near]).sum(axis=1)
        of_sky = moved(shares @ sky, left.rv_kms)
        variance = photon * seen + of_kind + of_sky
        cut = np.minimum(square, _CUT * variance)
        weight = np.where(left.good, 1 / variance**2, 0.0)
        photon = float((weight * (cut - of_kind - of_sky) * seen).sum() / (weight * seen**2).sum())
        photon = min(max(photon, 0.3), 2.0)
        kind = _mean(close, weight, cut - photon * seen - of_sky)
        over = moved(
            cut - photon * seen - (part[:, :, None] * kind[near]).sum(axis=1), -left.rv_kms
        )
        there = moved(weight, -left.rv_kms)
        sky[1:] = _mean(shares[:, 1 : len(SKY_KNOTS)].T, there, over) - _PIXEL_LEAST
    of_kind = (part[:, :, None] * kind[near]).sum(axis=1)
    variance = photon * seen + of_kind + moved(shares @ sky, left.rv_kms)
    return kind, sky, photon * _stretch(rest, variance, left)


def _stretch(rest: Floats, variance: Floats, left: Leavings) -> Floats:
    """(3,) by how much the variance at each of `RED_KNOTS` is above what was found for all,
    drawn to 1 where stars are few; at the last, where most stars are, it is 1.
    """
    sigma = np.sqrt(variance).astype(np.float32)
    chi2 = reduced_chi2(rest.astype(np.float32), sigma, left.good, 0)
    share = red_shares(left.colour) * np.isfinite(chi2)[:, None]
    count = share.sum(axis=0)
    cut = np.minimum(np.nan_to_num(chi2), _ODD)
    usual = float(share[:, -1] @ cut) / max(float(count[-1]), 1e-9) or 1.0
    found = (share.T @ cut / usual + _FEW) / (count + _FEW)
    found[-1] = 1.0
    return np.asarray(np.maximum(found, 1.0))


def _mean(share: Floats, weight: Floats, values: Floats) -> Floats:
    total = smooth(share @ weight, _WIDE)
    mean = smooth(share @ (weight * values), _WIDE) / np.maximum(total, 1e-12)
    return np.asarray(np.maximum(mean, _PIXEL_LEAST))
