"""Tables that are being written: how far they are, and how to stop."""

import time
from functools import partial

from PySide6.QtCore import QObject, Signal

from spectrogui.app.exporting import Export, about, write
from spectrogui.core.pace import Pace
from spectrogui.store.session import Session
from spectrogui.store.settings import Settings
from spectrogui.work.jobs import Job, Jobs

_QUICK = 0.3  # s, below which it is not said how far it is


class ExportRun(QObject):
    """Writes one table after the other; what is not whole yet takes the place of no file."""

    progressed = Signal(object)  # a Progress, None when nothing is written
    written = Signal(str)  # a sentence

    def __init__(self, session: Session, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._running: list[Job] = []

    def start(self, export: Export, settings: Settings) -> None:
        """Write the rows as they are now."""
        table = self._session.table.snapshot()
        call = partial(write, export, table, about(self._session, settings, export))
        job = self._jobs.start(f"Export {export.path.name}", call, lane="disk")
        self._running.append(job)
        count = len(export.rows)
        said = f"{count:,} {'row was' if count == 1 else 'rows were'} written to"
        job.progressed.connect(partial(self._on_progressed, Pace(), time.monotonic()))
        job.succeeded.connect(partial(self._on_written, f"{said} {export.path.name}."))
        job.finished.connect(partial(self._on_finished, job))

    def stop(self) -> None:
        """Write no further; files that were there stay as they were."""
        for job in self._running:
            job.cancel()

    def _on_progressed(self, pace: Pace, since: float, done: int, total: int) -> None:
        progress = pace.at(done, total)
        if total and time.monotonic() > since + _QUICK:
            self.progressed.emit(progress)

    def _on_written(self, sentence: str, _: object) -> None:
        self.written.emit(sentence)

    def _on_finished(self, job: Job) -> None:
        self._running.remove(job)
        self.progressed.emit(None)
