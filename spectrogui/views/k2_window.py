"""The window function of a light curve, worked out between two turns of the event loop."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from spectrogui.core.curve_study import Study
from spectrogui.science.periodogram import window_function

Floats = NDArray[np.float64]

_POINTS = 4000
"""Of a light curve with more, every n-th counts: a minute's cadence says nothing new here."""
_TERMS = 150_000
"""Periods times points in one turn: a few milliseconds."""


class WindowFunction(QObject):
    """Works it out for one light curve at a time; a second request replaces the first."""

    done = Signal(object, object)  # study, (m,) power

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._study: Study | None = None
        self._time: Floats = np.empty(0)
        self._power: Floats = np.empty(0)
        self._at = 0
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._on_turn)

    def ask(self, study: Study) -> None:
        """Work it out for a light curve; `done` tells when it is."""
        if self._study is study:
            if not self._turn.isActive():
                self.done.emit(study, self._power)
            return
        time = study.curve.time[study.used]
        self._study, self._time = study, time[:: max(1, len(time) // _POINTS)]
        self._power, self._at = np.zeros(len(study.periodogram.period)), 0
        self._turn.start()

    def stop(self) -> None:
        """Forget what was asked for."""
        self._turn.stop()
        self._study = None

    def _on_turn(self) -> None:
        study = self._study
        if study is None or self._at >= len(self._power):
            self._turn.stop()
            if study is not None:
                self.done.emit(study, self._power)
            return
        stop = self._at + max(1, _TERMS // max(1, len(self._time)))
        part = slice(self._at, min(stop, len(self._power)))
        self._power[part] = window_function(self._time, study.periodogram.period[part])
        self._at = part.stop
