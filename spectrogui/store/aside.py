"""Computing beside the event loop, of which only the newest outcome counts."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Signal


class Aside(QObject):
    """Runs one plain function after another in threads of their own."""

    done = Signal(object)  # what the newest call returned
    _made = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._running = False
        self._made.connect(self._on_made)

    @property
    def running(self) -> bool:
        """Whether an outcome is still to come."""
        return self._running

    def start(self, call: Callable[[], Any]) -> None:
        """Call something; what was called before is of no interest any more."""
        self._number += 1
        self._running = True
        thread = threading.Thread(
            target=self._run, args=(self._number, call), name="aside", daemon=True
        )
        thread.start()

    def drop(self) -> None:
        """Let no outcome come."""
        self._number += 1
        self._running = False

    def _run(self, number: int, call: Callable[[], Any]) -> None:
        """Body of the thread."""
        made = call()
        with suppress(RuntimeError):  # the program closed meanwhile and Qt deleted this object
            self._made.emit(number, made)

    def _on_made(self, number: int, made: Any) -> None:
        if number == self._number:
            self._running = False
            self.done.emit(made)
