"""One K2 light curve as a file holds it."""

from dataclasses import dataclass, field
from math import nan

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BKJD = 2454833.0
"""BJD (TDB) of time 0."""


@dataclass(frozen=True, slots=True)
class CurveHeader:
    """What a light curve file says of itself; unknown text is "", an unknown number NaN.

    Attributes
    ----------
    path : the file, as given by the user
    epic : number in the K2 Ecliptic Plane Input Catalog, nine digits
    author : who made the product: ``K2`` (official), ``K2SFF``, ``EVEREST``, ``K2SC``,
        ``K2VARCAT``
    campaign : as people write it: ``4``, ``9a``, ``10b``; "" if unknown
    ra, dec : degrees, ICRS
    kepmag : Kepler magnitude
    unit : of the flux: ``e-/s``, or "" for relative flux
    cadence_s : seconds between two points, by the median
    flux_column : the columns that the flux was taken from, as in the file
    treatment : one sentence on what was done to them, "" if nothing
    input_sha256 : of the file's bytes as they lie on disk
    simulated : a program made the light curve and says so in its header
    """

    path: str
    epic: str = ""
    author: str = ""
    campaign: str = ""
    ra: float = nan
    dec: float = nan
    kepmag: float = nan
    unit: str = ""
    cadence_s: float = nan
    flux_column: str = ""
    treatment: str = ""
    input_sha256: str = ""
    simulated: bool = False

    @property
    def product(self) -> str:
        """Author and campaign, as in the column ``lc_product``: ``K2SFF C13``."""
        return f"{self.author} C{self.campaign}" if self.campaign else self.author


@dataclass(frozen=True, slots=True, eq=False)
class LightCurve:
    """Flux over time; points without a time or a flux are left out.

    Attributes
    ----------
    time : (n,) d, BJD (TDB) - 2454833, increasing
    flux : (n,) in the unit of the header
    flux_err : (n,) 1σ in the same unit, NaN where unknown
    good : (n,) bool, whether the quality flags of the product let the point be used
    quality : (n,) int64, the flags as in the file; 0 where the product has none
    header : what it is
    """

    time: Floats
    flux: Floats
    flux_err: Floats
    good: NDArray[np.bool_]
    quality: NDArray[np.int64]
    header: CurveHeader = field(default_factory=lambda: CurveHeader(path=""))

    def __post_init__(self) -> None:
        arrays = (self.time, self.flux, self.flux_err, self.good, self.quality)
        if len({array.shape for array in arrays}) != 1 or self.time.ndim != 1:
            raise ValueError(f"{self.header.path}: the columns differ in length")

    @property
    def median(self) -> float:
        """The median of the usable flux, in its unit; NaN if there is none."""
        return float(np.median(self.flux[self.good])) if self.good.any() else nan

    @property
    def relative(self) -> Floats:
        """(n,) flux over its median, less 1."""
        return self.flux / self.median - 1.0
