"""Cosmic rays that are as wide as a line: told by their place, where no line of a star lies.

Narrower ones are found pixel by pixel in `science.spikes` and left out of everything.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.lines import ACTIVE, LINES
from spectrogui.science.narrow_lines import NarrowLines
from spectrogui.science.red_arm import Flux

_ROOM = {"ca8498": 2.8, "ca8542": 2.8, "ca8662": 2.8, "forbidden": 6.0, "helium": 5.0}
"""Å either side of each line within which emission may be the star's, or that of gas."""
_HALPHA, _HALPHA_CORE = 16.0, 10.0
"""The same of Hα: wings of emission reach far, but are not narrow on a line of airglow."""
_SIGNIFICANT = 9.0
_LEAST = 0.25
_EDGE = 6
_SKY, _BESIDE = 2.5, 15.0
"""Å from a line of the night sky, and from an active line."""

Floats = NDArray[np.float64]


def lone_peaks(lines: NarrowLines, sky: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(n,) emission as narrow as the spectrograph sees, where no star has a line: away from the
    lines of the night sky, a cosmic ray; and on one of those, near an active line.

    Parameters
    ----------
    lines : of the residual
    sky : (n, s) Å, where lines of the night sky lie
    """
    strong = (lines.width > _SIGNIFICANT * lines.error) & (lines.width > _LEAST)
    strong &= ~_beside_higher(lines.width)
    of_sky = np.zeros(strong.shape, bool)
    rows, columns = np.nonzero(strong)
    if len(rows):
        near = np.abs(sky[rows] - R1800_WAVE[columns][:, None]).min(axis=1) <= _SKY
        of_sky[rows[near], columns[near]] = True
    stray = strong & ~of_sky & _free(_HALPHA)
    return np.any(stray, axis=1), np.any(of_sky & _beside_active() & _free(_HALPHA_CORE), axis=1)


def _beside_higher(width: Flux) -> NDArray[np.bool_]:
    """(n, 800) points that have a higher neighbour in their band."""
    higher = np.zeros(width.shape, bool)
    for band in R1800_BANDS:
        own = width[:, band.rows]
        rise = own[:, 1:] > own[:, :-1]
        higher[:, band.start : band.stop - 1] |= rise
        higher[:, band.start + 1 : band.stop] |= ~rise & (own[:, 1:] < own[:, :-1])
    return higher


@cache
def _beside_active() -> NDArray[np.bool_]:
    """(800,) places near an active line."""
    return np.asarray(
        np.any([np.abs(R1800_WAVE - line.air) <= _BESIDE for line in ACTIVE], axis=0)
    )


@cache
def _free(halpha: float) -> NDArray[np.bool_]:
    """(800,) places where no line is expected, away from the ends of the bands.

    Parameters
    ----------
    halpha : Å either side of Hα that are its own
    """
    rooms = _ROOM | {"ha": halpha}
    free = np.zeros(len(R1800_WAVE), bool)
    for band in R1800_BANDS:
        free[band.start + _EDGE : band.stop - _EDGE] = True
    for line in LINES:
        room = rooms.get(line.key, rooms.get(line.kind, 0.0))
        free &= np.abs(R1800_WAVE - line.air) > room
    return free
