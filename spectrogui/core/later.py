"""A column of a table that nobody has asked for as a whole yet."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.compact import Form, Rows, Unknown, blank
from spectrogui.core.merging import merged

_PARTS = 16  # changes that are looked through one by one, before they are put together


class Later:
    """A compact form, and what was written over it since.

    Rows beyond the form are unknown until they are written.
    """

    def __init__(self, form: Form, *, is_text: bool) -> None:
        self.form = form
        self._is_text = is_text
        self._is_first = True  # nothing was put into the form yet
        self._parts: list[tuple[Rows, NDArray[Any]]] = []
        self.changes = 0

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all is known of the column."""
        return isinstance(self.form, Unknown) and not self._parts

    def put(self, rows: Rows, values: NDArray[Any]) -> None:
        """Write the values of some rows, (k,) each; of rows that are named twice the last."""
        values = np.broadcast_to(
            np.asarray(values, dtype=object if self._is_text else np.float64), rows.shape
        )
        if not len(rows) or (self.is_unknown and self._says_nothing(values)):
            return
        if len(rows) > 1 and np.any(np.diff(rows) <= 0):
            rows, values = _once(rows, values)
        self._parts.append((rows.copy(), values.copy()))
        self.changes += len(rows)
        if len(self._parts) > _PARTS:
            together = [np.concatenate(one) for one in zip(*self._parts, strict=True)]
            self._parts = [_once(together[0], together[1])]
            self.changes = len(self._parts[0][0])

    def rest_on(self, form: Form) -> None:
        """Take another form of the same values, unless changes are in the one there is."""
        if self._is_first:
            self.form = form

    def copy(self) -> "Later":
        """One that does not change with this."""
        made = Later(self.form, is_text=self._is_text)
        made._parts, made.changes = list(self._parts), self.changes
        made._is_first = self._is_first
        return made

    def at(self, rows: Rows) -> NDArray[Any]:
        """(k,) the values of some rows."""
        if isinstance(self.form, Unknown):
            made = blank(self._is_text, len(rows))
        else:
            inside = rows < self.form.size
            if inside.all():
                made = self.form.at(rows)
            else:
                made = blank(self._is_text, len(rows))
                made[inside] = self.form.at(rows[inside])
        for changed, values in self._parts:
            place = np.minimum(np.searchsorted(changed, rows), len(changed) - 1)
            hit = changed[place] == rows
            made[hit] = values[place[hit]]
        return made

    def settled(self, size: int) -> Form:
        """All (size,) values in little memory; kept so, with the changes in it, from now on."""
        if isinstance(self.form, Unknown) and not self._parts:
            return Unknown(self._is_text, size)
        if self._parts or self.form.size < size:
            rows: Rows = np.zeros(0, dtype=np.intp)
            values = blank(self._is_text, 0)
            if self._parts:
                together = [np.concatenate(one) for one in zip(*self._parts, strict=True)]
                rows, values = _once(together[0], together[1])
            self.form = merged(self.form.here(), size, rows, values)
            self._parts, self.changes, self._is_first = [], 0, False
        return self.form.here()

    def whole(self, size: int) -> NDArray[Any]:
        """(size,) all values, in an array of their own."""
        made = self.form.all()
        if len(made) != size:
            first = made[:size]
            made = blank(self._is_text, size)
            made[: len(first)] = first
        for changed, values in self._parts:
            made[changed] = values
        return made

    def _says_nothing(self, values: NDArray[Any]) -> bool:
        if self._is_text:
            return not any(values.tolist())
        return bool(np.isnan(values).all())


def _once(rows: Rows, values: NDArray[Any]) -> tuple[Rows, NDArray[Any]]:
    """Rows in ascending order, each with the value that was written last."""
    if np.all(rows[1:] > rows[:-1]):
        return rows, values
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    last = np.append(rows[1:] != rows[:-1], True)
    return rows[last], values[order[last]]
