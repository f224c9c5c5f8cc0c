"""The ±1σ band around a curve."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from spectrogui.views.pixel_items import runs

Floats = NDArray[np.floating]
_FINE = 2.5
"""Pixels between two points, up to which a bar for each looks like the outline of all: Qt fills
the bars of a whole band in a twentieth of the time."""


class Band(pg.GraphicsObject):
    """A filled band between two curves, with a gap wherever one of them is unknown."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[QPolygonF] = []
        self._bars = PrimitiveArray(QRectF, 4)
        self._step = 0.0
        self._bounds = QRectF()
        self._colour = QColor()
        self.setZValue(-5)

    def set_colour(self, colour: QColor) -> None:
        """The fill."""
        self._colour = colour
        self.update()

    def set_data(self, x: Floats, low: Floats, high: Floats) -> None:
        """(n,) each; NaN leaves a gap."""
        self.prepareGeometryChange()
        known = np.isfinite(low) & np.isfinite(high)
        self._pieces = [
            _outline(x[start:stop], low[start:stop], high[start:stop])
            for start, stop in runs(known)
        ]
        self._lay_bars(x, low, high, known)
        self._bounds = QRectF()
        for piece in self._pieces:
            self._bounds = self._bounds.united(piece.boundingRect())
        self.update()

    def boundingRect(self) -> QRectF:
        """Qt: what the band covers."""
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Qt: draw."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        if self._step * abs(painter.deviceTransform().m11()) <= _FINE:
            painter.drawRects(*self._bars.drawargs())
            return
        for piece in self._pieces:
            painter.drawPolygon(piece)

    def _lay_bars(self, x: Floats, low: Floats, high: Floats, known: NDArray[np.bool_]) -> None:
        """One bar for each point that is known, from halfway to its neighbours."""
        if len(x) < 2:
            self._step = np.inf
            return
        halfway = (x[1:] + x[:-1]) / 2
        left = np.append(2 * x[0] - halfway[0], halfway)[known]
        right = np.append(halfway, 2 * x[-1] - halfway[-1])[known]
        self._step = float(halfway[-1] - halfway[0]) / max(1, len(x) - 2)
        self._bars.resize(len(left))
        bars = self._bars.ndarray()
        bars[:, 0], bars[:, 1] = left, low[known]
        bars[:, 2], bars[:, 3] = right - left, (high - low)[known]


def _outline(x: Floats, low: Floats, high: Floats) -> QPolygonF:
    polygon = pg.functions.create_qpolygonf(2 * len(x))
    corners = pg.functions.ndarray_from_qpolygonf(polygon)
    corners[:, 0] = np.concatenate([x, x[::-1]])
    corners[:, 1] = np.concatenate([high, low[::-1]])
    assert isinstance(polygon, QPolygonF)
    return polygon
