"""What is drawn in plots of light curves: error bars, marks of flares, the amplitude, text.

As in `views.pixel_items`, each item paints itself in pixels, whatever the zoom.
"""

from math import nan

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from spectrogui.views import theme
from spectrogui.views.pixel_items import PixelItem
from spectrogui.views.plot import PlotBox, small_font, thin

Floats = NDArray[np.floating]
_BLANK = np.empty(0)
_TRIANGLE, _TRIANGLES = 4.0, 9.0
_CAP = 2.5
_SAMPLE = 16.0


class Bars(PixelItem):
    """Points with error bars."""

    def __init__(self, box: PlotBox, z: float) -> None:
        super().__init__(box, z)
        self.x: Floats = _BLANK
        self.y: Floats = _BLANK
        self.error: Floats = _BLANK

    def set_data(self, x: Floats, y: Floats, error: Floats) -> None:
        """(n,) each."""
        known = np.isfinite(x) & np.isfinite(y)
        self.x, self.y = x[known], y[known]
        self.error = np.nan_to_num(error[known])
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: draw."""
        if not len(self.x):
            return
        painter.setClipRect(QRectF(self.box.rect()))
        colour = theme.current().template
        x = self.x_px(self.x)
        low, high = self.y_px(self.y - self.error), self.y_px(self.y + self.error)
        painter.setPen(thin(colour))
        for each, bottom, top in zip(x, low, high, strict=True):
            painter.drawLine(QPointF(each, bottom), QPointF(each, top))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colour), 3.2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(pg.functions.arrayToQPolygonF(x, self.y_px(self.y)))


class Note(PixelItem):
    """A sentence in the middle of a plot that has nothing to show."""

    def __init__(self, box: PlotBox) -> None:
        super().__init__(box, z=30)
        self.text = ""

    def say(self, text: str) -> None:
        """Replace the sentence; "" for none."""
        self.text = text
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: draw."""
        if self.text:
            painter.setFont(small_font())
            painter.setPen(QColor(theme.current().muted))
            place = QRectF(self.box.rect()).adjusted(12, 8, -12, -8)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(place, flags, self.text)


class Bracket(pg.GraphicsWidget):
    """Beside a plot: from the lowest to the highest bin, with the difference in words."""

    def __init__(self, box: PlotBox) -> None:
        super().__init__()
        self._box = box
        self.low, self.high, self.text = nan, nan, ""
        box.sigYRangeChanged.connect(self._on_range_changed)
        self.restyle()

    def restyle(self) -> None:
        """Take the font of now."""
        self._fix_width()

    def show_span(self, low: float, high: float, text: str) -> None:
        """From where to where, and what it says; "" hides it."""
        self.low, self.high, self.text = low, high, text
        self._fix_width()
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: draw."""
        if not self.text:
            return
        frame = self.mapRectFromItem(self._box, QRectF(self._box.rect()))
        bottom, top = self._box.viewRange()[1]
        low, high = (
            float(np.clip(frame.bottom() - (y - bottom) / (top - bottom) * frame.height(),
                          frame.top(), frame.bottom()))
            for y in (self.low, self.high)
        )  # fmt: skip
        painter.setPen(thin(theme.current().template))
        x = 5.0
        painter.drawLine(QPointF(x, low), QPointF(x, high))
        for y in (low, high):
            painter.drawLine(QPointF(x - _CAP, y), QPointF(x + _CAP, y))
        painter.setFont(small_font())
        middle = float(np.clip((low + high) / 2, frame.top() + 8, frame.bottom() - 8))
        place = QRectF(x + 6, middle - 10, self.size().width() - x - 6, 20)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.text)

    def _fix_width(self) -> None:
        wide = QFontMetricsF(small_font()).horizontalAdvance(self.text) + 14 if self.text else 0
        self.setFixedWidth(wide)

    def _on_range_changed(self) -> None:
        self.update()
