"""Rows of many stars at once, kept as columns; each looks like a mapping of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spectrogui.core.columns import COLUMN, Column

Values = NDArray[Any]
Block = Mapping[str, Values]
"""Columns by name, each of (n,) in the form that a table keeps; others are unknown."""

_LARGEST = 2.0**30
_NEAR = 1e-6  # of a last digit; what a product below `_LARGEST` is off by is less


class BlockRow(Mapping[str, Any]):
    """One row of a block: str, int, float or bool; None where it is unknown.

    It has a value for every name of `core.columns`.
    """

    __slots__ = ("block", "number")

    def __init__(self, block: Block, number: int) -> None:
        """Take a block, and which of its rows this is."""
        self.block, self.number = block, number

    def __getitem__(self, name: str) -> Any:
        """A value as Python's own type."""
        column = COLUMN[name]
        return plain(column, self.block[name][self.number]) if name in self.block else None

    def __iter__(self) -> Iterator[str]:
        """The names of all columns."""
        return iter(COLUMN)

    def __len__(self) -> int:
        return len(COLUMN)

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        """A mapping of its own, with other values in place of some."""
        return {**self, **other}


def block_rows(block: Block, count: int) -> list[BlockRow]:
    """The rows of a block of so many."""
    return [BlockRow(block, number) for number in range(count)]


def stored_columns(
    rows: Sequence[Mapping[str, Any]], columns: Iterable[Column]
) -> dict[str, Values]:
    """See `core.table.stored`."""
    runs = [_Run(list(run)) for _, run in groupby(rows, _block_of)]
    known = set().union(*(run.names for run in runs))
    return {
        column.name: np.concatenate([run.values(column) for run in runs])
        for column in columns
        if column.name in known
    }


def _block_of(row: Mapping[str, Any]) -> int | None:
    """A number that rows of one block share."""
    return id(row.block) if isinstance(row, BlockRow) else None


class _Run:
    """Rows one after the other that belong to one block, or are plain mappings."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self._rows = rows
        self._block = rows[0].block if isinstance(rows[0], BlockRow) else None
        self.names: set[str] = set().union(*rows) if self._block is None else set(COLUMN)
        numbers = [row.number for row in rows if isinstance(row, BlockRow)]
        self._numbers = np.array(numbers, dtype=np.intp)

    def values(self, column: Column) -> Values:
        """The column of these rows."""
        dtype = object if column.kind == "text" else np.float64
        if self._block is None:
            return np.array([column.keep(row.get(column.name)) for row in self._rows], dtype)
        found = self._block.get(column.name)
        if found is None:
            return np.full(len(self._rows), "" if dtype is object else np.nan, dtype)
        return np.asarray(found.take(self._numbers))


def kept(column: Column, values: ArrayLike) -> NDArray[np.float64]:
    """Many numbers as `Column.keep` keeps each: rounded to the column's digits, without -0.0.

    A number is rounded by the nearest whole number of last digits, divided again: that is what
    `round` finds too, but where a number lies half-way between two, as far as doubles can tell;
    there it is asked.
    """
    number = np.asarray(values, np.float64)
    if column.kind != "float":
        return number
    unit = 10.0**column.digits
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = number * unit
        whole = np.rint(scaled)
        out = whole / unit + 0.0
        doubtful = (np.abs(scaled) > _LARGEST) | (np.abs(np.abs(scaled - whole) - 0.5) < _NEAR)
    for place in np.flatnonzero(doubtful):
        out[place] = round(float(number[place]), column.digits) + 0.0
    return np.asarray(out)


def texts(values: Iterable[str]) -> Values:
    """A column of text."""
    return np.array(list(values), dtype=object)


def plain(column: Column, value: Any) -> Any:
    """A stored value as Python's own type, None if unknown."""
    if column.kind == "text":
        return value or None
    if value != value:
        return None
    return {"int": int, "bool": bool, "float": float}[column.kind](value)
