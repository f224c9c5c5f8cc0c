"""Which simulated stars the demo list holds, and in which order."""

from collections.abc import Sequence
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.demo_kinds import KINDS, Star
from spectrogui.analysis.demo_temperature import spectral_type
from spectrogui.core.wavelength import SPEED_OF_LIGHT

COUNT, SEED = 360, 2022
EDITION = 1
"""Goes up when the list changes, so that it is made anew where an older one lies."""

Temperatures = NDArray[np.float64]


def plan(teff: Temperatures, seed: int) -> list[Star]:
    """The `COUNT` stars in the order of the list: one of each kind first, then a mixture.

    Parameters
    ----------
    teff : (m,) K of the templates there are
    """
    random = np.random.default_rng(seed)
    first = [_star(teff, kind, letter, random, snr=90.0) for kind, letter in _FIRST]
    rest = [(kind, letter) for kind, letters, times in _MIX for letter in letters * times]
    ordinary = random.choice(list("AFGKM"), COUNT - len(first) - len(rest), p=_ORDINARY)
    rest += [("ordinary", str(letter)) for letter in ordinary]
    order = random.permutation(len(rest))
    return first + [_star(teff, kind, letter, random) for kind, letter in (rest[n] for n in order)]


def _star(
    teff: Temperatures, kind: str, letter: str, random: np.random.Generator, snr: float = nan
) -> Star:
    types = np.array([spectral_type(t).removeprefix("d")[0] for t in teff])
    fitting = np.flatnonzero(types == letter)
    template = int(random.choice(fitting if len(fitting) else np.arange(len(teff))))
    rv = float(np.clip(random.normal(0, 35), -80, 80))
    if isnan(snr):
        snr = float(np.clip(random.lognormal(np.log(55), 0.65), 15, 250))
    star = Star(
        kind=kind,
        template=template,
        teff=round(float(teff[template] + random.normal(0, 60)), 1),
        logg=round(float(random.normal(4.7 if letter == "M" else 4.4, 0.12)), 3),
        feh=round(float(random.normal(-0.1, 0.2)), 3),
        subclass=spectral_type(float(teff[template])),
        snr=round(snr, 2),
        rv_kms=round(rv, 2),
        z=(rv + float(random.normal(0, 3))) / SPEED_OF_LIGHT,
    )
    return KINDS[kind](star, random)


_FIRST: Sequence[tuple[str, str]] = (
    ("ordinary", "G"),
    ("active", "M"),
    ("active", "K"),
    ("lithium", "K"),
    ("nebular", "F"),
    ("masked_ha", "G"),
    ("ordinary", "M"),
    ("cosmic", "K"),
    ("young", "K"),
    ("ordinary", "A"),
    ("wrong_frame", "G"),
    ("truncated", "F"),
)
"""What the first rows of the list show, within a minute of paging."""
_MIX: Sequence[tuple[str, str, int]] = (
    ("active", "MMMMMK", 5),
    ("active", "KKKG", 3),
    ("lithium", "GKK", 3),
    ("young", "KM", 4),
    ("nebular", "AFGKM", 3),
    ("cosmic", "FGKM", 3),
    ("masked_ha", "FGKM", 2),
    ("masked_ca", "FGKM", 1),
    ("no_red_arm", "F", 1),
    ("wrong_frame", "FGKM", 2),
    ("low_snr", "FGKM", 3),
    ("no_z", "AFGKM", 2),
    ("truncated", "G", 1),
)
"""Kind, types, and how often each of the types."""
_ORDINARY = (0.08, 0.22, 0.3, 0.24, 0.16)
"""Shares of A, F, G, K and M among the ordinary stars."""
