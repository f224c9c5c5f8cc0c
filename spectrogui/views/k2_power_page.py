"""The Lomb-Scargle periodogram: the peak, its harmonics, what chance reaches; a click folds."""

from math import isfinite, log10, nan

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QElapsedTimer, QPointF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from spectrogui.core.curve_study import Periodogram, Study
from spectrogui.views import theme
from spectrogui.views.hover_tip import HoverTip
from spectrogui.views.k2_axes import PeriodAxis, take_axes
from spectrogui.views.k2_dots import Dots
from spectrogui.views.k2_items import Note
from spectrogui.views.k2_marks import Entry, Key
from spectrogui.views.k2_page import Page, in_view
from spectrogui.views.k2_peaks import covers, maxima, period_at
from spectrogui.views.k2_words import days, spoken_power
from spectrogui.views.label_strip import Label
from spectrogui.views.limits import Range
from spectrogui.views.plot import small_font, thin

Floats = NDArray[np.float64]

HARMONICS = ((1 / 3, "P/3"), (0.5, "P/2"), (2.0, "2P"))
_REACH = 8.0  # px from a peak at which it is met
_HEADROOM = 1.12


class PowerPage(Page):
    """Power against period, on a logarithmic scale."""

    period_asked = Signal(float)
    """d: fold there; NaN for the measured one."""

    def __init__(self) -> None:
        super().__init__("Lomb–Scargle periodogram", "Period (d)", "LS power")
        take_axes(self.plot, bottom=PeriodAxis("bottom", "Period (d)"), top=PeriodAxis("top"))
        self.strip.set_lines(1)
        self.key = Key(self.box)
        self.around = (self.strip, self.key)
        for item in (self.strip, self.plot):
            self.canvas.removeItem(item)
        for row, item in enumerate((self.key, self.strip, self.plot)):
            self.canvas.addItem(item, row, 0)
        self.study: Study | None = None
        self.period, self._by_hand = nan, False
        self.sampling = pg.PlotCurveItem()
        self.curve = pg.PlotCurveItem()
        self.peak = pg.InfiniteLine(0, angle=90)
        self.level = pg.InfiniteLine(0, angle=0)
        self.harmonics = tuple(pg.InfiniteLine(0, angle=90) for _ in HARMONICS)
        for item in (self.sampling, self.level, *self.harmonics, self.peak, self.curve):
            self.plot.addItem(item, ignoreBounds=True)
        self.level_name = pg.TextItem("1 %", anchor=(0, 0.9))
        self.level_name.setZValue(5)
        self.plot.addItem(self.level_name, ignoreBounds=True)
        self.met = Dots(self.box, z=12, size=7)
        self.note = Note(self.box)
        self.tip = HoverTip(self.canvas)
        self._before, self._since = nan, QElapsedTimer()
        self.canvas.scene().sigMouseClicked.connect(self._on_clicked)
        self.box.sigXRangeChanged.connect(self._place_level_name)
        self.restyle()

    def show_study(self, study: Study, period: float, *, by_hand: bool, afresh: bool) -> None:
        """Draw the periodogram of a light curve, and mark the period that is folded at."""
        other = self.study is None or self.study.periodogram is not study.periodogram
        self.study, self.period, self._by_hand = study, period, by_hand
        self.draw()
        if other:
            self.sampling.setData(np.empty(0), np.empty(0))
        if afresh or (other and not self._is_inside()):
            self.reset()
        elif other:
            self.autoscale_y()

    def show_window(self, power: Floats | None) -> None:
        """Draw the power (m,) that the sampling alone gives each period; None takes it away."""
        found = self._found
        if power is None or found is None:
            self.sampling.setData(np.empty(0), np.empty(0))
        else:
            self.sampling.setData(np.log10(found.period), power)

    def name_window(self, shown: bool) -> None:
        """Say what the grey curve is, or take that line away."""
        self.key.show_entries([Entry("window function", "disabled", True)] if shown else [])

    def restyle(self) -> None:
        """Take the colours of now."""
        super().restyle()
        self.key.restyle()
        colours, dots = theme.current(), Qt.PenStyle.DotLine
        self.curve.setPen(thin(colours.observed))
        self.sampling.setPen(thin(colours.disabled))
        self.peak.setPen(thin(colours.template))
        self.level.setPen(thin(colours.mark, Qt.PenStyle.DashLine))
        self.level_name.setColor(colours.muted)
        self.level_name.setFont(small_font())
        self.level_name.fill = pg.mkBrush(theme.faded(colours.plot, 0.8))
        for line in self.harmonics:
            line.setPen(thin(colours.mark, dots))
        self.tip.restyle()
        self.draw()

    def whole_x(self) -> Range | None:
        """All periods."""
        found = self._found
        if found is None:
            return None
        low, high = log10(found.period[0]), log10(found.period[-1])
        pad = 0.02 * (high - low)
        return low - pad, high + pad

    def wanted_y(self) -> Range | None:
        """From 0 to over the highest peak in view, and what chance reaches."""
        found = self._found
        if found is None:
            return None
        top = float(found.power[in_view(np.log10(found.period), self.x_range)].max())
        level = found.level if isfinite(found.level) else 0.0
        return 0.0, min(1.05, _HEADROOM * max(top, 1.2 * level, 0.01))

    def readout(self, x: float, y: float) -> str:
        """The period under the mouse, and its power."""
        said = [f"period {days(10**x)}", f"frequency {10**-x:.4f} /d"]
        found = self._found
        if found is not None and found.period[0] <= 10**x <= found.period[-1]:
            said.append(f"power {np.interp(10**x, found.period, found.power):.3f}")
        return " · ".join(said)

    def hover(self, at: QPointF) -> None:
        """Show which peak a click would fold at."""
        inside = self.box.rect().contains(at)
        found, place = self._found, self._peak_near(at) if inside else -1
        if found is None or place < 0:
            self.leave()
            return
        period, power = float(found.period[place]), float(found.power[place])
        accent = QColor(theme.current().accent)
        self.met.set_data(np.array([log10(period)]), np.array([power]), accent)
        where = self.canvas.mapFromScene(self.box.mapToScene(at))
        self.tip.show_at(where, f"{days(period)}, power {power:.2f}\nclick: fold here")

    def leave(self) -> None:
        """No peak is met."""
        self.tip.hide()
        self.met.set_data(np.empty(0), np.empty(0), QColor())

    def reset(self) -> None:
        """Show everything; the first half of a double-click was not meant to fold."""
        if self._is_double():
            self._since.invalidate()
            self.period_asked.emit(self._before)
        super().reset()

    def draw(self) -> None:
        """Put the numbers into the items."""
        found = self._found
        nothing = self.study is not None and found is None
        self.note.say("Too few points for a periodogram." if nothing else "")
        if found is None:
            self.curve.setData(np.empty(0), np.empty(0))
        else:
            self.curve.setData(np.log10(found.period), found.power)
        knows_level = found is not None and isfinite(found.level)
        self.level.setVisible(knows_level)
        self.level_name.setVisible(knows_level)
        if knows_level and found is not None:
            self.level.setValue(found.level)
        self._place_level_name()
        self._mark_period()
        spoken = spoken_power(self.study) if self.study is not None else "Nothing on display"
        self.canvas.setAccessibleDescription(spoken)

    @property
    def _found(self) -> Periodogram | None:
        if self.study is None or not len(self.study.periodogram.period):
            return None
        return self.study.periodogram

    def _mark_period(self) -> None:
        found, period = self._found, self.period
        marked = found is not None and isfinite(period) and period > 0
        labels = []
        self.peak.setVisible(marked)
        if marked:
            self.peak.setValue(log10(period))
            name = f"P = {days(period)}"
            labels.append(Label(log10(period), name, "template", short=days(period)))
        for (factor, name), line in zip(HARMONICS, self.harmonics, strict=True):
            inside = found is not None and marked and covers(found, factor * period)
            line.setVisible(inside)
            if inside:
                place = log10(factor * period)
                line.setValue(place)
                labels.append(Label(place, name, "muted", pen=thin(theme.current().mark)))
        self.strip.show_labels(labels)

    def _peak_near(self, at: QPointF) -> int:
        """The highest local maximum under a place, px; -1 for none."""
        found = self._found
        if found is None:
            return -1
        places = maxima(found)
        x = self.met.x_px(np.log10(found.period[places]))
        y = self.met.y_px(found.power[places])
        places = places[(np.abs(x - at.x()) <= _REACH) & (y <= at.y() + _REACH)]
        return int(places[np.argmax(found.power[places])]) if len(places) else -1

    def _is_double(self) -> bool:
        """Whether the last click is so recent that another one makes a double-click."""
        since = self._since
        return since.isValid() and since.elapsed() < QApplication.doubleClickInterval()

    def _is_inside(self) -> bool:
        whole = self.whole_x()
        low, high = self.x_range
        return whole is not None and whole[0] - 0.1 <= low < high <= whole[1] + 0.1

    def _place_level_name(self) -> None:
        found = self._found
        if found is not None and isfinite(found.level):
            low, _ = self.x_range
            self.level_name.setPos(low, found.level)

    def _on_clicked(self, event: MouseClickEvent) -> None:
        if event.double() or event.button() != Qt.MouseButton.LeftButton:
            return
        if not self.box.sceneBoundingRect().contains(event.scenePos()):
            return
        place = self._peak_near(self.box.mapFromScene(event.scenePos()))
        if place >= 0 and self.study is not None:
            if not self._is_double():
                self._before = self.period if self._by_hand else nan
            self._since.start()
            self.period_asked.emit(period_at(self.study, place))
