"""Fetching the light curves of many stars, one after the other."""

from collections import deque

import numpy as np
from PySide6.QtCore import QObject, Signal

from spectrogui.app.curve_fetching import CurveFetching
from spectrogui.app.curve_jobs import Answer
from spectrogui.core.pace import Pace
from spectrogui.store.selection import Rows
from spectrogui.store.session import Session


class CurveList(QObject):
    """Asks for one star at a time, so that a star that somebody looks at comes in between.

    How far it is stands in `session.curves.progress`.
    """

    said = Signal(str)

    def __init__(
        self, session: Session, fetching: CurveFetching, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._fetching = session, fetching
        self._waiting: deque[int] = deque()
        self._row = -1
        self._count, self._pace = 0, Pace()
        self._got = self._absent = self._failed = 0
        self._why = ""
        fetching.answered.connect(self._on_answered)
        session.opened.connect(self.stop)

    @property
    def running(self) -> bool:
        """Whether a list is gone through."""
        return self._row >= 0

    def start(self, rows: Rows) -> int:
        """Fetch for those of the rows that have no light curve; returns how many these are."""
        if self.running:
            return 0
        table = self._session.table
        has_place = np.isfinite(table["ra"][rows]) & np.isfinite(table["dec"][rows])
        can_be_found = (table["epic"][rows] != "") | has_place
        self._waiting.extend(rows[can_be_found & (table["lc_path"][rows] == "")].tolist())
        self._count, self._pace = len(self._waiting), Pace()
        self._got = self._absent = self._failed = 0
        self._next()
        return self._count

    def stop(self) -> None:
        """Ask for no further star; what has come stays."""
        if self.running:
            self._waiting.clear()
            self._fetching.cancel(self._row)
            self._end()

    def _next(self) -> None:
        curves = self._session.curves
        if not self._waiting:
            if self.running:
                self._end()
            return
        self._row = self._waiting.popleft()
        done = self._count - len(self._waiting) - 1
        curves.set_progress(self._pace.at(done, self._count))
        self._fetching.fetch(self._row)

    def _on_answered(self, row: int, answer: Answer) -> None:
        if row != self._row:
            return
        if answer.path:
            self._got += 1
        elif answer.stage == "absent":
            self._absent += 1
        else:
            self._failed, self._why = self._failed + 1, answer.sentence
        if answer.stage == "offline":
            self._failed += len(self._waiting)
            self._waiting.clear()
        self._next()

    def _end(self) -> None:
        self._row = -1
        self._session.curves.set_progress(None)
        parts = [f"{self._got:,} of {self._count:,} light curves were fetched"]
        parts += [f"{self._absent:,} stars were not observed by K2"] if self._absent else []
        parts += [f"{self._failed:,} failed ({self._why.rstrip('.')})"] if self._failed else []
        self.said.emit(", ".join(parts) + ".")
