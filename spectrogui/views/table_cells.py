"""How a cell of the table is painted: numbers that align, verdicts as colour and shape."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from spectrogui.core.columns import Column
from spectrogui.store.session import Session
from spectrogui.views import theme
from spectrogui.views.marks import draw_problem, draw_star, draw_verdict
from spectrogui.views.table_model import TableModel, alignment

PAD = 6
"""Pixels beside the text of a cell."""
_BAR = 3  # pixels of the bar at the left of a picked or current line
_SIGN = 10  # pixels of a verdict's shape
_SIGNS = {"verdict", "star"}
_NAMES = {"obsid", "designation", "path"}  # who a row is; the mark of a problem goes there


class Cells(QStyledItemDelegate):
    """Paints cells straight from the session, one Python call per visible cell."""

    def __init__(self, session: Session, model: TableModel, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self._picked: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._followed: NDArray[np.intp] | None = None

    def follow_picked(self) -> None:
        """Take over which rows are picked."""
        picked = self._session.selection.picked
        if picked is not self._followed:
            self._followed = picked
            self._picked = np.zeros(len(self._session.table), dtype=bool)
            self._picked[picked] = True

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Qt: draw one cell."""
        row, section = self._model.row_of(index.row()), index.column()
        column = self._model.columns[section]
        if not 0 <= row < len(self._session.table):
            return  # another session has come, and the lines follow in a moment
        self._draw_ground(painter, option.rect, row, first=section == 0)
        if column.name in _SIGNS:
            self._draw_sign(painter, option.rect, row, column)
        else:
            self._draw_text(painter, option.rect, row, column)

    def _draw_ground(self, painter: QPainter, box: QRect, row: int, *, first: bool) -> None:
        colours = theme.current()
        picked = row < len(self._picked) and self._picked[row]
        if row == self._session.selection.current:
            painter.fillRect(box, QColor(colours.chosen))
        elif picked:
            painter.fillRect(box, theme.faded(colours.picked, 0.14))
        if first and picked:
            bar = QRect(box.left(), box.top(), _BAR, box.height())
            painter.fillRect(bar, QColor(colours.picked))

    def _draw_sign(self, painter: QPainter, box: QRect, row: int, column: Column) -> None:
        value = self._session.table.cell(column.name, row)
        if not value > 0:
            return
        colours = theme.current()
        middle = QPointF(box.center()) + QPointF(0.5, 0.5)
        if column.name == "star":
            draw_star(painter, middle, _SIGN + 2, colours.ink)
            return
        draw_verdict(painter, middle - QPointF(_SIGN, 0), _SIGN, int(value), colours)
        painter.setPen(QColor(colours.ink))
        digit = box.adjusted(box.width() // 2, 0, 0, 0)
        painter.drawText(digit, Qt.AlignmentFlag.AlignVCenter, str(int(value)))

    def _draw_text(self, painter: QPainter, box: QRect, row: int, column: Column) -> None:
        colours = theme.current()
        table = self._session.table
        text = self._model.text(row, column)
        inner = box.adjusted(PAD, 0, -PAD, 0)
        status = table.cell("status", row)
        if column.name in _NAMES and status and table.cell("problem", row):
            severe = status == "failed"
            ground = colours.warning if severe else colours.mark
            size = 0.72 * painter.fontMetrics().height()
            middle = QPointF(inner.left() + size / 2, box.center().y() + 1)
            draw_problem(painter, middle, size, (ground, colours.plot))
            inner.setLeft(round(inner.left() + size) + 5)
        stands_in = column.name == "obsid" and not table.cell("obsid", row)
        quiet = status != "ok" and status != "partial"
        painter.setPen(QColor(colours.muted if quiet or stands_in else colours.ink))
        if not status:
            painter.setPen(QColor(colours.disabled))
        # A file name says most at its end: fibre and plate come last.
        where = Qt.TextElideMode.ElideLeft if stands_in else Qt.TextElideMode.ElideRight
        fitting = painter.fontMetrics().elidedText(text, where, inner.width())
        painter.drawText(inner, alignment(column), fitting)
