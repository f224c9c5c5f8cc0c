"""Which row is on which line: an order of all rows, and those of them that pass."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.store.selection import NO_ROWS, Rows

FEW = 1000
"""So many rows that come or go are put in or taken out; for more all lines are made anew."""


class Lines:
    """Rows in displayed order; a few that come or go cost no more than a copy.

    Attributes
    ----------
    rows : (k,) the row on each line; read-only
    """

    def __init__(self) -> None:
        self.rows = NO_ROWS
        self._order = NO_ROWS
        self._position = np.empty(0, dtype=np.int32)
        self._places = NO_ROWS

    def arrange(self, order: Rows) -> None:
        """Take another order of all rows; `show` must follow."""
        self._order = order
        self._position = np.empty(len(order), dtype=np.int32)
        self._position[order] = np.arange(len(order), dtype=np.int32)

    @property
    def size(self) -> int:
        """How many rows have a place in the order."""
        return len(self._order)

    def show(self, passing: NDArray[np.bool_]) -> bool:
        """Show the rows that pass, (n,); False if that are the same lines as before."""
        self._places = np.flatnonzero(passing[self._order])
        return self._take(self._order[self._places])

    def change(self, rows: Rows, passing: NDArray[np.bool_]) -> bool:
        """Rows, all different, pass now that did not, or the other way round."""
        if len(rows) > FEW:
            return self.show(passing)
        places = np.sort(self._position[rows]).astype(np.intp)
        at = np.searchsorted(self._places, places)
        come = passing[self._order[places]]
        shown, kept = self.rows, self._places
        if not come.all():
            shown, kept = np.delete(shown, at[~come]), np.delete(kept, at[~come])
            at = np.searchsorted(kept, places)
        if come.any():
            shown = np.insert(shown, at[come], self._order[places[come]])
            kept = np.insert(kept, at[come], places[come])
        self._places = kept
        return self._take(shown)

    def place_of(self, row: int) -> int:
        """Where a row stands in the order of all; -1 if it has no place."""
        return int(self._position[row]) if 0 <= row < len(self._position) else -1

    def line_of(self, row: int) -> int:
        """The line that shows a row; -1 if none does."""
        place = self.place_of(row)
        line = self.line_from(place)
        shown = place >= 0 and line < len(self._places) and self._places[line] == place
        return line if shown else -1

    def line_from(self, place: int) -> int:
        """The first line at or after a place in the order of all."""
        return int(np.searchsorted(self._places, place))

    def _take(self, rows: Rows) -> bool:
        if np.array_equal(rows, self.rows):
            return False
        rows.setflags(write=False)
        self.rows = rows
        return True
