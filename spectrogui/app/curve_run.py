"""Measuring every light curve that was given to a list; it stops at any file and goes on later."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from spectrogui.analysis.scoring import OnBatch
from spectrogui.app.curve_jobs import Measure
from spectrogui.app.delivery import Delivery
from spectrogui.core.job import Ticket
from spectrogui.core.pace import Pace
from spectrogui.io.session_file import SessionFile
from spectrogui.store.session import Session
from spectrogui.work.jobs import Job, Jobs


class CurveRun(QObject):
    """At most one at a time; how far it is stands in `session.curves.progress`."""

    said = Signal(str)

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        delivery: Delivery,
        measure: Measure,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._delivery = session, jobs, delivery
        self._measure = measure
        self._job: Job | None = None
        self._pace = Pace()
        session.opened.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether light curves are being measured."""
        return self._job is not None

    def start(self) -> None:
        """Measure what has no numbers on its row yet."""
        file = self._session.file
        if file is None or self._job is not None:
            return
        call = partial(measure_given, file, self._measure, self._delivery.of(file))
        self._pace = Pace()
        self._job = job = self._jobs.start("Measure the light curves", call, lane="long")
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(self._on_measured)
        job.finished.connect(partial(self._on_finished, job))

    def stop(self) -> None:
        """Stop at the next file; what is done stays."""
        if self._job is not None:
            self._job.cancel()

    def _on_progressed(self, done: int, total: int) -> None:
        if self._job is not None and total:
            self._session.curves.set_progress(self._pace.at(done, total))

    def _on_finished(self, job: Job) -> None:
        if self._job is job:
            self._job = None
            self._session.curves.set_progress(None)

    def _on_measured(self, outcome: tuple[int, list[str]]) -> None:
        count, problems = outcome
        if count:
            said = f"{count:,} light curve{' was' if count == 1 else 's were'} measured."
            if problems:
                said += f" {len(problems):,} could not be read: filter lc_quality = unreadable."
            self.said.emit(said)


def measure_given(
    file: SessionFile, by: Measure, on_batch: OnBatch, ticket: Ticket
) -> tuple[int, list[str]]:
    """The job: how many rows were gone through, and what could not be read."""
    from spectrogui.analysis.curve_scoring import measure_curves, unmeasured
    from spectrogui.analysis.curves import CurveFiles

    files = CurveFiles(file.curve_files())
    if not files:
        return 0, []
    todo = unmeasured(file.load(), files)
    return len(todo), measure_curves(file, todo, ticket, on_batch, by)
