"""Fitting a template together with what it may adapt by: latents, levels, filled lines.

All of it is linear, with priors, in a template and the slopes of it that a model gives; so it
can be done at many trial velocities (`science.frame`) and with a second star (`flag_double`).
Columns are in single precision, which is a thousandth of the noise of the best spectra; each
star is worked out by itself, so that its neighbours do not touch it.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.core.products import weighed
from spectrogui.science.red_arm import Flux
from spectrogui.science.shifting import moved_alike, moved_each

ROBUST = 3.0
CORRELATION = 2.0
"""Grid points per independent pixel."""
_FLOOR = 0.006
_TILT, _FILLING = 0.03, 0.5
"""1σ expected of level and slope of a band, and of the filling of an active line's core."""
_WIDTHS = {"ha": 4.5, "ca": 5.2}
"""Å, full width at half maximum of what fills a line: the line-spread function and a little."""

_AT_ONCE = 80
"""Points that are put into columns at a time, so that what they need stays near the processor."""

Floats = NDArray[np.float64]
Values = TypeVar("Values", Flux, Floats)


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """How n templates change with their latents, whose prior is N(0, 1).

    Attributes
    ----------
    slopes : (n, k, 800)
    latent : (n, k)
    """

    slopes: NDArray[np.floating]
    latent: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is fitted to n spectra.

    Attributes
    ----------
    flux, weight : (n, 800)
    shapes : (n, k + 2, 800) what fills lines, the k slopes of the template, and the template;
        in memory the points come first, which is how they are moved fastest
    latent : (n, k)
    """

    flux: Flux
    weight: Flux
    shapes: Flux
    latent: Floats

    @property
    def template(self) -> Flux:
        """(n, 800)."""
        return self.shapes[:, -1]

    @property
    def filling(self) -> Flux:
        """(n, 800) how much each point of an active line may be filled, 0 to 1."""
        return self.shapes[:, 0]

    def take(self, rows: NDArray[np.intp] | slice) -> "Problem":
        """Some of the stars."""
        shapes = np.ascontiguousarray(self.shapes.transpose(2, 0, 1)[:, rows]).transpose(1, 2, 0)
        return Problem(self.flux[rows], self.weight[rows], shapes, self.latent[rows])

    def columns(self) -> Flux:
        """What is fitted, of each star: see `columns_of`."""
        return columns_of(self.flux, self.shapes)

    def columns_at_each(self, kms: Floats) -> Flux:
        """The same with everything moved redward by velocities of each star, whole km/s, (v, n);
        (v · n, …), one velocity of all stars after the other.
        """
        moved = moved_each(self.shapes, kms.ravel())
        return columns_of(repeated(self.flux, len(kms)), moved)

    def columns_at(self, kms: Floats) -> Flux:
        """The same with velocities (v,) for all stars."""
        made = [columns_of(self.flux, moved_alike(self.shapes, one)) for one in kms.tolist()]
        return made[0] if len(made) == 1 else np.concatenate(made)


def posed(
    flux: Flux, sigma: Flux, good: NDArray[np.bool_], template: Flux, bend: Bend | None
) -> Problem:
    """State the fit of n spectra, (n, 800) each."""
    count = 0 if bend is None else bend.slopes.shape[1]
    shapes = np.empty((flux.shape[1], len(flux), count + 2), np.float32).transpose(1, 2, 0)
    if bend is not None:
        shapes[:, 1:-1] = bend.slopes
    shapes[:, 0], shapes[:, -1] = _FILLED, template
    variance = np.where(good, sigma, 1.0).astype(np.float32) ** 2 + np.float32(_FLOOR**2)
    return Problem(
        np.where(good, flux, 1).astype(np.float32),
        np.where(good, 1 / variance, 0).astype(np.float32),
        shapes,
        np.zeros((len(flux), 0)) if bend is None else bend.latent,
    )


def columns_of(flux: Flux, shapes: Flux) -> Flux:
    """What is fitted to fluxes (n, 800) by shapes (n, k + 2, 800): (n, k + 4, 800).

    Level and slope of a band (template · 1 and · x), the filling of a line, the slopes of the
    template, and flux minus template, which is to be explained.
    """
    count, size, points = shapes.shape
    made = np.empty((count, size + 2, points), np.float32)
    for start in range(0, points, _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        made[:, 2:, some] = shapes[:, :, some]
    template = made[:, -1]
    made[:, 0] = template
    np.multiply(template, _SLOPE, out=made[:, 1])
    np.subtract(flux, template, out=template)
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Which parameter each column has in each stretch of the grid.

    Attributes
    ----------
    own : of each stretch its points, and for each column the number of its parameter; that of
        flux minus template, which has none, comes after all of them
    size : how many parameters there are: latents, level and slope of each band, each filling
    prior, sure : (q,) and (q, q) how sure it is what parameters are expected to be
    """

    own: tuple[tuple[slice, NDArray[np.intp]], ...]
    size: int
    prior: Floats
    sure: Floats


