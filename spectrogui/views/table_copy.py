"""From the table to the clipboard."""

import numpy as np
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from spectrogui.store.selection import Rows
from spectrogui.store.session import Session
from spectrogui.views.column_text import counted
from spectrogui.views.table_columns import as_tsv, in_order
from spectrogui.views.table_lines import Lines
from spectrogui.views.table_model import TableModel

COPIED_AT_MOST = 5_000


class Copying(QObject):
    """Copies lines with Ctrl+C, and a single value from the menu over it."""

    said = Signal(str)  # a sentence for the person at the screen

    def __init__(self, session: Session, lines: Lines, model: TableModel) -> None:
        super().__init__(lines)
        self._session, self._lines, self._model = session, lines, model
        lines.copy_asked.connect(self.copy)
        lines.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        lines.customContextMenuRequested.connect(self._on_menu_asked)

    def copy(self) -> None:
        """Copy the picked lines, else the current one, as tab-separated text."""
        rows = self._rows()
        if len(rows) > COPIED_AT_MOST:
            self.said.emit(
                f"{len(rows):,} rows are too many for the clipboard "
                f"(at most {COPIED_AT_MOST:,}); export them to a file instead."
            )
        elif len(rows):
            text = as_tsv(self._session.table, rows.tolist(), self._model.columns)
            QGuiApplication.clipboard().setText(text)
            self.said.emit(f"{counted(len(rows), 'row')} copied")

    def menu(self, line: int, section: int) -> QMenu:
        """What can be copied from a cell."""
        column = self._model.columns[section]
        value = column.format(self._session.table.cell(column.name, self._model.row_of(line)))
        menu = QMenu(self._lines)
        if value:
            menu.addAction(f"Copy “{value[:40]}”").setData(value)
        picked = len(self._session.selection.picked)
        menu.addAction(f"Copy {counted(picked, 'picked row')}" if picked else "Copy current row")
        menu.triggered.connect(self._on_chosen)
        return menu

    def _rows(self) -> Rows:
        selection = self._session.selection
        if len(selection.picked):
            return in_order(self._model.rows, selection.picked)
        return np.array([selection.current] if selection.current >= 0 else [], dtype=np.intp)

    def _on_menu_asked(self, where: QPoint) -> None:
        line, section = self._lines.rowAt(where.y()), self._lines.columnAt(where.x())
        if line >= 0 and section >= 0:
            menu = self.menu(line, section)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self._lines.viewport().mapToGlobal(where))

    def _on_chosen(self, action: QAction) -> None:
        if action.data():
            QGuiApplication.clipboard().setText(action.data())
        else:
            self.copy()
