"""Light curves of the simulated stars, as K2 would have delivered them.

Every file says in its header (`SIMULATD`) that it is no observation, and its EPIC number is
none of the catalogue's.
"""

from collections.abc import Sequence
from math import nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.demo_k2sff import write_k2sff
from spectrogui.analysis.demo_signals import (
    EXPOSURE,
    eclipsed,
    flaring,
    peak_to_peak,
    spotted,
)
from spectrogui.analysis.demo_variation import CAMPAIGNS, Variation
from spectrogui.core.job import Ticket
from spectrogui.core.light_curve import CurveHeader, LightCurve
from spectrogui.io.k2_write import write_k2

Floats = NDArray[np.float64]

FOLDER = "light_curves"

_ZERO = 1.74e5
"""e-/s of a star of Kepler magnitude 12 (Van Cleve & Caldwell 2016)."""
_OPEN = 1625.0  # s of a point in which the shutter-less detector counts
_BACKGROUND = 4e3  # e-/s in the aperture, of the sky and the reading
_EXCESS = 1.5  # K2's scatter over that of photons
_FLOOR = 2.5e-5  # relative 1σ that the brightest stars keep
_FIRE_EVERY = 12  # points between two firings of the thrusters
_ANOMALY, _COARSE, _SAFE = 16384, 4, 2
_COSMIC, _OUTLIER, _FIRED, _MAYBE_FIRED = 128, 2048, 1048576, 524288
_MASKED = 1130799  # the bits that lightkurve's default leaves out


def write_curves(
    folder: Path, seen: Sequence[Variation | None], seed: int, ticket: Ticket
) -> None:
    """Write the light curves of all stars into a folder, which is made.

    Raises
    ------
    OSError : a file cannot be written
    Cancelled : the ticket was cancelled
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number, star in enumerate(seen):
        ticket.checkpoint(number, len(seen))
        if star is None:
            continue
        for author, name in zip(star.authors, curve_names(star), strict=True):
            random = np.random.default_rng((seed, int(star.epic)))
            curve = observed(star, author, random)
            if author == "K2":
                write_k2(folder / name, curve)
            else:
                write_k2sff(folder / name, curve)


def curve_names(star: Variation) -> list[str]:
    """The files of a star's light curves, as the archive names them; one for each author."""
    if not star.authors:
        return []
    place = f"{star.epic}-c{int(star.campaign):02d}"
    known = {
        "K2": f"ktwo{place}_llc.fits.gz",
        "K2SFF": f"hlsp_k2sff_k2_lightcurve_{place}_kepler_v1_llc.fits.gz",
    }
    return [known[author] for author in star.authors]


def observed(star: Variation, author: str, random: np.random.Generator) -> LightCurve:
    """What K2 saw of a star, and a pipeline made of it."""
    time, quality = _cadences(star, random)
    flux = 1 + true_flux(time, star, np.random.default_rng(int(star.epic)))
    spread = _spread(star.kepmag)
    flux += spread * random.standard_normal(len(time))
    flux += _instrument(time, quality, author, random) * flux
    flux = _disturbed(flux, quality, random)
    good = quality & (_MASKED if author == "K2" else _FIRED) == 0
    level = (
        _ZERO * 10 ** (-0.4 * (star.kepmag - 12)) if author == "K2" else 1 / np.median(flux[good])
    )
    return LightCurve(
        time=time,
        flux=_rounded(flux * level),
        flux_err=np.full(len(time), _rounded(np.array(spread * level)) if author == "K2" else nan),
        good=good,
        quality=quality if author == "K2" else (quality & _FIRED > 0).astype(np.int64),
        header=_header(star, author),
    )