@cache
def layout_of(latents: int) -> Layout:
    """The layout for a number of latents."""
    tilts, fillings = 2 * len(R1800_BANDS), len(_STRETCHES)
    prior = np.repeat([1.0, _TILT**-2, _FILLING**-2], [latents, tilts, fillings])
    own = []
    for number, (points, band) in enumerate(_STRETCHES):
        tilt = latents + 2 * band
        columns = [tilt, tilt + 1, latents + tilts + number, *range(latents), len(prior)]
        own.append((points, np.array(columns)))
    return Layout(tuple(own), len(prior), prior, np.diag(prior))


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Everything but the velocity of n spectra, by linear least squares.

    Attributes
    ----------
    left : (n, 800) of the flux
    away : (n,) how far the parameters are from what is expected of them, in χ²
    normal : (n, q, q) inverse covariance of the parameters
    factor : (n, q + 1) what the columns are multiplied by to make `left`
    """

    left: Flux
    away: Floats
    normal: Floats
    factor: Flux


def repeated(values: Values, many: int) -> Values:
    """(many · n, m) values (n, m) several times over."""
    return values if many == 1 else np.tile(values, (many, 1))


def solve(latent: Floats, columns: Flux, share: Flux) -> Solution:
    """Fit the columns of `columns_of`.

    Parameters
    ----------
    latent : (n, k) of the templates
    share : (n, 800) weight of each pixel, trust included
    """
    latents = latent.shape[1]
    layout = layout_of(latents)
    size = layout.size
    products = np.zeros((len(share), size + 1, size + 1))
    weighted = columns * share[:, None]
    for points, own in layout.own:
        some = columns[:, :, points].transpose(0, 2, 1)
        products[:, own[:, None], own] += weighted[:, :, points] @ some
    products /= CORRELATION
    normal = products[:, :size, :size] + layout.sure
    right = products[:, :size, size]
    right[:, :latents] -= latent
    found = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
    factor = np.ones((len(found), size + 1), np.float32)
    factor[:, :size] = -found
    left = what_is_left(columns, factor)
    found[:, :latents] += latent
    return Solution(left, weighed(found**2, layout.prior), normal, factor)


def what_is_left(columns: Flux, factor: Flux) -> Flux:
    """(n, 800) sums of the columns, each times its factor (n, q + 1)."""
    left = np.empty((len(columns), 1, columns.shape[2]), np.float32)
    for points, own in layout_of(columns.shape[1] - 4).own:
        some = factor.take(own, axis=1)[:, None]
        np.matmul(some, columns[:, :, points], out=left[:, :, points])
    return left[:, 0]


def shared(left: Flux, weight: Flux) -> Flux:
    """(n, 800) weight of each pixel in a robust (Cauchy) fit, by what the last one has left."""
    over = left * left * weight * np.float32(ROBUST**-2)
    return np.asarray(weight / (1 + over))


def misfit(left: Flux, weight: Flux) -> Floats:
    """(n, 2) robust χ² (Cauchy) of each band."""
    robust = np.log1p(left * left * weight * np.float32(ROBUST**-2)).astype(np.float64)
    sums = [robust[:, band.rows].sum(axis=1) for band in R1800_BANDS]
    return np.stack(sums, axis=1) * (ROBUST**2 / CORRELATION)


def _filled() -> Flux:
    """(800,) what fills the active lines; they are too far apart to overlap."""
    out = np.zeros(len(R1800_WAVE))
    for line in ACTIVE:
        away = R1800_WAVE - line.air
        out += np.exp(-4 * np.log(2) * (away / _WIDTHS["ha" if line.key == "ha" else "ca"]) ** 2)
    return out.astype(np.float32)


def _stretches() -> tuple[tuple[slice, int], ...]:
    """The points to which each active line is the nearest in its band, and the band's number."""
    made = []
    for number, band in enumerate(R1800_BANDS):
        inside = [line.air for line in ACTIVE if band.low < line.air < band.high]
        nearest = np.argmin([np.abs(R1800_WAVE[band.rows] - air) for air in inside], axis=0)
        ends = band.start + np.searchsorted(nearest, np.arange(len(inside) + 1))
        made += [(slice(*pair), number) for pair in pairwise(ends.tolist())]
    return tuple(made)


_FILLED, _STRETCHES = _filled(), _stretches()
_SLOPE = np.tile(np.linspace(-1, 1, 400), 2).astype(np.float32)
