"""Working on many spectra in blocks."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

BLOCK = 16
"""Spectra are always worked on in multiples of this number, the last ones filled up with repeats:
so the arithmetic of a spectrum, to the last bit, does not depend on which others are with it."""
LARGEST = 256
"""Spectra in a block at most: more would not be faster, and take more memory."""
_EVEN = 64
"""Of more spectra, a multiple of this number is what is worked on best."""


def blocks(count: int) -> Iterator[tuple[NDArray[np.intp], int]]:
    """The numbers 0 to `count` in arrays of whole blocks, and how many of each are no repeats."""
    for start in range(0, count, LARGEST):
        numbers = np.arange(start, min(start + LARGEST, count))
        repeats = np.full(-len(numbers) % BLOCK, start)
        yield np.concatenate([numbers, repeats]), len(numbers)


def even(count: int) -> int:
    """About so many spectra, but a number that leaves no small block at the end."""
    step = _EVEN if count >= _EVEN else BLOCK
    return max(count // step, 1) * step
