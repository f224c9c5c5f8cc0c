"""A progress bar that waits for its turn to be painted."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QProgressBar


class QuietBar(QProgressBar):
    """Qt's bar paints the whole window in the middle of a call that changes it.

    Other views may not have followed the store by then, and would draw rows that are gone.
    """

    def setRange(self, minimum: int, maximum: int) -> None:
        """Qt: from where to where; both 0 for a bar that moves."""
        with self._later():
            super().setRange(minimum, maximum)

    def setMaximum(self, maximum: int) -> None:
        """Qt: the end of the range."""
        with self._later():
            super().setMaximum(maximum)

    def setValue(self, value: int) -> None:
        """Qt: how far it is."""
        with self._later():
            super().setValue(value)

    @contextmanager
    def _later(self) -> Iterator[None]:
        self.setUpdatesEnabled(False)
        yield
        self.setUpdatesEnabled(True)
