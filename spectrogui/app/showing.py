"""From the current row to the spectrum on display: out of the pack, or analysed right now."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.app.analysis_desk import AnalysisDesk
from spectrogui.app.delivery import Delivery
from spectrogui.app.showing_jobs import (
    analyse_row,
    read_arm,
    read_records,
    read_slitless,
    take_velocity,
)
from spectrogui.core.shown import RedArm, Slitless, unreadable
from spectrogui.io.pack import Record, as_shown
from spectrogui.store.selection import Rows
from spectrogui.store.session import Session
from spectrogui.work.jobs import Job, Jobs

GRACE_MS = 100
"""How long one rests on a star before its file is read: paging fast reads nothing."""
_AHEAD = 2


class Showing(QObject):
    """Keeps `session.shown` in step with the current row; nothing here waits for a disk."""

    arm_failed = Signal(str)
    slitless_failed = Signal(str)

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        desk: AnalysisDesk,
        delivery: Delivery,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._desk, self._delivery = desk, delivery
        self._records: dict[int, Record] = {}
        self._looking: Job | None = None
        self._grace = QTimer(self, singleShot=True, interval=GRACE_MS)
        self._grace.timeout.connect(self._analyse)
        session.selection.current_changed.connect(self.look)
        session.spectra_changed.connect(self._on_spectra_changed)
        session.opened.connect(self._on_opened)

    def look(self, row: int) -> None:
        """Bring a row on display, if it is the current one."""
        session = self._session
        self._let_go()
        if not 0 <= row < len(session.table) or row != session.selection.current:
            return
        if session.table.cell("status", row) == "failed":
            session.show(unreadable(row, session.table.row(row)))
        elif row in self._records:
            self._show(row, self._records[row])
        self._fetch(row)

    def retry(self, row: int) -> None:
        """Read the file of a row again and analyse it anew."""
        self._let_go()
        self._records.pop(row, None)
        if row == self._session.selection.current:
            self._session.shown = None  # the panels dim what they show
            self._session.shown_changed.emit()
            self._analyse(from_files=True)

    def fetch_arm(self, row: int) -> None:
        """Read the whole red arm of the star on display."""
        session = self._session
        if session.shown is None or session.shown.row != row or session.shown.arm is not None:
            return
        velocity = float(session.table.cell("rv_kms", row))
        call = partial(read_arm, session.path(row), velocity)
        job = self._jobs.latest("arm", "Read the red arm", call, lane="disk")
        job.succeeded.connect(partial(self._on_arm, row))

    def fetch_slitless(self, row: int) -> None:
        """Make the slitless spectrum of the star on display out of its file."""
        session = self._session
        if session.shown is None or session.shown.row != row or session.shown.slitless is not None:
            return
        velocity = float(session.table.cell("rv_kms", row))
        call = partial(read_slitless, session.path(row), velocity, self._desk)
        job = self._jobs.latest("slitless", "Make the spectrum at R = 250", call, lane="disk")
        job.succeeded.connect(partial(self._on_slitless, row))

    def use_velocity(self, row: int, kms: float | None) -> Job | None:
        """Measure a row with this velocity, km/s, from now on; None goes back to the one before.

        The new numbers come as those of any row that was scored; None without a session file.
        """
        session = self._session
        if session.file is None:
            return None
        call = partial(
            take_velocity, session.file, session.pack, self._desk, row, kms,
            session.labels.inspector, self._delivery.of(session.file),
        )  # fmt: skip
        return self._jobs.start("Use another velocity", call)

    def _fetch(self, row: int) -> None:
        """Get the records of this row and of its neighbours out of the pack."""
        wanted = [r for r in self._around(row) if r not in self._records]
        if self._session.table.cell("status", row) == "failed":
            wanted = [r for r in wanted if r != row]
        self._records = {r: self._records[r] for r in self._around(row) if r in self._records}
        if not wanted:
            return
        call = partial(read_records, self._session.pack, tuple(wanted))
        job = self._jobs.latest("shown", "Show a star", call)
        job.succeeded.connect(partial(self._on_records, row))
        if row in wanted:
            self._looking = job

    def _around(self, row: int) -> list[int]:
        queue, found = self._session.queue, [row]
        after = before = row
        for _ in range(_AHEAD):
            after, before = queue.after(after), queue.before(before)
            found += [after, before]
        return [r for r in dict.fromkeys(found) if r >= 0]

    def _on_records(self, row: int, records: Mapping[int, Record]) -> None:
        self._looking = None
        self._records |= {r: one for r, one in records.items() if self._is_of(r, one)}
        if row != self._session.selection.current:
            return
        shown = self._session.shown
        if shown is not None and shown.row == row:
            return
        if row in self._records:
            self._show(row, self._records[row])
        else:
            self._grace.start()

    def _is_of(self, row: int, record: Record) -> bool:
        """Whether a record of the pack was made by what made the numbers of its row."""
        pack, table = self._session.pack, self._session.table
        made_by = {"model_sha256": record.model, "prep_sha256": pack.made_by[1] if pack else ""}
        return all(
            not made or not table.cell(name, row) or table.cell(name, row).startswith(made)
            for name, made in made_by.items()
        )

    def _analyse(self, from_files: bool = False) -> None:
        """Analyse the current row, because there is nothing of it yet."""
        session, row = self._session, self._session.selection.current
        if session.file is None or row < 0:
            return
        call = partial(
            analyse_row, session.file, session.pack, self._desk, row,
            self._delivery.of(session.file), from_files=from_files,
        )  # fmt: skip
        job = self._jobs.latest("shown", f"Show {session.path(row).name}", call)
        job.succeeded.connect(partial(self._on_analysed, row))
        self._looking = job

    def _on_analysed(self, row: int, record: Record | None) -> None:
        self._looking = None
        if record is not None:
            self._records[row] = record
            self._show(row, record)
        elif row == self._session.selection.current:
            self._session.show(unreadable(row, self._session.table.row(row)))

    def _show(self, row: int, record: Record) -> None:
        values = self._session.table.row(row)
        self._session.show(as_shown(row, record, values))

    def _on_arm(self, row: int, arm: RedArm | str) -> None:
        shown = self._session.shown
        if shown is None or shown.row != row:
            return
        if isinstance(arm, str):
            self.arm_failed.emit(arm)
        else:
            self._session.show(replace(shown, arm=arm))

    def _on_slitless(self, row: int, slitless: Slitless | str) -> None:
        shown = self._session.shown
        if shown is None or shown.row != row:
            return
        if isinstance(slitless, str):
            self.slitless_failed.emit(slitless)
        else:
            self._session.show(replace(shown, slitless=slitless))

    def _on_spectra_changed(self, rows: Rows) -> None:
        """New numbers: what is on display is drawn anew, unless it is on its way already."""
        for row in set(rows.tolist()) & self._records.keys():
            del self._records[row]
        current = self._session.selection.current
        if self._looking is None and not self._grace.isActive() and current in rows:
            shown = self._session.shown
            if shown is not None and shown.row == current:
                self._session.shown = None
            self.look(current)

    def _on_opened(self) -> None:
        self._let_go()
        self._records.clear()

    def _let_go(self) -> None:
        self._grace.stop()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
