"""Scoring a session: read, analyse, write, batch by batch, so that it can stop at any moment."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.chunks import Analyser, Catalogue, Scored, score_chunk
from spectrogui.analysis.reading import Found, read_all
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.io.pack import Pack
from spectrogui.io.session_file import SessionFile
from spectrogui.io.session_read import Task

_FIRST, _LARGEST = 8, 256  # spectra in a batch
_LEAST = 16  # in later ones: a batch costs much the same up to here, however slow the machine
_AIM = 0.2  # s that a batch should take, so that the rest of the program does not wait
_CHUNK = 1024  # tasks asked for at once

Rows = NDArray[np.intp]
OnBatch = Callable[[Rows, Mapping[str, NDArray[Any]]], None]


def score(
    file: SessionFile,
    pack: Pack | None,
    analyser_factory: Callable[[], Analyser],
    ticket: Ticket,
    *,
    catalogue: Catalogue | None = None,
    workers: int = 1,
    rows: Rows | None = None,
    on_batch: OnBatch | None = None,
) -> int:
    """Score every row that has no result yet; what is written stays, whatever happens later.

    Parameters
    ----------
    analyser_factory : called once, and not at all when nothing is left to do
    workers : processes that read files
    rows : score these, scored before or not
    on_batch : gets the rows and columns of each batch once they are written, in this thread

    Returns
    -------
    how many rows were gone through

    Raises
    ------
    InputError
        if the session or the pack cannot be written
    Cancelled
        if the ticket was cancelled; the batches before are written
    """
    todo = file.unscored() if rows is None else np.asarray(rows, dtype=np.intp)
    ticket.checkpoint(0, len(todo))
    if not len(todo):
        return 0
    analyser = analyser_factory()
    file.keep({f"provenance.{key}": value for key, value in analyser.provenance.items()})
    if pack is not None:
        pack.made_with(analyser.model_sha256, analyser.prep_sha256)
    stream = read_all(_tasks(file, todo), workers)
    done, size = 0, _FIRST
    try:
        while batch := _take(stream, size, ticket):
            started = time.monotonic()
            _score_batch(batch, file, pack, analyser, catalogue, on_batch)
            done += len(batch)
            ticket.checkpoint(done, len(todo))
            size = _next_size(size, time.monotonic() - started)
    finally:
        stream.close()
    return done


def _tasks(file: SessionFile, todo: Rows) -> Iterator[Task]:
    for start in range(0, len(todo), _CHUNK):
        yield from file.tasks(todo[start : start + _CHUNK])


def _take(
    stream: Iterator[tuple[Task, Found]], size: int, ticket: Ticket
) -> list[tuple[Task, Found]]:
    """Read the next batch; stops between two files, and when it takes too long."""
    batch: list[tuple[Task, Found]] = []
    late = time.monotonic() + _AIM
    for one in islice(stream, size):
        if ticket.cancelled:
            raise Cancelled
        batch.append(one)
        if time.monotonic() > late:
            break
    return batch


def _next_size(size: int, seconds: float) -> int:
    """How many spectra a batch may have, so that it takes the time aimed at."""
    fitting = round(size * min(2.0, _AIM / max(seconds, 1e-6)))
    return min(max(_LEAST, fitting), _LARGEST)


def _score_batch(
    batch: Sequence[tuple[Task, Found]],
    file: SessionFile,
    pack: Pack | None,
    analyser: Analyser,
    catalogue: Catalogue | None,
    on_batch: OnBatch | None,
) -> None:
    scored = score_chunk(batch, analyser, catalogue)
    if len(scored.rows):
        keep_scored(scored, file, pack)
        if on_batch is not None:
            on_batch(scored.rows, scored.columns)


def keep_scored(scored: Scored, file: SessionFile, pack: Pack | None) -> None:
    """Write what was found of a chunk into the session and its pack."""
    if pack is not None:
        pack.put_packed(scored.recorded, scored.records)
    file.write_results(scored.rows, scored.columns)
