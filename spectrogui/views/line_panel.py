"""One band of one star: flux over its template, and the residual below on the same x axis."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Signal
from PySide6.QtWidgets import QGraphicsView, QVBoxLayout, QWidget

from spectrogui.core.lines import LINES, Line
from spectrogui.views.curve_plot import CurvePlot
from spectrogui.views.label_strip import Label, LabelStrip
from spectrogui.views.limits import Range, full_range, robust_range, united
from spectrogui.views.line_labels import line_labels, spoken, width_labels
from spectrogui.views.panel_data import DIFFERENCE, Options, PanelData, smoothed
from spectrogui.views.pixel_items import Scenery, air_bands
from spectrogui.views.plot import MARGINS, make_canvas, restyle_canvas
from spectrogui.views.readout import describe

X_TITLE = "Wavelength (Å, air, rest frame)"
_PAD = 3.0
_OUT = 60.0
_LEAST_RESIDUAL = 0.02


@dataclass(frozen=True, slots=True)
class Span:
    """What a panel shows at first: `low` to `high` Å; `rows` of the model's grid hold it."""

    key: str
    title: str
    low: float
    high: float
    rows: slice


class LinePanel(QWidget):
    """Flux and residual of one band; the mouse zooms and pans both.

    Parameters
    ----------
    lines : the lines that are marked; without, all in the span
    """

    hovered = Signal(str)
    reset_asked = Signal()
    resized = Signal()

    y_title = "Normalised flux"

    def __init__(
        self, span: Span, lines: tuple[Line, ...] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.span = span
        self.options = Options()
        self.data: PanelData | None = None
        chosen = LINES if lines is None else lines
        self.lines = tuple(line for line in chosen if span.low <= line.air <= span.high)
        self._cursor: float | None = None
        self.flux = CurvePlot("", self.y_title, "observed")
        self.residual = CurvePlot(X_TITLE, DIFFERENCE.title, "residual", band=0.12)
        self.names = LabelStrip(self.flux.box)
        self.widths = LabelStrip(self.residual.box)
        self.canvas = make_canvas()
        # The next star changes nearly all of it, and Qt is slow at finding out what it does not.
        self.canvas.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self._lay_out()
        self._listen()
        self.restyle()
        self.reset()

    def show_data(self, data: PanelData | None) -> None:
        """Draw a star; y ranges move only if it does not fit them. None draws nothing."""
        first = self.data is None
        self.data = data
        self._draw()
        self._fit_y(keep=not first)
        self.dim(False)

    def set_options(self, options: Options) -> None:
        """Draw the same star in another way."""
        before, self.options = self.options, options
        self._draw()
        if before.mode is not options.mode:
            self.residual.fit_y(self._wanted_residual(), keep=False)

    def set_lines(self, lines: int) -> None:
        """Leave room for this many lines of text over the residual."""
        self.widths.set_lines(lines)
        self._share_height()

    def dim(self, dimmed: bool) -> None:
        """Fade what is drawn, while the next star is on its way."""
        self.flux.dim(dimmed)
        self.residual.dim(dimmed)
        self.widths.setOpacity(0.35 if dimmed else 1.0)

    def restyle(self) -> None:
        """Take the colours of now."""
        restyle_canvas(self.canvas)
        for each in (self.flux, self.residual, self.names, self.widths):
            each.restyle()
        self.names.show_labels(line_labels(self.lines))
        self._draw()

    def reset(self) -> None:
        """Show the whole band and all of its data."""
        self._look_from(self.span.low - _PAD, self.span.high + _PAD)
        self._fit_y(keep=False)

    def autoscale_y(self) -> None:
        """Fit y to the data in view."""
        self._fit_y(keep=False)

    def look_at(self, line: Line) -> None:
        """Zoom onto a line's window and the continuum around it."""
        self._look_from(line.air - 4 * line.half_width, line.air + 4 * line.half_width)
        self._fit_y(keep=False)

    def pan(self, part: float) -> None:
        """Move along x by a part of what is in view."""
        low, high = self.flux.x_range
        self._look_from(low + part * (high - low), high + part * (high - low))

    def zoom(self, factor: float) -> None:
        """Show `factor` times as much of x, around the cursor if it is in the plot."""
        low, high = self.flux.x_range
        about = self._cursor if self._cursor is not None else (low + high) / 2
        self._look_from(about - factor * (about - low), about + factor * (high - about))

    def lines_needed(self) -> int:
        """How many lines of text the widths take at the size of now."""
        limited, detected = (self.width_labels(self._usual(value)) for value in (-0.123, -0.923))
        labels = [replace(a, short=b.short) for a, b in zip(limited, detected, strict=True)]
        return self.widths.lines_needed(labels, self.residual.box.width())

    def _usual(self, value: float) -> dict[str, float]:
        """Widths as long as most are."""
        usual = {f"ew_{line.key}": value for line in self.lines}
        return usual | {f"e_ew_{line.key}": 0.045 for line in self.lines}

    def windows(self) -> tuple[Line, ...]:
        """What is shaded: where widths are integrated."""
        return tuple(line for line in self.lines if line.half_width)

    def width_labels(self, values: Mapping[str, Any]) -> tuple[Label, ...]:
        """What stands over the residual."""
        return width_labels(self.lines, values)

    def spoken(self, values: Mapping[str, Any]) -> str:
        """The same for who does not see the plot."""
        return spoken(self.lines, values)

    @property
    def has_cursor(self) -> bool:
        """Whether the mouse is over one of the plots."""
        return self._cursor is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: notice that the mouse leaves, and that the plots changed size."""
        if event.type() == QEvent.Type.Leave:
            self._cursor = None
            self.hovered.emit("")
        elif event.type() == QEvent.Type.Resize:
            self._share_height()
        return super().eventFilter(watched, event)

    def _draw(self) -> None:
        """Put the numbers into the items."""
        data, options = self.data, self.options
        self.residual.plot.getAxis("left").set_title(options.mode.title)
        self.flux.show_over(options.template)
        for plot in (self.flux, self.residual):
            plot.edges.show_masks(options.masks)
        self.names.set_lines(self._name_lines() if options.labels else 0)
        self._share_height()
        self._draw_scenery()
        self.widths.show_labels(self.width_labels(data.values) if data else ())
        self.canvas.setAccessibleName(f"{self.span.title} panel")
        if data is None:
            self.flux.draw_nothing()
            self.residual.draw_nothing()
            self.canvas.setAccessibleDescription("No spectrum on display")
            return
        flux = smoothed(data.flux, options.smooth)
        compared = smoothed(data.compared(options.mode), options.smooth)
        level, spread = options.mode.level, data.scatter(options.mode)
        self.flux.draw(data.wave, flux, flux - data.sigma, flux + data.sigma, data.bits)
        self.flux.draw_over(data.wave, data.template, data.template_sigma)
        self.residual.draw(data.wave, compared, level - spread, level + spread, data.bits)
        self.canvas.setAccessibleDescription(self.spoken(data.values))

    def _draw_scenery(self) -> None:
        data, options = self.data, self.options
        air = air_bands(data.wave, data.bits) if data and options.masks else ()
        windows = self.windows()
        marked = self.lines if options.labels else ()
        self.flux.show_scenery(Scenery(windows, marked, air))
        self.residual.show_scenery(Scenery(windows, marked, air, options.mode.level))

    def _look_from(self, low: float, high: float) -> None:
        self.flux.box.setXRange(low, high, padding=0)

    def _fit_y(self, *, keep: bool) -> None:
        self.flux.fit_y(self._wanted_flux(), keep=keep)
        self.residual.fit_y(self._wanted_residual(), keep=keep)

    def _in_view(self, data: PanelData) -> slice:
        start, stop = np.searchsorted(data.wave, self.flux.x_range)
        return slice(int(start), int(stop)) if stop - start > 1 else slice(None)

    def _wanted_flux(self) -> Range | None:
        if self.data is None:
            return None
        seen = self._in_view(self.data)
        flux = smoothed(self.data.flux, self.options.smooth)[seen]
        return united(robust_range(flux), full_range(self.data.template[seen]))

    def _wanted_residual(self) -> Range | None:
        if self.data is None:
            return None
        mode = self.options.mode
        compared = smoothed(self.data.compared(mode), self.options.smooth)
        least = 3.0 if mode.name == "σ units" else _LEAST_RESIDUAL
        around = (mode.level - least, mode.level + least)
        return united(robust_range(compared[self._in_view(self.data)]), around)

    def _lay_out(self) -> None:
        for row, item in enumerate((self.names, self.flux.plot, self.widths, self.residual.plot)):
            self.canvas.addItem(item, row, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.canvas)

    def _name_lines(self) -> int:
        """Lines that are only marked have a line of text of their own."""
        return 1 if all(line.half_width for line in self.lines) else 2

    def _share_height(self) -> None:
        """The residual gets a third of the height that is left for curves."""
        axis = self.residual.plot.getAxis("bottom").height()
        strips = self.names.size().height() + self.widths.size().height()
        curves = self.canvas.viewport().height() - MARGINS - strips - axis
        height = max(40.0, curves / 3 + axis)
        if height != self.canvas.ci.layout.rowPreferredHeight(3):  # else all is laid out anew
            self.canvas.ci.layout.setRowFixedHeight(3, height)

    def _listen(self) -> None:
        self.residual.box.setXLink(self.flux.box)
        for plot in (self.flux, self.residual):
            plot.box.setLimits(xMin=self.span.low - _OUT, xMax=self.span.high + _OUT)
            plot.box.reset_asked.connect(self.reset_asked)
        self.residual.box.sigResized.connect(self._on_resized)
        self.canvas.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.canvas.viewport().installEventFilter(self)

    def _on_resized(self) -> None:
        """The plot has its new width, some time after the widget."""
        self.resized.emit()

    def _on_mouse_moved(self, at: QPointF) -> None:
        for plot in (self.flux, self.residual):
            if plot.box.sceneBoundingRect().contains(at):
                self._cursor = float(plot.box.mapSceneToView(at).x())
                self.hovered.emit(describe(self._cursor, self.data))
                return
        self._cursor = None
        self.hovered.emit("")
