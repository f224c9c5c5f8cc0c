"""A copy of all labels as CSV beside the session, for people and as a second home."""

import csv
import io
import threading
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.core.columns import COLUMN
from spectrogui.io.files import write_text
from spectrogui.store.edit import Values
from spectrogui.store.labels import Labels

COLUMNS = (
    "path", "obsid", "designation", "verdict", "tags", "star", "comment", "inspector",
    "labelled_utc", "input_sha256",
)  # fmt: skip
_REST = 1000  # ms between a change and the copy


class Mirror(QObject):
    """Writes the labelled rows to a file a second after a change, beside the event loop."""

    failed = Signal(str)
    _went_wrong = Signal(str)

    def __init__(self, labels: Labels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._labels = labels
        self._path: Path | None = None
        self._soon = QTimer(self, singleShot=True, interval=_REST)
        self._soon.timeout.connect(self._begin)
        self._writer: threading.Thread | None = None
        self._went_wrong.connect(self.failed)
        labels.changed.connect(self._on_changed)

    def follow(self, path: Path | None) -> None:
        """Finish the copy in hand, then copy to another file; None for none."""
        self.finish()
        self._path = path
        if path is not None and self._labels.labelled().any():  # the last copy may be too old
            self._soon.start()

    def finish(self) -> None:
        """Write what is still to be written, now."""
        if self._writer is not None:
            self._writer.join()
            self._writer = None
        if self._soon.isActive():
            self._soon.stop()
            self._begin()
            self.finish()

    def _on_changed(self) -> None:
        if self._path is not None and not self._soon.isActive():
            self._soon.start()

    def _begin(self) -> None:
        if self._path is None:
            return
        if self._writer is not None and self._writer.is_alive():  # a slow drive
            self._soon.start()
            return
        self._writer = threading.Thread(
            target=self._write, args=(self._path, self._columns()), name="mirror"
        )
        self._writer.start()

    def _columns(self) -> Values:
        """All labelled rows as they are now."""
        rows = np.flatnonzero(self._labels.labelled())
        return {name: self._labels.table[name][rows] for name in COLUMNS}

    def _write(self, path: Path, columns: Values) -> None:
        """Body of the writing thread."""
        try:
            write_text(path, _csv(columns))
        except OSError as error:
            reason = error.strerror or str(error)
            self._went_wrong.emit(f"The copy of the labels, {path}, was not written: {reason}.")


def mirror_path(session: Path) -> Path:
    """Where the copy of a session's labels lies."""
    return session.with_suffix(".labels.csv")


def _csv(columns: Values) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    texts = (map(COLUMN[name].format, values) for name, values in columns.items())
    writer.writerows(zip(*texts, strict=True))
    return buffer.getvalue()
