"""What is on display: one star's spectrum, its template, and its row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R1800_WAVE

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class RedArm:
    """The whole red arm, 5700 to 9000 Å.

    Attributes
    ----------
    wave : (m,) Å, air, stellar rest frame
    flux : (m,) as delivered, relative units
    continuum : (m,) in the units of `flux`
    bits : (m,) uint8, the bits of `core.grid`
    """

    wave: Floats
    flux: Floats
    continuum: Floats
    bits: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Slitless:
    """The same star as a slitless spectrograph of R = 250 would see it (method section 5).

    Attributes
    ----------
    wave : (300,) Å, air, stellar rest frame
    flux, sigma : (300,) in units of the median flux of 6500–6550 Å, after the shape correction
    good : (300,) usable pixels
    template : (300,) of the R250 model
    raw : (300,) flux before the shape correction
    """

    wave: Floats
    flux: Floats
    sigma: Floats
    good: NDArray[np.bool_]
    template: Floats
    raw: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One row as the panels draw it; of a row that could not be read all arrays are empty.

    Attributes
    ----------
    row : its number in the session
    wave : (800,) Å, air, stellar rest frame
    flux, sigma : (800,) continuum = 1, and its 1σ
    bits : (800,) uint8, the bits of `core.grid`
    template : (800,) continuum = 1
    template_sigma : (800,) 1σ of the template, of samples of the latents
    values : the columns of the row, None where unknown
    arm : the whole red arm, None until it is read from the file
    slitless : the star at R = 250, None until it is made from the file
    """

    row: int
    wave: Floats
    flux: Floats
    sigma: Floats
    bits: NDArray[np.uint8]
    template: Floats
    template_sigma: Floats
    values: Mapping[str, Any]
    arm: RedArm | None = None
    slitless: Slitless | None = None

    @property
    def residual(self) -> Floats:
        """(800,) flux minus template, in units of the continuum."""
        return self.flux - self.template


def unreadable(row: int, values: Mapping[str, Any]) -> Shown:
    """A row without a spectrum; `values["problem"]` says why."""
    nothing = R1800_WAVE[:0]
    return Shown(row, nothing, nothing, nothing, np.empty(0, np.uint8), nothing, nothing, values)
