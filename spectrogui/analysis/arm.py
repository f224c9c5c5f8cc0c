"""The whole red arm of one star, as the window draws it."""

import numpy as np

from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.core.grid import BAD
from spectrogui.core.shown import RedArm
from spectrogui.core.spectrum import Spectrum
from spectrogui.core.wavelength import SPEED_OF_LIGHT, vacuum_to_air
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.red_arm import RED_WAVE, red_arms


def red_arm(spectrum: Spectrum, rv_kms: float) -> RedArm:
    """Flux and continuum between 5700 and 9000 Å on the survey's own pixels.

    Parameters
    ----------
    rv_kms : the velocity that was taken out of the star's row; NaN counts as 0

    Returns
    -------
    flux is in units of its median; NaN where there is no usable flux
    """
    arms = red_arms([spectrum])
    continuum = fit_continuum(arms.flux, arms.bits, CONTINUUM)[0]
    inside = (CONTINUUM.low <= RED_WAVE) & (CONTINUUM.high >= RED_WAVE)
    bits = arms.bits[0, inside]
    velocity = rv_kms if np.isfinite(rv_kms) else 0.0
    wave = vacuum_to_air(RED_WAVE[inside]) / (1 + velocity / SPEED_OF_LIGHT)
    flux = np.where(bits & BAD, np.nan, arms.flux[0, inside])
    return RedArm(wave, flux, continuum[inside], bits)
