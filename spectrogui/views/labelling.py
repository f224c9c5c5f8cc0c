"""Where a star is judged: verdict, star, tags, comment, and what was judged before."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from spectrogui.store.selection import Rows
from spectrogui.store.session import Session
from spectrogui.views.base import View
from spectrogui.views.choices import Choices
from spectrogui.views.comment_edit import CommentEdit
from spectrogui.views.last_labels import LastLabels, labelled_before, last_labelled
from spectrogui.views.scrolled import Scrolled
from spectrogui.views.small_button import small_button


class LabellingView(View):
    """Shows what is said of the current row, and asks for changes; it makes none itself."""

    verdict_asked = Signal(int)
    star_asked = Signal()
    tag_asked = Signal(str)
    comment_given = Signal(int, str)
    undo_asked = Signal()
    redo_asked = Signal()
    left = Signal()
    """The comment field was left by Enter or Esc: the keyboard is free."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._earlier: list[int] = []
        self._unsaved: dict[int, str] = {}  # comments that could not be written
        self.choices = Choices(session.labels.vocabulary)
        self.verdicts, self.clear = self.choices.verdicts, self.choices.clear
        self.star, self.tags = self.choices.star, self.choices.tags
        self.comment = CommentEdit()
        self.progress = _muted("")
        self.undo = small_button("↶", "Undo the last label (Ctrl+Z)")
        self.redo = small_button("↷", "Redo it (Ctrl+Shift+Z)")
        self.last = LastLabels()
        self._lay_out()
        self._listen()

    def redraw(self) -> None:
        """Show what is said of the current row, and of the last ten."""
        session = self._session
        row = session.selection.current
        self._show_choices(row)
        table, done = session.table, session.labels.judged
        noun = "has" if done == 1 else "have"
        self.progress.setText(f"{done:,} of {len(table):,} {noun} a verdict")
        self.undo.setEnabled(bool(session.labels.done))
        self.redo.setEnabled(bool(session.labels.undone))
        self.last.show_rows(session, last_labelled(session, self._earlier))

    def restyle(self) -> None:
        """Take the colours and the size of text of now."""
        self.choices.restyle()

    def focus_comment(self) -> None:
        """Put the cursor at the end of the comment."""
        self.comment.setFocus()
        cursor = self.comment.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.comment.setTextCursor(cursor)

    def leave_comment(self) -> None:
        """Give what was typed, and let go of the keyboard."""
        self.comment.give()
        self.comment.clearFocus()

    def flash(self, code: int) -> None:
        """Light up a verdict, 0 to 5, for a quarter of a second."""
        self.choices.flash(code)

    def _show_choices(self, row: int) -> None:
        table = self._session.table
        if not 0 <= row < len(table):
            self.choices.show_said(0, False, ())
            self.choices.allow(False)
            return
        code, starred = table.cell("verdict", row), bool(table.cell("star", row) == 1)
        tags = table.cell("tags", row).split(";")
        self.choices.show_said(int(code) if code > 0 else 0, starred, tags)
        self.choices.allow(True)

    def _show_comment(self) -> None:
        """Follow the current row and what is kept of it; what is being typed stays."""
        row, table = self._session.selection.current, self._session.table
        if not 0 <= row < len(table):
            self.comment.show_comment(-1, "")
            return
        self.comment.show_comment(row, table.cell("comment", row), self._unsaved.get(row))

    def _listen(self) -> None:
        session = self._session
        self.choices.verdict_asked.connect(self.verdict_asked)
        self.choices.star_asked.connect(self.star_asked)
        self.choices.tag_asked.connect(self.tag_asked)
        self.comment.given.connect(self._on_given)
        self.comment.escaped.connect(self.left)
        self.undo.clicked.connect(self.undo_asked)
        self.redo.clicked.connect(self.redo_asked)
        self.last.row_chosen.connect(session.selection.look_at)
        session.selection.current_changed.connect(self._on_current_changed)
        session.labels.changed.connect(self._on_labels_changed)
        session.opened.connect(self._on_opened)
        session.rows_added.connect(self.invalidate)
        self._on_opened()

    def _on_given(self, row: int, text: str) -> None:
        """Hand a comment on; one that does not arrive in the table is kept for another try."""
        self._unsaved[row] = text
        self.comment_given.emit(row, text)
        table = self._session.table
        if row < len(table) and table.cell("comment", row) == text:
            self._unsaved.pop(row, None)
        if row == self.comment.row:
            self._show_comment()

    def _on_current_changed(self) -> None:
        self.comment.give()
        self._show_comment()
        self.invalidate()

    def _on_labels_changed(self, rows: Rows) -> None:
        row = self._session.selection.current
        if row in rows and row == self.comment.row and not self.comment.is_changed:
            self._show_comment()
        self.invalidate()

    def _on_opened(self) -> None:
        self._unsaved.clear()
        self._earlier = labelled_before(self._session)
        self._show_comment()
        self.invalidate()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.progress, 1)
        head.addWidget(self.undo)
        head.addWidget(self.redo)
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(8, 8, 8, 0)
        box.setSpacing(8)
        box.addWidget(self.choices)
        box.addWidget(self.comment)
        box.addLayout(head)
        box.addWidget(self.last, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scrolled(inside, "Verdict, tags and comment"))


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    return label
