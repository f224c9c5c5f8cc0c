"""What the program notices by itself and tells: failed rows, spectra that are gone."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject

from spectrogui.app.cli_targets import outdated
from spectrogui.app.context import Context
from spectrogui.app.relocating import some_missing
from spectrogui.core.job import Ticket
from spectrogui.core.text_search import equal_to
from spectrogui.io.session_file import SessionFile
from spectrogui.store.ordering import column_of


class Watching(QObject):
    """One sentence at the end of a run, never one for each file."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        context.scoring.finished.connect(self._on_scored)
        context.session.opened.connect(self._on_opened)

    def _on_scored(self, count: int) -> None:
        """Say how a run ended, unless its session is gone, and maybe the window with it."""
        if not count or self._context.session.file is None:
            return
        status = self._context.session.table["status"]
        failed = int(np.count_nonzero(status == "failed"))
        said = f"{count:,} {'spectrum was' if count == 1 else 'spectra were'} scored."
        if failed:
            said += (
                f" {failed:,} of {len(status):,} rows could not be read: filter status = failed."
            )
        self._context.notices.tell(said)

    def _on_opened(self) -> None:
        """Look whether the spectra are still where they were."""
        session = self._context.session
        if session.file is None or not len(session.table):
            return
        scored = np.flatnonzero(~equal_to(column_of(session.table, "status"), "failed"))
        step = max(1, len(scored) // 20)
        some = [session.path(row) for row in scored[::step].tolist()]
        job = self._context.jobs.start(
            "Look for the spectra", partial(_missing, some), lane="disk"
        )
        job.succeeded.connect(self._on_looked)

    def _look_for_outdated(self) -> None:
        """Look whether the numbers were made with what scores now."""
        self._context.jobs.start(
            "Look at the model", _ignoring_ticket(self._context.desk.made_with), lane="disk"
        ).succeeded.connect(partial(self._on_made_with, self._context.session.file))

    def _on_made_with(self, file: SessionFile | None, made_with: tuple[str, ...]) -> None:
        session = self._context.session
        if file is not session.file:
            return
        rows = outdated(session.table, np.arange(len(session.table)), *made_with)
        if len(rows):
            self._context.notices.tell(
                f"{len(rows):,} {'row was' if len(rows) == 1 else 'rows were'} made with another "
                "model or preparation than the one in use: their numbers do not compare with "
                "new ones.",
                warning=True,
                offer="Score again",
                take=self._score_outdated,
            )

    def _score_outdated(self) -> None:
        table, made_with = self._context.session.table, self._context.desk.made_with()
        self._context.scoring.score_rows(outdated(table, np.arange(len(table)), *made_with))

    def _on_looked(self, missing: bool) -> None:
        if missing:
            self._context.notices.tell(
                "Spectra of this session are not where they were. Numbers and verdicts are all "
                "here; File ▸ Data folder… finds the files again.",
                warning=True,
            )
        else:
            self._look_for_outdated()


def _ignoring_ticket(call: Callable[[], tuple[str, ...]]) -> Callable[[Ticket], tuple[str, ...]]:
    """A call that is too short to be stopped, as a job."""
    return lambda ticket: call()


def _missing(paths: list[Path], ticket: Ticket) -> bool:
    return some_missing(paths)
