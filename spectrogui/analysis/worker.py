"""A process that scores: it loads the models once, and then reads and analyses what it is given.

It answers in the order in which it is asked. Prepared spectra go from here into the pack, so
that only numbers travel between processes.
"""

import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.again import joined, left, out_of
from spectrogui.analysis.chunks import Analyser, Catalogue, Scored, score_chunk
from spectrogui.analysis.reading import Found
from spectrogui.core.errors import InputError
from spectrogui.io.pack import Pack
from spectrogui.io.session_read import Task


@dataclass(frozen=True, slots=True)
class Work:
    """What a process needs to know before it scores; all of it can be sent to one.

    Attributes
    ----------
    load, read : make the analyser; read a file: functions of modules, or `partial` of such
    catalogue : what is known of stars
    pack : where prepared spectra are kept, None if they are not
    nice : by how much it stands back behind other programs
    from_files : read every file, also of stars whose prepared spectra the pack has
    """

    load: Callable[[], Analyser]
    read: Callable[[Path], Found]
    catalogue: Catalogue | None = None
    pack: Path | None = None
    nice: int = 0
    from_files: bool = False


@dataclass(frozen=True, slots=True)
class Ready:
    """The models are loaded."""

    provenance: Mapping[str, str]
    model_sha256: str
    prep_sha256: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be done, and why."""

    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """What was found of a chunk, as `chunks.Scored` without its records, and the s it took."""

    rows: NDArray[np.intp]
    columns: Mapping[str, NDArray[Any]]
    seconds: float


def ready(analyser: Analyser) -> Ready:
    """With what an analyser works."""
    return Ready(dict(analyser.provenance), analyser.model_sha256, analyser.prep_sha256)


def serve(link: Connection, work: Work) -> None:
    """The life of the process; it ends when nobody holds the other end of `link` any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began the process ends it
    if work.nice and hasattr(os, "nice"):
        os.nice(work.nice)
    asked: queue.SimpleQueue[Sequence[Task]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(link, asked), daemon=True).start()

    pack: Pack | None = None
    try:
        analyser = work.load()
        link.send(ready(analyser))
        while True:
            tasks = asked.get()
            started = time.monotonic()
            if work.pack is not None:
                pack = pack or Pack(work.pack, analyser.model_sha256, analyser.prep_sha256)
            scored = score_tasks(tasks, work, analyser, pack)
            if pack is not None:
                pack.put_packed(scored.recorded, scored.records)
            link.send(Numbers(scored.rows, scored.columns, time.monotonic() - started))
    except InputError as error:
        link.send(Refused(str(error)))


def score_tasks(
    tasks: Sequence[Task], work: Work, analyser: Analyser, pack: Pack | None = None
) -> Scored:
    """Analyse a chunk: what the pack has out of the pack, the rest out of files."""
    again = out_of(None if work.from_files else pack, tasks, analyser, work.catalogue)
    rest = left(tasks, again)
    batch = [(task, task.problem or work.read(task.file)) for task in rest]
    return joined(again, score_chunk(batch, analyser, work.catalogue, pack is not None))


def _listen(link: Connection, asked: "queue.SimpleQueue[Sequence[Task]]") -> None:
    """Take what comes at once: who asks never waits for this process."""
    try:
        while True:
            asked.put(link.recv())
    except (EOFError, OSError):  # the program has ended, or was killed
        os._exit(1)
