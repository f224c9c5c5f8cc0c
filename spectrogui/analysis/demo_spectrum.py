"""From the truth about simulated stars to spectra as the survey would have delivered them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.demo_kinds import Star
from spectrogui.analysis.demo_noise import noisy
from spectrogui.analysis.demo_structure import Forest, gaussian, outside_structure
from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.core.grid import R1800_BANDS, TELLURIC_BAND, Band
from spectrogui.core.lines import LINES, TELLURIC
from spectrogui.core.spectrum import Spectrum
from spectrogui.core.wavelength import SPEED_OF_LIGHT, vacuum_to_air
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.red_arm import LOG_START, LOG_STEP, PIXELS, RED_WAVE

Floats = NDArray[np.float64]

_START = 3.5682  # log10 of the first pixel of a LAMOST file, Å in vacuum
FILE_WAVE: Floats = np.power(10.0, _START + LOG_STEP * np.arange(3909))
"""(3909,) Å in vacuum: the pixels of a LAMOST file, 3700 to 9100 Å."""

_FIRST = round((LOG_START - _START) / LOG_STEP)
_RED = slice(_FIRST, _FIRST + PIXELS)
_AIR = {line.key: line.air for line in LINES}
_SETTLING = 6
_NEAR = 8  # Å either side of a band's edge where levels are compared
_JOIN = 50.0  # Å over which what lies outside a band is brought to the band's level
_CALCIUM = ("ca8498", "ca8542", "ca8662")
_NEBULA = (
    ("ha", 1.0), ("nii6548", 0.13), ("nii6583", 0.4), ("sii6716", 0.25), ("sii6731", 0.2),
)  # fmt: skip
_FOREST = Forest()


def spectra_of(
    stars: Sequence[Star], templates: NDArray[np.floating], random: np.random.Generator
) -> list[Spectrum]:
    """One spectrum for each star, its header still empty.

    Parameters
    ----------
    templates : (m, 800) continuum = 1, which `Star.template` counts
    """
    rest = np.stack([vacuum_to_air(FILE_WAVE) / (1 + s.rv_kms / SPEED_OF_LIGHT) for s in stars])
    colour = np.stack([_colour(star.teff) for star in stars])
    quiet = _quiet(stars, rest, np.asarray(templates, np.float64), colour)
    flux = [
        (line_flux + _put_in(star, wave)) * level
        for star, line_flux, wave, level in zip(stars, quiet, rest, colour, strict=True)
    ]
    return [
        noisy(star, FILE_WAVE, wave, bright, level, random)
        for star, wave, bright, level in zip(stars, rest, flux, colour, strict=True)
    ]


def _colour(teff: float) -> Floats:
    """A black body over the file's pixels, 1 at 6500 Å."""
    angstrom_kelvin = 1.438777e8
    planck = FILE_WAVE**-5 / np.expm1(angstrom_kelvin / (FILE_WAVE * teff))
    return np.asarray(planck / np.interp(6500.0, FILE_WAVE, planck))


def _quiet(stars: Sequence[Star], rest: Floats, templates: Floats, colour: Floats) -> Floats:
    """The stars without activity, (n, 3909), continuum = 1.

    What lies around the bands is scaled until the program's own continuum comes out as 1, so
    that the templates are found again as they were put in.
    """
    pairs = list(zip(rest, stars, strict=True))
    flux = np.stack([outside_structure(wave, star.teff, _FOREST) for wave, star in pairs])
    outside = np.ones(flux.shape, bool)
    for row, (wave, star) in enumerate(pairs):
        for band in R1800_BANDS:
            outside[row] &= ~_set_in(flux[row], wave, templates[star.template][band.rows], band)
    inside = [(low < RED_WAVE) & (high > RED_WAVE) for low, high in TELLURIC]
    telluric = np.where(np.any(inside, axis=0), TELLURIC_BAND, 0).astype(np.uint8)
    bits = np.broadcast_to(telluric, (len(stars), PIXELS))
    around = ((0, 0), (_RED.start, len(FILE_WAVE) - _RED.stop))
    for _ in range(_SETTLING):
        red = (flux * colour)[:, _RED].astype(np.float32)
        level = fit_continuum(red, bits, CONTINUUM) / colour[:, _RED]
        level = np.clip(np.nan_to_num(level, nan=1.0), 0.7, 1.4)
        flux = np.where(outside, flux / np.pad(level, around, mode="edge"), flux)
    return flux


def _set_in(flux: Floats, rest: Floats, template: Floats, band: Band) -> NDArray[np.bool_]:
    """Put a band of the template in place and bring its surroundings to its level; where."""
    inside = (rest >= band.low) & (rest <= band.high)
    sides = (
        (band.low, template[:_NEAR], rest < band.low),
        (band.high, template[-_NEAR:], rest > band.high),
    )
    for edge, end, side in sides:
        away = np.abs(rest - edge)
        ratio = float(np.median(end) / np.median(flux[side & (away < _NEAR)]))
        flux[side] *= 1 + (ratio - 1) * np.exp(-away[side] / _JOIN)
    flux[inside] = _cubic(template, rest[inside] - band.low)
    return inside


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
