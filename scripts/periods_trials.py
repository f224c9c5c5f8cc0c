"""What the study of light curves finds of what was put into them."""

from dataclasses import dataclass
from itertools import pairwise
from math import isnan

import numpy as np
from periods_inject import (
    FLARE_FWHM,
    Background,
    Rotator,
    any_rotator,
    curve_of,
    flare,
    noises,
    spotted,
    turned,
)

from spectrogui.core.curve_study import NO_PERIOD, OK, Rotation
from spectrogui.science.rotation import study

_FLARES_EACH = 12
_BASE_C0 = 36.0


@dataclass(frozen=True, slots=True)
class Trial:
    """One simulated star: what it was, how much of it was seen, and what was found."""

    star: Rotator
    base: float
    noise: float
    found: Rotation

    @property
    def ratio(self) -> float:
        """Found over true period, NaN for none found."""
        return self.found.period / self.star.period

    @property
    def verdict(self) -> str:
        """``right`` within 5 %, ``half``, ``wrong``, or ``none``."""
        if isnan(self.ratio):
            return "none"
        if abs(self.ratio - 1) < 0.05:
            return "right"
        return "half" if abs(2 * self.ratio - 1) < 0.05 else "wrong"


@dataclass(frozen=True, slots=True)
class FlareTrial:
    """One simulated flare: amplitude in σ of single points, width in h, and what was found."""

    sigmas: float
    fwhm: float
    found: bool
    ratio: float


def rotators(places: list[Background], number: int, seed: np.random.Generator) -> list[Trial]:
    """Stars in the noise of real light curves; every sixth is seen for 36 days only, as in C0."""
    out = []
    for turn in range(number):
        place = turned(places[int(seed.integers(len(places)))], seed)
        seen = place.time < place.time[0] + (_BASE_C0 if turn % 6 == 0 else np.inf)
        time, noise = place.time[seen], place.flux[seen]
        star = any_rotator(float(np.ptp(time)), seed)
        spots, star = spotted(time, star, seed)
        flux = noise + spots
        for _ in range(seed.poisson(3)):
            peak = seed.uniform(time[0], time[-1])
            flux = flux + flare(time, peak, 10 ** seed.uniform(-3, -0.5), 0.04)
        found = study(curve_of(time, flux)).rotation
        out.append(Trial(star, float(np.ptp(time)), _noise(noise), found))
    return out


def without(
    places: list[Background], number: int, seed: np.random.Generator
) -> dict[str, list[Rotation]]:
    """What is found where no star rotates, by kind of light curve."""
    out: dict[str, list[Rotation]] = {}
    for place in places:
        for _ in range(4):
            other = turned(place, seed)
            kind = "quiet star" if "less" not in place.name else "drift of real light curves"
            out.setdefault(kind, []).append(study(curve_of(other.time, other.flux)).rotation)
    for kind, curve in noises(places[0].time, seed, number):
        out.setdefault(kind, []).append(study(curve).rotation)
    return out


def flares(places: list[Background], seed: np.random.Generator) -> tuple[list[FlareTrial], int]:
    """Flares of known size in light curves without drift, and how many were found with none in."""
    out, false = [], 0
    for place in places:
        if "less" in place.name:
            continue
        false += len(study(curve_of(place.time, place.flux)).flares)
        for fwhm in FLARE_FWHM:
            out += _flares_in(place, fwhm, seed)
    return out, false


def _flares_in(place: Background, fwhm: float, seed: np.random.Generator) -> list[FlareTrial]:
    noise = _noise(place.flux)
    star = Rotator(float(seed.uniform(1, 15)), 0.02, 2, 50, 0.0)
    flux = place.flux + spotted(place.time, star, seed)[0]
    edges = np.linspace(place.time[0] + 1, place.time[-1] - 1, _FLARES_EACH + 1)
    put = []
    for low, high in pairwise(edges):
        peak, sigmas = float(seed.uniform(low, high)), float(10 ** seed.uniform(0.7, 2.0))
        shape = flare(place.time, peak, 1.0, fwhm / 24)
        flux = flux + shape * sigmas * noise / shape.max()
        put.append((peak, sigmas))
    got = study(curve_of(place.time, flux)).flares
    out = []
    for peak, sigmas in put:
        near = [one for one in got if abs(one.peak - peak) < 0.06]
        ratio = near[0].amplitude / (sigmas * noise) if near else float("nan")
        out.append(FlareTrial(sigmas, fwhm, bool(near), ratio))
    return out


def _noise(flux: np.ndarray) -> float:
    return float(1.4826 * np.median(np.abs(np.diff(flux))) / np.sqrt(2))


def is_found(rotation: Rotation) -> bool:
    """Whether there is a period at all."""
    return NO_PERIOD not in rotation.warnings


def is_trusted(rotation: Rotation) -> bool:
    """Whether there is one without a warning."""
    return rotation.quality == OK
