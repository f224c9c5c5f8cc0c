"""One spectrum as the survey delivered it."""

from dataclasses import dataclass, field
from math import nan

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Header:
    """What a spectrum file says of itself; unknown text is "", an unknown number NaN.

    Attributes
    ----------
    path : the file, as given by the user
    obsid : LAMOST's number of the observation, as text
    ra, dec : degrees, ICRS
    snr_r : signal-to-noise per pixel in the r band
    z : redshift (v/c) from the survey's pipeline, NaN when missing
    layout : which of LAMOST's file layouts this is: ``image5_dr1``, ``image5``, ``coadd``
    input_sha256 : of the file's bytes as they lie on disk
    simulated : the spectrum was made by a program and says so in its header
    """

    path: str
    obsid: str = ""
    designation: str = ""
    lmjd: float = nan
    planid: str = ""
    spid: float = nan
    fiberid: float = nan
    epic: str = ""
    ra: float = nan
    dec: float = nan
    spectral_class: str = ""
    subclass: str = ""
    snr_r: float = nan
    z: float = nan
    objname: str = ""
    data_v: str = ""
    layout: str = ""
    input_sha256: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """Flux on a vacuum wavelength grid.

    Attributes
    ----------
    wave : (n,) Å, vacuum, heliocentric, strictly increasing
    flux : (n,) relative units
    ivar : (n,) inverse variance of flux; 0 marks a pixel that must not be used
    andmask, ormask : (n,) bits set in all, in any, of the combined exposures
    header : who it is
    """

    wave: NDArray[np.float64]
    flux: NDArray[np.float32]
    ivar: NDArray[np.float32]
    andmask: NDArray[np.int32]
    ormask: NDArray[np.int32]
    header: Header = field(default_factory=lambda: Header(path=""))

    def __post_init__(self) -> None:
        shapes = {a.shape for a in (self.wave, self.flux, self.ivar, self.andmask, self.ormask)}
        if len(shapes) != 1 or self.wave.ndim != 1:
            raise ValueError(f"{self.header.path}: wave, flux, ivar and masks differ in length")
