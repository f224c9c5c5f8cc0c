"""What a catalogue knows of a star."""

from dataclasses import dataclass
from math import nan


@dataclass(frozen=True, slots=True)
class Parameters:
    """Stellar parameters; an unknown number is NaN, unknown text "".

    Attributes
    ----------
    teff, logg, feh : K, dex, dex
    rv_kms : radial velocity, km/s
    rv_from : who says so: ``catalogue``, or ``hand`` for one that the inspector took over
    epic : number in the K2 Ecliptic Plane Input Catalog, as text
    ra, dec : degrees, ICRS
    """

    teff: float = nan
    logg: float = nan
    feh: float = nan
    rv_kms: float = nan
    epic: str = ""
    ra: float = nan
    dec: float = nan
    rv_from: str = "catalogue"
