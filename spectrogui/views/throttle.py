"""Doing something often asked for only now and then, but never not at all."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal


class Throttle(QObject):
    """Emits `due` at once for the first `ask`, and at most once per `interval_ms` after that."""

    due = Signal()

    def __init__(self, interval_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._interval = interval_ms
        self._since = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_due)

    def ask(self) -> None:
        """Ask for it to be done soon."""
        if self._timer.isActive():
            return
        passed = self._since.elapsed() if self._since.isValid() else self._interval
        self._timer.start(max(0, self._interval - passed))

    def _on_due(self) -> None:
        self._since.start()
        self.due.emit()
