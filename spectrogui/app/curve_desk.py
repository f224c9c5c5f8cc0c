"""From the current row to its light curve: a file here, one in the cache, or the archive's."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import nan
from typing import Literal, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.app.curve_archive import Archive, SharedArchive
from spectrogui.app.curve_fetching import CurveFetching
from spectrogui.app.curve_jobs import (
    Answer,
    Looked,
    Measure,
    Memory,
    delete,
    look,
    measure_and_write,
    write_study,
)
from spectrogui.app.delivery import Delivery
from spectrogui.core.curve_study import BY_HAND, Choices, Study
from spectrogui.core.job import Ticket
from spectrogui.core.k2_product import Product
from spectrogui.io.session_file import SessionFile
from spectrogui.store.light_curves import CurveState
from spectrogui.store.session import Session
from spectrogui.store.settings import SettingsStore
from spectrogui.work.jobs import Job, Jobs

GRACE_MS = 60
"""How long one rests on a star before its light curve is read: paging fast reads nothing."""
_RULE = Choices()


class _Files(Protocol):
    def of(self, row: int, epic: str) -> tuple[Product, ...]: ...


class CurveDesk(QObject):
    """Keeps `session.curves` in step with the current row, and carries out what is asked there.

    Parameters
    ----------
    make_archive : makes the archive; called in a worker, when it is first needed
    measure : finds period and flares in a file; called in a worker
    """

    said = Signal(str)  # why something that was asked for did not come, while there is a curve

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        settings: SettingsStore,
        delivery: Delivery,
        make_archive: Callable[[], Archive],
        measure: Measure,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._jobs, self._delivery = session, jobs, delivery
        self._archive = SharedArchive(make_archive)
        self.fetching = CurveFetching(session, jobs, settings, self._archive, self)
        self._memory = Memory(measure)
        self._files: _Files | None = None
        self._wanted: dict[int, tuple[str, ...]] = {}  # paths that are to be shown, by row
        self._awaited: dict[int, tuple[Product, ...]] = {}  # the same, one of them on its way
        self._looking: Job | None = None
        self._grace = QTimer(self, singleShot=True, interval=GRACE_MS)
        self._grace.timeout.connect(self.look)
        self._connect()

    def reload(self) -> None:
        """Light curves were given to the session: learn which, and look again."""
        file = self._session.file
        if file is not None:
            call = partial(_read_files, file)
            job = self._jobs.latest("curves", "Look for light curves", call, lane="disk")
            job.succeeded.connect(partial(self._on_files, file))

    def look(self) -> None:
        """Read what there is of the current star."""
        table, row = self._session.table, self._session.selection.current
        if not 0 <= row < len(table):
            return
        star, choices = self.fetching.star(row), self._session.curves.choices
        answer = self.fetching.answers.get(row)
        others = self._files.of(row, star.epic) if self._files is not None else ()
        others += answer.products if answer is not None else ()
        wanted = self._wanted.get(row) or (str(table.cell("lc_path", row)),)
        call = partial(look, star, others, wanted, choices, self._memory, self._archive)
        job = self._jobs.latest("curve", "Show a light curve", call, lane="curves")
        self._looking = job
        job.succeeded.connect(partial(self._on_looked, row, choices))

    def renew(self) -> None:
        """Another archive was chosen: what the old one said does not count any more."""
        self.fetching.forget()
        self._archive.close()

    def stop(self) -> None:
        """Let go of everything, for the end of the program."""
        self._let_go(-1)
        self.fetching.stop()
        self._archive.close()

    def _connect(self) -> None:
        session, curves = self._session, self._session.curves
        session.selection.current_changed.connect(self._on_current_changed)
        session.opened.connect(self._on_opened)
        self.fetching.progressed.connect(self._on_progressed)
        self.fetching.answered.connect(self._on_answered)
        curves.fetch_asked.connect(self._on_fetch_asked)
        curves.products_asked.connect(self._on_products_asked)
        curves.choices_asked.connect(self.look)
        curves.period_asked.connect(self._on_period_asked)
        curves.delete_asked.connect(self._on_delete_asked)

    def _on_opened(self) -> None:
        """Another session."""
        self._let_go(-1)
        self.fetching.forget()
        self._wanted.clear()
        self._awaited.clear()
        self._files = None
        self._session.curves.put(CurveState())
        self.reload()

    def _on_files(self, file: SessionFile, files: _Files) -> None:
        if file is self._session.file:
            self._files = files
            self._grace.start()

    def _on_current_changed(self, row: int) -> None:
        self._let_go(row)
        if not 0 <= row < len(self._session.table):
            self._session.curves.put(CurveState())
            return
        self._session.curves.put(CurveState(row, self.fetching.star(row).epic, "reading"))
        self._grace.start()

    def _let_go(self, row: int) -> None:
        """Another row is looked at."""
        self._grace.stop()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self.fetching.leave(row)

    def _on_looked(self, row: int, choices: Choices, looked: Looked) -> None:
        self._looking = None
        if row != self._session.selection.current:
            return
        state = CurveState(
            row, self._epic(row, looked), "shown", looked.problem,
            products=looked.products, chosen=looked.chosen, studies=looked.studies,
        )  # fmt: skip
        self.fetching.rest_on(row)
        if not looked.studies:
            self._session.curves.put(self._without_curve(state))
            return
        study = looked.studies[0]
        self._session.curves.put(replace(state, period=self._period_on_row(row, study)))
        if choices == _RULE and not self._is_on_row(row, study):
            self._write(row, study)

    def _epic(self, row: int, looked: Looked) -> str:
        """The number of the row or, where it has none, of what was found at its place."""
        found = looked.chosen[0].epic if looked.chosen else ""
        return self.fetching.star(row).epic or found

    def _without_curve(self, state: CurveState) -> CurveState:
        """What to say when there is nothing to draw."""
        if state.sentence:
            return replace(state, stage="failed")
        if self.fetching.is_waiting(state.row):
            return replace(state, stage="queued")
        answer = self.fetching.answers.get(state.row)
        if answer is None or answer.stage == "shown":
            return replace(state, stage="idle")
        return replace(state, stage=answer.stage, sentence=answer.sentence)

    def _period_on_row(self, row: int, study: Study) -> float:
        """The period at which to fold: the one that was chosen by hand, else the measured one."""
        table = self._session.table
        if table.cell("lc_quality", row) == BY_HAND and self._is_on_row(row, study):
            return float(table.cell("lc_period", row))
        return study.rotation.period

    def _is_on_row(self, row: int, study: Study) -> bool:
        table, header = self._session.table, study.curve.header
        known = (table.cell("lc_path", row), table.cell("lc_sha256", row))
        return bool(known == (header.path, header.input_sha256))

    def _write(self, row: int, study: Study, period: float = nan) -> None:
        if (file := self._session.file) is not None:
            call = partial(write_study, file, row, study, period, self._delivery.of(file))
            self._jobs.start("Write the period", call, lane="disk")

    def _measure(self, row: int, path: str, period: float = nan) -> None:
        if (file := self._session.file) is not None:
            on_batch = self._delivery.of(file)
            call = partial(measure_and_write, file, row, path, period, self._memory, on_batch)
            self._jobs.start("Measure a light curve", call, lane="curves")

    def _on_fetch_asked(self, row: int) -> None:
        self.fetching.fetch(row)
        if self.fetching.is_waiting(row):
            self._say(row, "queued")

    def _on_progressed(self, row: int, done: int, total: int) -> None:
        self._say(row, "downloading" if done or total else "searching", done, total)

    def _say(
        self,
        row: int,
        stage: Literal["queued", "searching", "downloading"],
        done: int = 0,
        total: int = 0,
    ) -> None:
        """How far a request for the current star is; a curve that is shown stays."""
        curves = self._session.curves
        if curves.state.row == row:
            curves.put(replace(curves.state, stage=stage, sentence="", done=done, total=total))

    def _on_answered(self, row: int, answer: Answer) -> None:
        if row != self._session.selection.current:
            if answer.path and not self._session.table.cell("lc_path", row):
                self._measure(row, answer.path)
            return
        if answer.path:
            self._wanted[row] = self._now_here(row, answer)
        elif self._session.curves.state.studies:
            self.said.emit(answer.sentence)
        self._awaited.pop(row, None)
        self.look()

    def _on_products_asked(self, row: int, products: tuple[Product, ...]) -> None:
        missing = next((product for product in products if not product.path), None)
        if missing is not None:
            self._awaited[row] = products
            self.fetching.fetch(row, missing)
        else:
            self._wanted[row] = tuple(product.path for product in products)
            self.look()

    def _now_here(self, row: int, answer: Answer) -> tuple[str, ...]:
        """The paths of what was asked to be shown, in that order, once a download has come."""
        paths = {product.filename: product.path for product in answer.products}
        asked = [one.path or paths.get(one.filename, "") for one in self._awaited.get(row, ())]
        return tuple(filter(None, asked)) or (answer.path,)

    def _on_period_asked(self, row: int, period: float) -> None:
        """A period by hand goes on the row beside what the rule finds in that light curve."""
        state = self._session.curves.state
        if state.row == row and state.study is not None:
            if state.study.choices == _RULE:
                self._write(row, state.study, period)
            else:
                self._measure(row, state.study.curve.header.path, period)

    def _on_delete_asked(self, product: Product) -> None:
        row = self._session.selection.current
        self.fetching.answers.pop(row, None)
        self._wanted.pop(row, None)
        call = partial(delete, product, self._memory, self._archive)
        job = self._jobs.start(f"Delete {product.filename}", call, lane="curves")
        job.succeeded.connect(self.look)


def _read_files(file: SessionFile, ticket: Ticket) -> _Files:
    """The job: which light curves the user gave to a session."""
    from spectrogui.analysis.curves import CurveFiles

    return CurveFiles(file.curve_files())
