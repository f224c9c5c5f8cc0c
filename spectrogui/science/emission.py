"""Emission of known strength in Hα, added to red arms as they are read.

For injection and recovery: what is added passes through everything that a star's own emission
passes through.
"""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import BAD
from spectrogui.core.lines import ACTIVE
from spectrogui.core.wavelength import SPEED_OF_LIGHT, vacuum_to_air
from spectrogui.science.red_arm import RED_WAVE, RedArms

_PER_FWHM = 2 * np.sqrt(2 * np.log(2))


def with_halpha(
    arms: RedArms,
    continuum: NDArray[np.float64],
    rv_kms: NDArray[np.floating],
    width: NDArray[np.floating],
    fwhm: NDArray[np.floating],
) -> RedArms:
    """Add a Gaussian at Hα to each of n spectra.

    Parameters
    ----------
    continuum : (n, 2050) in the unit of the flux; where it is not finite nothing is added
    rv_kms : (n,) radial velocity of the stars
    width, fwhm : (n,) Å at rest: equivalent width that is added, and full width at half maximum
    """
    rest = vacuum_to_air(RED_WAVE) / (1 + np.asarray(rv_kms, float)[:, None] / SPEED_OF_LIGHT)
    sigma = np.asarray(fwhm, float)[:, None] / _PER_FWHM
    line = np.exp(-0.5 * ((rest - ACTIVE[0].air) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
    added = np.asarray(width, float)[:, None] * line * np.nan_to_num(continuum)
    flux = np.where(arms.bits & BAD, arms.flux, arms.flux + added).astype(np.float32)
    return RedArms(flux, arms.ivar, arms.bits, arms.offset)
