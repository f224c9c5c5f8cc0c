"""What looks like activity, put into real spectra of ordinary stars."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.core.grid import BAD, R1800_BANDS, R1800_WAVE
from spectrogui.core.lines import ACTIVE, LINES
from spectrogui.core.wavelength import SPEED_OF_LIGHT
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.flag_sky import sky_lines
from spectrogui.science.prepare import Prepared
from spectrogui.science.red_arm import RED_WAVE
from spectrogui.science.shifting import shifted
from spectrogui.validation.material import Material
from spectrogui.validation.trials import Rows, prepared_as_read, prepared_from, with_lines

_AIR = {line.key: line.air for line in LINES}
_NARROW = {"ha": 3.8, "ca": 4.8}
Floats = NDArray[np.float64]
Maker = Callable[[Material, Rows, float, Generator], Prepared]


@dataclass(frozen=True, slots=True)
class Trial:
    """Something to be put in, at several strengths.

    Attributes
    ----------
    flag : that should be raised
    what : is put in, and what the strength is
    strengths : with unit `unit`
    letters : types of stars that it is put into
    make : the spectra with it
    """

    flag: str
    what: str
    unit: str
    strengths: tuple[float, ...]
    letters: str
    make: Maker


def gas(material: Material, rows: Rows, strength: float, random: Generator) -> Prepared:
    """Gas with a velocity of its own, within ±200 km/s of the star's."""
    places = [_AIR[key] for key in ("nii6548", "nii6583", "sii6716", "sii6731", "ha")]
    widths = strength * np.array([1 / 3, 1.0, 0.6, 0.5, 3.0])
    own = material.rv_kms[rows]
    kms = own + random.uniform(-200, 200, len(rows))
    arms = material.take_arms(rows)
    return prepared_from(with_lines(arms, kms, np.array(places), widths, _NARROW["ha"]), own)


def cosmic_ray(material: Material, rows: Rows, strength: float, random: Generator) -> Prepared:
    """One pixel too high by a part of the continuum, anywhere in the two bands."""
    arms, own = material.take_arms(rows), material.rv_kms[rows]
    level = np.nan_to_num(fit_continuum(arms.flux, arms.bits, CONTINUUM))
    flux = arms.flux.copy()
    for row in range(len(rows)):
        band = R1800_BANDS[int(random.integers(len(R1800_BANDS)))]
        place = random.uniform(band.low + 10, band.high - 10) * (1 + own[row] / SPEED_OF_LIGHT)
        pixel = int(np.argmin(np.abs(RED_WAVE - place)))
        if arms.ivar[row, pixel] > 0:
            flux[row, pixel] += strength * level[row, pixel]
    return prepared_from(replace(arms, flux=flux), own)


def airglow(material: Material, rows: Rows, strength: float, random: Generator) -> Prepared:
    """Sky that was subtracted by too little or too much."""
    arms, own = material.take_arms(rows), material.rv_kms[rows]
    sign = random.choice([-1.0, 1.0], len(rows))
    places, share = sky_lines()
    widths = strength * sign[:, None] * share
    still = np.zeros(len(rows))
    return prepared_from(with_lines(arms, still, places, widths, _NARROW["ca"]), own)


def disc(material: Material, rows: Rows, strength: float, random: Generator) -> Prepared:
    """Double-peaked Hα, 240 km/s between the peaks."""
    del random
    arms, own = material.take_arms(rows), material.rv_kms[rows]
    places = _AIR["ha"] * (1 + np.array([-120.0, 120.0]) / SPEED_OF_LIGHT)
    return prepared_from(with_lines(arms, own, places, np.full(2, strength / 2), 4.5), own)


def second_star(material: Material, rows: Rows, strength: float, random: Generator) -> Prepared:
    """A star of the same type with two thirds of the light, `strength` km/s away."""
    first = prepared_as_read(material, rows)
    letter = material.stars.letter
    other = rows.copy()
    for kind in np.unique(letter[rows]):
        own = np.flatnonzero(letter[rows] == kind)
        other[own] = random.permutation(rows[own])
    second = prepared_as_read(material, other)
    share = 0.4
    flux = (1 - share) * shifted(first.flux, -share * strength)
    flux += share * shifted(second.flux, (1 - share) * strength)
    bits = first.bits | second.bits
    good = bits & BAD == 0
    sigma = np.hypot((1 - share) * first.sigma, share * second.sigma)
    return replace(
        first,
        flux=np.where(good, flux, 1).astype(np.float32),
        sigma=np.where(good, sigma, np.inf).astype(np.float32),
        bits=bits,
    )


def lithium(material: Material, rows: Rows, strength: float, random: Generator) -> Prepared:
    """Li I 6708 in absorption."""
    del random
    arms, own = material.take_arms(rows), material.rv_kms[rows]
    made = with_lines(arms, own, np.array([_AIR["li"]]), np.array([-strength]), 4.0)
    return prepared_from(made, own)


def ripple(material: Material, rows: Rows, strength: float, random: Generator) -> Prepared:
    """Waves over the spectrum, 60 Å long."""
    made = prepared_as_read(material, rows)
    phase = random.uniform(0, 2 * np.pi, (len(rows), 1))
    wave = 1 + strength * np.sin(2 * np.pi * R1800_WAVE / 60.0 + phase)
    return replace(made, flux=(made.flux * wave).astype(np.float32))


def chromosphere(material: Material, rows: Rows, strength: float, random: Generator) -> Prepared:
    """Hα and a third of it in each calcium line, at the star's velocity."""
    del random
    arms, own = material.take_arms(rows), material.rv_kms[rows]
    places = np.array([line.air for line in ACTIVE])
    widths = strength * np.array([1.0, 1 / 3, 1 / 3, 1 / 3])
    return prepared_from(with_lines(arms, own, places, widths, 4.8), own)


TRIALS = (
    Trial("nebular", "gas, EW of [N II] 6583", "Å", (0.1, 0.2, 0.4), "AFGKM", gas),
    Trial("cosmic", "one pixel, height over continuum", "", (0.2, 0.5, 2.0), "AFGKM",
          cosmic_ray),
    Trial("sky", "airglow left, EW at 8399", "Å", (0.3, 0.6, 1.2), "AFGKM", airglow),
    Trial("balmer_hot", "double-peaked Hα, EW", "Å", (0.5, 1.0, 2.0), "A", disc),
    Trial("sb2", "a second star, 40 % of the light, separation", "km/s", (120.0, 180.0, 250.0),
          "AFGKM", second_star),
    Trial("li_rich", "lithium, EW", "Å", (0.15, 0.25, 0.4), "FGKM", lithium),
    Trial("reconstruction", "waves of 60 Å, amplitude", "", (0.03, 0.06, 0.1), "AFGKM", ripple),
)  # fmt: skip
ACTIVITY = Trial("", "an active star, EW of Hα", "Å", (4.0,), "KM", chromosphere)
"""What must raise none of these flags."""


def drawn(material: Material, trial: Trial, rows: Rows) -> Rows:
    """Those of `rows` that a trial is made with."""
    return rows[np.isin(material.stars.letter[rows], list(trial.letters))]
