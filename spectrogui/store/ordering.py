"""The order of rows by a column."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.compact import Form, Numbers
from spectrogui.core.stable_order import stable_order
from spectrogui.core.table import Table
from spectrogui.core.text_ranks import text_ranks

RANDOM = "random"


def order_of(table: Table, name: str, descending: bool, seed: int) -> NDArray[np.intp]:
    """(n,) all rows sorted by a column; unknown last either way, ties in the order of input.

    `name` may be "" for the order of input, or "random" for a shuffle that `seed` decides.
    """
    if name == RANDOM:
        return np.random.default_rng(seed).permutation(len(table)).astype(np.intp)
    if name not in table or table.knows_nothing(name):
        return np.arange(len(table), dtype=np.intp)
    return order_by(column_of(table, name), table.column(name).kind == "text", descending)


def column_of(table: Table, name: str) -> Form | NDArray[Any]:
    """A column as it is now, and stays when the table changes: in little memory if it can be."""
    form = table.form(name)
    return form if form is not None and form.size == len(table) else table[name].copy()


def order_by(values: Form | NDArray[Any], is_text: bool, descending: bool) -> NDArray[np.intp]:
    """(n,) the same for the values of a column."""
    keys, known = _keys(values, is_text)
    if known.all():
        return stable_order(-keys if descending else keys)
    rows = np.flatnonzero(known)
    by_value = stable_order(-keys[rows] if descending else keys[rows])
    return np.concatenate([rows[by_value], np.flatnonzero(~known)])


def _keys(values: Form | NDArray[Any], is_text: bool) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """(n,) numbers that sort as the values do, and which of them are known."""
    if is_text:
        ranks = text_ranks(values)
        return ranks, ranks >= 0
    if isinstance(values, Numbers) and values.divisor:
        return values.values, values.values != np.iinfo(values.values.dtype).min
    numbers = values if isinstance(values, np.ndarray) else values.all()
    return numbers, ~np.isnan(numbers)
