"""Moving what lies on the model's grid by a velocity."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.wavelength import SPEED_OF_LIGHT


def shifted(templates: NDArray[np.floating], kms: ArrayLike) -> NDArray[np.float64]:
    """Templates moved redward by a velocity; beyond a band's ends its edge goes on.

    By cubic interpolation through four neighbours (Catmull & Rom 1974).

    Parameters
    ----------
    templates : (n, 800) or (n, 800, c)
    kms : one velocity for all, or (n,)
    """
    out = np.empty(templates.shape)
    speed = np.broadcast_to(np.asarray(kms, float), len(templates))[:, None]
    rows = np.arange(len(templates))[:, None]
    for band in R1800_BANDS:
        flux = templates[:, band.rows]
        at = R1800_WAVE[band.rows] / (1 + speed / SPEED_OF_LIGHT) - band.low
        last = band.stop - band.start - 1
        at = np.clip(at, 0, last)
        left = np.floor(at).astype(np.intp)
        part = (at - left).reshape(*at.shape, *[1] * (templates.ndim - 2))
        a, b, c, d = (flux[rows, np.clip(left + i, 0, last)] for i in (-1, 0, 1, 2))
        out[:, band.rows] = b + 0.5 * part * (
            c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a))
        )
    return out
