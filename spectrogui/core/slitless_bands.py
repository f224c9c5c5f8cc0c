"""Where the R250 model looks: bands in air, Å, and points of `core.grid.R250_WAVE`."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import R250_WAVE

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]

FWHM = 22.0
"""Å, of the line-spread function: R = 250 at 5500 Å."""
STEP = 5.0
"""Å, between points."""
LINE = (6550.0, 6575.0)
SIDES = ((6500.0, 6550.0), (6575.0, 6625.0))
"""Å in air: over which Hα is integrated, and where its continuum is taken (paper section 4.4,
after West et al. 2004)."""
HIDDEN = (6540.0, 6585.0)
"""Å in air: what neither template nor shape correction may see of a star: Hα as wide as the
line-spread function makes it."""
ORDER = 3
"""Of the shape correction (method section 1)."""

NEAR_LINE = slice(
    int(np.searchsorted(R250_WAVE, SIDES[0][0] - STEP / 2)),
    int(np.searchsorted(R250_WAVE, SIDES[1][1] + STEP / 2)),
)
"""The points of `R250_WAVE` that belong to the line or its continuum."""
OUTSIDE: Rows = (HIDDEN[0] > R250_WAVE) | (HIDDEN[1] < R250_WAVE)
"""(300,) True outside Hα: where template, shape correction and RMSE look."""
SHAPES: Floats = np.polynomial.legendre.legvander(
    (R250_WAVE - R250_WAVE.mean()) / (np.ptp(R250_WAVE) / 2), ORDER
)
"""(300, 4) the Legendre polynomials of the shape correction."""

for _shared in (OUTSIDE, SHAPES):
    _shared.setflags(write=False)
