"""Everything the views draw: rows, labels, queue, selection and the spectrum on display."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.core.errors import InputError
from spectrogui.core.pace import Progress
from spectrogui.core.shown import Shown
from spectrogui.core.table import Table
from spectrogui.io.pack import Pack
from spectrogui.io.session_file import SessionFile
from spectrogui.io.session_write import Columns, Listed, given
from spectrogui.store.copying import Copying
from spectrogui.store.labels import Labels
from spectrogui.store.light_curves import LightCurves
from spectrogui.store.loading import Loaded, Resume, begin, load
from spectrogui.store.mirror import Mirror
from spectrogui.store.queue import Queue
from spectrogui.store.selection import NO_ROWS, Rows, Selection

_REST = 2000  # ms until a new place in the list is written down


class Session(QObject):
    """What is worked on, from the first file opened to the last verdict.

    Without a file it lives in memory only; `begin` or `open` give it one, and every label is
    then on disk before it shows.
    """

    opened = Signal()  # other rows, all of them
    rows_added = Signal()
    rows_changed = Signal(object)  # the rows
    spectra_changed = Signal(object)  # the rows whose spectra were analysed anew, or were moved
    shown_changed = Signal()
    progress_changed = Signal()
    write_failed = Signal(str)  # a sentence for the inspector, at once
    _delivered = Signal(object, object)

    def __init__(self, table: Table | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = table if table is not None else Table()
        self.file: SessionFile | None = None
        self.pack: Pack | None = None
        self.folder = Path()
        self.selection = Selection(self)
        self.labels = Labels(self.table, parent=self)
        self.queue = Queue(self.table, self.selection, self)
        self.curves = LightCurves(self)
        self.shown: Shown | None = None
        self.progress: Progress | None = None
        self._mirror = Mirror(self.labels, self)
        self._copying = Copying(self._is_busy, self)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._kept = Resume()
        self._connect()

    def open(self, path: Path) -> None:
        """Go on with a session; raises InputError, and then the old one stays."""
        if not self.has_open(path):
            self.adopt(load(path))

    def has_open(self, path: Path) -> bool:
        """Whether a file is the session that is open here."""
        return self.file is not None and path.exists() and path.samefile(self.file.path)

    def create(self, path: Path | None = None) -> None:
        """Begin a session, without a path in the user's data folder; raises InputError."""
        self.adopt(begin(path))

    def adopt(self, loaded: Loaded) -> None:
        """Show a session that `store.loading` has opened, maybe in a worker."""
        self.close()
        resume = Resume.read(loaded.kept)
        self.table, self.file, self.pack = loaded.table, loaded.file, loaded.pack
        self.folder = Path(loaded.kept.get("folder", ""))
        self.shown, self.progress = None, None
        self.selection.pick(NO_ROWS)
        self.selection.look_at(-1)
        self.labels.use(self.table, self.file, loaded.first_edit)
        self._mirror.follow(self.file)
        self._copying.follow(self.file, self.table)
        self.queue.seed = resume.seed
        self.queue.use(
            self.table, resume.filter, resume.sort_name, resume.descending, loaded.arranged
        )
        self.opened.emit()
        self.rows_added.emit()
        self.shown_changed.emit()
        self.progress_changed.emit()
        if 0 <= resume.current < len(self.table):
            self.selection.look_at(resume.current)
        self._kept = resume

    def close(self) -> None:
        """Write down what is still in hand and let the files go; the rows stay on screen."""
        self._rest.stop()
        self.labels.finish()
        self._keep_place()
        self._mirror.follow(None)
        self._copying.follow(None, self.table)
        self.labels.use(self.table, None)
        for file in (self.file, self.pack):
            if file is not None:
                file.close()
        self.file = self.pack = None

    def add(self, targets: Sequence[Listed]) -> Rows:
        """Add rows at the end, to a new session if none is open; returns their numbers.

        Raises InputError when they cannot be written; then none is added.
        """
        if self.file is None and not len(self.table):
            self.create()
        if self.file is None:  # rows that live in memory only
            return self.take_targets(len(self.table), given(targets))
        return self.take_targets(*self.file.append_targets(targets))

    def take_targets(self, first: int, columns: Columns) -> Rows:
        """Show rows that `SessionFile.append_targets` has added, maybe in a worker."""
        if first != len(self.table):
            raise ValueError(f"row {first} does not follow the {len(self.table)} there are")
        added = self.table.extend(len(columns["path"]), columns)
        rows = np.arange(added.start, added.stop, dtype=np.intp)
        self.queue.refresh(rows, at_once=True)
        self.rows_added.emit()
        return rows

    def path(self, row: int) -> Path:
        """The file of a row, absolute."""
        return self.folder / str(self.table.cell("path", row))

    def show(self, shown: Shown) -> None:
        """Put a spectrum on display; one that is not of the current row comes too late."""
        if shown.row == self.selection.current:
            self.shown = shown
            self.shown_changed.emit()

    def take_results(self, rows: Rows, columns: Mapping[str, NDArray[Any]]) -> None:
        """Rows have been scored and written; `columns` as `core.table.stored` makes them."""
        self.table.place(rows, columns)
        self.rows_changed.emit(rows)
        if "status" in columns:
            self.spectra_changed.emit(rows)
        self.queue.refresh(rows)

    def deliver(self, rows: Rows, columns: Mapping[str, NDArray[Any]]) -> None:
        """The same, from any thread."""
        self._delivered.emit(rows, columns)

    def set_progress(self, progress: Progress | None) -> None:
        """How far scoring is; None when it rests."""
        if progress != self.progress:
            self.progress = progress
            self.progress_changed.emit()

    def _is_busy(self) -> bool:
        return self.progress is not None or self.curves.progress is not None

    def _connect(self) -> None:
        self.labels.changed.connect(self._on_labels_changed)
        self.labels.write_failed.connect(self.write_failed)
        self._mirror.failed.connect(self.write_failed)
        self.rows_changed.connect(self._mirror.note)
        self._delivered.connect(self.take_results)
        self._rest.timeout.connect(self._keep_place)
        self.selection.current_changed.connect(self._on_place_changed)
        self.queue.changed.connect(self._on_place_changed)

    def _on_labels_changed(self, rows: Rows) -> None:
        self.queue.refresh(rows, at_once=True, keep_order=True)

    def _on_place_changed(self) -> None:
        if self.file is not None and not self._rest.isActive():
            self._rest.start()

    def _keep_place(self) -> None:
        queue = self.queue
        place = Resume(
            self.selection.current, queue.filter, queue.sort_name, queue.descending, queue.seed
        )
        if self.file is not None and self.file.may_write and place != self._kept:
            try:
                self.file.keep(place.kept())
            except InputError as error:
                self.write_failed.emit(str(error))
            self._kept = place
