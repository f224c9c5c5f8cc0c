"""The plot of a whole red arm: flux, continuum, and the template on both bands."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spectrogui.core.grid import BAD, R1800_BANDS
from spectrogui.core.lines import LINES, MEASURED
from spectrogui.core.numbers import fixed
from spectrogui.core.shown import RedArm, Shown
from spectrogui.views import theme
from spectrogui.views.curve_plot import CurvePlot
from spectrogui.views.label_strip import LabelStrip
from spectrogui.views.limits import Range, full_range, robust_range, united
from spectrogui.views.line_labels import line_labels
from spectrogui.views.line_panel import X_TITLE
from spectrogui.views.panel_data import Options, smoothed
from spectrogui.views.pixel_items import Scenery, air_bands
from spectrogui.views.plot import make_canvas, restyle_canvas, thin
from spectrogui.views.readout import place, words

LOW, HIGH = 5700.0, 9000.0
"""What is shown at first, Å."""
_OUT = 100.0
_NEAR = 2.0  # Å; the cursor speaks of a pixel that is no farther away


class RedArmPlot(QWidget):
    """Flux as the survey delivered it; the mouse zooms and pans."""

    hovered = Signal(str)
    reset_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options = Options()
        self._shown: Shown | None = None
        self._arm: RedArm | None = None
        self._cursor: float | None = None
        self.curves = CurvePlot(X_TITLE, "Flux (relative)", "observed")
        self.continuum = pg.PlotCurveItem()
        self.curves.plot.addItem(self.continuum, ignoreBounds=True)
        self.names = LabelStrip(self.curves.box)
        self.canvas = make_canvas()
        self.canvas.addItem(self.names, 0, 0)
        self.canvas.addItem(self.curves.plot, 1, 0)
        self.canvas.setAccessibleName("Whole red arm")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.canvas)
        self.curves.box.setLimits(xMin=LOW - _OUT, xMax=HIGH + _OUT)
        self.curves.box.reset_asked.connect(self.reset_asked)
        self.canvas.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.canvas.viewport().installEventFilter(self)
        self.restyle()
        self.reset()

    def show_arm(self, shown: Shown, arm: RedArm) -> None:
        """Draw a star; the y range moves only if it does not fit."""
        first = self._arm is None
        self._shown, self._arm = shown, arm
        self._draw()
        self.curves.fit_y(self._wanted(), keep=not first)

    def set_options(self, options: Options) -> None:
        """Draw the same star in another way; the residual's mode does not matter here."""
        self._options = options
        self._draw()

    def restyle(self) -> None:
        """Take the colours of now."""
        restyle_canvas(self.canvas)
        self.curves.restyle()
        self.names.restyle()
        self.names.show_labels(line_labels(LINES))
        self.continuum.setPen(thin(theme.current().muted, Qt.PenStyle.DashLine))
        self._draw()

    def reset(self) -> None:
        """Show the whole arm and all of its data."""
        self.look_from(LOW, HIGH)
        self.autoscale_y()

    def autoscale_y(self) -> None:
        """Fit y to what is in view."""
        self.curves.fit_y(self._wanted(), keep=False)

    def look_from(self, low: float, high: float) -> None:
        """Show a stretch of wavelengths, Å."""
        self.curves.box.setXRange(low, high, padding=0)

    def pan(self, part: float) -> None:
        """Move along x by a part of what is in view."""
        low, high = self.curves.x_range
        self.look_from(low + part * (high - low), high + part * (high - low))

    def zoom(self, factor: float) -> None:
        """Show `factor` times as much of x, around the cursor if it is in the plot."""
        low, high = self.curves.x_range
        about = self._cursor if self._cursor is not None else (low + high) / 2
        self.look_from(about - factor * (about - low), about + factor * (high - about))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: notice that the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self._cursor = None
            self.hovered.emit("")
        return super().eventFilter(watched, event)

    def _draw(self) -> None:
        arm, shown, options = self._arm, self._shown, self._options
        air = air_bands(arm.wave, arm.bits) if arm is not None and options.masks else ()
        self.curves.show_scenery(Scenery(MEASURED, LINES if options.labels else (), air))
        self.curves.edges.show_masks(options.masks)
        self.curves.show_over(options.template)
        self.names.set_lines(2 if options.labels else 0)
        if arm is None or shown is None:
            return
        dead = (arm.bits & BAD > 0) | ~np.isfinite(arm.flux)
        flux = smoothed(np.where(dead, np.nan, arm.flux), options.smooth)
        no_band = np.full(len(flux), np.nan)
        self.curves.draw(arm.wave, flux, no_band, no_band, arm.bits)
        self.curves.draw_over(arm.wave, template_on(arm, shown))
        self.continuum.setData(arm.wave, arm.continuum, connect="finite")
        self.canvas.setAccessibleDescription(_spoken(arm, dead))

    def _wanted(self) -> Range | None:
        """The range of what is in view."""
        arm, shown = self._arm, self._shown
        if arm is None or shown is None:
            return None
        low, high = self.curves.x_range
        seen = (arm.wave >= low) & (arm.wave <= high)
        if seen.sum() < 2:
            return None
        flux = np.where(arm.bits & BAD == 0, arm.flux, np.nan)[seen]
        return united(robust_range(flux), full_range(template_on(arm, shown)[seen]))

    def _on_mouse_moved(self, at: QPointF) -> None:
        inside = self.curves.box.sceneBoundingRect().contains(at)
        self._cursor = float(self.curves.box.mapSceneToView(at).x()) if inside else None
        self.hovered.emit(_readout(self._cursor, self._arm) if self._cursor is not None else "")


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


def _readout(wave: float, arm: RedArm | None) -> str:
    """What the status bar says of a wavelength."""
    said = place(wave)
    if arm is not None and len(arm.wave):
        nearest = int(np.argmin(np.abs(arm.wave - wave)))
        flux, level = float(arm.flux[nearest]), float(arm.continuum[nearest])
        if abs(arm.wave[nearest] - wave) <= _NEAR:
            if np.isfinite(flux) and level > 0:
                said += [f"flux {flux:.4g}", f"flux / continuum {fixed(flux / level, 3)}"]
            said += words(int(arm.bits[nearest]))
    return " · ".join(said)


def _spoken(arm: RedArm, dead: NDArray[np.bool_]) -> str:
    if not len(arm.wave):
        return "The file has no red arm"
    lost = 100 * float(np.mean(dead))
    return f"Flux from {arm.wave[0]:.0f} to {arm.wave[-1]:.0f} Å; {lost:.0f} % without usable flux"
