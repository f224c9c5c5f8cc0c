"""What is drawn in a plot beside its curves: windows, line marks, masks, arrows at the edge.

Each item paints itself in pixels over the whole plot, so that hatching, arrows and dashes keep
their size at any zoom, and a new star costs no new item.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from spectrogui.core.grid import BAD, FLAGGED, SPIKE, TELLURIC_BAND
from spectrogui.core.lines import Line
from spectrogui.views import theme
from spectrogui.views.plot import PlotBox, small_font, thin

Floats = NDArray[np.floating]
Bits = NDArray[np.uint8]

STRIP = 7
"""Height of the strip that marks unusable pixels, px."""
_ARROW = 4.0
_NARROW = 6  # px; the edges of a narrower window would be all there is to see
_EARTH = "⊕"
_LOW_MIDDLE = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter


class PixelItem(pg.GraphicsObject):
    """Something painted over a whole plot in pixels; `x_px` and `y_px` know the range."""

    def __init__(self, box: PlotBox, z: float) -> None:
        super().__init__()
        self.box = box
        self.setParentItem(box)
        self.setZValue(z)
        box.sigRangeChanged.connect(self._on_range_changed)
        box.sigResized.connect(self._on_resized)

    def boundingRect(self) -> QRectF:
        """Qt: all of the plot."""
        return QRectF(self.box.rect())

    def x_px(self, x: Floats | Sequence[float]) -> Floats:
        """(n,) pixels from the left of the plot."""
        low, high = self.box.viewRange()[0]
        px: Floats = (np.asarray(x, float) - low) * (self.box.width() / (high - low))
        return px

    def y_px(self, y: Floats | Sequence[float]) -> Floats:
        """(n,) pixels from the top of the plot."""
        low, high = self.box.viewRange()[1]
        px: Floats = (high - np.asarray(y, float)) * (self.box.height() / (high - low))
        return px

    def _on_range_changed(self) -> None:
        self.update()

    def _on_resized(self) -> None:
        self.prepareGeometryChange()


@dataclass(frozen=True, slots=True)
class Scenery:
    """What lies behind the curves of a plot.

    Attributes
    ----------
    windows : the lines whose integration windows are shaded
    marked : the lines that get a vertical mark
    air : (low, high) Å of the bands of the Earth's air
    level : where the level line is drawn, e.g. 0 of a residual; None for none
    """

    windows: tuple[Line, ...] = ()
    marked: tuple[Line, ...] = ()
    air: tuple[tuple[float, float], ...] = ()
    level: float | None = None


class Underlay(PixelItem):
    """The scenery behind the curves."""

    def __init__(self, box: PlotBox) -> None:
        super().__init__(box, z=-10)
        self.scenery = Scenery()

    def show_scenery(self, scenery: Scenery) -> None:
        """Replace what lies behind the curves."""
        if scenery != self.scenery:
            self.scenery = scenery
            self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: draw."""
        colours, height = theme.current(), self.box.height()
        for low, high in self.scenery.air:
            left, right = self.x_px([low, high])
            place = QRectF(left, 0, right - left, height)
            painter.fillRect(place, theme.faded(colours.mark, 0.13))
            if self.scenery.level is None:  # a residual is too low to write in
                self._sign_air(painter, place)
        edge = thin(theme.mixed(colours.residual, colours.plot, 0.6), Qt.PenStyle.DotLine)
        for line in self.scenery.windows:
            left, right = (float(x) for x in np.rint(self.x_px([line.low, line.high])))
            shade = theme.faded(colours.residual, colours.window_fill)
            painter.fillRect(QRectF(left, 0, right - left, height), shade)
            if right - left < _NARROW:
                continue
            painter.setPen(edge)
            painter.drawLine(QPointF(left, 0), QPointF(left, height))
            painter.drawLine(QPointF(right, 0), QPointF(right, height))
        for line in self.scenery.marked:
            painter.setPen(mark_pen(line))
            (x,) = np.rint(self.x_px([line.air]))
            painter.drawLine(QPointF(x, 0), QPointF(x, height))
        if self.scenery.level is not None:
            painter.setPen(thin(colours.mark))
            (y,) = np.rint(self.y_px([self.scenery.level]))
            painter.drawLine(QPointF(0, y), QPointF(self.box.width(), y))

    def _sign_air(self, painter: QPainter, band: QRectF) -> None:
        """⊕, the sign of the Earth, at the lower end of a band, where it is in view."""
        seen = band.intersected(QRectF(self.box.rect()))
        painter.setFont(small_font())
        if seen.width() >= painter.fontMetrics().horizontalAdvance(_EARTH):
            painter.setPen(QColor(theme.current().muted))
            seen.adjust(0, 0, 0, -STRIP - 2)
            painter.drawText(seen, _LOW_MIDDLE, _EARTH)


