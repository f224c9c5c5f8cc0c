"""Garbage is collected in the thread of the window, and nowhere else."""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 1000  # ms


class Collector(QObject):
    """Stands in for Python's own collecting, which runs in whichever thread allocates.

    A worker that comes upon a cycle with a widget in it would delete the widget outside the
    thread that owns it, which ends the program.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take over; what is there already stays, and is not looked through each time."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give it back."""
        self._timer.stop()
        gc.enable()

    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        due = [
            generation
            for generation, (count, limit) in enumerate(
                zip(gc.get_count(), gc.get_threshold(), strict=True)
            )
            if count > limit
        ]
        if due:
            gc.collect(due[-1])
