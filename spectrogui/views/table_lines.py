"""The lines of the table under mouse and keyboard; every gesture becomes a call on the store."""

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from spectrogui.store.selection import NO_ROWS
from spectrogui.store.session import Session
from spectrogui.views import theme
from spectrogui.views.table_cells import Cells
from spectrogui.views.table_header import ColumnHeader
from spectrogui.views.table_model import TableModel

_MARGIN = 2  # lines that stay visible before and after the current one
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class Lines(QTableView):
    """A table whose current line and picked lines are those of the session's selection.

    Qt's own selection is switched off: tens of thousands of picked rows lie scattered in the
    table, and Qt would keep each as a range of its own.
    """

    copy_asked = Signal()

    def __init__(self, session: Session, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self._anchor = -1  # the row from which Shift picks
        self.head = ColumnHeader(self)
        self.cells = Cells(session, model, self)
        self.setHorizontalHeader(self.head)
        self.setModel(model)
        self.setItemDelegate(self.cells)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAutoScroll(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        beside = self.verticalHeader()
        beside.hide()
        beside.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setStyleSheet(
            "QAbstractScrollArea::corner { background: transparent; border: none; }"
        )
        self.setAccessibleName("Table of targets")
        # `paintEvent` covers all of it: Qt scrolls by moving what is painted already.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def fit_lines(self) -> None:
        """Make every line as high as the font needs."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)

    def lines_seen(self) -> int:
        """How many whole lines fit into the window."""
        return max(1, self.viewport().height() // self.verticalHeader().defaultSectionSize())

    def repaint_line(self, line: int) -> None:
        """Paint one line anew, if it is in view; -1 for none."""
        if line >= 0:
            top, height = self.rowViewportPosition(line), self.rowHeight(line)
            self.viewport().update(0, top, self.viewport().width(), height)

    def reveal(self, line: int) -> None:
        """Bring a line into view: by the shortest way if it is near, else into the middle."""
        bar, seen = self.verticalScrollBar(), self.lines_seen()
        margin = min(_MARGIN, (seen - 1) // 2)
        first = bar.value()
        lowest, highest = line - seen + 1 + margin, line - margin
        if lowest <= first <= highest:
            return
        near = lowest - seen <= first <= highest + seen
        wanted = min(max(first, lowest), highest) if near else line - seen // 2
        bar.setValue(max(0, wanted))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: draw, on a ground of its own."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.current().field))
        painter.end()
        super().paintEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Qt: letters are commands of the window here, not a search through all lines."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: look at a row, or pick rows with Shift and Ctrl."""
        line = self.rowAt(round(event.position().y()))
        row = self._model.row_of(line)
        if row < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        modifiers = event.modifiers()
        if modifiers & _SHIFT:
            self._pick_to(line, add=bool(modifiers & _CTRL))
        elif modifiers & _CTRL:
            self._anchor = row
            self._toggle(row)
        else:
            self._anchor = row
            if row not in self._session.selection.picked:
                self._session.selection.pick(NO_ROWS)
            self._session.selection.look_at(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: a drag picks the lines it passes."""
        if not event.buttons() & Qt.MouseButton.LeftButton or event.modifiers() & _CTRL:
            return
        y = round(event.position().y())
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + (y >= self.viewport().height()) - (y < 0))
        line = self.rowAt(min(max(y, 0), self.viewport().height() - 1))
        if line >= 0 and self._model.row_of(line) != self._anchor:
            self._pick_to(line, add=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: nothing is left to do."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt: a second click is a click."""
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: up and down change the current row, with Shift they pick; Ctrl+A, Ctrl+C, Esc."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._session.selection.pick(self._model.rows)
        elif event.key() == Qt.Key.Key_Escape and len(self._session.selection.picked):
            self._session.selection.pick(NO_ROWS)
        elif (line := self._line_for(Qt.Key(event.key()))) >= 0:
            row = self._model.row_of(line)
            if event.modifiers() & _SHIFT:
                self._pick_to(line, add=False)
            else:
                self._anchor = row
            self._session.selection.look_at(row)
        else:
            event.ignore()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Qt: only `reveal` scrolls, so that nothing jumps."""

    def _line_for(self, key: Qt.Key) -> int:
        """The line that a key leads to from the current one, or -1."""
        last = self._model.rowCount() - 1
        line = self._model.line_of(self._session.selection.current)
        steps = {
            Qt.Key.Key_Up: line - 1,
            Qt.Key.Key_Down: line + 1,
            Qt.Key.Key_PageUp: line - self.lines_seen() + 1,
            Qt.Key.Key_PageDown: line + self.lines_seen() - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        return min(max(steps[key], 0), last) if key in steps else -1

    def _pick_to(self, line: int, *, add: bool) -> None:
        if self._model.line_of(self._anchor) < 0:
            self._anchor = self._session.selection.current
        start = self._model.line_of(self._anchor)
        first, last = sorted((start if start >= 0 else line, line))
        rows = self._model.rows[first : last + 1]
        if add:
            rows = np.union1d(rows, self._session.selection.picked)
        self._session.selection.pick(rows)

    def _toggle(self, row: int) -> None:
        picked = self._session.selection.picked
        self._session.selection.pick(np.setxor1d(picked, np.array([row], dtype=np.intp)))
