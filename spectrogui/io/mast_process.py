"""Asks `io.mast_child`: starts it when needed, gives calls up, and ends it at any moment."""

import json
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from spectrogui.core.errors import ArchiveError, OfflineError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.mast_pipe import GoneError, MastPipe

log = logging.getLogger(__name__)
GRACE_S = 0.4  # s that a call has to stop by itself before the process is ended
START_S = 180.0  # s after which a start is given up


class MastProcess:
    """One child process, replaced by a new one whenever it is gone.

    `ask` is called from one thread at a time; `close` and the ticket's `cancel` from any.
    """

    def __init__(self, server: str, connect_s: float, read_s: float, idle_s: float) -> None:
        self._settings = json.dumps(
            {"server": server, "connect_s": connect_s, "read_s": read_s, "idle_s": idle_s}
        )
        self._lock = threading.Lock()
        self._pipe: MastPipe | None = None
        self._closed = False
        self._number = 0

    @property
    def pid(self) -> int:
        """Of the child, 0 while there is none."""
        pipe = self._pipe
        return pipe.pid if pipe is not None else 0

    def ask(
        self, call: dict[str, Any], ticket: Ticket, tick: Callable[[], None] = lambda: None
    ) -> Any:
        """What the child returns for `call`; `tick` is called some 20 times a second meanwhile.

        Raises OfflineError or ArchiveError as the child found, and Cancelled within a second of
        the ticket's cancellation or of `close`, whatever the child is at.
        """
        for last in (False, True):
            pipe = self._running()
            try:
                self._await_ready(pipe, ticket)
                return self._await_answer(pipe, call, ticket, tick)
            except GoneError:
                if self._closed:
                    raise Cancelled from None
                if last or not pipe.fell_asleep:
                    raise ArchiveError(self._bury(pipe)) from None
        raise AssertionError  # the loop returns or raises

    def close(self) -> None:
        """End the child at once; a call under way raises Cancelled, and so do later ones."""
        with self._lock:
            self._closed = True
            pipe, self._pipe = self._pipe, None
        if pipe is not None:
            pipe.end()

    def _running(self) -> MastPipe:
        with self._lock:
            if self._closed:
                raise Cancelled
            if self._pipe is not None and not self._pipe.pid:
                self._pipe.end()
                self._pipe = None
            if self._pipe is None:
                self._pipe = MastPipe(self._settings)
            return self._pipe

    def _await_ready(self, pipe: MastPipe, ticket: Ticket) -> None:
        """Wait for its imports; a cancelled ticket lets them go on, for the next call."""
        late = time.monotonic() + START_S
        while not pipe.is_ready:
            ticket.checkpoint()
            pipe.is_ready = "ready" in pipe.next()
            if time.monotonic() > late:
                self._drop(pipe)

    def _await_answer(
        self, pipe: MastPipe, call: dict[str, Any], ticket: Ticket, tick: Callable[[], None]
    ) -> Any:
        self._number += 1
        is_over = False
        pipe.send({"id": self._number, **call})
        try:
            while (message := pipe.next()).get("id") != self._number:
                if ticket.cancelled:
                    raise Cancelled
                tick()
            is_over = True
            return _value_of(message)
        except GoneError:
            is_over = True
            raise
        finally:
            if not is_over:
                self._give_up(pipe, self._number)

    def _give_up(self, pipe: MastPipe, number: int) -> None:
        """Let the child stop a call by itself, which keeps it for the next; else end it."""
        late = time.monotonic() + GRACE_S
        pipe.send({"halt": number})
        try:
            while time.monotonic() < late:
                if pipe.next().get("id") == number:
                    return
        except GoneError:
            pass
        self._drop(pipe)

    def _drop(self, pipe: MastPipe) -> None:
        with self._lock:
            if self._pipe is pipe:
                self._pipe = None
        pipe.end()

    def _bury(self, pipe: MastPipe) -> str:
        """End a child that failed; a sentence on it."""
        words = pipe.last_words() or "without a word"
        self._drop(pipe)
        log.warning("the process that asks the archive ended: %s", words)
        last = words.rsplit("\n", 1)[-1]
        return f"The part of the program that asks the archive stopped ({last}): try again."


def _value_of(message: dict[str, Any]) -> Any:
    if "halted" in message:
        raise Cancelled
    if "error" not in message:
        return message["value"]
    log.info("the archive failed: %s", message["details"])
    error = OfflineError if message["error"] == "offline" else ArchiveError
    raise error(message["sentence"])
