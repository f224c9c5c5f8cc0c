"""The part of a star's red arm from which its slitless spectrum is made, with gaps bridged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import BAD, R250_WAVE
from spectrogui.core.wavelength import SPEED_OF_LIGHT
from spectrogui.science.red_arm import LOG_STEP, PIXELS, RedArms
from spectrogui.science.slitless_kernel import LENGTH, PLACE, START, place, refraction

SHORT_GAP = 6
"""LAMOST pixels (8 to 10 Å); a run of bad ones up to this is bridged by a straight line."""
CORE = (6558.8, 6566.8)
"""Å; a pixel missing here leaves Hα without a number, bridged or not."""

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]

_ANCHOR = int(np.argmin(np.abs(R250_WAVE - 6562.8)))
_WAVES = np.concatenate([R250_WAVE, CORE])
_PLACES, _REFRACTION = np.concatenate([PLACE, place(np.array(CORE))]), refraction(_WAVES)
_CORE_PIXELS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Windows of n red arms, each moved by the whole pixels of its star's velocity.

    Attributes
    ----------
    flux, variance : (n, LENGTH) 0 where not usable
    usable : (n, LENGTH) pixels with flux, or in a short gap that was bridged
    rest : (n, 300) pixels that are left of the shift of each point of the grid
    whole : (n,) no flux is missing in the core of Hα
    """

    flux: Floats
    variance: Floats
    usable: Rows
    rest: Floats
    whole: Rows

    @property
    def rest_at_line(self) -> Floats:
        """(n,) the rest at Hα."""
        return self.rest[:, _ANCHOR]


def cut_out(arms: RedArms, rv_kms: Floats) -> Window:
    """The windows of n stars at velocities (n,)."""
    ratio = rv_kms[:, None] / SPEED_OF_LIGHT
    position = _PLACES + (np.log10(1 + ratio) / LOG_STEP + ratio * _REFRACTION)
    nearest = np.clip(np.rint(position).astype(np.intp), 0, PIXELS - 1)
    position -= np.take_along_axis(arms.offset, nearest, axis=1)
    shift = np.rint(position[:, _ANCHOR] - PLACE[_ANCHOR]).astype(np.intp)
    flux, ivar, bits = _taken(arms, shift)
    usable = (bits & BAD == 0) & (ivar > 0)
    with np.errstate(divide="ignore"):
        variance = np.where(usable, 1 / ivar, 0)
    flux = np.where(usable, flux, 0)
    whole = _whole(usable, position[:, len(PLACE) :] - (shift + START)[:, None])
    _bridge(flux, variance, usable)
    return Window(
        flux, variance, usable, position[:, : len(PLACE)] - PLACE - shift[:, None], whole
    )


def _taken(arms: RedArms, shift: NDArray[np.intp]) -> tuple[Floats, Floats, NDArray[np.uint8]]:
    """Flux, ivar and bits of the windows; what lies outside an arm is BAD."""
    size = (len(shift), LENGTH)
    flux, ivar, bits = np.zeros(size), np.zeros(size), np.full(size, BAD, np.uint8)
    for row, first in enumerate((shift + START).tolist()):
        low, high = min(max(first, 0), PIXELS), max(min(first + LENGTH, PIXELS), 0)
        if low >= high:
            continue
        to = slice(low - first, high - first)
        flux[row, to] = arms.flux[row, low:high]
        ivar[row, to] = arms.ivar[row, low:high]
        bits[row, to] = arms.bits[row, low:high]
    return flux, ivar, bits


def _whole(usable: Rows, ends: Floats) -> Rows:
    """Whether every pixel between two places (n, 2) in the windows can be used."""
    first = np.floor(ends[:, :1]).astype(np.intp) + np.arange(_CORE_PIXELS)
    core = first <= np.ceil(ends[:, 1:])
    seen = np.take_along_axis(usable, np.clip(first, 0, LENGTH - 1), axis=1)
    return np.asarray((seen | ~core).all(axis=1))


def _bridge(flux: Floats, variance: Floats, usable: Rows) -> None:
    """Fill short gaps in place by straight lines between the pixels beside them."""
    rows, pixels = np.nonzero(~usable)
    if not len(rows):
        return
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (np.diff(pixels) != 1) | (np.diff(rows) != 0)
    gap = np.cumsum(new) - 1
    first = pixels[new]
    length = np.bincount(gap)
    low, high = first - 1, first + length
    short = (length <= SHORT_GAP) & (low >= 0) & (high < usable.shape[1])
    some = short[gap]
    rows, pixels, gap = rows[some], pixels[some], gap[some]
    low, high = low[gap], high[gap]
    part = (pixels - low) / (high - low)
    for values in (flux, variance):
        values[rows, pixels] = (1 - part) * values[rows, low] + part * values[rows, high]
    usable[rows, pixels] = True
