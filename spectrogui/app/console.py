"""What a command says to the person at the terminal: one line at a time, on standard error."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from spectrogui.core.errors import one_line
from spectrogui.core.job import Ticket
from spectrogui.core.pace import Pace

_EVERY = 10.0  # s between two lines of progress that go to a file
_BLINK = 0.2  # s between two of them in place on a terminal
_CLEAR = "\r\x1b[K"


def say(text: str) -> None:
    """One message; where nobody listens any more, it is lost and the work goes on."""
    _write((_CLEAR if _on_terminal() else "") + one_line(text) + "\n")


class ProgressLine:
    """Count, rate and time left of a job: in place on a terminal, else a line now and then."""

    def __init__(self, doing: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Say progress as `doing`, e.g. "Scoring"."""
        self._doing = doing
        self._clock = clock
        self._pace = Pace(clock)
        self._in_place = _on_terminal()
        self._last = clock() - (_BLINK if self._in_place else 0.0)
        self._drawn = False

    def __call__(self, done: int, total: int) -> None:
        """Take the report of a ticket."""
        progress = self._pace.at(done, total)
        now = self._clock()
        if not total or now - self._last < (_BLINK if self._in_place else _EVERY):
            return
        self._last = now
        line = f"{self._doing} {progress}"
        if self._in_place:
            _write(_CLEAR + line)
            self._drawn = True
        else:
            say(line)

    def end(self) -> None:
        """Take the line away, so that a message can stand in its place."""
        if self._drawn:
            _write(_CLEAR)
            self._drawn = False


@contextmanager
def working(doing: str) -> Iterator[Ticket]:
    """A ticket whose progress is shown, and which Ctrl+C cancels; a second Ctrl+C ends at once."""
    line = ProgressLine(doing)
    ticket = Ticket(line)
    with _cancelled_by_interrupt(ticket):
        try:
            yield ticket
        finally:
            line.end()


def forget_output() -> None:
    """Nobody reads standard output any more: let what is still to be flushed vanish quietly."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _cancelled_by_interrupt(ticket: Ticket) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def cancel(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        ticket.cancel()

    signal.signal(signal.SIGINT, cancel)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _on_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _write(text: str) -> None:
    if sys.stderr is None:  # a program without a console
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
