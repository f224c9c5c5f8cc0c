"""How simulated stars vary: spots that come and go, flares, eclipses.

Each function gives relative flux about 0 at times (n,) in days.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EXPOSURE = 29.4 / 1440  # d, of one point in long cadence
_PARTS = 8  # of an exposure, over which what is quick is averaged
_LIMB = 0.6  # linear limb darkening
_BINS = 64


@dataclass(frozen=True, slots=True)
class Group:
    """A spot group: turns since phase 0, latitude in degrees, area in units of the first's."""

    longitude: float
    latitude: float
    area: float


@dataclass(frozen=True, slots=True)
class Burst:
    """A flare: peak in d, relative height, and full width at half maximum in d."""

    peak: float
    height: float
    width: float


@dataclass(frozen=True, slots=True)
class Eclipses:
    """A binary: d, d of the deeper eclipse, depths, their length in turns, and what the stretched
    shape of the two stars adds, peak to peak.
    """

    period: float
    epoch: float
    depths: tuple[float, float]
    length: float
    stretch: float


def spotted(
    time: Floats,
    period: float,
    groups: tuple[Group, ...],
    life: float,
    random: np.random.Generator,
) -> Floats:
    """The dimming by small dark spots on a limb-darkened sphere seen at 65°.

    Parameters
    ----------
    period : d
    life : d over which a group grows and shrinks again, by a third of its area
    """
    tilt = np.radians(65.0)
    out = np.zeros(len(time))
    for group in groups:
        turn = 2 * np.pi * (time / period - group.longitude)
        latitude = np.radians(group.latitude)
        height = np.sin(tilt) * np.cos(latitude) * np.cos(turn)
        height = np.clip(height + np.cos(tilt) * np.sin(latitude), 0, None)
        age = 2 * np.pi * (time / life + random.random())
        area = group.area * (1 + np.sin(age) / 3)
        out -= area * height * (1 - _LIMB + _LIMB * height)
    return np.asarray(out - out.max())


def flaring(time: Floats, bursts: tuple[Burst, ...]) -> Floats:
    """White-light flares, averaged over the exposures (Davenport et al. 2014, eqs. 1 and 4)."""
    fine = (np.arange(_PARTS) + 0.5) / _PARTS - 0.5
    out = np.zeros(len(time))
    for burst in bursts:
        near = slice(*np.searchsorted(time, [burst.peak - 0.1, burst.peak + 30 * burst.width]))
        at = (time[near, None] + EXPOSURE * fine - burst.peak) / burst.width
        rise = 1 + 1.941 * at - 0.175 * at**2 - 2.246 * at**3 - 1.125 * at**4
        after = np.clip(at, 0, None)
        decay = 0.6890 * np.exp(-1.600 * after) + 0.3030 * np.exp(-0.2783 * after)
        shape = np.where(at < 0, np.where(at > -1, rise, 0.0), decay)
        out[near] += burst.height * shape.mean(axis=1)
    return out


def eclipsed(time: Floats, binary: Eclipses) -> Floats:
    """Two eclipses in a turn, as bells with flat or round ground (Mikulášek 2015, eq. 3)."""
    turns = (time - binary.epoch) / binary.period
    out = binary.stretch / 2 * (-np.cos(4 * np.pi * turns) - 1)
    for depth, centre in zip(binary.depths, (0.0, 0.5), strict=True):
        away = (turns - centre + 0.5) % 1 - 0.5
        steep = np.clip(np.abs(away) / (binary.length / 5), 0, 30)
        out -= depth * (1 - (1 - np.exp(1 - np.cosh(steep))) ** 1.5)
    return np.asarray(out)


def peak_to_peak(time: Floats, flux: Floats, period: float) -> float:
    """Largest less smallest mean of the phase curve in 64 bins (Armstrong et al. 2016)."""
    place = np.floor(time / period % 1 * _BINS).astype(np.intp)
    count = np.bincount(place, minlength=_BINS)
    means = np.bincount(place, flux, _BINS)[count > 0] / count[count > 0]
    return float(np.ptp(means))
