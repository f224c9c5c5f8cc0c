"""The ±1σ band around a curve."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from spectrogui.views.pixel_items import runs

Floats = NDArray[np.floating]


class Band(pg.GraphicsObject):
    """A filled band between two curves, with a gap wherever one of them is unknown."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[QPolygonF] = []
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
        for piece in self._pieces:
            painter.drawPolygon(piece)


def _outline(x: Floats, low: Floats, high: Floats) -> QPolygonF:
    polygon = pg.functions.create_qpolygonf(2 * len(x))
    corners = pg.functions.ndarray_from_qpolygonf(polygon)
    corners[:, 0] = np.concatenate([x, x[::-1]])
    corners[:, 1] = np.concatenate([high, low[::-1]])
    assert isinstance(polygon, QPolygonF)
    return polygon
