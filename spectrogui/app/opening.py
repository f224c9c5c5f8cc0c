"""Opening things: files, folders, lists and sessions, one request after another, in a worker."""

import os
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from spectrogui.app.analysis_desk import CATALOGUE
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.core.pace import Pace
from spectrogui.io.absolute import absolute
from spectrogui.io.session_file import SessionFile
from spectrogui.io.session_write import Columns
from spectrogui.io.targets import Inputs
from spectrogui.store.loading import Loaded, begin, load
from spectrogui.store.session import Session
from spectrogui.work.jobs import Job, Jobs

ENDING = ".spectro"
_QUICK = 0.4  # s: of what is opened sooner nobody need hear how far it is


@dataclass(frozen=True, slots=True)
class Request:
    """What someone wants to have open.

    Attributes
    ----------
    paths : spectra, folders, lists and catalogues, added to the session
    session : open this one first, or begin it if there is no such file
    root : where the relative paths of lists begin
    catalogue : join it to the session
    demo : make the demo list and open it, and nothing else
    anew : begin another session even if one is open
    """

    paths: tuple[Path, ...] = ()
    session: Path | None = None
    root: Path | None = None
    catalogue: Path | None = None
    demo: bool = False
    anew: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """What came of a request.

    Attributes
    ----------
    loaded : the session to show from now on, None to stay with the one that is open
    first, columns : the rows that were added to it, None if there are none
    again : inputs that it had already
    notes : sentences on inputs that gave nothing
    curves : light curves that the session did not know yet
    """

    loaded: Loaded | None
    first: int
    columns: Columns | None
    again: int
    notes: tuple[str, ...]
    curves: int = 0


