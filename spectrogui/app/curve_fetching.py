"""Asking the archive for light curves: by a key, or by itself where the settings let it."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.app.curve_jobs import Answer, GetArchive, Star, fetch, merged
from spectrogui.core.k2_product import Product
from spectrogui.store.session import Session
from spectrogui.store.settings import SettingsStore
from spectrogui.work.jobs import Failure, Job, Jobs

REST_MS = 400
"""How long one rests on a star before the archive is asked by itself."""
BY_KEY, CURRENT, AHEAD = "by key", "this star", "this star and the next"
_AHEAD = 2
_OFFLINE = "Work offline is switched on in File ▸ Settings…."
_NAMELESS = "This star has neither an EPIC number nor coordinates to ask for."


class CurveFetching(QObject):
    """One request after the other; what was begun is finished even if its star was left."""

    progressed = Signal(int, int, int)  # row, bytes done, bytes in all
    answered = Signal(int, object)  # row, Answer

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        settings: SettingsStore,
        archive: GetArchive,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._settings = session, jobs, settings
        self._archive = archive
        self._jobs_of: dict[int, Job] = {}
        self._unasked: set[int] = set()  # rows that wait without anybody having asked for them
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._fetch_current)
        self.answers: dict[int, Answer] = {}

    @property
    def radius(self) -> float:
        """Arcsec, for stars without an EPIC number."""
        return float(self._settings.settings.k2_radius)

    def star(self, row: int) -> Star:
        """What is known of the star of a row."""
        cell = self._session.table.cell
        return Star(row, str(cell("epic", row)), float(cell("ra", row)), float(cell("dec", row)))

    def is_waiting(self, row: int) -> bool:
        """Whether an answer for this row is on its way."""
        return row in self._jobs_of

    def fetch(self, row: int, only: Product | None = None) -> None:
        """Ask for the light curves of a row, after those that were asked for before."""
        self._unasked.discard(row)
        if row in self._jobs_of:
            return
        star = self.star(row)
        if self._settings.settings.offline:
            self._settle(row, Answer("offline", _OFFLINE))
        elif star.can_be_found:
            self._begin(star, only)
        else:
            self._settle(row, Answer("failed", _NAMELESS))

    def rest_on(self, row: int) -> None:
        """Somebody looks at a star: where the settings let it, fetch what is not here."""
        if self._settings.settings.k2_fetch != BY_KEY:
            self._rest.start()

    def leave(self, row: int) -> None:
        """Another star is looked at now: what waits without having been asked for is dropped."""
        self._rest.stop()
        for waiting in tuple(self._unasked - {row}):
            if waiting in self._jobs_of:
                self._jobs_of[waiting].cancel()

    def cancel(self, row: int) -> None:
        """Let go of what was asked for a row; the archive's process ends within a second."""
        if row in self._jobs_of:
            self._jobs_of[row].cancel()

    def stop(self) -> None:
        """Let go of every request."""
        self._rest.stop()
        for job in tuple(self._jobs_of.values()):
            job.cancel()

    def forget(self) -> None:
        """Other rows, or another archive: no answer counts any more."""
        self.stop()
        self.answers.clear()

    def _begin(self, star: Star, only: Product | None = None) -> None:
        name = f"EPIC {star.epic}" if star.epic else "a star"
        call = partial(fetch, star, self.radius, only, self._archive)
        job = self._jobs.start(f"Fetch the light curve of {name}", call, lane="net")
        self._jobs_of[star.row] = job
        job.progressed.connect(partial(self._on_progressed, star.row))
        job.succeeded.connect(partial(self._settle, star.row))
        job.failed.connect(partial(self._on_failed, star.row))
        job.finished.connect(partial(self._on_finished, star.row, job))

    def _on_progressed(self, row: int, done: int, total: int) -> None:
        self._unasked.discard(row)  # begun, and too far to be dropped
        self.progressed.emit(row, done, total)

    def _settle(self, row: int, answer: Answer) -> None:
        self._jobs_of.pop(row, None)
        before = self.answers.get(row, Answer("idle"))
        answer = replace(answer, products=merged(answer.products, before.products))
        self.answers[row] = answer
        self.answered.emit(row, answer)

    def _on_failed(self, row: int, failure: Failure) -> None:
        """A mistake of the program, which it has told already."""
        self._settle(row, Answer("failed", failure.reason))

    def _on_finished(self, row: int, job: Job) -> None:
        self._unasked.discard(row)
        if self._jobs_of.get(row) is job:
            del self._jobs_of[row]
        if self._settings.settings.k2_fetch == AHEAD and not self._jobs_of:
            self._fetch_ahead()

    def _fetch_current(self) -> None:
        row = self._session.selection.current
        if not 0 <= row < len(self._session.table):
            return
        if not self._fetch_unasked(row) and self._settings.settings.k2_fetch == AHEAD:
            self._fetch_ahead()

    def _fetch_ahead(self) -> None:
        row = self._session.selection.current
        for _ in range(_AHEAD):
            row = self._session.queue.after(row)
            if row < 0 or self._fetch_unasked(row):
                return

    def _fetch_unasked(self, row: int) -> bool:
        """Ask for a row, if there is no answer and no light curve yet; whether that was done."""
        star = self.star(row)
        there = self._session.table.cell("lc_path", row)
        known = row in self.answers or row in self._jobs_of or there
        if known or not star.can_be_found or self._settings.settings.offline:
            return False
        self._begin(star)
        self._unasked.add(row)
        return True
