"""The order of rows by a column."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.compact import Form, Numbers
from spectrogui.core.query import Query
from spectrogui.core.stable_order import stable_order
from spectrogui.core.table import Table
from spectrogui.core.text_ranks import text_ranks

RANDOM = "random"
MANY, MANY_TEXTS = 400_000, 50_000
"""Rows, or rows with texts, that are asked and sorted beside the event loop."""


def order_of(table: Table, name: str, descending: bool, seed: int) -> NDArray[np.intp]:
    """(n,) all rows sorted by a column; unknown last either way, ties in the order of input.

    `name` may be "" for the order of input, or "random" for a shuffle that `seed` decides.
    """
    if name == RANDOM:
        return np.random.default_rng(seed).permutation(len(table)).astype(np.intp)
    if name not in table or table.knows_nothing(name):
        return np.arange(len(table), dtype=np.intp)
    return order_by(column_of(table, name), table.column(name).kind == "text", descending)


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """What is to be shown: which rows, and in which order; None for what stays as it is.

    Attributes
    ----------
    query : says which rows pass
    sort : the name of a column and whether the largest values come first
    seed : of a shuffled order
    """

    query: Query | None
    sort: tuple[str, bool] | None
    seed: int = 1

    def takes_long(self, table: Table) -> bool:
        """Whether the window would be still for too long if it were done at once."""
        names = {
            *(self.query.columns if self.query else ()),
            *(self.sort[:1] if self.sort else ()),
        }
        is_text = any(name in table and table.column(name).kind == "text" for name in names)
        return bool(names) and len(table) >= (MANY_TEXTS if is_text else MANY)

    def of(self, table: Table) -> "Arranged":
        """Ask all rows of a table, and sort them."""
        passing = None if self.query is None else self.query.rows(table)
        if self.sort is None:
            return Arranged(passing, None, None)
        name, descending = self.sort
        if name not in table or table.knows_nothing(name):
            return Arranged(passing, order_of(table, name, descending, self.seed), None)
        column = column_of(table, name)
        order = order_by(column, table.column(name).kind == "text", descending)
        return Arranged(passing, order, column)


@dataclass(frozen=True, slots=True, eq=False)
class Arranged:
    """What came of a wish.

    Attributes
    ----------
    passing : (n,) whether a row passes
    order : (n,) all rows in their order
    column : the values that sorted them; None if nothing is known of them
    """

    passing: NDArray[np.bool_] | None
    order: NDArray[np.intp] | None
    column: Form | NDArray[Any] | None


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