def true_flux(time: Floats, star: Variation, random: np.random.Generator) -> Floats:
    """Relative flux about 0 of a star at times (n,), d, without noise."""
    flux = np.zeros(len(time))
    if star.groups:
        spots = spotted(time, star.period, star.groups, star.life, random)
        flux += spots * star.amplitude / peak_to_peak(time, spots, star.period)
    if star.binary:
        flux += eclipsed(time, star.binary)
    if star.bursts:
        flux += flaring(time, star.bursts)
    return flux


def _cadences(star: Variation, random: np.random.Generator) -> tuple[Floats, NDArray[np.int64]]:
    """Times and quality flags of a campaign: the thrusters fire, once the telescope halts."""
    start, length = CAMPAIGNS[star.campaign]
    number = np.arange(round(length / EXPOSURE))
    time: Floats = np.asarray(start + EXPOSURE * number, np.float64)
    quality = np.zeros(len(time), np.int64)
    fires = (number + random.integers(_FIRE_EVERY)) % _FIRE_EVERY
    quality[fires == 0] |= _FIRED
    quality[(fires == 1) & (random.random(len(time)) < 0.3)] |= _MAYBE_FIRED
    for bit, count in ((_COSMIC, 9), (_OUTLIER, 4), (_ANOMALY, 5)):
        quality[random.choice(len(time), count, replace=False)] |= bit
    halt = int(random.uniform(0.4, 0.6) * len(time))
    back = halt + round(float(random.uniform(0.8, 1.6)) / EXPOSURE)
    quality[halt - 2 : halt] |= _SAFE
    quality[back : back + 8] |= _COARSE
    keep = np.ones(len(time), bool)
    keep[halt:back] = False
    return time[keep], quality[keep]


def _instrument(
    time: Floats, quality: NDArray[np.int64], author: str, random: np.random.Generator
) -> Floats:
    """What a pipeline leaves of the telescope's roll between firings, and of its slow drift."""
    fired = np.maximum.accumulate(np.where(quality & _FIRED > 0, np.arange(len(time)), 0))
    roll = (np.arange(len(time)) - fired) / _FIRE_EVERY - 0.5
    part = (time - time[0]) / np.ptp(time)
    swing = np.sin(2 * np.pi * (part * 0.8 + random.random()))
    left, drift = (4e-5, 4e-4) if author == "K2" else (1.0e-4, 2.5e-3)
    slow = np.polynomial.Polynomial(random.normal(0, drift, 4))(2 * part - 1)
    return np.asarray(left * swing * roll + slow)


def _disturbed(flux: Floats, quality: NDArray[np.int64], random: np.random.Generator) -> Floats:
    """Points that the flags tell of are off; after a halt the telescope warms up."""
    flux = flux.copy()
    for bit, size in ((_FIRED, 6e-4), (_OUTLIER, 8e-3), (_ANOMALY, 2.5e-2), (_SAFE, 1e-2)):
        hit = np.flatnonzero(quality & bit)
        flux[hit] += size * random.normal(0.8, 0.4, len(hit))
    warm = np.flatnonzero(quality & _COARSE)
    flux[warm] -= 4e-3 * np.exp(-np.arange(len(warm)) / 3)
    return flux


def _spread(kepmag: float) -> float:
    """Relative 1σ of one point of a star of this magnitude."""
    star = _ZERO * 10 ** (-0.4 * (kepmag - 12)) * _OPEN
    photons = np.sqrt(star + _BACKGROUND * _OPEN) / star
    return float(np.hypot(_EXCESS * photons, _FLOOR))


def _header(star: Variation, author: str) -> CurveHeader:
    return CurveHeader(
        path="",
        epic=star.epic,
        author=author,
        campaign=star.campaign,
        kepmag=star.kepmag,
        unit="e-/s" if author == "K2" else "",
        cadence_s=EXPOSURE * 86400,
        simulated=True,
    )


def _rounded(values: Floats) -> Floats:
    """With 17 bits after the first: far below the noise, and it packs better."""
    mantissa, exponent = np.frexp(values)
    return np.asarray(np.ldexp(np.round(mantissa * 2**18) / 2**18, exponent))
