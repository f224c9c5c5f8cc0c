"""How much of a line as narrow as the spectrograph sees one lies at each place of a residual."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spectrogui.core.grid import OUTSIDE_LINES, R1800_BANDS
from spectrogui.science.line_sums import kernels
from spectrogui.science.red_arm import Flux

_FLOOR = 0.004
_LEAST_SHARE = 0.6
_GAUSSIAN = 1.4826
"""σ of a Gaussian over the median of absolute values."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class NarrowLines:
    """For n residuals and each of the 800 points: a Gaussian as wide as the line-spread function,
    centred there, fitted together with a local level.

    Attributes
    ----------
    width : (n, 800) its equivalent width, Å, emission positive; 0 where it cannot be fitted
    error : (n, 800) 1σ, as large as the scatter of `width` over the star's own band says, and
        no smaller than what the noise says; infinite where it cannot be fitted
    """

    width: Flux
    error: Flux

    def at(self, places: ArrayLike) -> tuple[Floats, Floats]:
        """Width and error (n, p) at places in Å, (p,) or (n, p); error infinite off the grid."""
        place = np.broadcast_to(np.atleast_1d(np.asarray(places, float)), self._shape(places))
        width, error = np.zeros(place.shape), np.full(place.shape, np.inf)
        rows = np.arange(len(self.width))[:, None]
        for band in R1800_BANDS:
            at = place - band.low
            inside = (at >= 0) & (at <= band.stop - band.start - 1)
            if not inside.any():
                continue
            left = np.clip(np.floor(at).astype(np.intp), 0, band.stop - band.start - 2)
            part = np.clip(at - left, 0, 1)
            near = band.start + left
            value = (1 - part) * self.width[rows, near] + part * self.width[rows, near + 1]
            worse = np.maximum(self.error[rows, near], self.error[rows, near + 1])
            width, error = np.where(inside, value, width), np.where(inside, worse, error)
        return np.where(np.isfinite(error), width, 0.0), error

    def _shape(self, places: ArrayLike) -> tuple[int, int]:
        return len(self.width), np.atleast_1d(np.asarray(places)).shape[-1]


def find_narrow_lines(residual: Flux, sigma: Flux, good: NDArray[np.bool_]) -> NarrowLines:
    """Fit a line at every point of n residuals (n, 800)."""
    variance = np.where(good, sigma, 1).astype(np.float32) ** 2 + np.float32(_FLOOR**2)
    weight = np.where(good, 1 / variance, 0).astype(np.float32)
    flux = np.where(good, residual, 0).astype(np.float32) * weight
    width, error = (np.empty(residual.shape, np.float32) for _ in range(2))
    for band in R1800_BANDS:
        own = kernels(band.key)
        level, cross, power = own.all_three(weight[:, band.rows])
        total, matched, _ = own.all_three(flux[:, band.rows])
        over = level * power - cross * cross
        seen = own.squares(good[:, band.rows]) > _LEAST_SHARE * own.whole
        sound = seen & (over > np.float32(1e-6) * level * power)
        safe = np.where(sound, over, 1)
        height = np.where(sound, (level * matched - cross * total) / safe, 0)
        spread = np.where(sound, np.sqrt(level / safe), np.inf)
        width[:, band.rows] = own.area * height
        error[:, band.rows] = own.area * spread * _scale(height, spread, band.key)[:, None]
    return NarrowLines(width, error)


def _scale(height: Flux, spread: Flux, band: str) -> Flux:
    """(n,) how much larger the scatter over a band is than the noise says, at least 1."""
    ratio = np.sort(np.abs(height[:, _quiet(band)]) / spread[:, _quiet(band)], axis=1)
    unknown = (spread[:, _quiet(band)] == np.inf).sum(axis=1)
    count = ratio.shape[1] - unknown
    middle = ratio[np.arange(len(ratio)), unknown + np.maximum(count - 1, 0) // 2 - (count == 0)]
    factor = np.where(count > 30, np.maximum(_GAUSSIAN * middle, 1), 1)
    return np.asarray(factor, np.float32)


@cache
def _quiet(key: str) -> NDArray[np.intp]:
    """Which points of a band lie outside the active lines."""
    band = next(band for band in R1800_BANDS if band.key == key)
    return np.flatnonzero(OUTSIDE_LINES[band.rows])
