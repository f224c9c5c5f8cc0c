"""Residual spikes that are narrower than the spectrograph can see: cosmic rays, sky residuals."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_BANDS
from spectrogui.science.red_arm import Flux

_T = TypeVar("_T", bound=np.generic)

_SIGNIFICANCE = 6.0
_MODEL = 0.008
"""1σ of the template per pixel, units of the continuum; no spike can be told below 6 of it."""

_NARROW: dict[str, tuple[tuple[int, float], ...]] = {
    "ha": ((2, 0.22), (3, 0.08)),
    "ca": ((2, 0.30), (3, 0.15)),
}
"""Per band: a spike falls below this part of its peak at this distance in Å, on both sides.
The line-spread function (FWHM 3.65 Å at Hα, 4.75 Å at the triplet) keeps 0.43 and 0.61 at 2 Å,
0.15 and 0.33 at 3 Å; one or two pixels of 1.5–2 Å, interpolated linearly, keep less."""


def find_spikes(residual: Flux, sigma: Flux, good: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n, 800) True within 2 Å of a positive spike narrower than the line-spread function."""
    out = np.zeros(residual.shape, bool)
    for band in R1800_BANDS:
        flux = np.where(good[:, band.rows], residual[:, band.rows], 0.0)
        noise = np.where(good[:, band.rows], np.hypot(sigma[:, band.rows], _MODEL), np.inf)
        peak = flux > _SIGNIFICANCE * noise
        peak &= (flux >= _moved(flux, 1)) & (flux >= _moved(flux, -1))
        narrow = np.zeros_like(peak)
        for distance, part in _NARROW[band.key]:
            low = np.maximum(_moved(flux, distance), _moved(flux, -distance))
            narrow |= low < part * flux
        hit = peak & narrow
        wide = hit.copy()
        for distance in (1, 2):
            wide |= _moved(hit, distance) | _moved(hit, -distance)
        out[:, band.rows] = wide
    return out


def _moved(values: NDArray[_T], by: int) -> NDArray[_T]:
    """Values (n, m) moved along the second axis, zeros coming in."""
    out = np.zeros_like(values)
    if by > 0:
        out[:, by:] = values[:, :-by]
    else:
        out[:, :by] = values[:, -by:]
    return out
