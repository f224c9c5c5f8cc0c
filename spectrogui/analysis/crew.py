"""Work that falls into parts: one after the other here, or side by side in processes."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, TypeVar

from spectrogui.analysis.processes import make_pool, submit
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.model.threads import OneThread

T = TypeVar("T")
_LOOK = 0.5  # s between looks at a cancelled ticket


class Crew:
    """Processes of one thread each, which end with the block in which they are used.

    Parameters
    ----------
    workers : 1 works in this process
    ticket : of the whole work; when it is cancelled the processes stop at their next checkpoint
    """

    def __init__(self, workers: int, ticket: Ticket) -> None:
        self._ticket = ticket
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._wanted: TemporaryDirectory[str] | None = None

    def __enter__(self) -> "Crew":
        if self._workers > 1:
            self._pool = make_pool(self._workers)
            self._wanted = TemporaryDirectory(prefix="spectrogui-crew-")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._wanted is not None:
            self._wanted.cleanup()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def each(self, work: Callable[..., T], jobs: Sequence[tuple[Any, ...]]) -> Iterator[T]:
        """What `work` makes of each job, in order, as it is ready.

        Parameters
        ----------
        work : a function of a module: it gets a ticket and what the job consists of

        Raises
        ------
        Cancelled : the ticket was cancelled
        InputError : the processes were ended from outside
        """
        if self._pool is None or self._wanted is None:
            for job in jobs:
                self._ticket.checkpoint()
                yield work(self._ticket, *job)
            return
        made = [submit(self._pool, _alone, self._wanted.name, work, job) for job in jobs]
        for future in made:
            yield self._outcome(future)

    def _outcome(self, future: "Future[T] | None") -> T:
        """Wait for it, and look now and then whether it is still wanted."""
        try:
            while future is not None and not wait([future], timeout=_LOOK).done:
                self._ticket.checkpoint()
            if future is not None:
                return future.result()
        except BrokenProcessPool:
            pass
        raise InputError("A process of this work was ended from outside; start again.")


def _alone(wanted: str, work: Callable[..., T], job: tuple[Any, ...]) -> T:
    """In a process, on one thread, and for as long as a folder exists."""

    def look(done: int, total: int) -> None:
        if not Path(wanted).is_dir():
            raise Cancelled

    with OneThread()():
        return work(Ticket(look), *job)
