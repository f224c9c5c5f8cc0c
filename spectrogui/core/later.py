"""A column of a table that nobody has asked for as a whole yet."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.compact import Form, Rows, Unknown, blank

_PARTS = 16  # changes that are looked through one by one, before they are put together


class Later:
    """A compact form, and what was written over it since.

    Rows beyond the form are unknown until they are written.
    """

    def __init__(self, form: Form, *, is_text: bool) -> None:
        self.form = form
        self._is_text = is_text
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

    def copy(self) -> "Later":
        """One that does not change with this."""
        made = Later(self.form, is_text=self._is_text)
        made._parts, made.changes = list(self._parts), self.changes
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
    order = np.argsort(rows, kind="stable")
    rows = rows[order]
    last = np.append(rows[1:] != rows[:-1], True)
    return rows[last], values[order[last]]
