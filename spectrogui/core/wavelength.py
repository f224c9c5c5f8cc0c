"""Wavelengths between vacuum and air, and velocities.

LAMOST delivers vacuum, heliocentric wavelengths; the models live in air, at rest.
"""

import numpy as np
from numpy.typing import NDArray

SPEED_OF_LIGHT = 299_792.458
"""km/s."""

Wave = NDArray[np.float64]


def vacuum_to_air(wave: Wave) -> Wave:
    """Air wavelengths of vacuum wavelengths, both in Å (Morton 2000; VALD's form, dry air)."""
    s2 = (1e4 / wave) ** 2
    n = 1 + 8.34254e-5 + 2.406147e-2 / (130.0 - s2) + 1.5998e-4 / (38.9 - s2)
    return wave / n


def air_to_vacuum(wave: Wave) -> Wave:
    """Vacuum wavelengths of air wavelengths, both in Å (N. Piskunov's inverse, VALD)."""
    s2 = (1e4 / wave) ** 2
    n = (
        1
        + 8.336624212083e-5
        + 2.408926869968e-2 / (130.1065924522 - s2)
        + 1.599740894897e-4 / (38.92568793293 - s2)
    )
    return wave * n
