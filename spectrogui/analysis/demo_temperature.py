"""How hot a template looks, so that a simulated star gets a fitting colour and spectral type."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_WAVE

_HOT = ((2.0, 2.2, 2.6, 3.5, 4.5, 5.5, 7.2, 8.8, 10.1, 11.5),
        (4400, 4750, 5250, 5750, 6250, 6750, 7250, 7750, 8500, 9600))  # fmt: skip
"""Absorption of Hα over ±20 Å, in Å, and Teff: medians of LAMOST stars with known Teff."""
_TIO_RED = (
    (0.75, 0.79, 0.83, 0.86, 0.92, 0.965, 0.985),
    (3200, 3400, 3530, 3690, 3850, 4150, 4450),
)
"""Flux at 6660–6710 over that at 6610–6645 Å, and Teff, of LAMOST's K and M stars."""
_WIDEST = 3.6
"""Å of absorption around Hα, TiO included, that no star of these reaches; hotter ones do."""
_TYPES = (
    ("A", 9700, 7400),
    ("F", 7400, 6050),
    ("G", 6050, 5300),
    ("K", 5300, 3930),
    ("M", 3930, 2330),
)


def temperatures(templates: NDArray[np.floating]) -> NDArray[np.float64]:
    """Teff in K, (n,), of templates (n, 800); good to a subclass or two."""
    balmer = (1 - templates[:, _between(6543, 6583)]).sum(axis=1)
    hot = np.interp(balmer, *_HOT)
    titanium = _level(templates, 6660, 6710) / _level(templates, 6610, 6645)
    cool = np.interp(titanium, *_TIO_RED)
    return np.where((titanium < _TIO_RED[0][-1]) & (balmer < _WIDEST), cool, hot)


def spectral_type(teff: float) -> str:
    """The type of a dwarf of this temperature, e.g. ``G2`` or ``dM3``."""
    letter, hot, cool = next((one for one in _TYPES if teff >= one[2]), _TYPES[-1])
    digit = int(np.clip(10 * (hot - teff) / (hot - cool), 0, 9))
    return f"dM{digit}" if letter == "M" else f"{letter}{digit}"


def _level(templates: NDArray[np.floating], low: float, high: float) -> NDArray[np.float64]:
    return np.asarray(np.median(templates[:, _between(low, high)], axis=1), float)


def _between(low: float, high: float) -> NDArray[np.bool_]:
    return (low <= R1800_WAVE) & (high >= R1800_WAVE)
