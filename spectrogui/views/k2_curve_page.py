"""A light curve over time: what was used in ink, what was not faint, flares and campaigns."""

from math import isfinite, nan

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF

from spectrogui.core.curve_study import Flare, Study
from spectrogui.core.numbers import fixed
from spectrogui.views import theme
from spectrogui.views.hover_tip import HoverTip
from spectrogui.views.k2_axes import FluxAxis, take_axes
from spectrogui.views.k2_campaigns import called, campaigns, crowd, during
from spectrogui.views.k2_dots import Dots
from spectrogui.views.k2_limits import curve_range
from spectrogui.views.k2_marks import Entry, Key, Triangles
from spectrogui.views.k2_page import Page, in_view
from spectrogui.views.k2_words import TIME, flare_words, spoken_curve
from spectrogui.views.label_strip import LEADER, Label
from spectrogui.views.limits import Range, united
from spectrogui.views.pixel_items import Edges
from spectrogui.views.plot import small_font, thin

Floats = NDArray[np.float64]

INKS = ("observed", "picked", "template", "residual")
"""Of the light curves on display, in their order."""
_FAINT = 0.45
_REACH = 6.0  # px
_FOLDED = 4.0  # px of a strip without text
_STRIP = 12.0  # px around the upper edge in which the mouse meets flares
_NO_BITS = np.empty(0, np.uint8)


