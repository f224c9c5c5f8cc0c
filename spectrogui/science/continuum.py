"""The continuum of the red arm as a clipped Legendre polynomial, for many spectra at once.

Paper section 2 ("a Legendre polynomial"); order and clipping are those that reproduce the mean
spectrum of the authors' training set.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import BAD, FLAGGED, TELLURIC_BAND
from spectrogui.core.lines import ACTIVE
from spectrogui.core.wavelength import vacuum_to_air
from spectrogui.science.red_arm import RED_WAVE, Bits, Flux


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


def fit_continuum(flux: Flux, bits: Bits, recipe: ContinuumRecipe) -> NDArray[np.float64]:
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
    span = (recipe.low <= RED_WAVE) & (recipe.high >= RED_WAVE)
    quiet = ~_near_lines(recipe.margin)[span]
    x = (RED_WAVE - recipe.low) / (recipe.high - recipe.low) * 2 - 1
    basis = np.polynomial.legendre.legvander(x, recipe.order)
    inner = basis[span]
    terms = recipe.order + 1
    products = (inner[:, :, None] * inner[:, None, :]).reshape(-1, terms * terms)

    y = flux[:, span].astype(np.float64)
    use = ((bits[:, span] & (BAD | FLAGGED | TELLURIC_BAND)) == 0) & quiet
    enough = use.sum(axis=1) >= 100
    use &= enough[:, None]
    coefficients = np.zeros((len(flux), terms))
    for _ in range(recipe.passes + 1):
        weight = use.astype(np.float64)
        normal = (weight @ products).reshape(-1, terms, terms)
        normal += 1e-9 * np.eye(terms)
        right = (weight * y) @ inner
        coefficients = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
        miss = y - coefficients @ inner.T
        count = np.maximum(weight.sum(axis=1), 1)
        spread = np.sqrt((weight * miss**2).sum(axis=1) / count)[:, None]
        use &= (miss <= recipe.above * spread) & (miss >= -recipe.below * spread)

    continuum = coefficients @ basis.T
    sound = enough & (continuum[:, span] > 0).all(axis=1)
    continuum[~sound] = np.nan
    return continuum


def _near_lines(margin: float) -> NDArray[np.bool_]:
    air = vacuum_to_air(RED_WAVE)
    near = [np.abs(air - line.air) <= line.half_width + margin for line in ACTIVE]
    out: NDArray[np.bool_] = np.any(near, axis=0)
    return out
