"""Which simulated stars the demo list holds, and in which order."""

from collections.abc import Sequence
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.demo_kinds import KINDS, Star
from spectrogui.analysis.demo_temperature import spectral_type
from spectrogui.core.wavelength import SPEED_OF_LIGHT

COUNT, SEED = 360, 2022
EDITION = 5
"""Goes up when the list changes, so that it is made anew where an older one lies."""

Temperatures = NDArray[np.float64]


def plan(teff: Temperatures, seed: int) -> list[Star]:
    """The `COUNT` stars in the order of the list: one of each kind first, then a mixture.

    Parameters
    ----------
    teff : (m,) K of the templates there are
    """
    random = np.random.default_rng(seed)
    types = np.array([spectral_type(kelvin).removeprefix("d")[0] for kelvin in teff])
    fitting = {letter: np.flatnonzero(types == letter) for letter in "AFGKM"}

    def star(kind: str, letter: str, snr: float = nan) -> Star:
        several = fitting[letter] if len(fitting[letter]) else np.arange(len(teff))
        template = int(random.choice(several))
        return _star(kind, template, float(teff[template]), snr, random)

    first = [star(kind, letter, _FIRST_SNR) for kind, letter in _FIRST]
    rest = [(kind, letter) for kind, letters, times in _MIX for letter in letters * times]
    ordinary = random.choice(list("AFGKM"), COUNT - len(first) - len(rest), p=_ORDINARY)
    rest += [("ordinary", str(letter)) for letter in ordinary]
    order = random.permutation(len(rest))
    return first + [star(*rest[number]) for number in order]


def _star(kind: str, template: int, teff: float, snr: float, random: np.random.Generator) -> Star:
    subclass = spectral_type(teff)
    rv = float(np.clip(random.normal(0, 35), -80, 80))
    if isnan(snr):
        snr = float(np.clip(random.lognormal(np.log(55), 0.65), 15, 250))
    ordinary = Star(
        kind=kind,
        template=template,
        teff=round(teff + float(random.normal(0, 60)), 1),
        logg=round(float(random.normal(4.7 if subclass.startswith("d") else 4.4, 0.12)), 3),
        feh=round(float(random.normal(-0.1, 0.2)), 3),
        subclass=subclass,
        snr=round(snr, 2),
        rv_kms=round(rv, 2),
        z=(rv + float(random.normal(0, 3))) / SPEED_OF_LIGHT,
    )
    return KINDS[kind](ordinary, random)


_FIRST_SNR = 90.0
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
    ("wrong_frame", "FGK", 3),  # of M stars the header's velocity is not used
    ("low_snr", "FGKM", 3),
    ("no_z", "AFGKM", 2),
    ("truncated", "G", 1),
)
"""Kind, types, and how often each of the types."""
_ORDINARY = (0.08, 0.22, 0.3, 0.24, 0.16)
"""Shares of A, F, G, K and M among the ordinary stars."""
