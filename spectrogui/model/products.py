"""Products of which each row comes out the same, to the last bit, whatever rows are with it.

Libraries choose how they add up by the shape of what they multiply, and some by where in it a row
stands: on many processors a star would have another last digit among 15 others than among 255.
So products are made of slabs whose shape never changes; and of slabs of 16 or 64 rows all rows
are treated alike by the kernels of MKL for SSE4.2, AVX2 and AVX-512, on processors of Intel and
of AMD, which those of 32 or 128 rows are not. `core.products` is the same for numpy.
"""

import torch
from torch import Tensor, nn

SLAB = 16
_LARGER = 64
WIDE = 16
"""Columns of a product at least: of thinner ones a row may depend on where in a slab it stands."""


def times(rows: Tensor, matrix: Tensor, plus: Tensor | None = None) -> Tensor:
    """Rows (n, k) times a matrix (k, m), plus (m,): (n, m)."""
    return _in_slabs(rows, matrix, plus, SLAB)


def times_each(rows: Tensor, matrix: Tensor) -> Tensor:
    """The same for r rows of each of n stars, (n, r, k): (n, r, m)."""
    count, many = rows.shape[:2]
    slab = _LARGER if many * SLAB % _LARGER == 0 else SLAB
    return _in_slabs(rows.flatten(0, 1), matrix, None, slab).view(count, many, -1)


def wide(columns: Tensor) -> Tensor:
    """A matrix with columns of zeros, so that it has `WIDE` at least."""
    return nn.functional.pad(columns, (0, max(WIDE - columns.shape[1], 0)))


def _in_slabs(rows: Tensor, matrix: Tensor, plus: Tensor | None, slab: int) -> Tensor:
    count = len(rows)
    if count % slab:
        rows = nn.functional.pad(rows, (0, 0, 0, -count % slab))
    slabs = rows.reshape(-1, slab, rows.shape[1])
    every = matrix.expand(len(slabs), *matrix.shape)
    made = torch.bmm(slabs, every) if plus is None else torch.baddbmm(plus, slabs, every)
    return made.view(-1, matrix.shape[1])[:count]
