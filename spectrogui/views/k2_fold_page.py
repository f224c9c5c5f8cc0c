"""A light curve over the phase of its period, with the median in bins and the amplitude."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from spectrogui.core.curve_study import Fold, Study
from spectrogui.core.numbers import fixed
from spectrogui.views import theme
from spectrogui.views.k2_dots import Dots
from spectrogui.views.k2_items import Bars, Bracket, Note
from spectrogui.views.k2_limits import curve_range
from spectrogui.views.k2_page import Page
from spectrogui.views.k2_words import days, percent, spoken_fold
from spectrogui.views.label_strip import Label
from spectrogui.views.limits import Range, full_range, united

Floats = NDArray[np.float64]

LOW, HIGH = -0.25, 1.25
"""Phases that are shown; what lies before 0 and after 1 is repeated."""
_TURNS = (-1, 0, 1)
_FAINT = 0.28


class FoldPage(Page):
    """Flux over phase; the deepest bin is at phase 0."""

    def __init__(self) -> None:
        super().__init__("Phase-folded light curve", "Phase (cycles)", "Flux (ppt)")
        self.strip.set_lines(1)
        self.study: Study | None = None
        self.fold: Fold | None = None
        self.points = Dots(self.box, z=1)
        self.bins = Bars(self.box, z=6)
        self.bracket = Bracket(self.box)
        self.canvas.addItem(self.bracket, 1, 1)
        self.around = (self.strip, self.bracket)
        self.note = Note(self.box)
        self.box.setLimits(xMin=-0.5, xMax=1.5)
        self.look_from(LOW, HIGH)
        self.restyle()

    def show_fold(self, study: Study, fold: Fold | None) -> None:
        """Draw the phase curve of a light curve; None says that there is no period."""
        first = self.fold is None
        self.study, self.fold = study, fold
        self.draw()
        self.fit_y(keep=not first)

    def restyle(self) -> None:
        """Take the colours of now."""
        super().restyle()
        self.bracket.restyle()
        self.draw()

    def whole_x(self) -> Range | None:
        """A turn and a half."""
        return LOW, HIGH

    def wanted_y(self) -> Range | None:
        """The points that were used, and the bins."""
        if self.study is None:
            return None
        flux = 1000 * self.study.flux[self.study.used]
        if self.fold is None:
            return curve_range(flux, np.empty(0))
        bins = 1000 * np.concatenate(
            [self.fold.bin_flux - self.fold.bin_err, self.fold.bin_flux + self.fold.bin_err]
        )
        return united(curve_range(flux, np.empty(0)), full_range(bins))

    def readout(self, x: float, y: float) -> str:
        """The phase, and the bin there."""
        said = [f"phase {fixed(x, 3)}"]
        if self.fold is not None:
            away = np.abs((self.fold.bin_phase - x + 0.5) % 1 - 0.5)
            nearest = int(np.argmin(away))
            flux, error = 1000 * self.fold.bin_flux[nearest], 1000 * self.fold.bin_err[nearest]
            said.append(f"median {fixed(float(flux), 2)} ± {fixed(float(error), 2)} ppt")
        return " · ".join(said)

    def draw(self) -> None:
        """Put the numbers into the items."""
        self.canvas.setAccessibleDescription(spoken_fold(self.fold))
        faint = theme.faded(theme.current().observed, _FAINT)
        if self.study is None or self.fold is None:
            self._draw_nothing(faint)
            return
        fold, used = self.fold, self.study.used
        phase, flux = fold.phase[used], 1000 * self.study.flux[used]
        self.points.set_data(*_repeated(phase, flux), faint, float(len(phase)))
        x, median = _repeated(fold.bin_phase, 1000 * fold.bin_flux)
        self.bins.set_data(x, median, np.tile(1000 * fold.bin_err, len(_TURNS)))
        self.note.say("")
        self.strip.show_labels([Label(0.5, f"P = {days(fold.period)}", "template")])
        known = 1000 * fold.bin_flux[np.isfinite(fold.bin_flux)]
        if len(known):
            low, high = float(known.min()), float(known.max())
            self.bracket.show_span(low, high, percent(fold.amplitude))
        else:
            self.bracket.show_span(0, 0, "")

    def _draw_nothing(self, faint: QColor) -> None:
        empty = np.empty(0)
        self.points.set_data(empty, empty, faint)
        self.bins.set_data(empty, empty, empty)
        self.bracket.show_span(0, 0, "")
        self.strip.show_labels(())
        words = "No period. Click a peak of the periodogram to fold there."
        self.note.say(words if self.study is not None else "")


def _repeated(phase: Floats, values: Floats) -> tuple[Floats, Floats]:
    """The same over three turns."""
    turns = np.concatenate([phase + turn for turn in _TURNS])
    return turns, np.tile(values, len(_TURNS))
