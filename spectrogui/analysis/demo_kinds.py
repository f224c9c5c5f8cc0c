"""What can be true of a simulated star, beside being an ordinary one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from spectrogui.core.wavelength import SPEED_OF_LIGHT


@dataclass(frozen=True, slots=True)
class Star:
    """The truth about one simulated star.

    Attributes
    ----------
    kind : what it is there to show
    template : number of its inactive template
    teff, logg, feh : K, dex, dex
    subclass : spectral type as the survey would give it
    snr : signal-to-noise per pixel in the r band
    rv_kms, z : radial velocity, and redshift as the header says it, NaN for none
    ew_ha, ew_ca, ew_li : Å put in: emission of Hα and of each Ca II line, absorption of Li I
    he : Å of He I 6678 in emission
    nebula : Å of nebular emission in Hα; [N II] and [S II] go with it
    spikes : Å in air at rest and height, continuum = 1, of pixels that a cosmic ray hit
    lost : Å in air at rest, from and to, of stretches without data
    truncated : the file ends early
    """

    kind: str
    template: int
    teff: float
    logg: float
    feh: float
    subclass: str
    snr: float
    rv_kms: float
    z: float
    ew_ha: float = 0.0
    ew_ca: tuple[float, float, float] = (0.0, 0.0, 0.0)
    ew_li: float = 0.0
    he: float = 0.0
    nebula: float = 0.0
    spikes: tuple[tuple[float, float], ...] = ()
    lost: tuple[tuple[float, float], ...] = ()
    truncated: bool = False


def _active(star: Star, random: np.random.Generator) -> Star:
    """Chromospheric emission: strong in Hα for M dwarfs, shared with Ca II in K and G."""
    cool = star.subclass.startswith("d")
    ew = float(random.lognormal(np.log(3.8 if cool else 1.5), 0.4))
    ew = round(float(np.clip(ew, 1.3, 9.0)), 2)
    share = 0.13 if cool else 0.36
    first, second, third = (
        round(ew * share * part * random.uniform(0.8, 1.2), 3) for part in (0.8, 1.15, 1.0)
    )
    return replace(
        star, ew_ha=ew, ew_ca=(first, second, third), he=round(0.05 * ew, 3) if cool else 0.0
    )


def _lithium(star: Star, random: np.random.Generator) -> Star:
    return replace(star, ew_li=round(float(random.uniform(0.25, 0.6)), 3))


def _young(star: Star, random: np.random.Generator) -> Star:
    return _lithium(_active(star, random), random)


def _nebular(star: Star, random: np.random.Generator) -> Star:
    return replace(star, nebula=round(float(random.uniform(1.0, 3.0)), 2))


def _cosmic(star: Star, random: np.random.Generator) -> Star:
    """One pixel in a line's window and a few elsewhere; the survey has not noticed them."""
    inside = random.choice([6559.5, 6562.0, 6566.0, 8542.5, 8499.0, 8660.5])
    places = [float(inside), *random.uniform(5900, 8900, 3).tolist()]
    return replace(star, spikes=tuple((at, float(random.uniform(0.5, 1.6))) for at in places))


def _masked_ha(star: Star, random: np.random.Generator) -> Star:
    """Flux 0 over half of Hα, as some files of the survey have it."""
    start = float(random.uniform(6554, 6562))
    return replace(star, lost=((start, start + float(random.uniform(9, 20))),))


def _masked_ca(star: Star, random: np.random.Generator) -> Star:
    start = float(random.uniform(8530, 8540))
    return replace(star, lost=((start, start + float(random.uniform(12, 30))),))


def _no_red_arm(star: Star, random: np.random.Generator) -> Star:
    return replace(star, lost=((5700.0, 9300.0),))


def _wrong_frame(star: Star, random: np.random.Generator) -> Star:
    off = float(random.uniform(60, 150) * random.choice([-1, 1]))
    return replace(star, z=star.z + off / SPEED_OF_LIGHT)


def _low_snr(star: Star, random: np.random.Generator) -> Star:
    return replace(star, snr=round(float(random.uniform(3, 8)), 2))


def _no_z(star: Star, random: np.random.Generator) -> Star:
    return replace(star, z=nan)


def _truncated(star: Star, random: np.random.Generator) -> Star:
    return replace(star, truncated=True)


def _ordinary(star: Star, random: np.random.Generator) -> Star:
    return star


Change = Callable[[Star, np.random.Generator], Star]

KINDS: dict[str, Change] = {
    "ordinary": _ordinary,
    "active": _active,
    "lithium": _lithium,
    "young": _young,
    "nebular": _nebular,
    "cosmic": _cosmic,
    "masked_ha": _masked_ha,
    "masked_ca": _masked_ca,
    "no_red_arm": _no_red_arm,
    "wrong_frame": _wrong_frame,
    "low_snr": _low_snr,
    "no_z": _no_z,
    "truncated": _truncated,
}
"""How a star of each kind is made from an ordinary one."""
