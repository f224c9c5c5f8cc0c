"""Hot stars whose Balmer emission or broad wings are no chromosphere's doing."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.science.red_arm import Flux

HOT = 7000.0
"""K; above it there is no convective envelope to speak of, and no chromosphere like the Sun's."""
_AWAY = R1800_WAVE - ACTIVE[0].air
_WINGS = (np.abs(_AWAY) > 11.0) & (np.abs(_AWAY) < 45.0)
_SIDES = np.flatnonzero(_WINGS & (_AWAY < 0)), np.flatnonzero(_WINGS & (_AWAY > 0))
_SIGNIFICANT, _LEAST = 4.0, 0.4
_MISSED, _CLEARLY = 0.012, 6.0

Floats = NDArray[np.float64]


def missed_wings(residual: Flux, sigma: Flux, good: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """(n,) mean residual of the wings of Hα, 11 to 45 Å from its centre, and 1σ by its scatter.

    Either side counts: the worse of the two decides.
    """
    best, sure = np.zeros(len(residual)), np.full(len(residual), np.inf)
    for side in _SIDES:
        use, rest = good[:, side], residual[:, side]
        count = np.maximum(use.sum(axis=1), 1)
        mean = np.where(use, rest, 0.0).sum(axis=1) / count
        spread = np.where(use, rest - mean[:, None], 0.0) ** 2
        noise = np.where(use, sigma[:, side], 0.0) ** 2
        error = np.sqrt(2 * np.maximum(spread.sum(axis=1), noise.sum(axis=1))) / count
        worse = (np.abs(mean) > np.abs(best)) & (count > 10)
        best, sure = np.where(worse, mean, best), np.where(worse, error, sure)
    return best, sure


def is_hot_balmer(
    hot: NDArray[np.bool_], width: Floats, error: Floats, wings: tuple[Floats, Floats]
) -> NDArray[np.bool_]:
    """(n,) hot stars with emission in Hα, or with wings that the template misses.

    Parameters
    ----------
    width, error : (n,) excess equivalent width of Hα, Å
    wings : see `missed_wings`
    """
    with np.errstate(invalid="ignore"):
        emission = (width > _SIGNIFICANT * error) & (width > _LEAST)
        broad = (np.abs(wings[0]) > _MISSED) & (np.abs(wings[0]) > _CLEARLY * wings[1])
    return np.asarray(hot & (emission | broad))