class CurvePage(Page):
    """Flux over time of every light curve on display."""

    def __init__(self) -> None:
        super().__init__("K2 light curve", f"Time ({TIME}, d)", "Flux (ppt)")
        self.flux_axis = FluxAxis()
        take_axes(self.plot, right=self.flux_axis)
        self.studies: tuple[Study, ...] = ()
        self.shows_trend, self.is_apart, self._is_beside = False, False, False
        self.shifts: tuple[float, ...] = ()
        self.masked = Dots(self.box, z=1)
        self.rejected = Dots(self.box, z=2)
        self.used = tuple(Dots(self.box, z=6 - number) for number in range(len(INKS)))
        self.flaring = Dots(self.box, z=8, size=2.7)
        self.trend = pg.PlotCurveItem()
        self.plot.addItem(self.trend, ignoreBounds=True)
        self.box.childGroup.setZValue(7)
        self.bounds: tuple[pg.InfiniteLine, ...] = ()
        self.edges = Edges(self.box)
        self.edges.show_masks(False)
        self.flares = Triangles(self.box)
        self.around = (self.strip, self.flares)
        self.key = Key(self.box)
        for item in (self.strip, self.plot):
            self.canvas.removeItem(item)
        for row, item in enumerate((self.key, self.strip, self.flares, self.plot)):
            self.canvas.addItem(item, row, 0)
        self.tip = HoverTip(self.canvas)
        self.restyle()

    def show_studies(self, studies: tuple[Study, ...], *, afresh: bool) -> None:
        """Draw light curves, the first in the ink of what is observed.

        Parameters
        ----------
        afresh : whether it is another star, so that all of it comes into view
        """
        first = not self.studies
        self.studies = studies
        self.draw()
        if afresh:
            whole = self.whole_x()
            if whole is not None:
                self.look_from(*whole)
        self.fit_y(keep=not first)

    def set_options(self, *, trend: bool, apart: bool) -> None:
        """Show the flux before the trend was taken out, with the trend; draw others below."""
        if (trend, apart) != (self.shows_trend, self.is_apart):
            self.shows_trend, self.is_apart = trend, apart
            self.draw()
            self.fit_y(keep=False)

    def restyle(self) -> None:
        """Take the colours of now."""
        super().restyle()
        self.trend.setPen(thin(theme.current().template))
        self.tip.restyle()
        self.key.restyle()
        self.draw()

    def whole_x(self) -> Range | None:
        """All of the time."""
        ends = [float(s.curve.time[at]) for s in self.studies if len(s.used) for at in (0, -1)]
        if not ends:
            return None
        low, high = min(ends), max(ends)
        pad = 0.015 * (high - low) or 0.5
        return low - pad, high + pad

    def wanted_y(self) -> Range | None:
        """What was used and what repeats, of the time in view."""
        ranges = []
        for number, study in enumerate(self.studies[: len(INKS)]):
            seen = in_view(study.curve.time, self.x_range)
            flux = self._flux(number)
            others = flux[seen & study.curve.good & ~study.used]
            ranges.append(curve_range(flux[seen & study.used], others))
        return united(*ranges)

    def look_at(self, flare: Flare) -> None:
        """Zoom onto a flare."""
        around = max(0.5, 2 * (flare.stop - flare.start))
        self.look_from(flare.start - around, flare.stop + around)
        study = self.studies[0]
        seen = in_view(study.curve.time, self.x_range) & study.curve.good
        flux = self._flux(0)[seen]
        self.box.setYRange(float(np.nanmin(flux)), float(np.nanmax(flux)), padding=0.1)

    def level(self, *, is_beside: bool) -> None:
        """Begin as far down as the plots beside it, which have a line of text over them."""
        self._is_beside = is_beside
        has_text = bool(self.bounds or self.key.entries)
        line = QFontMetricsF(small_font()).height() + LEADER - _FOLDED
        self.flares.set_height(line if is_beside and not has_text else 0.0)

    def readout(self, x: float, y: float) -> str:
        """The place, and the point nearest in time."""
        said = [f"{TIME} = {x:.3f} d"]
        if not self.studies or not len(self.studies[0].used):
            return said[0]
        study = self.studies[0]
        nearest = int(np.argmin(np.abs(study.curve.time - x)))
        said.append(f"flux {fixed(float(self._flux(0)[nearest]), 2)} ppt")
        if self.flux_axis.is_known:
            said.append(f"{study.curve.flux[nearest]:.6g} e⁻/s")
        if not study.curve.good[nearest]:
            said.append(f"masked, quality {study.curve.quality[nearest]}")
        elif not study.used[nearest]:
            said.append("outlier, left out")
        return " · ".join(said)

    def hover(self, at: QPointF) -> None:
        """Say all of the flare that the mouse points at."""
        found = self.flares.near(at.x(), _REACH) if abs(at.y()) < _STRIP else -1
        if found < 0:
            self.tip.hide()
            return
        place = self.canvas.mapFromScene(self.box.mapToScene(at))
        self.tip.show_at(place, flare_words(self.studies[0].flares[found]))

    def leave(self) -> None:
        """No flare is pointed at."""
        self.tip.hide()

    def draw(self) -> None:
        """Put the numbers into the items."""
        colours = theme.current()
        self.shifts = self._shifts()
        for number, dots in enumerate(self.used):
            ink = QColor(getattr(colours, INKS[number]))
            if number < len(self.studies):
                study = self.studies[number]
                time, flux, used = study.curve.time, self._flux(number), study.used
                dots.set_data(time[used], flux[used], ink, crowd(time))
            else:
                dots.set_data(np.empty(0), np.empty(0), ink)
        self._draw_main()
        self._draw_bounds()
        self.key.show_entries(self._entries())
        self.level(is_beside=self._is_beside)
        self.canvas.setAccessibleDescription(spoken_curve(self.studies) or "Nothing on display")

    def _draw_main(self) -> None:
        faint = theme.faded(theme.current().mark, _FAINT)
        if not self.studies:
            for dots in (self.masked, self.rejected, self.flaring):
                dots.set_data(np.empty(0), np.empty(0), faint)
            self.trend.setData(np.empty(0), np.empty(0))
            self.edges.set_data(np.empty(0), np.empty(0), _NO_BITS, "#000000")
            self.flares.set_data(np.empty(0))
            self.flux_axis.set_median(nan)
            return
        study, flux = self.studies[0], self._flux(0)
        time, good = study.curve.time, study.curve.good
        rest = good & ~study.used
        many = crowd(time)
        self.masked.set_data(time[~good], flux[~good], faint, many)
        self.rejected.set_data(
            time[rest], flux[rest], theme.faded(theme.current().ink, _FAINT), many
        )
        shown = self.shows_trend and len(time) > 0
        self.trend.setData(*(time, 1000 * study.trend) if shown else (np.empty(0), np.empty(0)))
        self.edges.set_data(
            time, np.where(good, flux, nan), np.zeros(len(time), np.uint8),
            theme.current().observed,
        )  # fmt: skip
        burning = good & during(time, study.flares)
        blue = QColor(theme.current().residual)
        self.flaring.set_data(time[burning], flux[burning], blue, many)
        self.flares.set_data(np.array([flare.peak for flare in study.flares]))
        known = study.curve.header.unit == "e-/s"
        self.flux_axis.set_median(study.curve.median if known else nan)

    def _draw_bounds(self) -> None:
        """A dashed line where a campaign begins, and its number over its middle."""
        for line in self.bounds:
            self.plot.removeItem(line)
        spans = campaigns(self.studies)
        several = len(spans) > 1
        pen = thin(theme.current().mark, Qt.PenStyle.DashLine)
        self.bounds = tuple(pg.InfiniteLine(start, angle=90, pen=pen) for _, start, _ in spans[1:])
        for line in self.bounds:
            self.plot.addItem(line, ignoreBounds=True)
        self.strip.set_lines(1 if several else 0)
        no_leader = thin(theme.current().plot)
        self.strip.show_labels(
            Label((start + stop) / 2, *called(name, self.studies, INKS), no_leader)
            for name, start, stop in spans[: len(spans) * several]
        )

    def _entries(self) -> tuple[Entry, ...]:
        """What needs a name: more than one light curve, or a trend."""
        headers = [study.curve.header for study in self.studies[: len(INKS)]]
        different = len({header.campaign for header in headers})
        alike = different == 1
        names = [header.author if alike else header.product for header in headers]
        named = tuple(Entry(name, ink) for name, ink in zip(names, INKS, strict=False))
        made = named if 1 < len(named) != different else ()
        return (*made, Entry("taken out", "template", True)) if self.shows_trend else made

    def _flux(self, number: int) -> Floats:
        """(n,) ppt, as it is drawn."""
        study = self.studies[number]
        flux = study.curve.relative if self.shows_trend and number == 0 else study.flux
        shift = self.shifts[number] if number < len(self.shifts) else 0.0
        return np.asarray(1000 * flux + shift)

    def _shifts(self) -> tuple[float, ...]:
        """ppt by which each light curve is moved, so that they do not cover each other."""
        self.shifts = ()
        if not self.is_apart:
            return (0.0,) * len(self.studies)
        made, floor = [0.0], 0.0
        for number in range(1, len(self.studies)):
            above, here = (self._extent(each) for each in (number - 1, number))
            floor = made[-1] + above[0] - here[1]
            made.append(floor)
        return tuple(made)

    def _extent(self, number: int) -> Range:
        study = self.studies[number]
        found = curve_range(self._flux(number)[study.used], np.empty(0))
        return found if found is not None and all(map(isfinite, found)) else (-1.0, 1.0)
