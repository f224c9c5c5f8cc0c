"""Scoring a list beside everything else: starts by itself, can be stopped, goes on later."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.analysis.machine import FEW, processes_for
from spectrogui.analysis.scoring import OnBatch, score
from spectrogui.app.analysis_desk import AnalysisDesk
from spectrogui.app.delivery import Delivery
from spectrogui.core.job import Ticket
from spectrogui.core.pace import Pace, Progress
from spectrogui.core.text_search import unknown
from spectrogui.io.pack import Pack
from spectrogui.io.session_file import SessionFile
from spectrogui.store.ordering import column_of
from spectrogui.store.selection import Rows
from spectrogui.store.session import Session
from spectrogui.work.jobs import Failure, Job, Jobs

_NICE = 5  # processes that score stand back behind the window


class ScoringRun(QObject):
    """At most one list is scored at a time; how far it is stands in `session.progress`."""

    finished = Signal(int)  # rows that were gone through, when nothing is left to do
    stopped = Signal()

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        desk: AnalysisDesk,
        delivery: Delivery,
        workers: int | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._desk, self._delivery, self._workers = desk, delivery, workers
        self._job: Job | None = None
        self._stopping = False
        self._after: Callable[[], None] | None = None
        self._late = QTimer(self, singleShot=True, interval=0)
        self._late.timeout.connect(self._go_on)
        self._pace = Pace()
        self._through = 0
        session.opened.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether a list is being scored."""
        return self._job is not None

    def start(self) -> None:
        """Score what has no numbers yet; rows that come meanwhile are scored afterwards."""
        if self._session.file is None or not self._left():
            return
        if self._job is None:
            self._begin(None)
        elif self._stopping:
            self._after = self.start

    def start_again(self) -> None:
        """Score all rows anew; a run in hand is stopped first."""
        self.score_rows(np.arange(len(self._session.table)))

    def score_rows(self, rows: ArrayLike, from_files: bool = False) -> None:
        """Score these rows anew; a run in hand is stopped first.

        Parameters
        ----------
        from_files : read the files also of stars whose prepared spectra the pack has
        """
        wanted = np.asarray(rows, dtype=np.intp)
        if self._session.file is None or not len(wanted):
            return
        if self._job is not None:
            self.stop()
            self._after = partial(self.score_rows, wanted, from_files)
            return
        self._begin(wanted, from_files)

    def stop(self) -> None:
        """Stop at the next file; what is scored stays."""
        self._after = None
        self._late.stop()
        if self._job is not None:
            self._stopping = True
            self._job.cancel()

    def _left(self) -> int:
        return int(np.count_nonzero(unknown(column_of(self._session.table, "status"))))

    def _begin(self, rows: Rows | None, from_files: bool = False) -> None:
        session = self._session
        if session.file is None:
            return
        count = self._left() if rows is None else len(rows)
        call = partial(
            score_session, session.file, session.pack, self._desk, rows,
            workers_for(count, self._workers), self._delivery.of(session.file),
            from_files=from_files,
        )  # fmt: skip
        self._pace = Pace()
        session.set_progress(Progress(0, count))
        self._job = job = self._jobs.start("Scoring", call, lane="long")
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(self._on_succeeded)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        job.finished.connect(partial(self._on_finished, job))

    def _on_progressed(self, done: int, total: int) -> None:
        if self._job is not None:
            self._session.set_progress(self._pace.at(done, total))

    def _on_succeeded(self, count: int) -> None:
        self._through += count
        if count and self._left():
            self._after = self.start

    def _on_failed(self, failure: Failure) -> None:
        self._after = None

    def _on_cancelled(self) -> None:
        if self._after is None:
            self.stopped.emit()

    def _on_finished(self, job: Job) -> None:
        if self._job is not job:
            return
        self._job, self._stopping = None, False
        self._session.set_progress(None)
        if self._after is not None:
            self._late.start()
        else:
            through, self._through = self._through, 0
            self.finished.emit(through)

    def _go_on(self) -> None:
        after, self._after = self._after, None
        if after is not None:
            after()


def workers_for(count: int, wanted: int | None = None) -> int:
    """Processes that score a list of this many files; 0: a thread here does, which is quicker
    for a short one. If none are `wanted`, the window keeps a core for itself.
    """
    if count < FEW:
        return 0
    return processes_for(count, spare=1) if wanted is None else wanted


def score_session(
    file: SessionFile,
    pack: Pack | None,
    desk: AnalysisDesk,
    rows: Rows | None,
    workers: int,
    on_batch: OnBatch,
    ticket: Ticket,
    from_files: bool = False,
) -> int:
    """The job: as `analysis.scoring.score`, with the catalogue that was joined to the session."""
    return score(
        file,
        pack,
        desk.loader if workers else desk.analyser,
        ticket,
        catalogue=desk.catalogue(file),
        workers=workers,
        nice=_NICE,
        rows=rows,
        from_files=from_files,
        on_batch=on_batch,
    )
