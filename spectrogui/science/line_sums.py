"""Sums over the neighbourhood of every point of a band: of 1, of a line's profile, of its square.

The neighbourhood moves along with the point, so that a stretch of points has the same matrix
wherever it lies: one product of stretches with that matrix is all.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from spectrogui.science.red_arm import Flux

LSF = {"ha": 3.8, "ca": 4.8}
"""Å, full width at half maximum of an unresolved line in each band, resampling included."""
_REACH = 9
"""Å either side over which profile and level are fitted."""
_POINTS, _STRETCH = 400, 16
_SEEN = _STRETCH + 2 * _REACH


class LineSums:
    """The sums for the line-spread function of one band.

    Attributes
    ----------
    area : Å, of the profile
    whole : (400,) sums of the squared profile where all points are usable
    """

    def __init__(self, fwhm: float) -> None:
        away = np.arange(_SEEN)[:, None] - _REACH - np.arange(_STRETCH)
        near = np.abs(away) <= _REACH
        profile = np.where(near, np.exp(-4 * np.log(2) * (away / fwhm) ** 2), 0.0)
        parts = (near.astype(float), profile, profile**2)
        self._square = profile.astype(np.float32) ** 2
        self._matrix = np.concatenate(parts, axis=1).astype(np.float32)
        self.area = float(fwhm * np.sqrt(np.pi / (4 * np.log(2))))
        self.whole = self.squares(np.ones((1, _POINTS), np.float32))[0]

    def all_three(self, values: Flux) -> tuple[Flux, Flux, Flux]:
        """(n, 400) each: sums of values (n, 400) times 1, the profile, and its square."""
        made = _stretches(values) @ self._matrix
        level, profile, square = (
            made[:, :, start : start + _STRETCH].reshape(len(values), _POINTS)
            for start in range(0, 3 * _STRETCH, _STRETCH)
        )
        return level, profile, square

    def squares(self, values: NDArray[np.generic]) -> Flux:
        """(n, 400) sums of values (n, 400) times the squared profile alone."""
        made = _stretches(values) @ self._square
        return made.reshape(len(values), _POINTS)


@cache
def kernels(band: str) -> LineSums:
    """The sums for a band of the grid."""
    return LineSums(LSF[band])


def _stretches(values: NDArray[np.generic]) -> Flux:
    """(n, 25, 34) 16 points each and their neighbours, 0 beyond the ends."""
    padded = np.zeros((len(values), _POINTS + 2 * _REACH), np.float32)
    padded[:, _REACH:-_REACH] = values
    windows = np.lib.stride_tricks.sliding_window_view(padded, _SEEN, axis=1)
    return np.ascontiguousarray(windows[:, ::_STRETCH])
