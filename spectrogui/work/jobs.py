"""Run plain functions beside the event loop and bring their outcome back into it."""

import logging
import traceback
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from spectrogui.core.job import Cancelled, Ticket
from spectrogui.work.lane import Lane

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that raised: one line for people, the traceback for the log."""

    title: str
    reason: str
    details: str


class Job(QObject):
    """A handle on one call.

    The lane thread emits only the private signals; they are queued to the thread that made the
    handle, which emits the public ones. So whoever starts a job can connect right afterwards and
    misses nothing, and after `cancel()` neither progress nor an outcome arrives, even when it was
    already on its way.
    """

    progressed = Signal(int, int)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    _reported = Signal(int, int)
    _settled = Signal(object, object)

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self._ticket = Ticket(self._reported.emit)
        self._reported.connect(self._relay)
        self._settled.connect(self._deliver)

    def cancel(self) -> None:
        """Drop the outcome; the call itself stops at its next checkpoint."""
        self._ticket.cancel()

    def _run(self, call: Callable[[Ticket], Any]) -> None:
        """Body of the lane thread: the only method here that does not run in the GUI thread."""
        try:
            self._ticket.checkpoint()
            value, failure = call(self._ticket), None
        except Cancelled:
            value, failure = None, None
        except Exception as error:
            log.exception("%s failed", self.title)
            value = None
            reason = str(error) or type(error).__name__
            failure = Failure(self.title, reason, traceback.format_exc())
        with suppress(RuntimeError):  # the program closed meanwhile and Qt deleted this handle
            self._settled.emit(value, failure)

    def _relay(self, done: int, total: int) -> None:
        if not self._ticket.cancelled:
            self.progressed.emit(done, total)

    def _deliver(self, value: Any, failure: Failure | None) -> None:
        if self._ticket.cancelled:
            self.cancelled.emit()
        elif failure is not None:
            self.failed.emit(failure)
        else:
            self.succeeded.emit(value)
        self.finished.emit()


class Jobs(QObject):
    """Starts jobs on named lanes and knows which are alive."""

    failed = Signal(object)
    alive_changed = Signal(int)

    def __init__(self, lanes: dict[str, Lane], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._alive: set[Job] = set()
        self._newest: dict[Hashable, Job] = {}

    def start(self, title: str, call: Callable[[Ticket], Any], *, lane: str = "quick") -> Job:
        """Queue `call(ticket)`; connect to the job before going back to the event loop."""
        job = Job(title, self)
        job.failed.connect(self.failed)
        job.finished.connect(partial(self._forget, job))
        self._alive.add(job)
        self.alive_changed.emit(len(self._alive))
        self._lanes[lane].put(partial(job._run, call))
        return job

    def latest(
        self, key: Hashable, title: str, call: Callable[[Ticket], Any], *, lane: str = "quick"
    ) -> Job:
        """Like `start`, but cancels the job that this key started before."""
        if (older := self._newest.get(key)) is not None:
            older.cancel()
        job = self._newest[key] = self.start(title, call, lane=lane)
        return job

    def close(self, timeout_s: float = 2.0) -> bool:
        """Cancel everything and give the lanes a moment; True when all of them stopped."""
        for job in tuple(self._alive):
            job.cancel()
        stopped = [lane.close(timeout_s) for lane in self._lanes.values()]
        return all(stopped)

    def _forget(self, job: Job) -> None:
        self._alive.discard(job)
        for key in [key for key, newest in self._newest.items() if newest is job]:
            del self._newest[key]
        job.deleteLater()
        self.alive_changed.emit(len(self._alive))
