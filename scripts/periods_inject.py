"""Simulated rotators and flares in the noise and drift of real light curves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.light_curve import CurveHeader, Floats, LightCurve
from spectrogui.io.k2_readers import open_light_curve

QUIET = ("211495446", "211779126", "211696659", "211121743")
"""Stars of official light curves whose own variation is below 0.1 %."""

FLARE_FWHM = (0.5, 1.0, 2.0, 4.0)
"""h"""


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """A light curve without a star's rotation: times (n,) in d and relative flux (n,) about 0."""

    name: str
    time: Floats
    flux: Floats


@dataclass(frozen=True, slots=True)
class Rotator:
    """What was put in: period in d, peak to peak, spot groups, their life in turns, shear."""

    period: float
    amplitude: float
    groups: int
    life: float
    shear: float


def backgrounds(folder: Path) -> list[Background]:
    """Quiet stars, and what two products of one star differ by: there the star cancels out."""
    official = {path.name[4:13]: path for path in (folder / "official").glob("ktwo*_llc.fits")}
    out = [_own(open_light_curve(official[epic])) for epic in QUIET if epic in official]
    sff = {path.name.split("_")[4][:9]: path for path in folder.glob("k2sff_bestaper/*.fits")}
    for path in sorted(folder.glob("k2sc/*.fits")):
        if (other := sff.get(path.name[5:14])) is not None:
            out.append(_difference(open_light_curve(other), open_light_curve(path)))
    return out


def _own(curve: LightCurve) -> Background:
    return Background(curve.header.product, curve.time[curve.good], curve.relative[curve.good])


def _difference(one: LightCurve, other: LightCurve) -> Background:
    a, b = _own(one), _own(other)
    place = np.clip(np.searchsorted(b.time, a.time), 1, b.time.size - 1)
    place -= np.abs(b.time[place - 1] - a.time) < np.abs(b.time[place] - a.time)
    same = np.abs(b.time[place] - a.time) < 0.012
    name = f"{one.header.product} less {other.header.product}"
    return Background(name, a.time[same], a.flux[same] - b.flux[place[same]])


def turned(background: Background, seed: np.random.Generator) -> Background:
    """The same, by chance upside down or back to front."""
    sign = seed.choice([-1.0, 1.0])
    flux = background.flux[:: int(seed.choice([-1, 1]))]
    return Background(background.name, background.time, sign * flux)


def curve_of(time: Floats, flux: Floats) -> LightCurve:
    """A light curve of relative flux about 0, all of it usable."""
    size = time.size
    header = CurveHeader("simulated", cadence_s=1765.3, simulated=True)
    nothing: NDArray[np.int64] = np.zeros(size, np.int64)
    return LightCurve(time, 1 + flux, np.full(size, np.nan), np.ones(size, bool), nothing, header)


def any_rotator(base: float, seed: np.random.Generator) -> Rotator:
    """Period 0.3 d to half the time base, amplitude 0.05 to 10 %, both even in the logarithm."""
    longest = min(38.0, 0.48 * base)
    return Rotator(
        float(np.exp(seed.uniform(np.log(0.3), np.log(longest)))),
        float(10 ** seed.uniform(-3.3, -1)),
        int(seed.integers(1, 4)),
        float(seed.choice([3, 6, 12, 50])),
        float(seed.choice([0.0, 0.02, 0.04])),
    )


def spotted(time: Floats, star: Rotator, seed: np.random.Generator) -> tuple[Floats, Rotator]:
    """Flux of groups of dark spots that come and go, each with the period of its latitude.

    With it comes the star with the period that its spots have on average, by their size.
    """
    flux, weights, periods = np.zeros(time.size), [], []
    life = max(star.life, 0.15 * float(np.ptp(time)) / star.period) * star.period
    for _ in range(star.groups):
        period = star.period * (1 + star.shear * seed.uniform(-0.5, 0.5))
        middle = seed.uniform(time[0], time[-1])
        size = seed.uniform(0.4, 1) * np.exp(-0.5 * ((time - middle) / life) ** 2)
        angle = 2 * np.pi * ((time - time[0]) / period - seed.uniform())
        flux -= size * np.clip(np.cos(angle) + seed.uniform(0, 0.5), 0, None)
        weights.append(float(np.sum(size**2)))
        periods.append(period)
    mean = float(np.average(periods, weights=weights))
    return flux * star.amplitude / np.ptp(flux), replace(star, period=mean)


def flare(time: Floats, peak: float, amplitude: float, fwhm: float) -> Floats:
    """Davenport et al. 2014, equations 1 and 4, over half an hour each; peak and fwhm in d."""
    out = np.zeros(time.size)
    for offset in np.linspace(-0.5, 0.5, 11) * 0.0204:
        t = (time - peak + offset) / fwhm
        late = np.maximum(t, 0)
        rise = 1 + 1.941 * t - 0.175 * t**2 - 2.246 * t**3 - 1.125 * t**4
        decay = 0.6890 * np.exp(-1.600 * late) + 0.3030 * np.exp(-0.2783 * late)
        out += np.where(t > 0, decay, np.where(t > -1, rise, 0.0)) / 11
    return amplitude * out


def noises(
    time: Floats, seed: np.random.Generator, number: int
) -> Iterator[tuple[str, LightCurve]]:
    """Light curves without any period: photon noise, flicker, and jumps."""
    for _ in range(number):
        photons = 10 ** seed.uniform(-3.7, -2) * seed.normal(size=time.size)
        yield "photon noise", curve_of(time, photons)
        size = 10 ** seed.uniform(-3, -1.7)
        memory = 10 ** seed.uniform(-0.7, 1.3)
        yield "red noise", curve_of(time, photons + size * _flicker(time, memory, seed))
        jumps = sum(
            seed.normal() * (time > seed.uniform(time[0], time[-1]))
            for _ in range(seed.integers(1, 4))
        )
        yield "jumps", curve_of(time, photons + 10 ** seed.uniform(-3, -2) * jumps)


def _flicker(time: Floats, memory: float, seed: np.random.Generator) -> Floats:
    """An Ornstein-Uhlenbeck process of unit variance that forgets in `memory` days."""
    keep = np.exp(-np.diff(time) / memory)
    kicks = seed.normal(size=time.size)
    out = np.empty(time.size)
    out[0] = kicks[0]
    for place, part in enumerate(keep):
        out[place + 1] = part * out[place] + np.sqrt(1 - part**2) * kicks[place + 1]
    return out
