"""A column that lies in the copy of a session's columns."""

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from spectrogui.core.compact import Form, Rows
from spectrogui.io.checked_file import DamagedError
from spectrogui.io.column_copy import ColumnCopy

_FEW, _SHARE, _DEAR_SHARE = 64, 2048, 256
"""Rows, or of all rows one in so many: more are better read as a whole column."""


class CopiedForm:
    """Read when it is asked for; out of the session itself where the copy is damaged."""

    def __init__(self, copy: ColumnCopy, name: str, read_again: Callable[[str], Form]) -> None:
        self._copy, self._name, self._read_again = copy, name, read_again
        self.size = copy.size
        self.is_dear = copy.is_pooled(name)

    def all(self) -> NDArray[Any]:
        """(size,) the values."""
        return self.here().all()

    def at(self, rows: Rows) -> NDArray[Any]:
        """(k,) the values of some rows."""
        most = self.size // (_DEAR_SHARE if self.is_dear else _SHARE)
        if len(rows) <= max(_FEW, most) or _are_near(rows):
            try:
                return self._copy.at(self._name, rows)
            except DamagedError:
                pass
        return self.here().at(rows)

    def here(self) -> Form:
        """The same in memory."""
        try:
            form = self._copy.form(self._name)
        except DamagedError:
            form = self._read_again(self._name)
        return form


def _are_near(rows: Rows) -> bool:
    """Whether rows lie one beside the other, or nearly so."""
    return bool(rows.max() - rows.min() < 2 * len(rows))
