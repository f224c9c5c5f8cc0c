"""Fitting a template together with what it may adapt by: latents, levels, filled lines.

All of it is linear, with priors, in a template and the slopes of it that a model gives; so it
can be done at many trial velocities (`science.frame`) and with a second star (`flag_double`).
Columns are in single precision, which is a thousandth of the noise of the best spectra; each
star is worked out by itself, so that its neighbours do not touch it.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.lines import ACTIVE
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

Floats = NDArray[np.float64]
Columns = tuple[Flux, Flux]
"""Of the two bands: (n, 3 + k + 1, 400) and (n, 1 + k + 5, 400), see `columns_of`."""


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
    shapes : (n, 800, k + 2) the k slopes of the template, the template, and what fills lines
    latent : (n, k)
    """

    flux: Flux
    weight: Flux
    shapes: Flux
    latent: Floats

    @property
    def template(self) -> Flux:
        """(n, 800)."""
        return self.shapes[:, :, -2]

    @property
    def filling(self) -> Flux:
        """(n, 800) how much each point of an active line may be filled, 0 to 1."""
        return self.shapes[:, :, -1]

    def take(self, rows: NDArray[np.intp]) -> "Problem":
        """Some of the stars."""
        return Problem(self.flux[rows], self.weight[rows], self.shapes[rows], self.latent[rows])

    def moved(self, kms: Floats) -> "Problem":
        """The same with everything of each star moved redward by whole km/s, (n,)."""
        return replace(self, shapes=moved_each(self.shapes, kms))

    def moved_alike(self, kms: tuple[float, ...]) -> list["Problem"]:
        """The same at several velocities, each for all the stars."""
        count, points, columns = self.shapes.shape
        flat = self.shapes.transpose(1, 0, 2).reshape(points, count * columns)
        out = []
        for speed in kms:
            shapes = moved_alike(flat, speed).reshape(points, count, columns)
            out.append(replace(self, shapes=shapes.transpose(1, 0, 2)))
        return out


def posed(
    flux: Flux, sigma: Flux, good: NDArray[np.bool_], template: Flux, bend: Bend | None
) -> Problem:
    """State the fit of n spectra, (n, 800) each."""
    count = 0 if bend is None else bend.slopes.shape[1]
    shapes = np.empty((*flux.shape, count + 2), np.float32)
    if bend is not None:
        shapes[:, :, :count] = bend.slopes.transpose(0, 2, 1)
    shapes[:, :, -2], shapes[:, :, -1] = template, _FILLED
    variance = np.where(good, sigma, 1.0).astype(np.float32) ** 2 + np.float32(_FLOOR**2)
    return Problem(
        np.where(good, flux, 1).astype(np.float32),
        np.where(good, 1 / variance, 0).astype(np.float32),
        shapes,
        np.zeros((len(flux), 0)) if bend is None else bend.latent,
    )


def columns_of(problem: Problem) -> Columns:
    """What is fitted, of each band (n, columns, 400).

    Of Hα: level and slope of the band (template · 1 and · x), the filling of Hα, the slopes of
    the template, and flux minus template, which is to be explained. Of Ca II: the slopes, flux
    minus template, level and slope of the band, the filling of each line. So what both bands
    share stands last in one and first in the other.
    """
    size = problem.shapes.shape[2] - 1
    made = []
    for number, band in enumerate(R1800_BANDS):
        fillings = _PLACES[number]
        own = np.empty((len(problem.flux), size + 2 + len(fillings), 400), np.float32)
        first, shared = (0, 2 + len(fillings)) if number == 0 else (size, 0)
        moved = problem.shapes[:, band.rows].transpose(0, 2, 1)
        own[:, shared : shared + size] = moved[:, :size]
        template = own[:, shared + size - 1]
        own[:, first] = template
        np.multiply(template, _SLOPE, out=own[:, first + 1])
        np.multiply(moved[:, -1:], fillings, out=own[:, first + 2 : first + 2 + len(fillings)])
        np.subtract(problem.flux[:, band.rows], template, out=template)
        made.append(own)
    return made[0], made[1]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where the columns of both bands stand among all.

    Attributes
    ----------
    own : of each band
    size : how many there are
    miss : flux minus template
    free : (q,) all but that: the parameters
    latent_first : the first latent among the parameters
    prior, sure : (q,) and (q, q) how sure it is what parameters are expected to be
    """

    own: tuple[slice, slice]
    size: int
    miss: int
    free: NDArray[np.intp]
    latent_first: int
    prior: Floats
    sure: Floats


def layout_of(problem: Problem) -> Layout:
    """The layout for a number of latents."""
    return _layout(problem.latent.shape[1])


@cache
def _layout(latents: int) -> Layout:
    first, second = (2 + len(places) for places in _PLACES)
    size = first + latents + 1 + second
    miss = first + latents
    sure = [[_TILT**-2] * 2 + [_FILLING**-2] * len(places) for places in _PLACES]
    prior = np.array(sure[0] + [1.0] * latents + sure[1])
    free = np.delete(np.arange(size), miss)
    own = slice(0, miss + 1), slice(first, size)
    return Layout(own, size, miss, free, first, prior, np.diag(prior))


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Everything but the velocity of n spectra, by linear least squares.

    Attributes
    ----------
    left : (n, 800) of the flux
    away : (n,) how far the parameters are from what is expected of them, in χ²
    normal : (n, q, q) inverse covariance of the parameters
    factor : (n, q + 1) what the columns are multiplied by to make `left`
    layout : of the columns
    """

    left: Flux
    away: Floats
    normal: Floats
    factor: Flux
    layout: Layout

    def take(self, rows: NDArray[np.intp]) -> "Solution":
        """That of some of the stars."""
        return Solution(
            self.left[rows], self.away[rows], self.normal[rows], self.factor[rows], self.layout
        )


