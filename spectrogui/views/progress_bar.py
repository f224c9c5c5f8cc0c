"""How far a long job is, in the status bar: words, a thin bar, and a way to stop it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from spectrogui.core.pace import Progress
from spectrogui.views import theme
from spectrogui.views.quiet_bar import QuietBar

_WIDE = 120  # px of the bar


class JobProgress(QWidget):
    """For example ``12,340 of 132,086 · 412/s · 5 min left``, a bar, and Cancel; else hidden.

    Parameters
    ----------
    what : what goes on, for screen readers
    stopping : what it means to stop it
    head : stands before the numbers
    """

    cancel_asked = Signal()

    def __init__(
        self, what: str, stopping: str, head: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._head = head
        self.words = QLabel(self)
        self._restyle()
        theme.changed.connect(self._restyle)
        self.bar = QuietBar(self, textVisible=False)
        self.bar.setFixedWidth(_WIDE)
        self.cancel = QPushButton("Cancel", self)
        self.cancel.setToolTip(stopping)
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(self._on_cancel)
        self.bar.setAccessibleName(what)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.words, self.bar, self.cancel):
            row.addWidget(widget)
        self.hide()

    def show_progress(self, progress: Progress | None) -> None:
        """Say how far it is; None, because nothing goes on, hides it."""
        self.setVisible(progress is not None)
        if progress is None:
            self.cancel.setEnabled(True)
            self.cancel.setText("Cancel")
            return
        self.words.setText(f"{self._head}{progress}")
        self.bar.setRange(0, max(1, progress.total))
        self.bar.setValue(progress.done)
        self.bar.setAccessibleDescription(str(progress))

    def _restyle(self) -> None:
        self.words.setFont(theme.tabular(QApplication.font()))

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.cancel.setText("Stopping…")
        self.cancel_asked.emit()
