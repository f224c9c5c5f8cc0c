"""The order of numbers, and their ranks, in the time that memory takes.

numpy sorts integers faster than it finds their order, and small integers in one pass. So where
there is room, the place of a number goes into the same 64 bits as the number.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Order = NDArray[np.intp]
_SMALL = 1 << 16  # different integers that numpy sorts without comparing
_BITS = 63


def stable_order(values: NDArray[Any]) -> Order:
    """(n,) places of the values from the smallest to the largest; equal ones as they come.

    Parameters
    ----------
    values : (n,) integers or floats, none of them NaN
    """
    packed = _packed(values)
    if packed is not None:
        return packed
    order = np.argsort(values)
    rank = _starts(values[order])
    if len(rank) and rank[-1] == len(rank) - 1 and (rank[1:] != rank[:-1]).all():
        return order
    number = np.empty(len(order), dtype=np.int64)
    number[order] = rank
    made = _packed(number)
    return np.argsort(number, kind="stable") if made is None else made


def ranks(keys: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    """(n,) how many rows come before each, by the first key, among equals by the next, and so on.

    Rows that agree in all keys share a rank. A key, (n,) integers, is only asked for if rows
    are still equal.
    """
    rank: NDArray[np.int64] | None = None
    order = np.empty(0, dtype=np.intp)
    for key in keys:
        if rank is None:
            order = np.argsort(key)
            starts = _starts(key[order])
            rank = np.empty(len(key), dtype=np.int64)
            rank[order] = starts
            continue
        starts = rank[order]
        same = starts[1:] == starts[:-1]
        slots = np.flatnonzero(np.append(same, False) | np.append(False, same))
        if not len(slots):
            break
        rows = order[slots]
        rows = rows[np.lexsort((key[rows], rank[rows]))]
        order[slots] = rows
        fresh = np.ones(len(rows), dtype=bool)
        fresh[1:] = (rank[rows][1:] != rank[rows][:-1]) | (key[rows][1:] != key[rows][:-1])
        rank[rows] = np.maximum.accumulate(np.where(fresh, slots, 0))
    return np.zeros(0, dtype=np.int64) if rank is None else rank


def _packed(values: NDArray[Any]) -> Order | None:
    """The order of integers that leave room for their places, else None."""
    if values.dtype.kind not in "iu" or not len(values):
        return None
    low, span = int(values.min()), int(values.max()) - int(values.min())
    if span < _SMALL:
        return np.argsort((values.astype(np.int64) - low).astype(np.uint16), kind="stable")
    bits = len(values).bit_length()
    if span.bit_length() + bits > _BITS:
        return None
    made = values.astype(np.int64) - low
    made <<= bits
    made |= np.arange(len(made))
    made.sort()
    made &= (1 << bits) - 1
    return made.astype(np.intp, copy=False)


def _starts(ordered: NDArray[Any]) -> NDArray[np.int64]:
    """(n,) where the run of equal values begins that each belongs to."""
    place = np.arange(len(ordered), dtype=np.int64)
    place[1:][ordered[1:] == ordered[:-1]] = 0
    return np.maximum.accumulate(place)