def solve(problem: Problem, columns: Columns, share: Flux) -> Solution:
    """Fit the columns of `columns_of`.

    Parameters
    ----------
    share : (n, 800) weight of each pixel, trust included
    """
    layout = layout_of(problem)
    free, miss = layout.free, layout.miss
    products = np.zeros((len(share), layout.size, layout.size))
    for band, part, some in zip(R1800_BANDS, layout.own, columns, strict=True):
        products[:, part, part] += (some * share[:, None, band.rows]) @ some.transpose(0, 2, 1)
    products /= CORRELATION
    normal = products[:, free[:, None], free] + layout.sure
    expected = layout.latent_first
    right = products[:, free, miss]
    size = problem.latent.shape[1]
    right[:, expected : expected + size] -= problem.latent
    found = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
    factor = np.ones((len(found), layout.size), np.float32)
    factor[:, free] = -found
    left = what_is_left(columns, factor)
    found[:, expected : expected + size] += problem.latent
    return Solution(left, (found**2) @ layout.prior, normal, factor, layout)


def what_is_left(columns: Columns, factor: Flux) -> Flux:
    """(n, 800) sums of the columns, each times its factor (n, q + 1)."""
    first, second = columns
    start = factor.shape[1] - second.shape[1]
    parts = ((first, slice(0, first.shape[1])), (second, slice(start, None)))
    sums = [(factor[:, None, own] @ some)[:, 0] for some, own in parts]
    return np.concatenate(sums, axis=1)


def shared(left: Flux, problem: Problem) -> Flux:
    """(n, 800) weight of each pixel in a robust (Cauchy) fit, by what the last one has left."""
    over = left * left * problem.weight * np.float32(ROBUST**-2)
    return np.asarray(problem.weight / (1 + over))


def misfit(left: Flux, weight: Flux) -> Floats:
    """(n, 2) robust χ² (Cauchy) of each band."""
    robust = np.log1p(left * left * weight * np.float32(ROBUST**-2))
    sums = [robust[:, band.rows].sum(axis=1, dtype=np.float64) for band in R1800_BANDS]
    return np.stack(sums, axis=1) * (ROBUST**2 / CORRELATION)


def _filled() -> Flux:
    """(800,) what fills the active lines; they are too far apart to overlap."""
    out = np.zeros(len(R1800_WAVE))
    for line in ACTIVE:
        away = R1800_WAVE - line.air
        out += np.exp(-4 * np.log(2) * (away / _WIDTHS["ha" if line.key == "ha" else "ca"]) ** 2)
    return out.astype(np.float32)


def _places() -> tuple[Flux, Flux]:
    """Of each band, (lines, 400): 1 where a line is the nearest of the active ones."""
    nearest = np.argmin([np.abs(R1800_WAVE - line.air) for line in ACTIVE], axis=0)
    made = []
    for band in R1800_BANDS:
        own = nearest[band.rows]
        made.append(np.stack([own == line for line in np.unique(own)]).astype(np.float32))
    return made[0], made[1]


_FILLED, _PLACES = _filled(), _places()
_SLOPE = np.linspace(-1, 1, 400).astype(np.float32)
