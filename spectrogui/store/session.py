"""Everything the views draw: rows, labels, queue, selection and the spectrum on display."""

from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from spectrogui.core.shown import Shown
from spectrogui.core.table import Table
from spectrogui.store.labels import Labels
from spectrogui.store.queue import Queue
from spectrogui.store.selection import Rows, Selection


class Session(QObject):
    """What is worked on, from the first file opened to the last verdict."""

    rows_added = Signal()
    rows_changed = Signal(object)  # the rows
    shown_changed = Signal()
    progress_changed = Signal()
    _delivered = Signal(object, object)

    def __init__(self, table: Table | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = table if table is not None else Table()
        self.selection = Selection(self)
        self.labels = Labels(self.table, parent=self)
        self.queue = Queue(self.table, self.selection, self)
        self.shown: Shown | None = None
        self.labels.changed.connect(self._on_labels_changed)
        self._delivered.connect(self.take_results)

    def show(self, shown: Shown) -> None:
        """Put a spectrum on display; one that is not of the current row comes too late."""
        if shown.row == self.selection.current:
            self.shown = shown
            self.shown_changed.emit()

    def take_results(self, rows: Rows, columns: Mapping[str, NDArray[Any]]) -> None:
        """Rows have been scored; `columns` as `core.table.stored` makes them."""
        self.table.place(rows, columns)
        self.rows_changed.emit(rows)
        self.queue.refresh(rows)

    def deliver(self, rows: Rows, columns: Mapping[str, NDArray[Any]]) -> None:
        """The same, from any thread."""
        self._delivered.emit(rows, columns)

    def _on_labels_changed(self, rows: Rows) -> None:
        self.queue.refresh(rows, at_once=True, keep_order=True)
