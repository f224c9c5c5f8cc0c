"""The whole red arm of the current star: flux, continuum, and the template on both bands."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spectrogui.core.grid import BAD, R1800_BANDS
from spectrogui.core.lines import LINES
from spectrogui.core.shown import RedArm, Shown
from spectrogui.store.session import Session
from spectrogui.views import theme
from spectrogui.views.base import View
from spectrogui.views.curve_plot import CurvePlot
from spectrogui.views.flag_words import SIMULATED, flag_words
from spectrogui.views.label_strip import LabelStrip
from spectrogui.views.limits import Range, full_range, robust_range, united
from spectrogui.views.line_labels import line_labels
from spectrogui.views.line_panel import X_TITLE
from spectrogui.views.line_panels import badge
from spectrogui.views.numbers import fixed
from spectrogui.views.panel_data import WIDTHS, smoothed
from spectrogui.views.pixel_items import Scenery, air_bands
from spectrogui.views.plot import make_canvas, restyle_canvas, thin
from spectrogui.views.readout import place, words
from spectrogui.views.stage import Stage, shown_or_why

LOW, HIGH = 5700.0, 9000.0
_OUT = 100.0
_WINDOWS = tuple(line for line in LINES if line.half_width)


class RedArmView(View):
    """Flux as the survey delivered it; y follows what is in view on request only."""

    arm_asked = Signal(int)
    """The row whose red arm is to be read."""
    hovered = Signal(str)
    show_file_asked = Signal(int)
    retry_asked = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._asked: Shown | None = None
        self._no_arm: tuple[Shown | None, str] = (None, "")
        self._shown: Shown | None = None
        self._labels = self._masks = self._template = True
        self._cursor: float | None = None
        self._stop, self._smooth = 0, 1
        self.simulated = badge("simulated", SIMULATED)
        self.smoothed = badge("", "The numbers are measured on the spectrum as it is")
        self.plot = CurvePlot(X_TITLE, "Flux (relative)", "observed")
        self.continuum = pg.PlotCurveItem()
        self.plot.plot.addItem(self.continuum, ignoreBounds=True)
        self.names = LabelStrip(self.plot.box)
        self.canvas = make_canvas()
        self.canvas.addItem(self.names, 0, 0)
        self.canvas.addItem(self.plot.plot, 1, 0)
        self.canvas.setAccessibleName("Whole red arm")
        self.stage = Stage(self.canvas)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.addStretch()
        for each in (self.smoothed, self.simulated):
            each.hide()
            head.addWidget(each)
        box.addLayout(head)
        box.addWidget(self.stage, 1)
        self._listen()
        self.restyle()
        self.reset_views()

    def redraw(self) -> None:
        """Draw the arm of the star on display, ask for it, or say why there is none."""
        shown = shown_or_why(self.stage, self._session)
        if shown is None:
            return
        if shown.arm is None:
            whose, sentence = self._no_arm
            if whose is shown:
                self.stage.show_sentence(sentence, is_problem=True)
                return
            self.stage.show_loading()
            if self._asked is not shown:
                self._asked = shown
                self.arm_asked.emit(shown.row)
            return
        self._draw(shown, shown.arm)
        self.stage.show_content()

    def restyle(self) -> None:
        """Take the colours of now."""
        colours = theme.current()
        restyle_canvas(self.canvas)
        self.plot.restyle()
        self.names.restyle()
        self.names.show_labels(line_labels(LINES))
        self.continuum.setPen(thin(colours.muted, Qt.PenStyle.DashLine))
        self.invalidate()

    def say_no_arm(self, sentence: str) -> None:
        """Say why the arm that was asked for cannot be shown."""
        self._no_arm = (self._asked, sentence)
        self.invalidate()

    def reset_views(self) -> None:
        """Show the whole arm and all of its data."""
        self._stop = 0
        self._look_from(LOW, HIGH)
        self.autoscale_y()

    def autoscale_y(self) -> None:
        """Fit y to what is in view."""
        self.plot.fit_y(self._wanted(), keep=False)

    def toggle_template(self) -> None:
        """Draw the template, or not."""
        self._template = not self._template
        self.plot.over.setVisible(self._template)

    def smooth_more(self) -> None:
        """Average over more points, for display only."""
        self._set_smooth(+1)

    def smooth_less(self) -> None:
        """Average over fewer points."""
        self._set_smooth(-1)

    def toggle_line_labels(self) -> None:
        """Mark and name the lines, or not."""
        self._labels = not self._labels
        self._draw_scenery()

    def toggle_masks(self) -> None:
        """Show unusable pixels and bands of the Earth's air, or not."""
        self._masks = not self._masks
        self._draw_scenery()

    def pan_left(self) -> None:
        """Move along x, to the blue."""
        self._pan(-0.2)

    def pan_right(self) -> None:
        """Move along x, to the red."""
        self._pan(+0.2)

    def zoom_in(self) -> None:
        """Show less of x, around the cursor if it is in the plot."""
        self._zoom(1 / 1.5)

    def zoom_out(self) -> None:
        """Show more of x."""
        self._zoom(1.5)

    def next_line(self) -> None:
        """Look at the next measured line; after the last one at everything."""
        self._go(+1)

    def previous_line(self) -> None:
        """Look at the line before; before the first one at everything."""
        self._go(-1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: notice that the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._cursor = None
            self.hovered.emit("")
        return super().eventFilter(watched, event)

    def _draw(self, shown: Shown, arm: RedArm) -> None:
        first, self._shown = self._shown is None, shown
        dead = (arm.bits & BAD > 0) | ~np.isfinite(arm.flux)
        flux = np.where(dead, np.nan, arm.flux)
        nothing = np.full(len(flux), np.nan)
        flux = smoothed(flux, self._smooth)
        self.simulated.setVisible("simulated" in flag_words(shown.values.get("flags")))
        self.plot.draw(arm.wave, flux, nothing, nothing, arm.bits)
        self.plot.draw_over(arm.wave, template_on(arm, shown))
        self.continuum.setData(arm.wave, arm.continuum, connect="finite")
        self._draw_scenery()
        self.plot.fit_y(self._wanted(), keep=not first)
        self.canvas.setAccessibleDescription(_spoken(arm, dead))

    def _set_smooth(self, step: int) -> None:
        at = WIDTHS.index(self._smooth) + step
        self._smooth = WIDTHS[min(max(at, 0), len(WIDTHS) - 1)]
        self.smoothed.setText(f"mean of {self._smooth} points, display only")
        self.smoothed.setVisible(self._smooth > 1)
        self.invalidate()

    def _draw_scenery(self) -> None:
        arm = self._shown.arm if self._shown is not None else None
        air = air_bands(arm.wave, arm.bits) if arm is not None and self._masks else ()
        marked = LINES if self._labels else ()
        self.plot.show_scenery(Scenery(_WINDOWS, marked, air))
        self.plot.edges.show_masks(self._masks)
        self.names.set_lines(2 if self._labels else 0)

    def _wanted(self) -> Range | None:
        """The range of the flux in view; flux has no scale that stars share."""
        if self._shown is None or self._shown.arm is None:
            return None
        arm = self._shown.arm
        low, high = self.plot.x_range
        seen = (arm.wave >= low) & (arm.wave <= high)
        if seen.sum() < 2:
            return None
        flux = np.where(arm.bits & BAD == 0, arm.flux, np.nan)[seen]
        return united(robust_range(flux), full_range(template_on(arm, self._shown)[seen]))

    def _look_from(self, low: float, high: float) -> None:
        self.plot.box.setXRange(low, high, padding=0)

    def _pan(self, part: float) -> None:
        low, high = self.plot.x_range
        self._look_from(low + part * (high - low), high + part * (high - low))

    def _zoom(self, factor: float) -> None:
        low, high = self.plot.x_range
        about = self._cursor if self._cursor is not None else (low + high) / 2
        self._look_from(about - factor * (about - low), about + factor * (high - about))

    def _go(self, step: int) -> None:
        stops = (None, *_WINDOWS)
        self._stop = (self._stop + step) % len(stops)
        line = stops[self._stop]
        if line is None:
            self.reset_views()
            return
        self._look_from(line.air - 8 * line.half_width, line.air + 8 * line.half_width)
        self.autoscale_y()

    def _dim(self, dimmed: bool) -> None:
        self.plot.dim(dimmed)

    def _listen(self) -> None:
        session = self._session
        session.shown_changed.connect(self.invalidate)
        session.selection.current_changed.connect(self.invalidate)
        self.stage.dim_changed.connect(self._dim)
        self.stage.show_file_asked.connect(self._on_show_file)
        self.stage.retry_asked.connect(self._on_retry)
        self.plot.box.setLimits(xMin=LOW - _OUT, xMax=HIGH + _OUT)
        self.plot.box.reset_asked.connect(self.reset_views)
        self.canvas.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.canvas.viewport().installEventFilter(self)

    def _on_show_file(self) -> None:
        self.show_file_asked.emit(self._session.selection.current)

    def _on_retry(self) -> None:
        self.retry_asked.emit(self._session.selection.current)

    def _on_mouse_moved(self, at: QPointF) -> None:
        inside = self.plot.box.sceneBoundingRect().contains(at)
        self._cursor = float(self.plot.box.mapSceneToView(at).x()) if inside else None
        self.hovered.emit(self._readout(self._cursor) if self._cursor is not None else "")

    def _readout(self, wave: float) -> str:
        said = place(wave)
        arm = self._shown.arm if self._shown is not None else None
        if arm is not None and len(arm.wave):
            nearest = int(np.argmin(np.abs(arm.wave - wave)))
            if abs(arm.wave[nearest] - wave) <= 2.0:
                flux = float(arm.flux[nearest])
                part = flux / float(arm.continuum[nearest])
                said += [f"flux {flux:.4g}", f"flux / continuum {fixed(part, 3)}"]
                said += words(int(arm.bits[nearest]))
        return " · ".join(said)


def template_on(arm: RedArm, shown: Shown) -> NDArray[np.floating]:
    """(m,) the template on the arm's pixels and in its units; NaN outside of the bands."""
    level = np.full(len(arm.wave), np.nan)
    for band in R1800_BANDS:
        inside = (arm.wave >= band.low) & (arm.wave <= band.high)
        level[inside] = np.interp(
            arm.wave[inside], shown.wave[band.rows], shown.template[band.rows]
        )
    scaled: NDArray[np.floating] = level * arm.continuum
    return scaled


def _spoken(arm: RedArm, dead: NDArray[np.bool_]) -> str:
    if not len(arm.wave):
        return "The file has no red arm"
    lost = 100 * float(np.mean(dead))
    return f"Flux from {arm.wave[0]:.0f} to {arm.wave[-1]:.0f} Å; {lost:.0f} % without usable flux"
