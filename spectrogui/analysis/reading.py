"""Reading many spectra in order, here or in processes of their own."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path

from spectrogui.analysis.processes import make_pool, submit
from spectrogui.core.errors import UnreadableError
from spectrogui.core.spectrum import Spectrum
from spectrogui.io.session_read import Task

Found = Spectrum | str
"""A spectrum, or the sentence that says why there is none."""
_AHEAD = 32  # files each process may be ahead of the analysis


def read_all(tasks: Iterable[Task], workers: int = 1) -> Generator[tuple[Task, Found], None, None]:
    """The spectrum of each task, in order; with `workers` > 1 in that many processes."""
    if workers <= 1:
        for task in tasks:
            yield task, task.problem or read_one(task.file)
        return
    pool = make_pool(workers)
    try:
        yield from _read_ahead(pool, tasks, _AHEAD * workers)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def read_one(path: Path) -> Found:
    """Read one file; what is wrong with it is an answer like any other."""
    from spectrogui.io.readers import open_spectrum  # astropy: not before a file is read

    try:
        return open_spectrum(path)
    except UnreadableError as error:
        return str(error)


def _read_ahead(
    pool: ProcessPoolExecutor, tasks: Iterable[Task], ahead: int
) -> Iterator[tuple[Task, Found]]:
    waiting: deque[tuple[Task, Future[Found] | None]] = deque()
    for task in tasks:
        waiting.append((task, _submit(pool, task)))
        if len(waiting) >= ahead:
            yield _next(waiting)
    while waiting:
        yield _next(waiting)


def _submit(pool: ProcessPoolExecutor, task: Task) -> Future[Found] | None:
    return None if task.problem else submit(pool, read_one, task.file)


def _next(waiting: deque[tuple[Task, Future[Found] | None]]) -> tuple[Task, Found]:
    """The oldest answer; read here if there is no process to give it, or it was killed."""
    task, future = waiting.popleft()
    if future is not None:
        with suppress(BrokenProcessPool):
            return task, future.result()
    return task, task.problem or read_one(task.file)
