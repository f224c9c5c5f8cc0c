"""The table of targets with its filter box."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from spectrogui.core.columns import COLUMN
from spectrogui.store.session import Session
from spectrogui.views import theme
from spectrogui.views.base import View
from spectrogui.views.emptiness import why_empty
from spectrogui.views.empty_note import EmptyNote
from spectrogui.views.filter_box import FilterBox
from spectrogui.views.small_button import small_button
from spectrogui.views.table_cells import PAD
from spectrogui.views.table_columns import usual_width
from spectrogui.views.table_copy import Copying
from spectrogui.views.table_lines import Lines
from spectrogui.views.table_model import DEFAULT_COLUMNS, TableModel

BATCH_MS = 500
"""Rows that arrive while a list is scored are shown at most this often."""


class TableView(View):
    """Every target is a line; the current line and the picked ones follow the selection."""

    columns_changed = Signal()
    said = Signal(str)  # a sentence for the person at the screen

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._widths: dict[str, int] = {}
        self._followed = -1  # the current row when it was last brought into view
        self._passed: set[int] = set()  # rows that were current since then
        self._cells_stale = True  # more than the current row looks different
        self._order_stale = True
        self._to_top = False
        self._batch = QTimer(self, singleShot=True, interval=BATCH_MS)
        self.model = TableModel(session, self)
        self.filter_box = FilterBox(session, self)
        self.lines = Lines(session, self.model, self)
        self.copying = Copying(session, self.lines, self.model)
        self.nothing = EmptyNote("Clear filter", self)
        self.chooser = small_button("⋯", "Choose columns")
        self.filter_box.add_corner(self.chooser)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.lines)
        self._pages.addWidget(self.nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filter_box)
        layout.addWidget(self._pages, stretch=1)
        self.setTabOrder(self.lines, self.filter_box.edit)
        self.setFocusProxy(self.lines)
        self._connect_store()
        self._connect_widgets()
        self.restyle()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns that are shown, from left to right."""
        return tuple(column.name for column in self.model.columns)

    def set_columns(self, names: Sequence[str]) -> None:
        """Show these columns; unknown names are passed over, and none at all is refused."""
        known = [name for name in dict.fromkeys(names) if name in COLUMN]
        if not known or tuple(known) == self.columns:
            return
        grew = len(known) > len(self.columns)
        at = self.lines.verticalScrollBar().value()
        self.model.choose(known)
        self._dress_head()
        self.lines.verticalScrollBar().setValue(at)
        if grew:
            side = self.lines.horizontalScrollBar()
            side.setValue(side.maximum())
        self.columns_changed.emit()

    def state(self) -> dict[str, Any]:
        """What to keep for the next start: columns, and the widths that were set by hand."""
        return {"columns": list(self.columns), "widths": dict(self._widths)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what `state` returned; names that are no columns any more are passed over."""
        widths = state.get("widths", {})
        self._widths = {name: int(width) for name, width in widths.items() if name in COLUMN}
        self.set_columns(state.get("columns", ()))
        self._dress_head()

    def focus_filter(self) -> None:
        """Put the cursor into the filter box."""
        self.filter_box.take_focus()

    def invalidate(self) -> None:
        """Ask for all lines to be painted anew."""
        self._cells_stale = True
        super().invalidate()

    def redraw(self) -> None:
        """Show order, current line and picked lines as the store has them."""
        if self._order_stale:
            self._order_stale = False
            self._take_order()
            self._explain_emptiness()
        self.lines.cells.follow_picked()
        passed = self._passed | {self._followed}
        self._follow_current()
        if self._cells_stale:
            self.lines.viewport().update()
        else:  # one star after another: a tenth of what painting all lines takes
            for row in passed | {self._followed}:
                self.lines.repaint_line(self.model.line_of(row))
        self._passed, self._cells_stale = set(), False

    def restyle(self) -> None:
        """Make lines as high and columns as wide as the font of now needs."""
        self.lines.setFont(theme.tabular(self.font()))
        self.lines.fit_lines()
        self._dress_head()

    def _connect_store(self) -> None:
        session = self._session
        session.selection.current_changed.connect(self._on_current_changed)
        session.selection.picked_changed.connect(self.invalidate)
        session.queue.changed.connect(self._on_queue_changed)
        session.labels.changed.connect(self.invalidate)
        session.rows_changed.connect(self._on_rows_changed)
        self._batch.timeout.connect(self.invalidate)

    def _connect_widgets(self) -> None:
        head = self.lines.head
        head.sort_asked.connect(self._on_sort_asked)
        head.columns_asked.connect(self.set_columns)
        head.default_asked.connect(self._on_default_asked)
        head.width_set.connect(self._on_width_set)
        self.chooser.clicked.connect(self._on_chooser_clicked)
        self.nothing.pressed.connect(self.filter_box.clear)
        self.filter_box.left.connect(self.lines.setFocus)
        self.copying.said.connect(self.said)

    def _take_order(self) -> None:
        """Show the queue's order; what stood at the top, or the current line, stays in place."""
        first = self.lines.verticalScrollBar().value()
        held = self.model.line_of(self._session.selection.current)
        if not first <= held < first + self.lines.lines_seen():
            held = min(first, len(self.model.rows) - 1)
        row = self.model.row_of(held)
        self.model.follow_queue()
        self._dress_head()
        line = self.model.line_of(row)
        top = 0 if self._to_top or line < 0 else line - (held - first)
        self.lines.verticalScrollBar().setValue(max(0, top))
        self._to_top = False

    def _follow_current(self) -> None:
        row = self._session.selection.current
        line = self.model.line_of(row)
        if line >= 0:
            self.lines.setCurrentIndex(self.model.index(line, 0))
        if row != self._followed:
            self._followed = row
            if line >= 0:
                self.lines.reveal(line)

    def _explain_emptiness(self) -> None:
        page = self.lines if len(self.model.rows) else self.nothing
        if page is self.nothing:
            table = self._session.table
            sentence = why_empty(self._session.queue.filter, table) if len(table) else ""
            self.nothing.say(sentence or "No spectra yet", offers=bool(sentence))
        self._pages.setCurrentWidget(page)

    def _dress_head(self) -> None:
        queue, head = self._session.queue, self.lines.head
        head.set_names(self.columns)
        head.mark_sorted(queue.sort_name, descending=queue.descending)
        metrics = self.lines.fontMetrics()
        for section, column in enumerate(self.model.columns):
            title = str(self.model.headerData(section, Qt.Orientation.Horizontal))
            usual = usual_width(column, title, metrics, pad=PAD)
            head.resizeSection(section, self._widths.get(column.name, usual))

    def _on_current_changed(self, row: int) -> None:
        self._passed.add(row)
        super().invalidate()

    def _on_queue_changed(self) -> None:
        self._order_stale = True
        self.invalidate()

    def _on_rows_changed(self) -> None:
        if not self._batch.isActive():
            self._batch.start()

    def _on_sort_asked(self, name: str) -> None:
        """Numbers begin with the largest; a second click turns round, a third ends sorting."""
        queue = self._session.queue
        largest_first = COLUMN[name].kind != "text"
        self._to_top = True
        if queue.sort_name != name:
            queue.sort_by(name, largest_first)
        elif queue.descending == largest_first:
            queue.sort_by(name, not largest_first)
        else:
            queue.sort_by("", False)

    def _on_chooser_clicked(self) -> None:
        below = self.chooser.mapToGlobal(QPoint(0, self.chooser.height()))
        self.lines.head.show_menu(below)

    def _on_default_asked(self) -> None:
        self._widths.clear()
        self.set_columns(DEFAULT_COLUMNS)
        self._dress_head()

    def _on_width_set(self, name: str, width: int) -> None:
        self._widths[name] = width
        self.columns_changed.emit()
