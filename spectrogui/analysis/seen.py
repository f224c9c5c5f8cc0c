"""Which stars a model was trained on, by their place on the sky: kept in its card."""

import base64
import binascii
from itertools import product

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet

_CELL = np.radians(3.0 / 3600)
"""Side of the cells into which the unit sphere is cut: within one a star is found again."""
_SIDE: int = 2 * round(1 / _CELL) + 8  # cells from one end of the sphere to the other


def places(stars: TrainingSet) -> str:
    """The places of stars as text: the number of each one's cell, 8 bytes each, in base64.

    Stars of unknown place, library templates among them, are left out.
    """
    known = np.isfinite(stars.ra) & np.isfinite(stars.dec)
    cells = np.unique(_numbers(_cells(stars.ra[known], stars.dec[known])))
    return base64.b64encode(cells.astype("<i8").tobytes()).decode("ascii")


def seen(text: str, stars: TrainingSet) -> NDArray[np.bool_]:
    """(n,) stars whose place is among `places`; a text that holds no places knows none."""
    out = np.zeros(len(stars), bool)
    try:
        known = np.frombuffer(base64.b64decode(text, validate=True), "<i8")
    except (ValueError, binascii.Error):
        return out
    cells = _cells(np.nan_to_num(stars.ra), np.nan_to_num(stars.dec))
    for step in product((-1, 0, 1), repeat=3):
        out |= np.isin(_numbers(cells + np.array(step)), known)
    found: NDArray[np.bool_] = out & np.isfinite(stars.ra) & np.isfinite(stars.dec)
    return found


def _cells(ra: NDArray[np.float64], dec: NDArray[np.float64]) -> NDArray[np.int64]:
    """(n, 3) the cell of the unit sphere in which a place lies."""
    east, north = np.radians(ra), np.radians(dec)
    level = np.cos(north)
    vector = np.stack([level * np.cos(east), level * np.sin(east), np.sin(north)], axis=1)
    return np.asarray(np.floor(vector / _CELL), np.int64) + _SIDE // 2


def _numbers(cells: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) one number for each cell."""
    return np.asarray((cells[:, 0] * _SIDE + cells[:, 1]) * _SIDE + cells[:, 2])
