"""The order of rows by a column."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.table import Table

RANDOM = "random"


def order_of(table: Table, name: str, descending: bool, seed: int) -> NDArray[np.intp]:
    """(n,) all rows sorted by a column; unknown last either way, ties in the order of input.

    `name` may be "" for the order of input, or "random" for a shuffle that `seed` decides.
    """
    if name == RANDOM:
        return np.random.default_rng(seed).permutation(len(table)).astype(np.intp)
    if name not in table:
        return np.arange(len(table), dtype=np.intp)
    keys = _keys(table[name])
    known = np.flatnonzero(~np.isnan(keys))
    unknown = np.flatnonzero(np.isnan(keys))
    by_value = np.argsort(-keys[known] if descending else keys[known], kind="stable")
    return np.concatenate([known[by_value], unknown]).astype(np.intp)


def _keys(values: NDArray[Any]) -> NDArray[np.float64]:
    """(n,) numbers that sort as the values do; NaN for unknown."""
    if values.dtype != object:
        return values
    words = set(values.tolist()) - {""}
    if all(word.isdecimal() and len(word) <= 15 for word in words):  # numbers of observations
        place = {word: float(word) for word in words}
    else:
        ordered = sorted(words)
        ordered.sort(key=str.casefold)
        place = {word: float(number) for number, word in enumerate(ordered)}
    place[""] = np.nan
    return np.fromiter(map(place.__getitem__, values), dtype=np.float64, count=len(values))
