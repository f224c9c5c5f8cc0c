"""The connection to a Dask scheduler: chunks that are given to it, and what becomes of them."""

import logging
import queue
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from spectrogui.analysis.cluster_work import Order, score_to_file
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket

C = TypeVar("C")
_LOOK = 0.1  # s between looks at the ticket
_COUNT = 5.0  # s between counts of the workers
_AHEAD = 2  # chunks that the scheduler has for each thread of a worker
_TRIES = 2  # further ones of a chunk that failed, but for lost workers: those Dask counts
_CONNECT = 10.0  # s until a scheduler must have answered
_GONE = (
    "The scheduler is gone, or has cancelled the chunks: start the same command again, and it "
    "goes on from the chunks that are done."
)


class Scheduler(Generic[C]):
    """The connection to a scheduler, and what it has in work."""

    def __init__(self, address: str, ticket: Ticket) -> None:
        try:
            import distributed
        except ImportError as error:
            raise InputError(
                "--scheduler needs Dask: install it with pip install 'spectrogui[cluster]', here "
                "and on the workers."
            ) from error
        for name in ("", ".client", ".core", ".comm", ".utils"):  # what is wrong is said here
            logging.getLogger(f"distributed{name}").setLevel(logging.CRITICAL)
        self._ticket = ticket
        self._answers: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._given: dict[int, tuple[C, Any]] = {}
        self._number = self._threads = 0
        self._counted = -_COUNT
        where: dict[str, Any] = (
            {"scheduler_file": address} if Path(address).is_file() else {"address": address}
        )
        try:
            connect: Any = distributed.Client
            self._client = connect(**where, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise InputError(
                f"No Dask scheduler answers at {address} (--scheduler): give its address, as "
                "tcp://HOST:8786, or the file in which it wrote it down."
            ) from error

    @property
    def is_busy(self) -> bool:
        """Whether chunks are in work."""
        return bool(self._given)

    def told(self) -> str:
        """How many workers there are now, and what the scheduler is given at once."""
        threads = self._count()
        if not threads:
            return "No worker has come yet: scoring begins with the first one."
        which = "1 thread of a worker" if threads == 1 else f"{threads:,} threads of workers"
        return f"There are {which}; the scheduler has {_AHEAD} chunks for each at a time."

    def has_room(self) -> bool:
        """Whether another chunk should be given: a few for each thread of the workers."""
        now = time.monotonic()
        if now - self._counted > _COUNT:
            self._threads = self._count()
            self._counted = now
        return len(self._given) < _AHEAD * max(1, self._threads)

    def _count(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except OSError as error:
            raise InputError(_GONE) from error

    def give(self, chunk: C, order: Order) -> None:
        """Have a chunk scored."""
        if self._client.status not in ("running", "connecting"):
            raise InputError(_GONE)
        self._number += 1
        future: Any = self._client.submit(
            score_to_file, order, key=f"spectrogui-{order.name[:16]}-{self._number}",
            pure=False, retries=_TRIES,
        )  # fmt: skip
        self._given[self._number] = chunk, future
        future.add_done_callback(partial(_tell, self._answers, self._number))

    def finished(self) -> Iterator[tuple[C, BaseException | None]]:
        """Chunks that are done, and what was raised over them; waits a moment for the first.

        Raises
        ------
        Cancelled : the ticket was cancelled
        InputError : the scheduler is gone
        """
        wait = _LOOK
        while True:
            if self._ticket.cancelled:
                raise Cancelled
            try:
                number = self._answers.get(timeout=wait)
            except queue.Empty:
                break
            wait = 0.0
            chunk, future = self._given.pop(number)
            if future.status == "cancelled":
                raise InputError(_GONE)
            yield chunk, future.exception() if future.status == "error" else None

    def close(self) -> None:
        """Have nothing more done."""
        futures = [future for _, future in self._given.values()]
        self._given.clear()
        if futures and self._client.status == "running":
            self._client.cancel(futures)
        self._client.close(timeout=1)


def _tell(answers: "queue.SimpleQueue[int]", number: int, future: Any) -> None:
    answers.put(number)
