"""How bright the sky was against the star, as a spectrum's own noise tells it.

Photon noise counts star and sky alike, also where the sky has been subtracted: the variance is
higher on the airglow lines (OH, bands 6–2 and 7–3; Osterbrock et al. 1996) than between them,
by as much as the sky outshines the star.
"""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.wavelength import air_to_vacuum
from spectrogui.science.red_arm import RED_WAVE

_PLACES: tuple[tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]], ...] = (
    (((8427.0, 8433.0),), ((8405.0, 8409.0), (8437.0, 8446.0), (8471.0, 8483.0))),
    (((8761.0, 8769.0),), ((8728.0, 8747.0),)),
)
"""Air, Å, observer's frame: airglow lines, and the gaps between them to compare with."""


def sky_strength(sigma: NDArray[np.floating], usable: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(n,) log(1 + how much higher the variance is on airglow lines than beside them).

    0 where the star outshines the sky, where errors do not tell, or where there is no flux.

    Parameters
    ----------
    sigma : (n, 2050) 1σ in units of the continuum
    usable : (n, 2050)
    """
    found = []
    for lines, gaps in _PIXELS:
        on, beside = (
            _median(np.where(usable[:, some], sigma[:, some], np.nan).astype(np.float64) ** 2)
            for some in (lines, gaps)
        )
        found.append(on / beside)
    ratio = np.array(found)
    count = np.isfinite(ratio).sum(axis=0)
    mean = np.nansum(ratio, axis=0) / np.maximum(count, 1)
    return np.asarray(np.where(count > 0, np.log(np.maximum(mean, 1.0)), 0.0))


def _median(variance: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) median of some pixels; NaN where fewer than half of them are usable."""
    values = np.sort(variance, axis=1)
    count = np.isfinite(values).sum(axis=1)
    middle = values[np.arange(len(values)), np.maximum(count - 1, 0) // 2]
    return np.asarray(np.where(2 * count >= variance.shape[1], middle, np.nan))


def _pixels(ranges: tuple[tuple[float, float], ...]) -> NDArray[np.intp]:
    """The pixels within some ranges."""
    edges = air_to_vacuum(np.array(ranges))
    return np.flatnonzero(
        np.any([(low < RED_WAVE) & (high > RED_WAVE) for low, high in edges], axis=0)
    )


_PIXELS = tuple((_pixels(lines), _pixels(gaps)) for lines, gaps in _PLACES)
