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
    words = {word for word in values.tolist() if word}
    if all(word.isdecimal() and len(word) <= 15 for word in words):  # numbers of observations
        return np.array([word or "nan" for word in values.tolist()]).astype(np.float64)
    place = {word: float(number) for number, word in enumerate(sorted(words, key=_alphabetical))}
    place[""] = np.nan
    return np.fromiter(map(place.__getitem__, values), dtype=np.float64, count=len(values))


def _alphabetical(word: str) -> tuple[str, str]:
    return word.casefold(), word
