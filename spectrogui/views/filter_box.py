"""The box that says which rows are shown, how many they are, and how many have a verdict."""

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from spectrogui.core.columns import COLUMNS
from spectrogui.core.errors import InputError
from spectrogui.core.query import Query
from spectrogui.store.session import Session
from spectrogui.views.column_text import heading
from spectrogui.views.quiet_bar import QuietBar
from spectrogui.views.word_edit import WordEdit

_HINT_MS = 800  # of rest before an unfinished filter is called wrong
_SLOW_MS = 200  # that a filter or a sort takes before someone is told
_EXAMPLE = "Filter: ew_ha > 1 and rmse < 0.02, or any text"
_KEYWORDS = (
    ("and", ""), ("or", ""), ("not", ""), ("is empty", "no value"), ("is not empty", "any value"),
    ("has", "flags has nebular"),
)  # fmt: skip


class FilterBox(QWidget):
    """A filter takes effect with Enter; emptying the box shows all rows at once."""

    left = Signal()  # Esc: the keyboard goes back to the table

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rest = QTimer(self, singleShot=True, interval=_HINT_MS)
        self._slow = QTimer(self, singleShot=True, interval=_SLOW_MS)
        self.edit = WordEdit(self)
        self.edit.setPlaceholderText(_EXAMPLE)
        self.edit.setClearButtonEnabled(True)
        self.edit.setAccessibleName("Filter")
        self.edit.setToolTip(
            "Which rows are shown: an expression over columns, or words to search for.\n"
            "ew_ha > 3*e_ew_ha and snr_r > 20      flags has nebular      subclass ~ M\n"
            "verdict is empty      Enter applies, Esc goes back"
        )
        self.edit.offer([*((c.name, heading(c)) for c in COLUMNS), *_KEYWORDS])
        self.count = _muted(self)
        self.labelled = _muted(self)
        self.problem = QLabel(self, wordWrap=True)
        self.problem.hide()
        self.bar = QuietBar(self, textVisible=False)
        self._below = QHBoxLayout()
        self._build()
        self.edit.returnPressed.connect(self._apply)
        self.edit.escaped.connect(self._on_escaped)
        self.edit.textChanged.connect(self._on_text_changed)
        self._rest.timeout.connect(self._hint)
        self._slow.timeout.connect(self.redraw)
        session.queue.changed.connect(self.redraw)
        session.queue.busy_changed.connect(self._on_busy_changed)
        session.queue.filter_failed.connect(self._on_failed)
        session.labels.changed.connect(self.redraw)
        self.redraw()

    def take_focus(self) -> None:
        """Put the cursor here, with the filter selected so that typing replaces it."""
        self.edit.setFocus()
        self.edit.selectAll()

    def clear(self) -> None:
        """Show all rows again."""
        self.edit.clear()

    def add_corner(self, widget: QWidget) -> None:
        """Put a small widget at the right end of the line below the box."""
        self._below.addWidget(widget)

    def redraw(self) -> None:
        """Say how many rows are shown and how many of them have a verdict."""
        table, rows = self._session.table, self._session.queue.rows
        shown, total = len(rows), len(table)
        done = self._session.labels.judged
        if shown < total:
            verdicts = self._session.labels.has_verdict()
            done = int(np.count_nonzero(verdicts & self._session.queue.passing))
        text = f"{total:,} rows" if shown == total else f"{shown:,} of {total:,}"
        text = "1 row" if shown == total == 1 else text
        slow = self._session.queue.busy and not self._slow.isActive()
        self.count.setText(f"{text} · working…" if slow else text)
        self.labelled.setText(f"{done:,} labelled")
        self.labelled.setToolTip(self._all_labelled(done, shown, total))
        self.bar.setMaximum(max(1, shown))
        self.bar.setValue(done)
        applied = self._session.queue.filter
        if not self.edit.hasFocus() and not self.problem.isVisible():
            self.edit.setText(applied)

    def _build(self) -> None:
        below = self._below
        below.setSpacing(8)
        below.addWidget(self.count)
        below.addStretch(1)
        below.addWidget(self.labelled)
        below.addWidget(self.bar)
        self.bar.setFixedWidth(64)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 6)
        layout.setSpacing(4)
        layout.addWidget(self.edit)
        layout.addWidget(self.problem)
        layout.addLayout(below)

    def _all_labelled(self, done: int, shown: int, total: int) -> str:
        if shown == total:
            return f"{done:,} of {total:,} rows have a verdict"
        everywhere = self._session.labels.judged
        return (
            f"{done:,} of the {shown:,} rows shown have a verdict, {everywhere:,} of all {total:,}"
        )

    def _apply(self) -> None:
        self._rest.stop()
        self._say("", "muted")
        self._session.queue.set_filter(self.edit.text().strip())

    def _hint(self) -> None:
        """Say what is missing while someone rests in the middle of an expression."""
        try:
            Query.parse(self.edit.text().strip(), self._session.table)
        except InputError as error:
            self._say(str(error), "muted")

    def _say(self, sentence: str, role: str) -> None:
        self.problem.setProperty("role", role)
        self.problem.style().polish(self.problem)
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _on_busy_changed(self) -> None:
        if self._session.queue.busy:
            self._slow.start()
        else:
            self._slow.stop()
            self.redraw()

    def _on_failed(self, sentence: str) -> None:
        self._say(sentence, "warning")

    def _on_text_changed(self, text: str) -> None:
        self._say("", "muted")
        self._rest.start()
        if not text and self._session.queue.filter:
            self._apply()

    def _on_escaped(self) -> None:
        self._rest.stop()
        self._say("", "muted")
        self.edit.setText(self._session.queue.filter)
        self.left.emit()


def _muted(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", "muted")
    return label