class Opening(QObject):
    """Takes requests at any time; each finds the session that the one before it left."""

    leaving = Signal()  # another session comes at once: what is in hand must be kept now
    opened = Signal()  # something is there to look at
    curves_came = Signal()  # light curves were given to the session
    said = Signal(str)
    busy_changed = Signal(str)  # what is being opened, "" for nothing
    progressed = Signal(object)  # how far it is, a Progress; None when it is there

    def __init__(self, session: Session, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._waiting: deque[Request] = deque()
        self._job: Job | None = None
        self._pace, self._since = Pace(), 0.0

    def stop(self) -> None:
        """Leave what is being opened; nothing changes, and what else was asked for is opened."""
        if self._job is not None:
            self._job.cancel()

    def open_paths(self, paths: Sequence[str | Path]) -> None:
        """Open whatever these are; of several sessions only the first."""
        found = [Path(path) for path in paths]
        sessions = [path for path in found if path.suffix == ENDING]
        rest = tuple(path for path in found if path.suffix != ENDING)
        if len(sessions) > 1:
            self.said.emit("Only one session can be open at a time: the first one was opened.")
        self.ask(Request(rest, sessions[0] if sessions else None))

    def ask(self, request: Request) -> None:
        """Put a request at the end of the queue."""
        self._waiting.append(request)
        self._next()

    def _next(self) -> None:
        if self._job is not None or not self._waiting:
            return
        request = self._waiting.popleft()
        here = None if request.anew else self._session.file
        call = partial(bring, request, here)
        title = _title(request)
        self._job = job = self._jobs.start(title, call, lane="disk")
        self.busy_changed.emit(title)
        self._pace, self._since = Pace(), time.monotonic()
        job.progressed.connect(self._on_progressed)
        job.succeeded.connect(self._on_brought)
        job.finished.connect(self._on_finished)

    def _on_progressed(self, done: int, total: int) -> None:
        if self._job is not None and total and time.monotonic() > self._since + _QUICK:
            self.progressed.emit(self._pace.at(done, total))

    def _on_brought(self, brought: Brought) -> None:
        session = self._session
        if brought.loaded is not None:
            self.leaving.emit()
            session.adopt(brought.loaded)
        if brought.columns is not None:
            session.take_targets(brought.first, brought.columns)
        if session.selection.current < 0 and len(session.table):
            first = session.queue.after(-1)  # -1 as well while the queue has not seen new rows
            session.selection.look_at(0 if first < 0 and not session.queue.filter else first)
        for sentence in _sentences(brought):
            self.said.emit(sentence)
        if brought.curves or brought.columns is not None:
            self.curves_came.emit()
        self.opened.emit()

    def _on_finished(self) -> None:
        self._job = None
        self.busy_changed.emit("")
        self.progressed.emit(None)
        self._next()


def bring(request: Request, here: SessionFile | None, ticket: Ticket) -> Brought:
    """The job: gather the inputs, open or begin the session, write down what is new.

    Parameters
    ----------
    here : the session that is open, None if there is none that may be added to
    """
    if request.demo:
        request = _demo(ticket)
    found = _gather(request, ticket)
    targets, notes = found.targets, found.notes
    loaded = _load(request, here, bool(targets), ticket)
    file = loaded.file if loaded is not None else here
    if file is None:
        return Brought(None, 0, None, 0, tuple(notes))
    try:
        if found.only_curves and file.size():
            targets = []  # there are stars that they may belong to
        if request.catalogue is not None:
            file.keep({CATALOGUE: os.path.abspath(request.catalogue)})
        new = _new(file, targets)
        first, columns = file.append_targets(new, ticket) if new else (0, None)
        curves = file.add_curve_files(found.curves) if found.curves else 0
        ticket.checkpoint()  # the program may have been closed meanwhile
    except (InputError, Cancelled):
        if loaded is not None:
            _let_go(loaded)
        raise
    if loaded is not None and not file.may_write:
        notes = [*notes, f"{file.path.name} cannot be written: it can be looked at, and no more."]
    again = len(targets) - len(new)
    return Brought(loaded, first, columns, again, tuple(notes), curves)


def _let_go(loaded: Loaded) -> None:
    """Close the files of a session that nobody will look at."""
    loaded.file.close()
    if loaded.pack is not None:
        loaded.pack.close()


def _demo(ticket: Ticket) -> Request:
    """Make the demo list if it is missing, and open it with what was said of it before."""
    from spectrogui.analysis.demo import make_demo
    from spectrogui.app.cli_demo import demo_folder

    folder = demo_folder()
    catalogue = make_demo(folder, ticket)
    session = folder.with_name(f"{folder.name}{ENDING}")
    return Request(() if session.exists() else (catalogue,), session)


def _gather(request: Request, ticket: Ticket) -> Inputs:
    """One target for each input."""
    if not request.paths:
        return Inputs()
    from spectrogui.io.inputs import gather

    return gather(request.paths, request.root, ticket)


def _load(
    request: Request, here: SessionFile | None, needed: bool, ticket: Ticket
) -> Loaded | None:
    """The session that is asked for, a new one if there must be one, else None."""
    wanted = request.session
    if wanted is not None:
        if here is not None and wanted.exists() and wanted.samefile(here.path):
            return None
        return load(wanted, ticket) if wanted.exists() else begin(wanted)
    if request.anew or (here is None and needed):
        return begin()
    return None


def _new(file: SessionFile, targets: Sequence[Any]) -> list[Any]:
    """The targets that the session lacks; paths are absolute where it would read them wrongly."""
    if not targets:
        return []
    folder = file.kept().get("folder", "")
    there = Counter(absolute(folder, path) for path in file.paths() if path)
    same_place = os.path.abspath(folder) == os.path.abspath("")
    new = []
    for target in targets:
        full = absolute("", target.path) if target.path else ""
        if full and there[full] > 0:
            there[full] -= 1
        elif same_place or not full:
            new.append(target)
        else:
            new.append(replace(target, path=full))
    return new


def _title(request: Request) -> str:
    if request.demo:
        return "Open the demo list"
    names = [path.name for path in (request.session, *request.paths) if path is not None]
    if not names:
        return "Begin a session"
    return f"Open {names[0]}" if len(names) == 1 else f"Open {names[0]} and {len(names) - 1} more"


def _sentences(brought: Brought) -> list[str]:
    said = list(brought.notes[:3])
    if brought.curves:
        count = f"{brought.curves:,} light curve{' was' if brought.curves == 1 else 's were'}"
        said.append(f"{count} given to the stars with their EPIC numbers.")
    if len(brought.notes) > 3:
        said.append(f"{len(brought.notes) - 3} more inputs gave no spectrum.")
    if brought.again:
        what = "spectrum is" if brought.again == 1 else "spectra are"
        said.append(f"{brought.again:,} {what} in the list already and not added again.")
    return said
