"""The mouse in the scatter: click, lasso, zoom of both axes at once."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QGraphicsSceneWheelEvent

from spectrogui.views.lasso import Lasso, mode_for
from spectrogui.views.plot import PlotBox

_X_AND_Y = (True, True)


class ScatterBox(PlotBox):
    """Wheel zooms at the cursor, drag pans, Ctrl- or Alt-drag draws a lasso."""

    clicked = Signal(QPointF, object)  # where, in units of the axes, and the modifier keys
    lasso_closed = Signal(object, str)  # the outline (m, 2) in units of the axes, and its mode

    def __init__(self) -> None:
        super().__init__()
        self.lasso = Lasso(self)
        self.armed = False
        self._refused = False

    def pixel(self) -> tuple[float, float]:
        """The size of a pixel in units of either axis."""
        (left, right), (bottom, top) = self.viewRange()
        box = self.rect()
        return (right - left) / max(box.width(), 1.0), (top - bottom) / max(box.height(), 1.0)

    def cancel_lasso(self) -> bool:
        """Drop the outline that is being drawn; False if there is none."""
        drawing = self.lasso.active
        self._refused = drawing  # until the button is released
        self.lasso.cancel()
        return drawing

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        """Qt: zoom both axes at the cursor, or the one under it."""
        pg.ViewBox.wheelEvent(self, event, axis)

    def mouseDragEvent(self, event: MouseDragEvent, axis: int | None = None) -> None:
        """Qt: draw a lasso with Ctrl or Alt, or when armed; else pan or zoom."""
        if event.button() != Qt.MouseButton.LeftButton or axis is not None:
            super().mouseDragEvent(event, axis)
            return
        if event.isStart():
            self._refused = False
            mode = mode_for(event.modifiers()) or ("replace" if self.armed else None)
            if mode:
                self.lasso.start(event.buttonDownPos(), mode)
        if self._refused:
            event.accept()
        elif self.lasso.active:
            event.accept()
            self.lasso.extend(event.pos())
            if event.isFinish():
                mode = self.lasso.mode
                self.lasso_closed.emit(self._in_units(self.lasso.finish()), mode)
        else:
            super().mouseDragEvent(event, axis)

    def mouseClickEvent(self, event: MouseClickEvent) -> None:
        """Qt: a click on the plot; a double-click asks for a reset."""
        if event.double() or event.button() != Qt.MouseButton.LeftButton:
            super().mouseClickEvent(event)
            return
        event.accept()
        self.clicked.emit(self.mapToView(event.pos()), event.modifiers())

    def _in_units(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        (left, _), (_, top) = self.viewRange()
        wide, high = self.pixel()
        return np.column_stack((left + corners[:, 0] * wide, top - corners[:, 1] * high))
