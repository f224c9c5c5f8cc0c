"""Processes of their own for work that would make the window wait."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def make_pool(workers: int) -> ProcessPoolExecutor:
    """Processes that end with this one; each begins when it is first needed."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_end_with_parent)


def submit(
    pool: ProcessPoolExecutor, call: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> Future[R] | None:
    """The outcome to come; None if the processes were killed."""
    with suppress(BrokenProcessPool), deaf_children():
        return pool.submit(call, *args, **kwargs)
    return None


@contextmanager
def deaf_children() -> Iterator[None]:
    """Ctrl+C reaches every process of a terminal; those begun here leave it to this one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # which would let SIGINT through again, if it began later
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """A killed program leaves no processes behind, and an interrupt is its own affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
