"""Writing a long change beside the event loop, in its turn."""

import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from spectrogui.core.errors import InputError

Outcome = Callable[[InputError | None], bool]


class Writing(QObject):
    """One change in hand at most: whoever has another one waits with `finish` until it is done."""

    _ended = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._thread: threading.Thread | None = None
        self._error: InputError | None = None
        self._then: Outcome = lambda error: error is None
        self._ended.connect(self._on_ended)

    def start(self, write: Callable[[], None], then: Outcome) -> None:
        """Call `write` in a thread, and in this one then `then`, with what went wrong; it says
        whether all is well.
        """
        self.finish()
        self._error, self._then = InputError("The labels were not written: try again."), then
        self._number += 1
        self._thread = threading.Thread(
            target=self._run, args=(self._number, write), name="writing"
        )
        self._thread.start()

    def finish(self) -> bool:
        """Wait for the change in hand, and do what is to be done then; False if it failed."""
        if self._thread is None:
            return True
        self._thread.join()
        self._thread = None
        return self._then(self._error)

    def _run(self, number: int, write: Callable[[], None]) -> None:
        """Body of the thread."""
        try:
            write()
            self._error = None
        except InputError as error:
            self._error = error
        finally:
            with suppress(RuntimeError):  # the program closed meanwhile and Qt deleted this object
                self._ended.emit(number)

    def _on_ended(self, number: int) -> None:
        if number == self._number:  # else it was waited for, and another one is in hand
            self.finish()
