"""Measuring light curves in a process of its own, so that the window never waits for it.

A study is numpy from end to end, and parts of numpy hold Python's lock for longer than a frame;
the libraries that it needs hold it for longer still while they are loaded.
"""

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from spectrogui.core.curve_study import Choices, Study

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

_NICE = 5  # below the window


class Measuring:
    """Called like `analysis.curves.measure`, from any thread; one light curve at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, path: Path, choices: Choices) -> Study:
        """The study of a file; raises UnreadableError.

        If the process was killed, the file is measured here.
        """
        from concurrent.futures.process import BrokenProcessPool

        from spectrogui.analysis.curves import measure
        from spectrogui.analysis.processes import make_pool, submit

        with self._lock:
            if self._pool is None:
                self._pool = make_pool(1)
            future = submit(self._pool, _measure, path, choices)
        if future is not None:
            with suppress(BrokenProcessPool):
                return future.result()
        self.close()
        return measure(path, choices)

    def close(self) -> None:
        """End the process; the next call begins another."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)


def _measure(path: Path, choices: Choices) -> Study:
    """In the process: give way to the window, then measure."""
    from spectrogui.analysis.curves import measure

    with suppress(AttributeError, OSError):
        os.nice(max(0, _NICE - os.nice(0)))
    return measure(path, choices)
