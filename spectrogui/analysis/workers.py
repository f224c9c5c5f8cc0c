"""Processes that score side by side: who has which chunk, and what to do when one is killed."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

from spectrogui.analysis.blocks import even
from spectrogui.analysis.chunks import given_up
from spectrogui.analysis.processes import deaf_children
from spectrogui.analysis.worker import Numbers, Ready, Refused, Work, serve
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.session_read import Task

_LOOK = 0.1  # s between looks at the ticket
_AHEAD = 2  # chunks that a process has: one in work, and the next
_FIRST, _LEAST, _LARGEST = 32, 16, 256  # spectra in a chunk
_AIM = 0.5  # s that a chunk should take
_TOGETHER, _ALONE = 2, 4  # deaths after which files go one by one; after which one is given up
_STILLBORN = 3  # processes that end before they can begin, one after another

Take = Callable[[int], list[Task]]
"""Gives the next tasks, as many as are asked for if there are so many left."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Tasks that a process gets at once, and how often one was killed over them."""

    tasks: list[Task]
    deaths: int = 0


@dataclass(slots=True, eq=False)
class _Hand:
    """A process, and the chunks that it has not answered yet, in order."""

    process: BaseProcess
    link: Connection
    chunks: deque[Chunk] = field(default_factory=deque)
    is_ready: bool = False


class Workers:
    """Processes that end with the block in which they are used, whatever they are doing.

    Parameters
    ----------
    count : how many
    work : what each of them does
    """

    def __init__(self, count: int, work: Work, ticket: Ticket) -> None:
        self._count, self._work, self._ticket = count, work, ticket
        self._hands: list[_Hand] = []
        self._again: deque[Chunk] = deque()
        self._size = _FIRST
        self._stillborn = 0
        self._ready: Ready | None = None

    def __enter__(self) -> "Workers":
        for _ in range(self._count):
            self._begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for hand in self._hands:
            hand.process.terminate()
        for hand in self._hands:
            hand.process.join()
            hand.link.close()
        self._hands.clear()

    def ready(self) -> Ready:
        """Wait for the first of them.

        Raises
        ------
        InputError : the models cannot be used, or processes end before they can begin
        Cancelled : the ticket was cancelled
        """
        while self._ready is None:
            list(self._heard())
        return self._ready

    def each(self, take: Take) -> Iterator[tuple[int, Numbers]]:
        """How many tasks a chunk had and what was found, as it is ready, until nothing is left.

        At most two chunks for each process are in work, however long the list.

        Raises
        ------
        InputError, Cancelled : as `ready`; or the pack cannot be written
        """
        while True:
            self._feed(take)
            if not any(hand.chunks for hand in self._hands) and not self._again:
                return
            yield from self._heard()

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=serve, args=(there, self._work), daemon=True)
        try:
            with deaf_children():
                process.start()
        except OSError as error:
            raise InputError(
                f"A process that scores cannot be started ({error.strerror or error}): "
                "try again with fewer of them (--workers)."
            ) from error
        there.close()
        self._hands.append(_Hand(process, here))

    def _feed(self, take: Take) -> None:
        """Give every process that can work something to do; the idle ones first."""
        for number in range(_AHEAD):
            for hand in [hand for hand in self._hands if hand.is_ready]:
                if len(hand.chunks) == number:
                    chunk = self._again.popleft() if self._again else Chunk(take(self._size))
                    if not chunk.tasks:
                        return
                    self._give(hand, chunk)

    def _give(self, hand: _Hand, chunk: Chunk) -> None:
        hand.chunks.append(chunk)
        try:
            hand.link.send(chunk.tasks)
        except OSError:  # it was killed: `_heard` will learn of it, and of what it had
            return

    def _heard(self) -> Iterator[tuple[int, Numbers]]:
        """Wait a moment, and take what the processes say."""
        if self._ticket.cancelled:
            raise Cancelled
        links: list[Any] = [hand.link for hand in self._hands]
        spoken = set(wait(links, _LOOK))
        for hand in [hand for hand in self._hands if hand.link in spoken]:
            try:
                said = hand.link.recv()
            except (EOFError, OSError):
                yield from self._died(hand)
                continue
            if isinstance(said, Refused):
                raise InputError(said.sentence)
            if isinstance(said, Ready):
                self._ready, hand.is_ready, self._stillborn = said, True, 0
                continue
            chunk = hand.chunks.popleft()
            self._suit(len(chunk.tasks), said.seconds)
            yield len(chunk.tasks), said

    def _suit(self, count: int, seconds: float) -> None:
        """Choose how large chunks are, by what the last one took: no number depends on it."""
        if count >= _LEAST:
            fitting = round(count * min(2.0, _AIM / max(seconds, 1e-6)))
            self._size = even(min(max(_LEAST, fitting), _LARGEST))

    def _died(self, hand: _Hand) -> Iterator[tuple[int, Numbers]]:
        """Another process takes its place, and what it had is done again.

        A chunk over which two processes died goes on file by file, so that one is found which
        ends its process every time; that one gets a sentence.
        """
        self._hands.remove(hand)
        hand.process.join()
        hand.link.close()
        if not hand.is_ready:
            self._stillborn += 1
            if self._stillborn >= _STILLBORN:
                raise InputError(
                    "Processes that score end before they can begin, maybe for want of memory: "
                    "try again with fewer of them (--workers)."
                )
        waiting = list(hand.chunks)
        if waiting:
            first = replace(waiting[0], deaths=waiting[0].deaths + 1)
            waiting[:1] = [first]
            if len(first.tasks) > 1 and first.deaths >= _TOGETHER:
                waiting[:1] = [Chunk([task], first.deaths) for task in first.tasks]
            elif first.deaths >= _ALONE:
                del waiting[0]
                yield 1, self._given_up(first.tasks[0])
        self._again.extendleft(reversed(waiting))
        self._begin()

    def _given_up(self, task: Task) -> Numbers:
        found = given_up(
            task,
            f"{task.file.name} ended the process that analysed it, again and again: "
            "it is left out; please report it.",
        )
        return Numbers(found.rows, found.columns, 0.0)
