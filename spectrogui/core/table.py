"""Rows of results as named numpy columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spectrogui.core.block_rows import plain, stored_columns
from spectrogui.core.columns import COLUMNS, Column
from spectrogui.core.compact import Coded, Form, Unknown, blank
from spectrogui.core.compacting import compact_numbers, compact_texts
from spectrogui.core.later import Later

_RECENT = 4096  # cells of a column that are asked for one by one, and likely again
_FEW, _SHARE = 1 << 16, 4
"""Changed rows of a column, or a part of all, that wait until it is asked for as a whole."""
_APART = 512  # changed rows between two columns, which so are not all made in the same moment


class Table:
    """N rows; text columns are object arrays of str, all others float64 with NaN for unknown.

    Rows are only ever added, so a row number stays valid. A column is made as an array when it
    is first asked for as a whole; who needs a few cells asks `cells`, which takes no memory.
    """

    def __init__(
        self,
        columns: tuple[Column, ...] = COLUMNS,
        size: int = 0,
        forms: Mapping[str, Form] | None = None,
    ) -> None:
        """An empty table, or `size` rows of which `forms` says what is known."""
        self.columns = columns
        self._size = size
        self._column = {column.name: column for column in columns}
        self._data: dict[str, NDArray[Any]] = {}
        given = forms or {}
        self._later = {column.name: _later(column, given.get(column.name)) for column in columns}
        self._form: dict[str, Form] = {}
        self._recent: dict[str, dict[int, Any]] = {}
        self._apart = {column.name: _APART * place for place, column in enumerate(columns)}

    def __len__(self) -> int:
        return self._size

    def __contains__(self, name: object) -> bool:
        return name in self._column

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The values of a column, (n,); a view: write through `put` instead."""
        if name in self._later:
            later = self._later[name]
            self._data[name] = later.whole(self._size)
            if not later.changes:
                self._form[name] = later.form
            del self._later[name]
        return self._data[name][: self._size]

    def cell(self, name: str, row: int) -> Any:
        """One value as it is stored: str, or float with NaN for unknown.

        Who asks for one usually asks for others: unless a column is dear, it is made at once.
        """
        later = self._later.get(name)
        if later is None or not (later.is_unknown or later.form.is_dear):
            return self[name][row]
        recent = self._recent.setdefault(name, {})
        if row not in recent:
            if len(recent) >= _RECENT:
                recent.clear()
            recent[row] = self.cells(name, (row,))[0]
        return recent[row]

    def cells(self, name: str, rows: ArrayLike) -> NDArray[Any]:
        """(k,) the values of some rows, in an array of their own."""
        wanted = np.asarray(rows, dtype=np.intp)
        if name in self._data:
            out: NDArray[Any] = self._data[name][: self._size][wanted]
            return out
        if len(wanted) and not 0 <= wanted.min() <= wanted.max() < self._size:
            raise IndexError(f"there are {self._size} rows")
        return self._later[name].at(wanted)

    def words(self, name: str) -> set[str]:
        """The different texts of a column."""
        form = self.form(name)
        if isinstance(form, Coded):
            return set(form.words.tolist())
        return set(self[name].tolist())

    def form(self, name: str) -> Form | None:
        """A column in little memory; None if it was made as an array and has changed since."""
        if name in self._later:
            return self._later[name].settled(self._size)
        form = self._form.get(name)
        return None if form is None else form.here()

    def compact(self, name: str) -> Form:
        """A column in little memory, made anew if need be."""
        form = self.form(name)
        if form is not None:
            return form
        if self._data[name].dtype == object:
            return compact_texts(self[name])
        return compact_numbers(self[name], self._column[name].digits)

    def knows_nothing(self, name: str) -> bool:
        """Whether no row has a value; False as well if that is not known without a look."""
        return name in self._later and self._later[name].is_unknown

    def rest_on(self, forms: Mapping[str, Form]) -> None:
        """Take columns that nobody asked for yet from other forms, which hold the same values."""
        for name, form in forms.items():
            if name in self._later:
                self._later[name].rest_on(form)
            if name in self._form:
                self._form[name] = form

    def snapshot(self) -> "Table":
        """The rows as they are now, whatever becomes of this table; little is copied for it."""
        made = Table(self.columns, self._size)
        for name, values in self._data.items():
            if name in self._form:
                made._later[name] = _later(self._column[name], self._form[name])
            else:
                made._data[name] = values[: self._size].copy()
                del made._later[name]
        made._later |= {name: later.copy() for name, later in self._later.items()}
        return made

    def column(self, name: str) -> Column:
        """What a column means."""
        return self._column[name]

    def append(self, rows: Iterable[Mapping[str, Any]]) -> range:
        """Add rows at the end; names that are no columns are ignored. Returns their numbers."""
        rows = list(rows)
        return self.extend(len(rows), stored(rows, self.columns) if rows else {})

    def extend(self, count: int, columns: Mapping[str, NDArray[Any]]) -> range:
        """Add `count` rows at once from values in stored form, (count,) each: see `stored`."""
        first, self._size = self._size, self._size + count
        for name, old in self._data.items():
            if len(old) < self._size:
                grown = blank(old.dtype == object, max(self._size, 2 * len(old)))
                grown[:first] = old[:first]
                self._data[name] = grown
        self._form.clear()
        self.place(np.arange(first, self._size), columns)
        return range(first, self._size)

    def place(self, rows: NDArray[np.intp], columns: Mapping[str, NDArray[Any]]) -> None:
        """Write some columns of many rows at once, values in stored form, (len(rows),) each."""
        most = max(_FEW, self._size // _SHARE)
        for name, values in columns.items():
            if name in self._data:
                self._data[name][rows] = values
                self._form.pop(name, None)
            elif name in self._later:
                self._recent.pop(name, None)
                self._later[name].put(np.asarray(rows, dtype=np.intp), values)
                if self._later[name].changes > most + self._apart[name]:
                    self[name]

    def put(self, row: int, values: Mapping[str, Any]) -> None:
        """Write some columns of one row; the others keep what they hold."""
        rows = np.array([row], dtype=np.intp)
        self.place(rows, stored([values], self.columns))

    def fill(self, name: str, values: NDArray[Any]) -> None:
        """Replace a whole column."""
        self[name][:] = values
        self._form.pop(name, None)

    def row(self, row: int) -> dict[str, Any]:
        """One row as a mapping: str, int, float or bool; None where unknown."""
        return {
            column.name: plain(column, self.cells(column.name, (row,))[0])
            for column in self.columns
        }


def stored(
    rows: Sequence[Mapping[str, Any]], columns: Iterable[Column] = COLUMNS
) -> dict[str, NDArray[Any]]:
    """Mappings as columns in the form that a table keeps: one array for each name they know.

    A name that only some of the rows know is unknown in the others.
    """
    return stored_columns(rows, columns)


def _later(column: Column, form: Form | None) -> Later:
    is_text = column.kind == "text"
    return Later(form or Unknown(is_text), is_text=is_text)
