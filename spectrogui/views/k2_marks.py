"""What stands in the lines over a plot of a light curve: marks of flares, and names of inks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from spectrogui.views import theme
from spectrogui.views.plot import PlotBox, small_font

Floats = NDArray[np.floating]
_BLANK = np.empty(0)
_TRIANGLE, _TRIANGLES = 4.0, 9.0
_SAMPLE = 16.0


class Triangles(pg.GraphicsWidget):
    """Marks over the upper edge of a plot, pointing down: one for each flare."""

    def __init__(self, box: PlotBox) -> None:
        super().__init__()
        self._box = box
        self.x: Floats = _BLANK
        self.set_height(_TRIANGLES)
        box.sigXRangeChanged.connect(self._on_range_changed)

    def set_height(self, height: float) -> None:
        """Take more room than there must be, so that plots side by side stay in line."""
        self.setFixedHeight(max(height, _TRIANGLES))

    def set_data(self, x: Floats) -> None:
        """(n,) where they point."""
        self.x = x
        self.update()

    def near(self, px: float, reach: float) -> int:
        """The nearest within some pixels of a place, px from the left of the plot; -1 for none."""
        if not len(self.x):
            return -1
        away = np.abs(self._x_px() - px)
        nearest = int(np.argmin(away))
        return nearest if away[nearest] <= reach else -1

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: draw."""
        painter.translate(self.mapFromItem(self._box, QPointF(0, 0)).x(), 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().plot), 0.8))
        painter.setBrush(QColor(theme.current().residual))
        tip = self.size().height()
        for x in self._x_px():
            if 0 <= x <= self._box.width():
                top = tip - 1.8 * _TRIANGLE
                corners = (
                    QPointF(x, tip), QPointF(x - _TRIANGLE, top), QPointF(x + _TRIANGLE, top)
                )  # fmt: skip
                painter.drawPolygon(QPolygonF(corners))

    def _x_px(self) -> Floats:
        low, high = self._box.viewRange()[0]
        px: Floats = (self.x - low) * (self._box.width() / (high - low))
        return px

    def _on_range_changed(self) -> None:
        self.update()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a key: a sample of the ink, and what it stands for."""

    text: str
    ink: str
    is_line: bool = False


class Key(pg.GraphicsWidget):
    """Names of inks in a line over a plot; folded away while there are none."""

    def __init__(self, box: PlotBox) -> None:
        super().__init__()
        self._box = box
        self.entries: tuple[Entry, ...] = ()
        self.restyle()

    def restyle(self) -> None:
        """Take the font of now."""
        high = QFontMetricsF(small_font()).height()
        self.setFixedHeight(high if self.entries else 0)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Replace the names."""
        self.entries = tuple(entries)
        self.restyle()
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: draw as many as fit."""
        colours, metrics = theme.current(), QFontMetricsF(small_font())
        painter.setFont(small_font())
        x, middle = self.mapFromItem(self._box, QPointF(0, 0)).x(), self.size().height() / 2
        for entry in self.entries:
            wide = metrics.horizontalAdvance(entry.text)
            if x + _SAMPLE + wide > self.size().width():
                break
            ink = QColor(getattr(colours, entry.ink))
            if entry.is_line:
                painter.setPen(QPen(ink, 1))
                painter.drawLine(QPointF(x, middle), QPointF(x + _SAMPLE - 5, middle))
            else:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink)
                painter.drawEllipse(QPointF(x + _SAMPLE - 9, middle), 2.5, 2.5)
            painter.setPen(QColor(colours.ink))
            text = QRectF(x + _SAMPLE, 0, wide + 1, 2 * middle)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, entry.text)
            x += _SAMPLE + wide + 10
