"""One notice, and the window with the details of one."""

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QPoint,
    QPropertyAnimation,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QEnterEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from spectrogui.views.small_button import small_button

_WIDEST = 278  # px; no wider than the column at the right, so that no plot is covered
_SLIDE_MS = 140


class Notice(QFrame):
    """A sentence that goes away by itself, but not while the mouse rests on it."""

    gone = Signal(object)
    """Itself."""
    details_asked = Signal(str, str)
    """The sentence and its details."""

    taken = Signal()
    """What it offers was taken."""

    def __init__(
        self,
        sentence: str,
        details: str,
        stay_ms: int,
        parent: QWidget,
        *,
        warning: bool,
        offer: str = "",
    ) -> None:
        super().__init__(parent)
        self.sentence, self._details = sentence, details
        self.setProperty("role", "popup")
        self.setAccessibleName(f"Warning: {sentence}" if warning else sentence)
        self.words = QLabel(f"⚠ {sentence}" if warning else sentence, wordWrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setProperty("role", "warning" if warning else "")
        self.more = small_button("Details", "Show the details")
        self.more.setVisible(bool(details))
        self.more.clicked.connect(self._on_more)
        self.take = QPushButton(offer, self)
        self.take.setVisible(bool(offer))
        self.take.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard alone
        self.take.clicked.connect(self._on_take)
        self.away = small_button("✕", "Close this notice; it stays in the log")
        self.away.clicked.connect(self._on_away)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(4)
        said = QVBoxLayout()
        said.setSpacing(6)
        said.addWidget(self.words)
        if offer:
            said.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(said, 1)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.away, 0, Qt.AlignmentFlag.AlignTop)
        self._timer = QTimer(self, singleShot=True, interval=stay_ms)
        self._timer.timeout.connect(self._on_away)
        self._lasts = bool(offer)  # a question waits, it does not run away
        self.stay()
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)

    def stay(self) -> None:
        """Wait again from the beginning; what offers something waits for an answer."""
        if not self._lasts:
            self._timer.start()

    def fitting(self, room: int) -> QSize:
        """Its size in a window that has this much room, px."""
        margins = self.contentsMargins()
        beside = self.away.sizeHint().width() + 64
        if not self.more.isHidden():
            beside += self.more.sizeHint().width()
        text = self.words.fontMetrics().horizontalAdvance(self.words.text())
        width = min(_WIDEST, room, text + beside)
        return QSize(width, self.heightForWidth(width) + margins.top() + margins.bottom())

    def slide_in(self) -> None:
        """Appear, and come to rest where it was placed."""
        end = self.pos()
        self.show()
        self.raise_()
        self._slide.setStartValue(end + QPoint(24, 0))
        self._slide.setEndValue(end)
        self._slide.start()

    def place(self, where: QPoint) -> None:
        """Go to a place of the window, now or at the end of sliding in."""
        if self._slide.state() == QPropertyAnimation.State.Running:
            self._slide.setEndValue(where)
        else:
            self.move(where)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: someone reads."""
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: go on."""
        self.stay()

    def _on_take(self) -> None:
        self.taken.emit()
        self.gone.emit(self)

    def _on_more(self) -> None:
        self.details_asked.emit(self.sentence, self._details)

    def _on_away(self) -> None:
        self.gone.emit(self)


class Details(QDialog):
    """A sentence and a longer text that can be copied."""

    def __init__(self, sentence: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Details")
        self.resize(640, 360)
        self.text = QPlainTextEdit(text, readOnly=True)
        self.text.setAccessibleName("Details")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        if sentence:
            box.addWidget(QLabel(sentence, wordWrap=True))
        box.addWidget(self.text)
        box.addWidget(buttons)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
