"""Whether lithium is really there: at its place, as wide as a line, and well above its error."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.lines import LINES
from spectrogui.science.narrow_lines import NarrowLines

_PLACE = next(line.air for line in LINES if line.key == "li")
_SIGNIFICANT = 3.0
_LEAST = 0.1
"""Å; less than that stars of the same kind differ by."""
_NEAR = np.array([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
_OFF = 1.5

Floats = NDArray[np.float64]


def is_lithium_rich(lines: NarrowLines, width: Floats, error: Floats) -> NDArray[np.bool_]:
    """(n,) more lithium than the template.

    Parameters
    ----------
    lines : of the residual
    width, error : (n,) excess equivalent width of Li I 6708 in its window, absorption positive
    """
    near, spread = lines.at(_PLACE + _NEAR)
    depth = -near
    middle = depth[:, len(_NEAR) // 2]
    peak = _NEAR[depth.argmax(axis=1)]
    narrow = middle > _SIGNIFICANT * spread[:, len(_NEAR) // 2]
    with np.errstate(invalid="ignore"):
        real = (width > _SIGNIFICANT * error) & (width > _LEAST)
        shape = (middle > 0.5 * width) & (middle < 2.5 * width)
    return np.asarray(real & shape & narrow & (middle > _LEAST) & (np.abs(peak) <= _OFF))
