"""From the truth about simulated stars to spectra as the survey would have delivered them."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.demo_kinds import Star
from spectrogui.analysis.demo_noise import noisy
from spectrogui.analysis.demo_structure import Forest, gaussian, outside_structure
from spectrogui.core.grid import R1800_BANDS, Band
from spectrogui.core.lines import LINES
from spectrogui.core.spectrum import Spectrum
from spectrogui.core.wavelength import SPEED_OF_LIGHT, vacuum_to_air
from spectrogui.science.red_arm import LOG_STEP

Floats = NDArray[np.float64]

FILE_WAVE: Floats = np.power(10.0, 3.5682 + LOG_STEP * np.arange(3909))
"""(3909,) Å in vacuum: the pixels of a LAMOST file, 3700 to 9100 Å."""

_AIR = {line.key: line.air for line in LINES}
_NEAR = 12  # Å either side of a band's edge where levels are compared
_JOIN = 90.0  # Å over which what lies outside a band is brought to the band's level
_CALCIUM = ("ca8498", "ca8542", "ca8662")
_NEBULA = (
    ("ha", 1.0), ("nii6548", 0.13), ("nii6583", 0.4), ("sii6716", 0.25), ("sii6731", 0.2),
)  # fmt: skip
_FOREST = Forest()


def spectrum_of(
    star: Star, templates: NDArray[np.floating], random: np.random.Generator
) -> Spectrum:
    """The spectrum of a star, its header still empty.

    Parameters
    ----------
    templates : (m, 800) continuum = 1, which `Star.template` counts
    """
    rest = vacuum_to_air(FILE_WAVE) / (1 + star.rv_kms / SPEED_OF_LIGHT)
    template = np.asarray(templates[star.template], np.float64)
    colour = _colour(star.teff)
    flux = (_quiet(rest, template, star.teff) + _put_in(star, rest)) * colour
    return noisy(star, FILE_WAVE, rest, flux, colour, random)


def _colour(teff: float) -> Floats:
    """A black body over the file's pixels, 1 at 6500 Å."""
    angstrom_kelvin = 1.438777e8
    planck = FILE_WAVE**-5 / np.expm1(angstrom_kelvin / (FILE_WAVE * teff))
    return np.asarray(planck / np.interp(6500.0, FILE_WAVE, planck))


def _quiet(rest: Floats, template: Floats, teff: float) -> Floats:
    """The star without activity, (n,), continuum = 1: its template, and what lies around it."""
    flux = outside_structure(rest, teff, _FOREST)
    for band in R1800_BANDS:
        _set_in(flux, rest, template[band.rows], band)
    return flux


def _set_in(flux: Floats, rest: Floats, template: Floats, band: Band) -> None:
    """Put a band of the template in place, and bring its surroundings to its level."""
    sides = (
        (band.low, template[:_NEAR], rest < band.low),
        (band.high, template[-_NEAR:], rest > band.high),
    )
    for edge, end, side in sides:
        away = np.abs(rest - edge)
        ratio = float(np.median(end) / np.median(flux[side & (away < _NEAR)]))
        flux[side] *= 1 + (ratio - 1) * np.exp(-((away[side] / _JOIN) ** 2))
    inside = (rest >= band.low) & (rest <= band.high)
    flux[inside] = _cubic(template, rest[inside] - band.low)


def _put_in(star: Star, rest: Floats) -> Floats:
    """What the star has beside its template, (n,), in units of the continuum."""
    lines = [("ha", star.ew_ha, 4.2), ("hei6678", star.he, 4.0), ("li", -star.ew_li, 3.8)]
    lines += [(key, ew, 4.9) for key, ew in zip(_CALCIUM, star.ew_ca, strict=True)]
    lines += [(key, part * star.nebula, 3.65) for key, part in _NEBULA]
    out = np.zeros(len(rest))
    for key, ew, width in lines:
        out += ew * gaussian(rest, _AIR[key], width)
    return out


def _cubic(values: Floats, at: Floats) -> Floats:
    """Values (m,) between their points, at fractional places (n,) (Catmull & Rom 1974)."""
    left = np.clip(np.floor(at).astype(np.intp), 1, len(values) - 3)
    part = at - left
    a, b, c, d = (values[left + i] for i in (-1, 0, 1, 2))
    out: Floats = b + 0.5 * part * (
        c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a))
    )
    return out
