"""The process that asks the archive, started by `io.mast_pipe`.

lightkurve takes seconds to import, swaps `sys.stdout` of its process and waits for a silent
server without end. Here none of that reaches the window, and the window can end it at any moment.

Calls come as lines of JSON on stdin: ``{"id", "do": "search" | "download", …}``, or
``{"halt": id}`` to give one up. Answers go to stdout: ``{"ready": true}`` once, then for each
call ``{"id", "value"}``, ``{"id", "halted": true}`` or ``{"id", "error", "sentence", "details"}``.
"""

import json
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

from spectrogui.core.job import Cancelled
from spectrogui.io import mast_http, mast_query
from spectrogui.io.mast_errors import expected, explained
from spectrogui.io.mast_probe import host_of, server_of

WORK: dict[str, Callable[..., Any]] = {
    "search": mast_query.search,
    "download": mast_query.download,
}
NICENESS = 10  # the window comes first when processors are scarce


def main(given: str) -> None:
    """Answer calls until nobody is there to ask, or nobody asked for long.

    Parameters
    ----------
    given : JSON with ``server``, ``connect_s``, ``read_s``, ``idle_s``
    """
    settings = json.loads(given)
    answers = _claim_stdout()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started this
    with suppress(AttributeError, OSError):
        os.nice(NICENESS)
    calls: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    desk = _Desk(host_of(server_of(settings["server"])))
    threading.Thread(target=_listen, args=(calls, desk), daemon=True).start()
    timeout = settings["connect_s"], settings["read_s"]
    mast_http.prepare(settings["server"], timeout, desk.halt)
    _tell(answers, {"ready": True})
    while True:
        try:
            call = calls.get(timeout=settings["idle_s"])
        except queue.Empty:
            os._exit(0)  # nothing here needs an orderly end, which takes a second
        _tell(answers, desk.answer(call))


class _Desk:
    """Carries out one call after another."""

    def __init__(self, host: str) -> None:
        self.halt = threading.Event()
        self._host = host
        self._given_up: set[int] = set()
        self._lock = threading.Lock()
        self._running = -1

    def give_up(self, number: int) -> None:
        """From the thread that listens: stop this call, or do not begin it."""
        with self._lock:
            self._given_up.add(number)
            if self._running == number:
                self.halt.set()

    def answer(self, call: dict[str, Any]) -> dict[str, Any]:
        """What to send back for a call."""
        number = call.pop("id")
        with self._lock:
            self._running = number
            self.halt.clear()
            if number in self._given_up:
                return {"id": number, "halted": True}
        return {"id": number, **self._carry_out(call)}

    def _carry_out(self, call: dict[str, Any]) -> dict[str, Any]:
        work = WORK[call.pop("do")]
        try:
            return {"value": work(**call)}
        except Cancelled:
            return {"halted": True}
        except expected() as error:
            mast_http.forget()
            kind, sentence = explained(error, self._host)
            return {"error": kind, "sentence": sentence, "details": traceback.format_exc()}


def _claim_stdout() -> TextIO:
    """The real stdout, for answers only; whatever else is printed here goes nowhere."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return answers


def _tell(answers: TextIO, message: dict[str, Any]) -> None:
    try:
        answers.write(json.dumps(message) + "\n")
        answers.flush()
    except OSError:
        os._exit(0)  # nobody listens any more


def _listen(calls: "queue.SimpleQueue[dict[str, Any]]", desk: _Desk) -> None:
    """Body of the thread that reads calls; when the program has gone, so does this process.

    It reads without a buffer: the lock of `sys.stdin` would upset the end of this process.
    """
    with os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0) as asked:
        for line in asked:
            call = json.loads(line)
            if "halt" in call:
                desk.give_up(call["halt"])
            else:
                calls.put(call)
    os._exit(0)
