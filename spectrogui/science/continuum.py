"""The continuum of the red arm as a clipped Legendre polynomial, for many spectra at once.

Paper section 2 ("a Legendre polynomial"); order and clipping are those that reproduce the mean
spectrum of the authors' training set.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import BAD, FLAGGED, TELLURIC_BAND
from spectrogui.core.lines import ACTIVE
from spectrogui.core.products import times
from spectrogui.core.wavelength import vacuum_to_air
from spectrogui.science.red_arm import RED_WAVE, TELLURIC_PIXELS, Bits, Flux

Floats = NDArray[np.float64]

_LEAST = 100  # pixels in use
_CANCELLED = 1e-8
"""Share of a sum of squares below which the difference of two has lost half of its digits."""
_ROUNDING = 1e-6
"""More than a sum of the polynomials loses in single precision, as a share of its terms."""


@dataclass(frozen=True, slots=True)
class ContinuumRecipe:
    """How the continuum is found.

    Attributes
    ----------
    order : of the Legendre polynomial
    above, below : a pixel this many standard deviations above or below the fit is dropped
        for good
    passes : how often pixels are dropped
    low, high : Å in vacuum, the range of the fit
    margin : Å either side of each active line's window that the fit does not see, so that a
        star's emission cannot lift its own continuum, at any velocity of a star of the Galaxy
    """

    order: int = 4
    above: float = 2.0
    below: float = 1.0
    passes: int = 10
    low: float = 5700.0
    high: float = 9000.0
    margin: float = 5.0


def fit_continuum(flux: Flux, bits: Bits, recipe: ContinuumRecipe) -> Floats:
    """The continuum of each spectrum on the red-arm pixels.

    Pixels that are BAD, FLAGGED or in a telluric band do not steer the fit.

    Parameters
    ----------
    flux : (n, 2050) any unit
    bits : (n, 2050)

    Returns
    -------
    (n, 2050) in the unit of flux; NaN in spectra with fewer than 100 usable pixels or whose
    polynomial is not positive between `low` and `high`
    """
    basis = _basis(recipe)
    use = (bits.take(basis.pixels, axis=1) & (BAD | FLAGGED | TELLURIC_BAND)) == 0
    enough = np.count_nonzero(use, axis=1) >= _LEAST
    use &= enough[:, None]
    y = np.where(use, flux.take(basis.pixels, axis=1), np.float32(0))
    continuum = times(_clipped(y, use, basis, recipe), basis.everywhere)
    sound = enough & (continuum[:, basis.span].min(axis=1) > 0)
    continuum[~sound] = np.nan
    return np.asarray(continuum)


@dataclass(frozen=True, slots=True, eq=False)
class _Basis:
    """Legendre polynomials P_k of a recipe of order o, and the sums that a fit needs of them.

    A product of two of these is a sum of such of up to twice their order, so the normal
    equations follow from sums of 2 o + 1 of them.

    Attributes
    ----------
    span : the pixels from `low` to `high`
    pixels : (m,) those of them that may steer a fit
    every : (2 o + 1, m) on these
    quick : (o + 1, m) the first of them, in single precision
    everywhere : (o + 1, 2050)
    products : (2 o + 1, (o + 1)²) how P_i P_j is made of P_k
    """

    span: slice
    pixels: NDArray[np.intp]
    every: Floats
    quick: Flux
    everywhere: Floats
    products: Floats


@lru_cache(8)
def _basis(recipe: ContinuumRecipe) -> _Basis:
    inside = np.flatnonzero((recipe.low <= RED_WAVE) & (recipe.high >= RED_WAVE))
    away = ~(_near_lines(recipe.margin) | TELLURIC_PIXELS)[inside]
    x = (RED_WAVE - recipe.low) / (recipe.high - recipe.low) * 2 - 1
    every = np.polynomial.legendre.legvander(x, 2 * recipe.order).T
    terms, count = recipe.order + 1, len(every)
    one = np.eye(count)
    product = [np.polynomial.legendre.legmul(one[i], one[j]) for i, j in np.ndindex(terms, terms)]
    return _Basis(
        span=slice(int(inside[0]), int(inside[-1]) + 1),
        pixels=inside[away],
        every=np.ascontiguousarray(every[:, inside[away]]),
        quick=every[:terms, inside[away]].astype(np.float32),
        everywhere=np.ascontiguousarray(every[:terms]),
        products=np.array([np.pad(p, (0, count))[:count] for p in product]).T.copy(),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Sums over the pixels in use of n spectra: of P_k, (n, 2 o + 1), of flux times P_k,
    (n, o + 1), and of the square of the flux, (n,).
    """

    plain: Floats
    moments: Floats
    square: Floats


