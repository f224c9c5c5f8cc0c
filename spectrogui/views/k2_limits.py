"""Which range of y shows a light curve: spots and eclipses, and not every flare and glitch."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.views.limits import Range, united, widened

Floats = NDArray[np.floating]

_USED = (0.05, 99.95)
_ALL = (0.3, 99.7)
"""Percentiles: what was used belongs to the star; of the rest, what is there more than once."""


def curve_range(used: Floats, others: Floats) -> Range | None:
    """The range to show, with a margin; None if nothing is known.

    Parameters
    ----------
    used : (n,) points that the period was searched in
    others : (m,) further points with good quality: outliers, which may be eclipses
    """
    return united(_part(used, _USED), _part(np.concatenate([used, others]), _ALL))


def _part(values: Floats, percentiles: tuple[float, float]) -> Range | None:
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    low, high = np.percentile(known, percentiles)
    return widened(float(low), float(high))
