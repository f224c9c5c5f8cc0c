"""What every dock shares: draw once per turn of the event loop, and never while hidden."""

import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from spectrogui.views import theme

_LONGEST_S = 0.1
"""Who is patient gives way to the next star, and the one after it, but no longer than that."""


class View(QWidget):
    """A widget that shows a part of the session.

    A view reads the store and draws; what the user does in it becomes a call on the store.
    `redraw` never writes to the store.
    """

    patience_ms = 0
    """How long it may wait, so that a page turn is painted in several turns of the event loop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stale = True
        self._since = 0.0  # when a redraw was asked for first
        self._soon = QTimer(self, singleShot=True, interval=self.patience_ms)
        self._soon.timeout.connect(self._redraw_if_seen)
        theme.changed.connect(self._on_theme_changed)

    def invalidate(self) -> None:
        """Ask for a redraw; any number of calls in one turn of the event loop make one."""
        self._stale = True
        if not self._soon.isActive():
            self._since = time.monotonic()
            self._soon.start()
        elif self.patience_ms and time.monotonic() - self._since < _LONGEST_S:
            self._soon.start()

    def redraw(self) -> None:
        """Draw the store as it is now."""
        raise NotImplementedError

    def restyle(self) -> None:
        """Take the colours of `theme.current()`; call it once at the end of `__init__`.

        Only what does not follow the widget palette by itself, such as plot items, needs this.
        """

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while hidden."""
        super().showEvent(event)
        self._redraw_if_seen()

    def _redraw_if_seen(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.redraw()

    def _on_theme_changed(self) -> None:
        self.restyle()
        self.invalidate()
