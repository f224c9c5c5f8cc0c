"""The commands of scoring and of the files behind the rows."""

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAction, QDesktopServices

from spectrogui.app.actions import key_text
from spectrogui.app.cli_targets import outdated
from spectrogui.app.context import Context
from spectrogui.core.job import Ticket
from spectrogui.core.numbers import fixed
from spectrogui.views.velocity_offer import BY_HAND, corrected


class AnalysisCommands(QObject):
    """Score, stop, and what to do about a row that failed."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.window)
        self._context = context
        self._session = context.session
        context.window.status.progress.cancel_asked.connect(self.stop_scoring)
        context.window.bench_made.connect(self._on_bench_made)

    def resume_scoring(self) -> None:
        """Go on with rows that have no numbers yet."""
        self._context.scoring.start()
        if not self._context.scoring.running:
            self._context.window.status.say("Every row has been scored.")

    def stop_scoring(self) -> None:
        """Stop; what is done stays."""
        if self._context.scoring.running:
            self._context.scoring.stop()
            self._context.notices.tell(
                "Scoring was stopped; Analysis ▸ Score the rest goes on with what is left."
            )

    def score_again(self) -> None:
        """Score all rows with the model of now, after asking."""
        context, count = self._context, len(self._session.table)
        question = f"Score {count:,} rows again? Verdicts, tags and comments stay."
        if count and context.ask.which(question, ("Score again",)) == 0:
            job = context.jobs.start("Look at the model", self._made_with, lane="disk")
            job.succeeded.connect(self._score_all)

    def _made_with(self, ticket: Ticket) -> tuple[str, ...]:
        return self._context.desk.made_with()

    def _score_all(self, made_with: tuple[str, ...]) -> None:
        """Another model takes the prepared spectra of the pack. The one that has made all the
        numbers would find them again: then the files, which may have changed, are read anew.
        """
        table = self._session.table
        rows = np.arange(len(table))
        same = not len(outdated(table, rows, *made_with))
        self._context.scoring.score_rows(rows, from_files=same)

    def retry_row(self) -> None:
        """Read the file of the current row once more."""
        self._context.showing.retry(self._session.selection.current)

    def take_velocity(self) -> None:
        """Measure the current star with the corrected velocity, or again with that of before."""
        session, row = self._session, self._session.selection.current
        if session.file is None or row < 0:
            return
        values = session.table.row(row)
        kms = None if values["rv_source"] == BY_HAND else corrected(values)
        if kms is None and values["rv_source"] != BY_HAND:
            self._say("There is no other velocity to use for this star.")
            return
        if kms is not None and values["frame_ok"]:
            self._say("Spectrum and template agree: there is no velocity to correct.")
            return
        job = self._context.showing.use_velocity(row, kms)
        said = "the velocity of before" if kms is None else fixed(kms, 1, "km/s")
        self._say(f"Measuring with {said} …")
        if job is not None:
            job.succeeded.connect(partial(self._on_velocity, f"Measured with {said}."))

    def show_file(self) -> None:
        """Open the folder that holds the file of the current row."""
        self.show_file_of(self._session.selection.current)

    def show_file_of(self, row: int) -> None:
        """Open the folder that holds the file of a row."""
        if not 0 <= row < len(self._session.table):
            return
        folder = self._session.path(row).parent
        if folder.is_dir():
            open_outside(folder)
        else:
            self._context.notices.tell(f"There is no folder {folder} any more.", warning=True)

    def _say(self, sentence: str) -> None:
        self._context.window.status.say(sentence)

    def _on_velocity(self, sentence: str, nothing: object) -> None:
        self._say(sentence)

    def _on_bench_made(self) -> None:
        window = self._context.window
        bench = window.bench
        bench.card.velocity_asked.connect(self.take_velocity)
        if (made := window.findChild(QAction, "take_velocity")) is not None:
            keys = key_text(key.toString() for key in made.shortcuts())
            bench.card.velocity.set_key(keys[0] if keys else "")
        for view in (bench.spectrum, bench.lithium, bench.red_arm, bench.slitless):
            view.show_file_asked.connect(self.show_file_of)
            view.retry_asked.connect(self._context.showing.retry)
            view.hovered.connect(self._context.window.status.hover)
        bench.red_arm.arm_asked.connect(self._context.showing.fetch_arm)
        bench.slitless.slitless_asked.connect(self._context.showing.fetch_slitless)
        self._context.showing.slitless_failed.connect(bench.slitless.say_none)
        self._context.showing.arm_failed.connect(bench.red_arm.say_no_arm)


def open_outside(path: Path) -> bool:
    """Show a file or folder with the desktop's own program."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
