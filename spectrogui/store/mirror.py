"""A copy of all labels as CSV beside the session, for people and as a second home."""

import csv
import io
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.files import write_bytes
from spectrogui.io.session_file import SessionFile
from spectrogui.io.session_labels import NAMES
from spectrogui.store.labels import Labels
from spectrogui.store.selection import Rows

WIDTH = 1024
"""Rows that are written anew when one of them changes."""
_REST = 1000  # ms between a change and the copy
_SHARE = 10  # the least rest, in times that the last copy took
_PATIENCE_S = 2.0  # that the end of a session waits for a copy in hand


class Mirror(QObject):
    """Writes the labelled rows to a file a second after a change, beside the event loop.

    What it writes it reads from the session, a few rows at a time, and keeps as text: a change
    costs the rows around it, and the writing of the file.
    """

    failed = Signal(str)
    _went_wrong = Signal(str)

    def __init__(self, labels: Labels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file: SessionFile | None = None
        self._texts: dict[int, bytes] = {}
        self._stale: set[int] | None = None  # None for all
        self._ticket = Ticket()
        self._took_s = 0.0
        self._writer: threading.Thread | None = None
        self._soon = QTimer(self, singleShot=True, interval=_REST)
        self._soon.timeout.connect(self._begin)
        self._went_wrong.connect(self.failed)
        labels.changed.connect(self._on_changed)

    def follow(self, file: SessionFile | None) -> None:
        """Finish the copy in hand, then copy another session; None for none."""
        self.finish()
        self._file, self._texts, self._stale = file, {}, None
        if file is not None:  # the last copy may be too old
            self._soon.start(_REST)

    def finish(self) -> None:
        """Write what is still to be written, now, unless that takes too long."""
        if self._soon.isActive():
            self._soon.stop()
            self._join()
            self._begin()
        self._join()

    def note(self, rows: Rows) -> None:
        """Some rows have other names now; the next copy tells them."""
        if self._stale is not None:
            self._stale |= set(np.unique(rows // WIDTH).tolist()) & self._texts.keys()

    def _on_changed(self, rows: Rows) -> None:
        if self._file is None:
            return
        if self._stale is not None:
            self._stale |= set(np.unique(rows // WIDTH).tolist())
        if not self._soon.isActive():
            self._soon.start(max(_REST, round(1000 * _SHARE * self._took_s)))

    def _begin(self) -> None:
        if self._file is None:
            return
        if self._writer is not None and self._writer.is_alive():  # a slow drive
            self._soon.start(_REST)
            return
        stale, self._stale = self._stale, set()
        self._ticket = Ticket()
        self._writer = threading.Thread(
            target=self._write, args=(self._file, stale, self._ticket), name="mirror"
        )
        self._writer.start()

    def _join(self) -> None:
        if self._writer is not None:
            self._writer.join(_PATIENCE_S)
            self._ticket.cancel()  # it is written the next time that the session is opened
            self._writer.join()
            self._writer = None

    def _write(self, file: SessionFile, stale: set[int] | None, ticket: Ticket) -> None:
        """Body of the writing thread."""
        started = time.monotonic()
        path = mirror_path(file.path)
        try:
            parts = file.labelled_parts(WIDTH) if stale is None else sorted(stale)
            if stale is None and not parts:
                return
            for part in parts:
                ticket.checkpoint()
                self._texts[part] = _csv(file.labels_between(part * WIDTH, (part + 1) * WIDTH - 1))
            texts = (self._texts[part] for part in sorted(self._texts))
            write_bytes(path, b"".join((_csv([NAMES]), *texts)))
        except OSError as error:
            reason = error.strerror or str(error)
            self._went_wrong.emit(f"The copy of the labels, {path}, was not written: {reason}.")
        except InputError as error:
            self._went_wrong.emit(f"The copy of the labels, {path}, was not written: {error}")
        except Cancelled:
            return
        finally:
            self._took_s = time.monotonic() - started


def mirror_path(session: Path) -> Path:
    """Where the copy of a session's labels lies."""
    return session.with_suffix(".labels.csv")


def _csv(rows: Iterable[tuple[Any, ...]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()
