"""What people do in the scatter, as calls on the store."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Qt, Signal

from spectrogui.store.selection import NO_ROWS
from spectrogui.store.session import Session
from spectrogui.views.cloud import Cloud
from spectrogui.views.polygon import inside
from spectrogui.views.scatter_canvas import ScatterCanvas

_REACH = 9.0  # pixels from a point within which the mouse is on it


class Gestures(QObject):
    """Click, lasso, arrow keys and hovering over a cloud of points."""

    hovered = Signal(int)  # the row under the mouse, -1 for none
    lassoed = Signal()

    def __init__(self, session: Session, canvas: ScatterCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._selection = session.selection
        self._canvas = canvas
        self._cloud: Cloud | None = None
        self._outside = True
        self._under = -1
        canvas.box.clicked.connect(self._on_clicked)
        canvas.box.lasso_closed.connect(self._on_lasso_closed)
        canvas.stepped.connect(self._on_stepped)
        canvas.escaped.connect(self._on_escaped)
        canvas.hovered.connect(self._on_hovered)
        canvas.left.connect(self._on_left)

    def follow(self, cloud: Cloud, *, outside: bool) -> None:
        """Take the points that are drawn now; `outside` says that filtered ones are seen too."""
        self._cloud, self._outside = cloud, outside
        self._hover(-1)

    def _at(self, where: QPointF) -> int:
        if self._cloud is None:
            return -1
        wide, high = self._canvas.box.pixel()
        reach = (_REACH * wide, _REACH * high)
        return self._cloud.nearest((where.x(), where.y()), reach, outside=self._outside)

    def _on_clicked(self, where: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        row = self._at(where)
        if row < 0:
            return
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._selection.pick(np.union1d(self._selection.picked, np.array([row])))
        else:
            self._selection.look_at(row)

    def _on_lasso_closed(self, outline: NDArray[np.float64], mode: str) -> None:
        """A lasso takes only rows that pass the filter."""
        self.lassoed.emit()
        if self._cloud is None:
            return
        cloud = self._cloud
        rows = np.flatnonzero(inside(outline, cloud.x, cloud.y) & cloud.passing)
        if mode == "add":
            rows = np.union1d(self._selection.picked, rows)
        elif mode == "subtract":
            rows = np.setdiff1d(self._selection.picked, rows)
        self._selection.pick(rows)

    def _on_stepped(self, right: int, up: int) -> None:
        cloud, row = self._cloud, self._selection.current
        self._hover(-1)  # the mouse rests; its tip would cover where the keys lead
        if cloud is None:
            return
        if 0 <= row < len(cloud.x) and cloud.complete[row]:
            self._selection.look_at(cloud.step(row, (right, up), self._canvas.box.pixel()))
            return
        (left, far), (low, high) = self._canvas.box.viewRange()
        middle = ((left + far) / 2, (low + high) / 2)
        first = cloud.nearest(middle, (far - left, high - low), outside=False)
        if first >= 0:
            self._selection.look_at(first)

    def _on_escaped(self) -> None:
        if not self._canvas.box.cancel_lasso():
            self._selection.pick(NO_ROWS)

    def _on_hovered(self, where: QPointF) -> None:
        self._hover(self._at(where))

    def _on_left(self) -> None:
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._under:
            self._under = row
            self.hovered.emit(row)
