"""Working on many spectra in blocks of one size."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

BLOCK = 16
"""Spectra are always worked on in blocks of this size, the last one filled up with repeats: so
the arithmetic of a spectrum, to the last bit, does not depend on which others are with it."""


def blocks(count: int) -> Iterator[tuple[NDArray[np.intp], int]]:
    """The numbers 0 to `count` in arrays of `BLOCK`, and how many of each are no repeats."""
    for start in range(0, count, BLOCK):
        numbers = np.arange(start, min(start + BLOCK, count))
        repeats = np.full(BLOCK - len(numbers), start)
        yield np.concatenate([numbers, repeats]), len(numbers)