class Edges(PixelItem):
    """In front of the curves: the strip of masked pixels, and arrows where points are cut off."""

    def __init__(self, box: PlotBox) -> None:
        super().__init__(box, z=10)
        self._wave: Floats = np.empty(0)
        self._values: Floats = np.empty(0)
        self._bits: Bits = np.empty(0, np.uint8)
        self._ink = ""
        self.masks_shown = True

    def show_masks(self, shown: bool) -> None:
        """Draw the strip of masked pixels, or not."""
        self.masks_shown = shown
        self.update()

    def set_data(self, wave: Floats, values: Floats, bits: Bits, ink: str) -> None:
        """(n,) wavelengths, the values of the curve in `ink`, and what is known of each pixel."""
        self._wave, self._values, self._bits, self._ink = wave, values, bits, ink
        self.update()

    def clipped(self) -> tuple[Floats, Floats]:
        """The wavelengths of the arrows at the top and of those at the bottom edge."""
        low, high = self.box.viewRange()[1]
        return (
            self._wave[_peaks(self._values, self._values > high)],
            self._wave[_peaks(-self._values, self._values < low)],
        )

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: draw."""
        if not len(self._wave):
            return
        masked = self.masks_shown and bool(self._bits.any())
        if masked:
            self._draw_strip(painter)
        bottom = self.box.height() - (STRIP if masked else 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._ink))
        over, under = self.clipped()
        for waves, tip, base in ((over, 1.0, 1 + 1.6 * _ARROW), (under, bottom - 1, bottom - 7.4)):
            for x in self.x_px(waves):
                corners = (QPointF(x, tip), QPointF(x - _ARROW, base), QPointF(x + _ARROW, base))
                painter.drawPolygon(QPolygonF(corners))

    def _draw_strip(self, painter: QPainter) -> None:
        grey, bottom = theme.current().mark, self.box.height()
        dead = (self._bits & BAD) > 0
        hatch = QBrush(QColor(grey), Qt.BrushStyle.BDiagPattern)
        for left, right in self._spans(dead):
            place = QRectF(left, bottom - STRIP, right - left, STRIP)
            painter.fillRect(place, theme.faded(grey, 0.25))
            painter.fillRect(place, hatch)
        for left, right in self._spans((self._bits & FLAGGED > 0) & ~dead):
            painter.fillRect(QRectF(left, bottom - 2, right - left, 2), theme.faded(grey, 0.7))
        painter.setPen(QPen(QColor(theme.current().warning), 1))
        for left, right in self._spans((self._bits & SPIKE > 0) & ~dead):
            x = round((left + right) / 2)
            painter.drawLine(QPointF(x, bottom - STRIP), QPointF(x, bottom))

    def _spans(self, chosen: NDArray[np.bool_]) -> list[tuple[float, float]]:
        """Left and right, px, of each run of chosen pixels."""
        found = runs(chosen)
        half = 0.5 * float(np.median(np.diff(self._wave))) if found and len(chosen) > 1 else 0.5
        return [
            (float(left), float(right))
            for left, right in (
                self.x_px([self._wave[start] - half, self._wave[stop - 1] + half])
                for start, stop in found
            )
        ]


def mark_pen(line: Line) -> QPen:
    """How a line is marked: dashed, a forbidden one dotted."""
    dotted = line.kind == "forbidden"
    return thin(theme.current().mark, Qt.PenStyle.DotLine if dotted else Qt.PenStyle.DashLine)


def air_bands(wave: Floats, bits: Bits) -> tuple[tuple[float, float], ...]:
    """(low, high) Å of each run of pixels in a band of the Earth's air."""
    return tuple(
        (float(wave[start]), float(wave[stop - 1]))
        for start, stop in runs(bits & TELLURIC_BAND > 0)
    )


def runs(chosen: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The start and stop of each run of True."""
    if not chosen.any():
        return []
    padded = np.zeros(len(chosen) + 2, dtype=bool)
    padded[1:-1] = chosen
    turns = np.flatnonzero(padded[1:] != padded[:-1]).tolist()
    return list(zip(turns[::2], turns[1::2], strict=True))


def _peaks(values: Floats, chosen: NDArray[np.bool_]) -> list[int]:
    """The index of the largest value in each run of chosen points."""
    return [start + int(np.argmax(values[start:stop])) for start, stop in runs(chosen)]
