"""Products of which each row comes out the same, to the last bit, whatever rows are with it.

Libraries choose how they add up by the shape of what they multiply, and some by where in it a row
stands: on many processors a star would have another last digit among 15 others than among 255.
So products are made of slabs of a few rows; in these the kernels of OpenBLAS from Prescott to
Sapphire Rapids treat all rows alike, which they don't in slabs of 16. `model.products` is the
same for torch.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SLAB = 8


def weighed(rows: NDArray[Any], weights: NDArray[np.floating]) -> NDArray[np.float64]:
    """(n,) sums of rows (n, k) times weights (k,)."""
    counts = np.flatnonzero(weights)
    return np.asarray((rows.take(counts, axis=1) * weights[counts]).sum(axis=1), np.float64)


def times(rows: NDArray[Any], matrix: NDArray[Any]) -> NDArray[Any]:
    """Rows (n, k) times a matrix (k, m): (n, m)."""
    count = len(rows)
    if count % _SLAB:
        rows = np.concatenate([rows, np.zeros((-count % _SLAB, rows.shape[1]), rows.dtype)])
    made = rows.reshape(-1, _SLAB, rows.shape[1]) @ matrix
    return np.asarray(made.reshape(-1, matrix.shape[1])[:count])
