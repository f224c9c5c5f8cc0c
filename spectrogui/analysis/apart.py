"""Long work in a process of its own, which ends at once when it is not wanted any more."""

from collections.abc import Callable
from concurrent.futures import wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children
from typing import ParamSpec, TypeVar

from spectrogui.analysis.processes import make_pool, submit
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket

P = ParamSpec("P")
R = TypeVar("R")
_LOOK = 0.2  # s between looks at the ticket


def run_apart(ticket: Ticket, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What a call returns or raises; the process, and those that it began, end with this one.

    Work that looks at a ticket seldom, as training does, can so be stopped at any moment. What it
    was writing then stays half written: give it a folder that is removed.

    Raises
    ------
    Cancelled : within a second after the ticket was cancelled
    InputError : the process was ended from outside
    """
    before = set(active_children())
    pool = make_pool(1)
    try:
        future = submit(pool, call, *args, **kwargs)
        while future is not None and not wait([future], timeout=_LOOK).done:
            ticket.checkpoint()
        if future is not None:
            return future.result()
    except BrokenProcessPool:
        pass
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - before:
            child.kill()
            child.join()
    raise InputError("The process that did the work was ended from outside; start again.")
