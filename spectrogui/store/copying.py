"""Keeps the copy of a session's columns up to date: with it the session opens quickly."""

import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.table import Table
from spectrogui.io.session_file import SessionFile

_REST = 3000  # ms after a session was opened, and between two looks while it is busy
_EVERY = 30_000  # ms between two looks at how far the copy is behind


class Copying(QObject):
    """Looks now and then, and copies beside the event loop while nothing else goes on.

    Parameters
    ----------
    busy : whether results are being written, so that a copy would be old at once
    """

    _done = Signal(object, object)

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._file: SessionFile | None = None
        self._table = Table()
        self._ticket = Ticket()
        self._writer: threading.Thread | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._begin)
        self._done.connect(self._on_done)

    def follow(self, file: SessionFile | None, table: Table) -> None:
        """Stop with the one in hand, and look after another session; None for none."""
        self._soon.stop()
        self._ticket.cancel()
        if self._writer is not None:
            self._writer.join()  # it looks at its ticket many times a second
            self._writer = None
        self._file, self._table = file, table
        if file is not None:
            self._soon.start(_REST)

    def _begin(self) -> None:
        if self._file is None:
            return
        busy = self._busy() or (self._writer is not None and self._writer.is_alive())
        self._soon.start(_REST if busy else _EVERY)  # soon after scoring, before it is closed
        if busy:
            return
        self._ticket = Ticket()
        self._writer = threading.Thread(
            target=self._copy, args=(self._file, self._ticket), name="copying"
        )
        self._writer.start()

    def _copy(self, file: SessionFile, ticket: Ticket) -> None:
        """Body of the writing thread."""
        with suppress(Cancelled, InputError):  # a cache: the session itself is what counts
            if file.columns_are_behind():
                forms = file.keep_columns(ticket)
                self._done.emit(file, forms)

    def _on_done(self, file: SessionFile, forms: object) -> None:
        if file is self._file and isinstance(forms, dict):
            self._table.rest_on(forms)
