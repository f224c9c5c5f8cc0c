"""The red arm of a star as a slitless spectrograph of R = 250 would see it (method section 1).

A grism disperses evenly, so the line-spread function is one Gaussian of constant width in Å:
FWHM = 22 Å, R = 250 at 5500 Å. LAMOST's own line-spread function, R = 1800, is part of it. The
bands of the Earth's air stay as they are in the spectrum.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R250_WAVE
from spectrogui.core.slitless_bands import NEAR_LINE
from spectrogui.science.red_arm import RedArms
from spectrogui.science.slitless_kernel import (
    NEAR_PIXELS,
    convolved,
    convolved_square,
    near_line,
    total,
)
from spectrogui.science.slitless_window import Window, cut_out

LEVEL = (6500.0, 6550.0)
"""Å; fluxes are divided by the median between these."""
MOST_LOST = 0.05
"""Part of the line-spread function that may fall on a gap that is not bridged."""
_CHUNK, _EVEN = 64, 16
_LEVEL = slice(*np.searchsorted(R250_WAVE, [LEVEL[0], LEVEL[1] + 1e-6]).tolist())

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Degraded:
    """n spectra at R = 250.

    Attributes
    ----------
    flux : (n, 300) on `core.grid.R250_WAVE`, median of 6500–6550 Å = 1; 1 where not good
    sigma : (n, 300) 1σ of flux, infinite where not good; neighbours are correlated
    good : (n, 300) usable pixels
    covariance : (n, p, p) of the p pixels `NEAR_LINE`, from which Hα is measured
    whole : (n,) no flux is missing in the core of Hα
    """

    flux: Floats
    sigma: Floats
    good: Rows
    covariance: Floats
    whole: Rows

    def __len__(self) -> int:
        return len(self.flux)

    def take(self, rows: NDArray[Any]) -> "Degraded":
        """Some of the spectra."""
        return Degraded(*(getattr(self, field.name)[rows] for field in fields(self)))


def join_degraded(parts: Sequence[Degraded]) -> Degraded:
    """Several sets as one, in order; at least one is needed."""
    return Degraded(
        *(
            np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Degraded)
        )
    )


def degrade(arms: RedArms, rv_kms: NDArray[np.floating]) -> Degraded:
    """Take out the velocity, convolve and resample, in one sum over LAMOST's pixels.

    Parameters
    ----------
    rv_kms : (n,) radial velocity to take out, km/s
    """
    starts = range(0, max(len(arms), 1), _CHUNK)
    parts = [_some(arms, np.asarray(rv_kms, float), start) for start in starts]
    return join_degraded(parts) if len(parts) > 1 else parts[0]


def _some(arms: RedArms, rv_kms: Floats, start: int) -> Degraded:
    """The next spectra of many; filled up with repeats, so that sums do not change in their last
    digits with how many there are.
    """
    rows: slice | NDArray[np.intp] = slice(start, start + _CHUNK)
    many = len(rv_kms[rows])
    if many % _EVEN:
        rows = np.resize(np.arange(start, start + many), many + -many % _EVEN)
    some = RedArms(arms.flux[rows], arms.ivar[rows], arms.bits[rows], arms.offset[rows])
    made = _degraded(some, rv_kms[rows])
    return made if len(made) == many else made.take(np.arange(many))


def _degraded(arms: RedArms, rv_kms: Floats) -> Degraded:
    window = cut_out(arms, rv_kms)
    rest, full = window.rest, total(window.rest)
    lost = _lost(window)
    reached = np.maximum(full - lost, 1e-9)
    good = lost <= MOST_LOST * full
    value = convolved(window.flux, rest) / reached
    spread = convolved_square(window.variance, rest) / reached**2

    level = _level(value, good)
    good &= np.isfinite(level)[:, None]
    level = np.where(np.isfinite(level), level, 1.0)[:, None]
    return Degraded(
        flux=np.where(good, value / level, 1.0),
        sigma=np.where(good, np.sqrt(np.where(good, spread, 0.0)) / level, np.inf),
        good=good,
        covariance=_covariance(window, reached[:, NEAR_LINE] * level),
        whole=window.whole,
    )


def _lost(window: Window) -> Floats:
    """(n, 300) the part of the line-spread function that falls on pixels that are not usable."""
    lost = np.zeros(window.rest.shape)
    rows = np.flatnonzero(~window.usable.all(axis=1))
    if len(rows):
        rows = np.resize(rows, len(rows) + -len(rows) % _EVEN)
        lost[rows] = convolved((~window.usable[rows]).astype(float), window.rest[rows])
    return lost


def _level(value: Floats, good: Rows) -> Floats:
    """(n,) the median of 6500–6550 Å; NaN where it is not positive or less than half is seen."""
    seen = good[:, _LEVEL]
    count = seen.sum(axis=1)
    ordered = np.sort(np.where(seen, value[:, _LEVEL], np.inf), axis=1)
    rows = np.arange(len(value))
    enough = 2 * count >= seen.shape[1]
    low, high = np.maximum(count - 1, 0) // 2, np.minimum(count // 2, seen.shape[1] - 1)
    level = np.where(enough, (ordered[rows, low] + ordered[rows, high]) / 2, np.nan)
    return np.asarray(np.where(level > 0, level, np.nan))


def _covariance(window: Window, unit: Floats) -> Floats:
    """(n, p, p) of the points near Hα, from which of LAMOST's pixels each is made.

    Parameters
    ----------
    unit : (n, p) by which the sums over pixels are divided
    """
    share = near_line(window.rest_at_line) / unit[:, :, None]
    share *= np.sqrt(window.variance[:, None, NEAR_PIXELS])
    return np.asarray(share @ share.transpose(0, 2, 1))
