"""An outline drawn with the mouse around points."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem

from spectrogui.views import theme
from spectrogui.views.plot import thin

Mode = Literal["replace", "add", "subtract"]
_SPACING = 2.0  # pixels between corners; a slow hand makes thousands otherwise


def mode_for(modifiers: Qt.KeyboardModifier) -> Mode | None:
    """What a drag with these keys does: Ctrl picks, with Shift adds, Alt takes away."""
    if modifiers & Qt.KeyboardModifier.AltModifier:
        return "subtract"
    if not modifiers & Qt.KeyboardModifier.ControlModifier:
        return None
    return "add" if modifiers & Qt.KeyboardModifier.ShiftModifier else "replace"


class Lasso(QGraphicsPathItem):
    """The outline while it is drawn, in the pixels of the item it is a child of."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._corners: list[tuple[float, float]] = []
        self.mode: Mode = "replace"
        self.setZValue(1e9)
        self.hide()

    @property
    def active(self) -> bool:
        """Whether an outline is being drawn."""
        return bool(self._corners)

    def start(self, at: QPointF, mode: Mode) -> None:
        """Begin an outline."""
        self._corners = [(at.x(), at.y())]
        self.mode = mode
        colours = theme.current()
        ink = colours.warning if mode == "subtract" else colours.picked
        self.setPen(
            thin(ink, Qt.PenStyle.DashLine if mode == "subtract" else Qt.PenStyle.SolidLine)
        )
        self.setBrush(theme.faded(ink, 0.12))
        self.setPath(QPainterPath())
        self.show()

    def extend(self, at: QPointF) -> None:
        """Draw on to a place."""
        x, y = self._corners[-1]
        if abs(at.x() - x) + abs(at.y() - y) < _SPACING:
            return
        self._corners.append((at.x(), at.y()))
        path = QPainterPath(QPointF(*self._corners[0]))
        for corner in self._corners[1:]:
            path.lineTo(*corner)
        path.closeSubpath()
        self.setPath(path)

    def finish(self) -> NDArray[np.float64]:
        """Close the outline: its corners (m, 2)."""
        corners = np.array(self._corners)
        self.cancel()
        return corners

    def cancel(self) -> None:
        """Drop the outline."""
        self._corners = []
        self.hide()
