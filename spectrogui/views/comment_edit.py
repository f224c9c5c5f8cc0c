"""The comment on a row: nothing typed is lost, and nothing lands on another row."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_MOST_LINES = 4


class CommentEdit(QPlainTextEdit):
    """Text that belongs to one row from the first letter until it is given.

    Enter, Esc, leaving the field and going to another row all give it; Shift+Enter begins a
    new line.
    """

    given = Signal(int, str)
    """A row and its new comment."""
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row, self._before = -1, ""
        self.setTabChangesFocus(True)
        self.setPlaceholderText("Comment")
        self.setAccessibleName("Comment")
        self.setToolTip("Enter or Esc keeps it, Shift+Enter begins a new line")
        self.setEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)

    @property
    def row(self) -> int:
        """Whose comment this is; -1 for nobody's."""
        return self._row

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not given yet."""
        return self._row >= 0 and self.toPlainText().strip() != self._before.strip()

    def show_comment(self, row: int, kept: str, text: str | None = None) -> None:
        """The comment of a row as it is kept; `text` if something else is still to be given."""
        self._row, self._before = row, kept
        wanted = kept if text is None else text
        if wanted != self.toPlainText():
            self.setPlainText(wanted)
        self.setEnabled(row >= 0)

    def give(self) -> None:
        """Give what was typed, if anything."""
        if self.is_changed:
            self.given.emit(self._row, self.toPlainText().strip())

    def sizeHint(self) -> QSize:
        """Qt: as many lines as are written, up to four."""
        lines = min(max(1, round(self.document().size().height())), _MOST_LINES)
        height = lines * QFontMetrics(self.font()).lineSpacing() + 14
        return QSize(160, height)

    def minimumSizeHint(self) -> QSize:
        """Qt: the same."""
        return QSize(80, self.sizeHint().height())

    def _on_size_changed(self) -> None:
        long = round(self.document().size().height()) > _MOST_LINES
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if long else policy.ScrollBarAlwaysOff
        )
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: what fits is not scrolled away."""
        super().resizeEvent(event)
        if round(self.document().size().height()) <= _MOST_LINES:
            self.verticalScrollBar().setValue(0)

    def event(self, event: QEvent) -> bool:
        """Qt: the keys of the window rest while this has the keyboard."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            is_function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
            if not event.modifiers() & command and not is_function_key:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter and Esc leave."""
        key, shift = Qt.Key(event.key()), Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_Escape or (key in _ENTER and not event.modifiers() & shift):
            self.give()
            self.clearFocus()
            self.escaped.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: keep what was typed."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.give()
