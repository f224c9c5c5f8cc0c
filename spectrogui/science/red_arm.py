"""Spectra side by side on LAMOST's own pixels of the red arm, 5623 to 9015 Å."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import BAD, FLAGGED, TELLURIC_BAND
from spectrogui.core.lines import TELLURIC
from spectrogui.core.spectrum import Spectrum

LOG_START, LOG_STEP, PIXELS = 3.75, 1e-4, 2050
"""LAMOST's pixels: log10 of the vacuum wavelength in Å is LOG_START + LOG_STEP · i."""

RED_WAVE: NDArray[np.float64] = np.power(10.0, LOG_START + LOG_STEP * np.arange(PIXELS))
"""(2050,) Å, vacuum, heliocentric."""

TELLURIC_PIXELS: NDArray[np.bool_] = np.any(
    [(low < RED_WAVE) & (high > RED_WAVE) for low, high in TELLURIC], axis=0
)
"""(2050,) in a band of the Earth's air."""

Flux = NDArray[np.float32]
Bits = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class RedArms:
    """The red arms of n spectra.

    Attributes
    ----------
    flux : (n, 2050) divided by each spectrum's median; 0 where BAD
    ivar : (n, 2050) inverse variance in the same unit; 0 where BAD
    bits : (n, 2050) BAD, FLAGGED, TELLURIC_BAND
    offset : (n, 2050) how far, in pixels, a file's own wavelengths lie redward of `RED_WAVE`
    """

    flux: Flux
    ivar: Flux
    bits: Bits
    offset: Flux

    def __len__(self) -> int:
        return len(self.flux)


def red_arms(spectra: Sequence[Spectrum]) -> RedArms:
    """Put the red arms of spectra onto common pixels, without touching their flux.

    All LAMOST grids share one pixel spacing and phase to within a few hundredths of a pixel,
    which is kept in `offset`; a grid that does not is interpolated linearly.
    """
    arms = _blank(len(spectra))
    for row, spectrum in enumerate(spectra):
        _place(spectrum, row, arms)
    return scaled(arms)


def scaled(arms: RedArms) -> RedArms:
    """Divide flux by its median over the good pixels, and mark what cannot be used."""
    flux, ivar = arms.flux, arms.ivar
    bad = (arms.bits & BAD > 0) | ~(ivar > 0) | ~np.isfinite(flux) | (flux == 0)
    level = np.ones(len(flux))
    for row in np.flatnonzero(~bad.all(axis=1)):
        median = float(np.median(flux[row, ~bad[row]]))
        level[row] = median if median > 0 else np.nan
    bad |= ~np.isfinite(level)[:, None]
    level = np.where(np.isfinite(level), level, 1.0)
    bits = arms.bits & ~np.uint8(BAD) | np.where(bad, BAD, 0).astype(np.uint8)
    bits |= np.where(TELLURIC_PIXELS, TELLURIC_BAND, 0).astype(np.uint8)
    with np.errstate(invalid="ignore", over="ignore"):
        flux = np.where(bad, 0, flux / level[:, None]).astype(np.float32)
        ivar = np.where(bad, 0, ivar * (level**2)[:, None]).astype(np.float32)
    return RedArms(flux, ivar, bits, arms.offset)


def _blank(n: int) -> RedArms:
    shape = (n, PIXELS)
    return RedArms(
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
        np.full(shape, BAD, np.uint8),
        np.zeros(shape, np.float32),
    )


def _place(spectrum: Spectrum, row: int, arms: RedArms) -> None:
    position = (np.log10(spectrum.wave) - LOG_START) / LOG_STEP
    pixel = np.rint(position).astype(np.intp)
    inside = (pixel >= 0) & (pixel < PIXELS)
    if not inside.any():
        return
    own = np.flatnonzero(inside)
    if np.any(np.diff(pixel[own]) != 1):
        _interpolate(spectrum, position, row, arms)
        return
    to = pixel[own]
    dead = (spectrum.andmask[own] != 0) | ~(spectrum.ivar[own] > 0)
    arms.flux[row, to] = spectrum.flux[own]
    arms.ivar[row, to] = np.where(dead, 0, spectrum.ivar[own])
    arms.offset[row, to] = position[own] - to
    flagged = np.where(spectrum.ormask[own] != 0, FLAGGED, 0)
    arms.bits[row, to] = flagged | np.where(dead, BAD, 0)


def _interpolate(
    spectrum: Spectrum, position: NDArray[np.float64], row: int, arms: RedArms
) -> None:
    grid = np.arange(PIXELS)
    left = np.clip(np.searchsorted(position, grid, side="right") - 1, 0, len(position) - 2)
    part = (grid - position[left]) / (position[left + 1] - position[left])
    inside = (part >= 0) & (part <= 1)
    dead = (spectrum.andmask != 0) | ~(spectrum.ivar > 0)
    bad = ~inside | dead[left] | dead[left + 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.where(dead, np.inf, 1 / spectrum.ivar)
        arms.flux[row] = (1 - part) * spectrum.flux[left] + part * spectrum.flux[left + 1]
        spread = (1 - part) * variance[left] + part * variance[left + 1]
        arms.ivar[row] = np.where(bad, 0, 1 / spread)
    flagged = (spectrum.ormask[left] | spectrum.ormask[left + 1]) != 0
    arms.bits[row] = np.where(bad, BAD, 0) | np.where(flagged, FLAGGED, 0)
