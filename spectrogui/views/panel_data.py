"""What a line panel draws of one star, and how it may be asked to draw it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import BAD
from spectrogui.core.shown import Shown

Floats = NDArray[np.floating]

WIDTHS = (1, 3, 5, 9, 15)
"""Points over which a curve may be averaged for display."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to compare flux and template: its name, the axis title, and "no difference"."""

    name: str
    title: str
    level: float


DIFFERENCE = Mode("difference", "Residual", 0.0)
RATIO = Mode("ratio", "Flux / template", 1.0)
SIGMAS = Mode("σ units", "Residual (σ)", 0.0)
MODES = (DIFFERENCE, RATIO, SIGMAS)


@dataclass(frozen=True, slots=True)
class Options:
    """How a panel draws; the star's numbers do not depend on it.

    Attributes
    ----------
    smooth : how many points are averaged, one of `WIDTHS`
    """

    template: bool = True
    mode: Mode = DIFFERENCE
    labels: bool = True
    masks: bool = True
    smooth: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class PanelData:
    """One band of one star.

    Attributes
    ----------
    wave : (n,) Å, air, stellar rest frame, evenly spaced
    flux, sigma, template, template_sigma : (n,) in units of the continuum; flux and sigma NaN
        where unusable
    bits : (n,) see `core.grid`
    values : the row's columns, None where unknown
    """

    wave: Floats
    flux: Floats
    sigma: Floats
    template: Floats
    template_sigma: Floats
    bits: NDArray[np.uint8]
    values: Mapping[str, Any]

    @classmethod
    def of(cls, shown: Shown, rows: slice) -> "PanelData":
        """Some rows of what is on display; what lies in unusable pixels is left out."""
        bits, flux, sigma = shown.bits[rows], shown.flux[rows], shown.sigma[rows]
        good = (bits & BAD == 0) & np.isfinite(flux)
        return cls(
            wave=shown.wave[rows],
            flux=np.where(good, flux, np.nan),
            sigma=np.where(good & np.isfinite(sigma), sigma, np.nan),
            template=shown.template[rows],
            template_sigma=shown.template_sigma[rows],
            bits=bits,
            values=shown.values,
        )

    def compared(self, mode: Mode) -> Floats:
        """(n,) flux against template."""
        if mode is RATIO:
            return self.flux / np.where(self.template > 0, self.template, np.nan)
        compared: Floats = self.flux - self.template
        if mode is SIGMAS:
            compared = compared / self.sigma
        return compared

    def scatter(self, mode: Mode) -> Floats:
        """(n,) 1σ of `compared`, NaN where unusable."""
        if mode is SIGMAS:
            return np.where(np.isfinite(self.sigma), 1.0, np.nan)
        scatter: Floats = self.sigma / self.template if mode is RATIO else self.sigma
        return scatter


def smoothed(values: Floats, width: int) -> Floats:
    """The mean of `width` points around each that are known; unknown points stay unknown."""
    if width == 1:
        return values
    known = np.isfinite(values)
    window = np.ones(width)
    total = np.convolve(np.where(known, values, 0), window, mode="same")
    count = np.convolve(known.astype(float), window, mode="same")
    means: Floats = np.where(known, total / np.maximum(count, 1), np.nan)
    return means
