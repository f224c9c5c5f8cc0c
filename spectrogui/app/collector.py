"""Garbage is collected in the thread of the window, and nowhere else."""

import gc
import sys

from PySide6.QtCore import QObject, QTimer

_EVERY = 1000  # ms
_LIBRARY = 50  # modules that came since the last look: something large was loaded


class Collector(QObject):
    """Stands in for Python's own collecting, which runs in whichever thread allocates.

    A worker that comes upon a cycle with a widget in it would delete the widget outside the
    thread that owns it, which ends the program.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self.collect)
        self._modules = 0

    def start(self) -> None:
        """Take over; what is there already is put aside."""
        gc.disable()
        self._put_aside()
        self._timer.start()

    def stop(self) -> None:
        """Give it back."""
        self._timer.stop()
        gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would.

        A library that was loaded meanwhile is put aside instead: to look through torch and
        astropy takes longer than the window may be still, and nothing of them is garbage.
        """
        if len(sys.modules) > self._modules + _LIBRARY:
            self._put_aside()
            return
        due = [
            generation
            for generation, (count, limit) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > limit
        ]
        if due:
            gc.collect(due[-1])

    def _put_aside(self) -> None:
        """What is there stays, and is not looked through from now on."""
        gc.freeze()
        self._modules = len(sys.modules)
