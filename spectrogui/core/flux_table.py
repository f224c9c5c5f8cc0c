"""What the continuum of a star radiates at the active lines, from model atmospheres."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FluxTable:
    """Continuum surface flux on a grid of stars.

    Attributes
    ----------
    teff, logg, feh : (t,), (g,), (m,) ascending: K, dex, dex
    log_flux : (t, g, m, 4) log10 of erg/s/cm2/Å at the lines of `core.lines.ACTIVE`, in their
        order; NaN where there is no model
    """

    teff: Floats
    logg: Floats
    feh: Floats
    log_flux: Floats
