"""How much of a line as narrow as the spectrograph sees one lies at each place of a residual."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spectrogui.core.grid import OUTSIDE_LINES, R1800_BANDS, Band
from spectrogui.science.line_sums import kernels
from spectrogui.science.red_arm import Flux

_FLOOR = 0.004
_LEAST_SHARE = 0.6

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

    width: Floats
    error: Floats

    def at(self, places: ArrayLike) -> tuple[Floats, Floats]:
        """Width and error (n, p) at places in Å, (p,) or (n, p); error infinite off the grid."""
        place = np.broadcast_to(np.atleast_1d(np.asarray(places, float)), self._shape(places))
        width, error = np.zeros(place.shape), np.full(place.shape, np.inf)
        rows = np.arange(len(self.width))[:, None]
        for band in R1800_BANDS:
            at = place - band.low
            inside = (at >= 0) & (at <= band.stop - band.start - 1)
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
    width, error = np.empty(residual.shape), np.empty(residual.shape)
    for band in R1800_BANDS:
        own = kernels(band.key)
        level, cross, power = own.all_three(weight[:, band.rows])
        sum_, height, _ = own.all_three(flux[:, band.rows])
        over = level * power - cross * cross
        seen = own.squares(good[:, band.rows]) > _LEAST_SHARE * own.whole
        sound = seen & (over > np.float32(1e-6) * level * power)
        with np.errstate(divide="ignore", invalid="ignore"):
            height = np.where(sound, (level * height - cross * sum_) / over, 0)
            spread = np.where(sound, np.sqrt(level / over), np.inf)
        width[:, band.rows], error[:, band.rows] = own.area * height, own.area * spread
        error[:, band.rows] *= _scale(width[:, band.rows], error[:, band.rows], band)[:, None]
    return NarrowLines(width, error)


def _scale(width: Floats, error: Floats, band: Band) -> Floats:
    """(n,) how much larger the scatter over a band is than the noise says, at least 1."""
    ratio = np.where(np.isfinite(error), np.abs(width) / error, np.nan)[:, _quiet(band.key)]
    ratio = np.sort(ratio, axis=1)
    count = np.isfinite(ratio).sum(axis=1)
    middle = ratio[np.arange(len(ratio)), np.maximum(count - 1, 0) // 2]
    return np.asarray(np.where(count > 30, np.fmax(1.4826 * middle, 1.0), 1.0))


@cache
def _quiet(key: str) -> NDArray[np.bool_]:
    band = next(band for band in R1800_BANDS if band.key == key)
    return OUTSIDE_LINES[band.rows]
