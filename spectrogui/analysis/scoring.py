"""Scoring a session: read, analyse, write, chunk by chunk, so that it can stop at any moment."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis import reading
from spectrogui.analysis.again import joined, left, out_of
from spectrogui.analysis.blocks import even
from spectrogui.analysis.chunks import Analyser, Catalogue, score_chunk
from spectrogui.analysis.reading import Found
from spectrogui.analysis.worker import Numbers, Ready, Work, ready
from spectrogui.analysis.workers import Workers
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.catalogue_map import CatalogueMap, write_map
from spectrogui.io.pack import Pack
from spectrogui.io.session_file import SessionFile
from spectrogui.io.session_read import Task

_FIRST, _LARGEST = 8, 256  # spectra in a batch
_LEAST = 16  # in later ones: a batch costs much the same up to here, however slow the machine
_AIM = 0.2  # s that a batch should take, so that the rest of the program does not wait

Rows = NDArray[np.intp]
OnBatch = Callable[[Rows, Mapping[str, NDArray[Any]]], None]


def score(
    file: SessionFile,
    pack: Pack | None,
    analyser_factory: Callable[[], Analyser],
    ticket: Ticket,
    *,
    catalogue: Catalogue | None = None,
    workers: int = 0,
    nice: int = 0,
    rows: Rows | None = None,
    from_files: bool = False,
    on_batch: OnBatch | None = None,
) -> int:
    """Score every row that has no result yet; what is written stays, whatever happens later.

    Parameters
    ----------
    analyser_factory : called once in each process that analyses, and not at all when nothing is
        left to do; with `workers` it is a function of a module, or a `partial` of one
    workers : processes of their own that read and analyse; 0 does it in this thread
    nice : by how much they stand back behind other programs
    rows : score these, scored before or not; what the pack has of them is not read again
    from_files : but is read all the same
    on_batch : gets the rows and columns of each batch once they are written, in this thread

    Returns
    -------
    how many rows were gone through

    Raises
    ------
    InputError
        if the session or the pack cannot be written, or the model not be used
    Cancelled
        if the ticket was cancelled; the batches before are written
    """
    todo = file.unscored() if rows is None else np.asarray(rows, dtype=np.intp)
    ticket.checkpoint(0, len(todo))
    if not len(todo):
        return 0
    where = None if pack is None else pack.path
    work = Work(analyser_factory, reading.read_one, catalogue, where, nice, from_files)
    tasks = _Tasks(file, todo)
    stream = _beside(workers, work, tasks, ticket) if workers else _here(work, pack, tasks, ticket)
    done = 0
    with closing(stream):
        for said in stream:
            if isinstance(said, Ready):
                begin(file, pack, said)
                continue
            count, found = said
            if len(found.rows):
                file.write_results(found.rows, found.columns)
                if on_batch is not None:
                    on_batch(found.rows, found.columns)
            done += count
            ticket.checkpoint(done, len(todo))
    return done


def begin(file: SessionFile, pack: Pack | None, said: Ready) -> None:
    """Write down with what a session is scored from now on; a pack of another preparation is
    emptied.
    """
    file.keep({f"provenance.{key}": value for key, value in said.provenance.items()})
    if pack is not None:
        pack.made_with(said.model_sha256, said.prep_sha256)


class _Tasks:
    """The tasks of some rows, looked up as they are needed."""

    def __init__(self, file: SessionFile, rows: Rows) -> None:
        self._file, self._rows = file, rows
        self._next = 0

    def take(self, size: int) -> list[Task]:
        """The next ones, at most `size`."""
        first, self._next = self._next, self._next + size
        return self._file.tasks(self._rows[first : self._next])


Stream = Generator[Ready | tuple[int, Numbers], None, None]
"""With what is scored, once; then how many tasks a batch had, and what was found of them. Its
prepared spectra are in the pack by then."""


def _beside(count: int, work: Work, tasks: _Tasks, ticket: Ticket) -> Stream:
    """In processes."""
    with _shared(work) as same, Workers(count, same, ticket) as workers:
        yield workers.ready()
        yield from workers.each(tasks.take)


@contextmanager
def _shared(work: Work) -> Iterator[Work]:
    """With the catalogue in files, into which all processes look."""
    from spectrogui.io.catalogue import Catalogue as Whole

    if not isinstance(work.catalogue, Whole):
        yield work
        return
    with TemporaryDirectory(prefix="spectrogui-catalogue-") as folder:
        try:
            write_map(work.catalogue.listing, Path(folder))
        except OSError as error:
            raise InputError(
                f"The catalogue cannot be laid out in {folder}: {error.strerror or error}."
            ) from error
        yield replace(work, catalogue=CatalogueMap(Path(folder)))


def _here(work: Work, pack: Pack | None, tasks: _Tasks, ticket: Ticket) -> Stream:
    """In this thread."""
    analyser = work.load()
    yield ready(analyser)
    size, waiting = _FIRST, tasks.take(_LARGEST)
    while waiting:
        started = time.monotonic()
        some = waiting[:size]
        again = out_of(None if work.from_files else pack, some, analyser, work.catalogue)
        rest = left(some, again)
        batch = _read(rest, work, ticket)
        waiting[: len(some)] = rest[len(batch) :]
        fresh = score_chunk(batch, analyser, work.catalogue, pack is not None)
        scored = joined(again, fresh)
        if pack is not None:
            pack.put_packed(scored.recorded, scored.records)
        spent = time.monotonic() - started
        yield len(some) - len(rest) + len(batch), Numbers(scored.rows, scored.columns, spent)
        size = _next_size(size, spent)
        if len(waiting) < size:
            waiting += tasks.take(_LARGEST)


def _read(tasks: Sequence[Task], work: Work, ticket: Ticket) -> list[tuple[Task, Found]]:
    """Read the next batch; stops between two files, and when it takes too long."""
    batch: list[tuple[Task, Found]] = []
    late = time.monotonic() + _AIM
    for task in tasks:
        if ticket.cancelled:
            raise Cancelled
        batch.append((task, task.problem or work.read(task.file)))
        if time.monotonic() > late:
            break
    return batch


def _next_size(size: int, seconds: float) -> int:
    """How many spectra a batch may have, so that it takes the time aimed at."""
    fitting = round(size * min(2.0, _AIM / max(seconds, 1e-6)))
    return even(min(max(_LEAST, fitting), _LARGEST))
