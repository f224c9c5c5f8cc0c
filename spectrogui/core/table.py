"""Rows of results as named numpy columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import COLUMNS, Column


class Table:
    """N rows; text columns are object arrays of str, all others float64 with NaN for unknown.

    Rows are only ever added, so a row number stays valid.
    """

    def __init__(self, columns: tuple[Column, ...] = COLUMNS) -> None:
        self.columns = columns
        self._size = 0
        self._data = {column.name: _blank(column, 0) for column in columns}
        self._column = {column.name: column for column in columns}

    def __len__(self) -> int:
        return self._size

    def __contains__(self, name: object) -> bool:
        return name in self._data

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The values of a column, (n,); a view: write through `put` instead."""
        return self._data[name][: self._size]

    def column(self, name: str) -> Column:
        """What a column means."""
        return self._column[name]

    def append(self, rows: Iterable[Mapping[str, Any]]) -> range:
        """Add rows at the end; names that are no columns are ignored. Returns their numbers."""
        rows = list(rows)
        added = self.extend(len(rows), {})
        for number, row in zip(added, rows, strict=True):
            self.put(number, row)
        return added

    def extend(self, count: int, columns: Mapping[str, NDArray[Any]]) -> range:
        """Add `count` rows at once from values in stored form, (count,) each: see `stored`."""
        first, self._size = self._size, self._size + count
        for name, column in self._column.items():
            old = self._data[name]
            if len(old) < self._size:
                grown = _blank(column, max(self._size, 2 * len(old)))
                grown[:first] = old[:first]
                self._data[name] = grown
        self.place(np.arange(first, self._size), columns)
        return range(first, self._size)

    def place(self, rows: NDArray[np.intp], columns: Mapping[str, NDArray[Any]]) -> None:
        """Write some columns of many rows at once, values in stored form, (len(rows),) each."""
        for name, values in columns.items():
            if name in self._data:
                self._data[name][rows] = values

    def put(self, row: int, values: Mapping[str, Any]) -> None:
        """Write some columns of one row; the others keep what they hold."""
        for name, value in values.items():
            if name in self._data:
                self._data[name][row] = self._column[name].keep(value)

    def fill(self, name: str, values: NDArray[Any]) -> None:
        """Replace a whole column."""
        self._data[name][: self._size] = values

    def row(self, row: int) -> dict[str, Any]:
        """One row as a mapping: str, int, float or bool; None where unknown."""
        return {
            column.name: plain(column, self._data[column.name][row]) for column in self.columns
        }


def stored(
    rows: Sequence[Mapping[str, Any]], columns: Iterable[Column] = COLUMNS
) -> dict[str, NDArray[Any]]:
    """Mappings as columns in the form that a table keeps: one array for each name they know.

    A name that only some of the rows know is unknown in the others.
    """
    known = set().union(*rows)
    return {
        column.name: np.array(
            [column.keep(row.get(column.name)) for row in rows],
            dtype=object if column.kind == "text" else np.float64,
        )
        for column in columns
        if column.name in known
    }


def plain(column: Column, value: Any) -> Any:
    """A stored value as Python's own type, None if unknown."""
    if column.kind == "text":
        return value or None
    if value != value:
        return None
    return {"int": int, "bool": bool, "float": float}[column.kind](value)


def _blank(column: Column, size: int) -> NDArray[Any]:
    if column.kind == "text":
        return np.full(size, "", dtype=object)
    return np.full(size, np.nan)
