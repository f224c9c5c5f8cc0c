"""Which spectrum is looked at, and which ones are picked."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QObject, Signal

Rows = NDArray[np.intp]
NO_ROWS: Rows = np.empty(0, dtype=np.intp)


def ascending(rows: ArrayLike) -> Rows:
    """Rows, each once, from the first to the last; in an array of their own."""
    made = np.atleast_1d(np.array(rows, dtype=np.intp))
    if not np.all(
        made[1:] > made[:-1]
    ):  # numpy's own way takes a quarter of a second for a million
        made.sort()
        made = made[np.append(True, made[1:] != made[:-1])] if len(made) else made
    return made


class Selection(QObject):
    """Rows of the session: `current` is the one shown, `picked` the set being worked on.

    Setting what is already set emits nothing, so views may echo a change back without a loop.
    """

    current_changed = Signal(int)
    picked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current = -1
        self._picked = NO_ROWS

    @property
    def current(self) -> int:
        """The row on display, or -1."""
        return self._current

    @property
    def picked(self) -> Rows:
        """Sorted unique rows; read-only."""
        return self._picked

    def look_at(self, row: int) -> None:
        """Put one spectrum on display."""
        if row != self._current:
            self._current = row
            self.current_changed.emit(row)

    def pick(self, rows: Rows) -> None:
        """Replace the working set."""
        rows = ascending(rows)
        if not np.array_equal(rows, self._picked):
            rows.setflags(write=False)
            self._picked = rows
            self.picked_changed.emit()
