"""Scoring a list on the workers of a Dask scheduler, chunk by chunk.

A chunk is so many rows of the list, and what is found of it a file in a folder that all computers
share: see `io.chunk_file`. So it does not matter which worker makes it, how often, or when; what
is there already is not made again, and a worker that is lost costs its chunk's repeat. The
scheduler sees a few chunks for each worker at a time, and of each chunk only its tasks.
"""

import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from spectrogui.analysis.catalogues import laid_out
from spectrogui.analysis.chunks import given_up
from spectrogui.analysis.cluster_scheduler import Scheduler
from spectrogui.analysis.cluster_work import MARK, Order, made_with
from spectrogui.analysis.scoring import OnBatch, Rows, begin
from spectrogui.analysis.worker import Ready
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.io.chunk_file import ChunkContent, chunk_name, chunk_path, look_at, read_chunk
from spectrogui.io.files import write_text
from spectrogui.io.pack import Pack
from spectrogui.io.session_file import SessionFile
from spectrogui.io.session_read import Task

CHUNK = 512
"""Rows of a chunk: work for some seconds, and a few hundred kB of numbers."""
_LOOK = 0.1  # s between looks for files that are late
_LATE = 90.0  # s that a file may need until it is seen from another computer
_WITNESSES = 8  # tasks of a chunk of which one may show that workers see the same files


@dataclass(frozen=True, slots=True)
class Plan:
    """How a list is scored on a cluster.

    Attributes
    ----------
    scheduler : address, or the file in which a scheduler wrote it down
    folder : of the chunks; all computers share it
    size : rows in a chunk
    model : name, or folder
    catalogue : file, if one is joined
    """

    scheduler: str
    folder: Path
    size: int = CHUNK
    model: str = "both"
    catalogue: Path | None = None


@dataclass(slots=True)
class Tally:
    """What became of the chunks: files that were there, chunks that were scored, rows that no
    worker survived.
    """

    found: int = 0
    scored: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Chunk:
    """Tasks, and their name; `last`: it is to be scored when nothing else is."""

    tasks: list[Task]
    name: str
    last: bool = False


@dataclass(slots=True, eq=False)
class _Late:
    """Chunks that are scored, but whose files are not seen here yet; and until when to wait."""

    chunks: deque[tuple[float, _Chunk]] = field(default_factory=deque)
    looked: float = 0.0


def score_on_cluster(
    file: SessionFile,
    pack: Pack | None,
    plan: Plan,
    ticket: Ticket,
    *,
    rows: Rows,
    on_batch: OnBatch | None = None,
    note: Callable[[str], None] = lambda sentence: None,
) -> Tally:
    """Score rows of a session; what comes of them is what `analysis.scoring.score` finds.

    Chunks of `plan.size` are cut by row number, so that they are the same when a run goes on.

    Parameters
    ----------
    note : is told in a sentence how many workers there are, once they are asked

    Raises
    ------
    InputError
        no scheduler answers, workers cannot be used, or something cannot be written
    Cancelled
        the ticket was cancelled; files of chunks, and what was merged of them, stay
    """
    ticket.checkpoint(0, len(rows))
    run = _Run(file, pack, plan, ticket, on_batch, note)
    try:
        run.go(np.sort(np.asarray(rows, dtype=np.intp)))
    finally:
        run.close()
    return run.tally


