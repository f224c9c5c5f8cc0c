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
_TELLURIC_BITS = np.where(TELLURIC_PIXELS, TELLURIC_BAND, 0).astype(np.uint8)
_MOST_GRIDS = 16

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
    bad = (arms.bits & BAD > 0) | ~(arms.ivar > 0) | ~np.isfinite(arms.flux) | (arms.flux == 0)
    level = _level(arms.flux, bad)
    bad |= ~np.isfinite(level)[:, None]
    level = np.where(np.isfinite(level), level, np.float32(1))[:, None]
    ivar = np.empty_like(arms.ivar, np.float32)
    with np.errstate(invalid="ignore", over="ignore"):
        flux = arms.flux / level
        square = level.astype(np.float64) ** 2
        np.multiply(arms.ivar, square, out=ivar, dtype=np.float64, casting="same_kind")
    flux[bad] = 0
    ivar[bad] = 0
    bits = (arms.bits & ~np.uint8(BAD)) | bad.view(np.uint8) * np.uint8(BAD) | _TELLURIC_BITS
    return RedArms(flux, ivar, bits, arms.offset)


def _level(flux: Flux, bad: NDArray[np.bool_]) -> Flux:
    """(n,) the medians; 1 of nothing, NaN where one is not positive."""
    ordered = np.sort(np.where(bad, np.float32(np.inf), flux), axis=1)
    count = flux.shape[1] - np.count_nonzero(bad, axis=1)
    rows, middle = np.arange(len(flux)), count // 2
    low = np.maximum(middle - 1 + count % 2, 0)
    middle = np.minimum(middle, flux.shape[1] - 1)
    median = (ordered[rows, low] + ordered[rows, middle]) / np.float32(2)
    return np.where(count == 0, np.float32(1), np.where(median > 0, median, np.float32(np.nan)))


def _blank(n: int) -> RedArms:
    shape = (n, PIXELS)
    return RedArms(
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
        np.full(shape, BAD, np.uint8),
        np.zeros(shape, np.float32),
    )


def _place(spectrum: Spectrum, row: int, arms: RedArms) -> None:
    grid = _grids.of(spectrum.wave)
    if not grid.is_regular:
        _interpolate(spectrum, (np.log10(spectrum.wave) - LOG_START) / LOG_STEP, row, arms)
        return
    own, to = grid.own, grid.to
    ivar = spectrum.ivar[own]
    dead = (spectrum.andmask[own] != 0) | ~(ivar > 0)
    arms.flux[row, to] = spectrum.flux[own]
    arms.ivar[row, to] = ivar
    arms.ivar[row, to][dead] = 0
    arms.offset[row, to] = grid.offset
    flagged = (spectrum.ormask[own] != 0).view(np.uint8) * np.uint8(FLAGGED)
    arms.bits[row, to] = flagged | dead.view(np.uint8) * np.uint8(BAD)


@dataclass(frozen=True, slots=True, eq=False)
class _Grid:
    """The wavelengths of a file, and which of them are pixels of the red arm.

    Attributes
    ----------
    own, to : pixels of the file, and of the red arm
    offset : how far the former lie redward of the latter
    is_regular : it has one wavelength for each of these pixels
    """

    wave: NDArray[np.float64]
    own: slice
    to: slice
    offset: NDArray[np.float32]
    is_regular: bool


class _Grids:
    """The grids met last: most files share one of a few."""

    def __init__(self) -> None:
        self._known: tuple[_Grid, ...] = ()

    def of(self, wave: NDArray[np.float64]) -> _Grid:
        """The grid of these wavelengths."""
        for place, grid in enumerate(self._known):
            if np.array_equal(grid.wave, wave):
                if place:
                    self._known = (grid, *(one for one in self._known if one is not grid))
                return grid
        grid = _grid(wave.copy())
        self._known = (grid, *self._known[: _MOST_GRIDS - 1])
        return grid


_grids = _Grids()


def _grid(wave: NDArray[np.float64]) -> _Grid:
    position = (np.log10(wave) - LOG_START) / LOG_STEP
    nearest = np.rint(position)
    low, high = np.searchsorted(nearest, (0, PIXELS)).tolist()
    if low == high:
        return _Grid(wave, slice(0), slice(0), np.zeros(0, np.float32), is_regular=True)
    to = slice(int(nearest[low]), int(nearest[high - 1]) + 1)
    offset = (position - nearest)[low:high].astype(np.float32)
    is_regular = bool((np.diff(nearest[low:high]) == 1).all())
    return _Grid(wave, slice(low, high), to, offset, is_regular)


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
