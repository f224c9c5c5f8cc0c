"""The wavelength grid on which the R1800 model sees a star (paper section 2)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.lines import ACTIVE


@dataclass(frozen=True, slots=True)
class Band:
    """A run of evenly spaced points of the grid: `rows` of the 800, `low` to `high` Å in air."""

    key: str
    label: str
    low: float
    high: float
    start: int
    stop: int

    @property
    def rows(self) -> slice:
        """Where the band lies in an array on the grid."""
        return slice(self.start, self.stop)


R1800_BANDS: tuple[Band, ...] = (
    Band("ha", "Hα", 6371.0, 6770.0, 0, 400),
    Band("ca", "Ca II triplet", 8381.0, 8780.0, 400, 800),
)
R1800_WAVE: NDArray[np.float64] = np.concatenate(
    [np.arange(band.low, band.high + 0.5) for band in R1800_BANDS]
)
"""(800,) Å, air, stellar rest frame: 6371…6770 and 8381…8780 in steps of 1 Å."""

OUTSIDE_LINES: NDArray[np.bool_] = np.all(
    [np.abs(R1800_WAVE - line.air) > line.half_width for line in ACTIVE], axis=0
)
"""(800,) True where neither Hα nor a Ca II line is integrated: where RMSE is taken."""

R250_WAVE: NDArray[np.float64] = np.arange(6005.0, 7500.5, 5.0)
"""(300,) Å, air, stellar rest frame: 6005…7500 in steps of 5 Å, the grid of the R250 model."""

for _shared in (R1800_WAVE, OUTSIDE_LINES, R250_WAVE):
    _shared.setflags(write=False)

# What `Analysis.bits` and the pack say of each pixel of the grid.
BAD = 1
"""No usable flux: outside the spectrum, ivar = 0, flux = 0, or masked in every exposure."""
FLAGGED = 2
"""Masked by the survey in some exposure (ORMASK); the flux may still be fine."""
TELLURIC_BAND = 4
"""In a band of the Earth's air."""
SPIKE = 8
"""Narrower than the spectrograph can see: a cosmic ray or a sky residual."""