class _Run:
    """The client's side, from the first chunk to the last."""

    def __init__(
        self,
        file: SessionFile,
        pack: Pack | None,
        plan: Plan,
        ticket: Ticket,
        on_batch: OnBatch | None,
        note: Callable[[str], None],
    ) -> None:
        self.tally = Tally()
        self._note = note
        self._file, self._pack, self._plan = file, pack, plan
        self._ticket, self._on_batch = ticket, on_batch
        self._made_with = made_with(plan.model)
        self._word = _marked(plan.folder)
        self._catalogue, digest = _laid_out(plan, ticket)
        self._key = self._made_with | {"catalogue": digest}
        self._scheduler: Scheduler[_Chunk] | None = None
        self._again: deque[_Chunk] = deque()
        self._last: deque[_Chunk] = deque()
        self._late = _Late()
        self._begun = False
        self._done = self._total = 0

    def close(self) -> None:
        """Let the scheduler forget what is still to be done."""
        if self._scheduler is not None:
            self._scheduler.close()

    def go(self, rows: Rows) -> None:
        """Score all of the rows."""
        self._total = len(rows)
        chunks = self._chunks(rows)
        while self._fill(chunks) or self._late.chunks:
            self._look_for_late_ones()
            if self._scheduler is not None:
                for chunk, error in self._scheduler.finished():
                    self._take(chunk, error)
            self._ticket.checkpoint(self._done, self._total)

    def _chunks(self, rows: Rows) -> Iterator[_Chunk]:
        edges = np.flatnonzero(np.diff(rows // self._plan.size)) + 1
        bounds = [0, *edges.tolist(), len(rows)]
        for start, stop in pairwise(bounds):
            if stop > start:
                yield self._chunk(self._file.tasks(rows[start:stop]))

    def _chunk(self, tasks: list[Task]) -> _Chunk:
        return _Chunk(tasks, chunk_name(tasks, self._key))

    def _fill(self, chunks: Iterator[_Chunk]) -> bool:
        """Give the scheduler as much as it should have; whether anything is left in work."""
        while self._scheduler is None or self._scheduler.has_room():
            chunk = self._next(chunks)
            if chunk is None:
                break
            self._ticket.checkpoint(self._done, self._total)
            content = self._there(chunk)
            if content is not None:
                self.tally.found += 1
                self._merge(chunk, content)
                continue
            if self._scheduler is None:
                self._scheduler = Scheduler(self._plan.scheduler, self._ticket)
                self._note(self._scheduler.told())
            self._scheduler.give(chunk, self._order(chunk))
        return self._scheduler is not None and self._scheduler.is_busy

    def _next(self, chunks: Iterator[_Chunk]) -> _Chunk | None:
        if self._again:
            return self._again.popleft()
        chunk = next(chunks, None)
        if chunk is None and self._last and self._scheduler and not self._scheduler.is_busy:
            return self._last.popleft()
        return chunk

    def _there(self, chunk: _Chunk) -> ChunkContent | None:
        """What the file of a chunk holds. If one of the files that could not be read has changed
        since, it does not count.
        """
        path = chunk_path(self._plan.folder, chunk.name)
        content = read_chunk(path, with_records=self._pack is not None)
        if content is None:
            return None
        for number, look in content.unread.items():
            task = chunk.tasks[number]
            if not task.problem and look_at(task.file) != look:
                path.unlink(missing_ok=True)
                return None
        return content

    def _order(self, chunk: _Chunk) -> Order:
        plan, some = self._plan, chunk.tasks[:_WITNESSES]
        seen = (task.file for task in some if not task.problem and task.file.exists())
        return Order(
            chunk.tasks, chunk.name, plan.folder, self._word, plan.model, self._made_with,
            self._catalogue, self._pack is not None, next(seen, None),
        )  # fmt: skip

    def _take(self, chunk: _Chunk, error: BaseException | None) -> None:
        """A chunk has been worked on."""
        if error is None:
            self._late.chunks.append((time.monotonic() + _LATE, chunk))
            self._late.looked = 0.0
            self.tally.scored += 1
        elif isinstance(error, InputError):
            raise error
        elif isinstance(error, OSError):
            reason = error.strerror or str(error)
            raise InputError(
                f"A worker cannot write into {self._plan.folder}: {reason}."
            ) from error
        elif isinstance(error, ImportError | AttributeError):
            raise InputError(
                f"The workers have no spectrogui {self._made_with['app_version']}: install it "
                f"there ({error})."
            ) from error
        elif len(chunk.tasks) > 1:  # file by file, so that the one is found that does it
            self._again.extend(self._chunk([task]) for task in chunk.tasks)
        elif not chunk.last:  # others that were on the same worker are suspected too
            self._last.append(replace(chunk, last=True))
        else:
            self._give_up(chunk.tasks[0], error)

    def _look_for_late_ones(self) -> None:
        """Merge those whose files are seen."""
        if not self._late.chunks or time.monotonic() - self._late.looked < _LOOK:
            return
        for _ in range(len(self._late.chunks)):
            until, chunk = self._late.chunks.popleft()
            path = chunk_path(self._plan.folder, chunk.name)
            content = read_chunk(path, with_records=self._pack is not None)
            if content is not None:
                self._merge(chunk, content)
            elif time.monotonic() > until:
                raise InputError(
                    f"A worker has scored a chunk, but its file is not seen in "
                    f"{self._plan.folder}: name a folder with --chunks that all computers share."
                )
            else:
                self._late.chunks.append((until, chunk))
            self._ticket.checkpoint(self._done, self._total)
        self._late.looked = time.monotonic()

    def _merge(self, chunk: _Chunk, content: ChunkContent) -> None:
        """Write what a file says of a chunk into the session and its pack."""
        numbers = np.array([task.row for task in chunk.tasks], dtype=np.intp)
        stay = [at for at in content.unread if chunk.tasks[at].has_numbers]
        new = ~np.isin(content.at, stay)
        if not self._begun:
            begin(self._file, self._pack, Ready(content.provenance, *content.hashes))
            self._begun = True
        if self._pack is not None and content.records is not None:
            self._pack.put_packed(numbers[content.recorded], content.records)
        columns = {name: values[new] for name, values in content.columns.items()}
        self._keep(numbers[content.at[new]], columns, len(chunk.tasks))

    def _give_up(self, task: Task, error: BaseException) -> None:
        self.tally.given_up += 1
        found = given_up(
            task,
            f"{task.file.name} ended every worker that analysed it ({type(error).__name__}): "
            "it is left out; please report it.",
        )
        self._keep(found.rows, found.columns, 1)

    def _keep(self, rows: Rows, columns: Any, count: int) -> None:
        if len(rows):
            self._file.write_results(rows, columns)
            if self._on_batch is not None:
                self._on_batch(rows, columns)
        self._done += count


def _marked(folder: Path) -> str:
    """The word in the folder of chunks; both are made if need be."""
    mark = folder / MARK
    try:
        if not mark.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            write_text(mark, secrets.token_hex(16))
        return mark.read_text(encoding="ascii")
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} cannot hold the chunks: {error}.") from error


def _laid_out(plan: Plan, ticket: Ticket) -> tuple[Path | None, str]:
    """Where workers find the catalogue, and its SHA-256; None and "" for none."""
    path = plan.catalogue
    if path is None:
        return None, ""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    return laid_out(path, plan.folder / f"catalogue-{digest[:16]}", ticket), digest
