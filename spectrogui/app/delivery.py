"""Results on their way from a worker to the session that they belong to."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from spectrogui.analysis.scoring import OnBatch
from spectrogui.io.session_file import SessionFile
from spectrogui.store.selection import Rows
from spectrogui.store.session import Session


class Delivery(QObject):
    """Brings batches into the event loop; those of a session that was left are dropped."""

    _sent = Signal(object, object, object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._sent.connect(self._on_sent)

    def of(self, file: SessionFile) -> OnBatch:
        """What a worker calls with each batch that it has written into this file."""
        return partial(self._sent.emit, file)

    def _on_sent(self, file: SessionFile, rows: Rows, columns: Mapping[str, NDArray[Any]]) -> None:
        if file is self._session.file:
            self._session.take_results(rows, columns)