def _clipped(y: Flux, use: NDArray[np.bool_], basis: _Basis, recipe: ContinuumRecipe) -> Floats:
    """(n, o + 1) coefficients after all passes; y (n, m) is 0 where it is not used, and is lost.

    Sums are made once, and what is dropped is taken from them.
    """
    terms = recipe.order + 1
    both = np.concatenate([use, y], dtype=np.float64)
    square = np.einsum("np,np->n", both[len(y) :], both[len(y) :])
    made = times(both, basis.every.T)
    sums = _Sums(made[: len(y)], made[len(y) :, :terms].copy(), square)
    y[~use] = np.nan  # which is never beyond a limit
    miss = np.empty_like(y)
    middle, half = (recipe.above - recipe.below) / 2, (recipe.above + recipe.below) / 2
    for _ in range(recipe.passes):
        coefficients, spread = _solved(sums, y, basis)
        coefficients[:, 0] += middle * spread
        dropped = _beyond(half * spread, coefficients, y, miss, basis)
        if not len(dropped):
            break
        _drop(dropped, y, sums, basis)
    return _solved(sums, y, basis)[0]


def _beyond(
    limit: Floats, coefficients: Floats, y: Flux, miss: Flux, basis: _Basis
) -> NDArray[np.intp]:
    """Which pixels, numbered through all spectra, are farther than (n,) from polynomials.

    Single precision tells for all but a few, which are looked at again: how it adds up decides
    nothing. `miss` is room to work.
    """
    unsure = _ROUNDING * (np.abs(coefficients).sum(axis=1) + limit)
    np.matmul(coefficients.astype(np.float32), basis.quick, out=miss)
    np.subtract(y, miss, out=miss)
    np.abs(miss, out=miss)
    beyond = miss > (limit + unsure).astype(np.float32)[:, None]
    perhaps = miss > (limit - unsure).astype(np.float32)[:, None]
    if np.count_nonzero(perhaps) > np.count_nonzero(beyond):
        rows, pixels = np.divmod(np.flatnonzero(perhaps ^ beyond), y.shape[1])
        polynomials = basis.every[: coefficients.shape[1], pixels].T
        away = np.abs(y[rows, pixels] - (coefficients[rows] * polynomials).sum(axis=1))
        beyond[rows, pixels] = away > limit[rows]
    return np.flatnonzero(beyond)


def _solved(sums: _Sums, y: Flux, basis: _Basis) -> tuple[Floats, Floats]:
    """(n, o + 1) coefficients, and (n,) the standard deviation of the flux from them."""
    rows, terms = sums.moments.shape
    normal = times(sums.plain, basis.products).reshape(rows, terms, terms)
    ridge = normal + 1e-9 * np.eye(terms)
    found = np.asarray(np.linalg.solve(ridge, sums.moments[:, :, None])[:, :, 0], np.float64)
    pull = 2 * sums.moments - (normal @ found[:, :, None])[:, :, 0]
    square = sums.square - (pull * found).sum(axis=1)
    for row in np.flatnonzero(square <= _CANCELLED * sums.square):  # too few digits are left
        square[row] = np.nansum((y[row] - found[row] @ basis.every[:terms]) ** 2)
    return found, np.sqrt(square / np.maximum(sums.plain[:, 0], 1))


def _drop(dropped: NDArray[np.intp], y: Flux, sums: _Sums, basis: _Basis) -> None:
    """Take pixels, numbered through all spectra, out of flux and sums."""
    rows, pixels = y.shape
    ends = np.searchsorted(dropped, np.arange(rows + 1) * pixels)
    some = np.flatnonzero(np.diff(ends))
    flat, first = y.reshape(-1), ends[some]
    values, lost = flat[dropped].astype(np.float64), basis.every.take(dropped % pixels, axis=1)
    terms = sums.moments.shape[1]
    sums.plain[some] -= np.add.reduceat(lost, first, axis=1).T
    sums.moments[some] -= np.add.reduceat(lost[:terms] * values, first, axis=1).T
    sums.square[some] -= np.add.reduceat(values * values, first)
    flat[dropped] = np.nan


def _near_lines(margin: float) -> NDArray[np.bool_]:
    air = vacuum_to_air(RED_WAVE)
    near = [np.abs(air - line.air) <= line.half_width + margin for line in ACTIVE]
    out: NDArray[np.bool_] = np.any(near, axis=0)
    return out
