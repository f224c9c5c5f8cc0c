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

from spectrogui.core.grid import BAD, R250_WAVE
from spectrogui.core.slitless_bands import FWHM, NEAR_LINE
from spectrogui.core.wavelength import SPEED_OF_LIGHT, air_to_vacuum
from spectrogui.science.red_arm import LOG_START, LOG_STEP, PIXELS, RedArms

LAMOST_R = 1800.0
LEVEL = (6500.0, 6550.0)
"""Å; fluxes are divided by the median between these."""
SHORT_GAP = 6
"""LAMOST pixels (8 to 10 Å); a run of bad ones up to this is bridged by a straight line."""
CORE = (6558.8, 6566.8)
"""Å; a pixel missing here leaves Hα without a number, bridged or not."""
MOST_LOST = 0.05
"""Part of the line-spread function that may fall on a longer gap."""
_REACH = 27  # LAMOST pixels either side, 4σ at the blue end
_SPAN = 150
"""LAMOST pixels from which the points near Hα are made, with room to spare: always as many, so
that a star's numbers do not depend on the velocities of those beside it."""
_PER_FWHM = 2 * np.sqrt(2 * np.log(2))
_CHUNK = 64

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
    parts = [_degrade(*_cut(arms, rv_kms, slice(start, start + _CHUNK))) for start in starts]
    return join_degraded(parts)


def kernel_sigma(wave: Floats) -> Floats:
    """1σ in Å of the Gaussian that takes LAMOST's resolution at `wave` to that of the grism."""
    return np.asarray(np.sqrt(FWHM**2 - (wave / LAMOST_R) ** 2) / _PER_FWHM)


def _cut(arms: RedArms, rv_kms: NDArray[np.floating], rows: slice) -> tuple[RedArms, Floats]:
    some = RedArms(arms.flux[rows], arms.ivar[rows], arms.bits[rows], arms.offset[rows])
    return some, np.asarray(rv_kms, float)[rows]


def _degrade(arms: RedArms, rv_kms: Floats) -> Degraded:
    position = _position(arms, rv_kms, R250_WAVE)
    pixel = np.rint(position).astype(np.intp)[:, :, None] + np.arange(-_REACH, _REACH + 1)
    inside = (pixel >= 0) & (pixel < PIXELS)
    pixel = np.clip(pixel, 0, PIXELS - 1)
    flux, variance, usable = _bridged(arms)
    rows = np.arange(len(arms))[:, None, None]

    stretch = np.exp((pixel - position[:, :, None]) * LOG_STEP * np.log(10.0))
    width = (R250_WAVE / kernel_sigma(R250_WAVE))[:, None]
    full = np.exp(-0.5 * ((stretch - 1) * width) ** 2) * stretch
    seen = inside & usable[rows, pixel]
    share = np.where(seen, full, 0.0)
    total, reached = full.sum(axis=2), share.sum(axis=2)
    share /= np.maximum(reached, 1e-9)[:, :, None]
    value = np.einsum("npk,npk->np", share, flux[rows, pixel])
    spread = np.einsum("npk,npk,npk->np", share, share, variance[rows, pixel])
    good = reached >= (1 - MOST_LOST) * total

    level = _level(value, good)
    good &= np.isfinite(level)[:, None]
    level = np.where(np.isfinite(level), level, 1.0)[:, None]
    near = share[:, NEAR_LINE]
    return Degraded(
        flux=np.where(good, value / level, 1.0),
        sigma=np.where(good, np.sqrt(spread) / level, np.inf),
        good=good,
        covariance=_covariance(near, pixel[:, NEAR_LINE], variance) / level[:, :, None] ** 2,
        whole=_whole(arms, rv_kms),
    )


def _position(arms: RedArms, rv_kms: Floats, wave: Floats) -> Floats:
    """(n, m) in LAMOST pixels, where each wavelength (air, at rest) lies in each spectrum."""
    shift = 1 + rv_kms[:, None] / SPEED_OF_LIGHT
    position = (np.log10(air_to_vacuum(wave * shift)) - LOG_START) / LOG_STEP
    nearest = np.clip(np.rint(position).astype(np.intp), 0, PIXELS - 1)
    return np.asarray(position - np.take_along_axis(arms.offset, nearest, axis=1))


def _bridged(arms: RedArms) -> tuple[Floats, Floats, Rows]:
    """Flux and variance (n, 2050) with short gaps bridged, and which pixels can be used."""
    usable = (arms.bits & BAD == 0) & (arms.ivar > 0)
    flux = np.where(usable, arms.flux, 0).astype(float)
    variance = np.where(usable, 1 / np.where(usable, arms.ivar, 1).astype(float), 0)
    out = usable.copy()
    for row in np.flatnonzero(~usable.all(axis=1)):
        known = np.flatnonzero(usable[row])
        if not len(known):
            continue
        gaps = np.flatnonzero(~usable[row])
        after = np.searchsorted(known, gaps)
        inner = (after > 0) & (after < len(known))
        gaps, after = gaps[inner], after[inner]
        low, high = known[after - 1], known[after]
        short = high - low - 1 <= SHORT_GAP
        gaps, low, high = gaps[short], low[short], high[short]
        part = (gaps - low) / (high - low)
        flux[row, gaps] = (1 - part) * flux[row, low] + part * flux[row, high]
        variance[row, gaps] = (1 - part) * variance[row, low] + part * variance[row, high]
        out[row, gaps] = True
    return flux, variance, out


def _level(value: Floats, good: Rows) -> Floats:
    """(n,) the median of 6500–6550 Å; NaN where it is not positive or less than half is seen."""
    inside = (LEVEL[0] <= R250_WAVE) & (LEVEL[1] >= R250_WAVE)
    seen = good[:, inside]
    enough = seen.mean(axis=1) >= 0.5
    masked = np.where(seen | ~enough[:, None], value[:, inside], np.nan)
    level = np.nanmedian(masked, axis=1)
    return np.asarray(np.where(enough & (level > 0), level, np.nan))


def _covariance(share: Floats, pixel: NDArray[np.intp], variance: Floats) -> Floats:
    """(n, p, p) from which of LAMOST's pixels each of p points is made."""
    first = pixel.min(axis=(1, 2))
    n, p, _ = share.shape
    made = np.zeros((n, p, _SPAN))
    rows, points = np.arange(n)[:, None, None], np.arange(p)[None, :, None]
    np.add.at(made, (rows, points, pixel - first[:, None, None]), share)
    own = np.clip(first[:, None] + np.arange(_SPAN), 0, PIXELS - 1)
    noise = np.take_along_axis(variance, own, axis=1)
    return np.asarray((made * noise[:, None, :]) @ made.transpose(0, 2, 1))


def _whole(arms: RedArms, rv_kms: Floats) -> Rows:
    ends = _position(arms, rv_kms, np.array(CORE))
    number = np.arange(PIXELS)
    core = (number >= np.floor(ends[:, :1])) & (number <= np.ceil(ends[:, 1:]))
    return np.asarray(~(core & ((arms.bits & BAD > 0) | ~(arms.ivar > 0))).any(axis=1))
