"""The status bar: what is under the mouse, what goes on, and when the last word was saved."""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from spectrogui.core.pace import Progress
from spectrogui.store.session import Session
from spectrogui.views import theme
from spectrogui.views.progress_bar import JobProgress

_SAID_MS = 5000


class Status(QStatusBar):
    """Draws the session's progress; the rest is told."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setSizeGripEnabled(False)
        self.readout = _label()
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.readout.setFont(theme.tabular(self.font()))
        self.saved = _label()
        self.busy = _label()
        self.progress = JobProgress(
            "Scoring", "Stop scoring; what is scored stays, the rest can be scored later"
        )
        self.curves = JobProgress(
            "Light curves", "Stop; the light curves that are done stay", "Light curves "
        )
        self.opening = JobProgress("Opening", "Stop opening; what was open stays", "Opening ")
        self.writing = JobProgress("Export", "Stop writing; an older file stays", "Writing ")
        self._said = ""
        self._under = ""
        self._over = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._over.timeout.connect(self._forget)
        self.addWidget(self.readout, 1)
        for widget in self._parts():
            self.addPermanentWidget(widget)
        session.progress_changed.connect(self._on_progress_changed)
        session.curves.progress_changed.connect(self._on_progress_changed)
        session.labels.saved.connect(self._on_saved)
        session.opened.connect(self._on_opened)

    def _parts(self) -> tuple[QWidget, ...]:
        jobs = (self.opening, self.writing, self.curves, self.progress)
        return (self.busy, *jobs, self.saved)

    def hover(self, text: str) -> None:
        """What is under the mouse; "" for nothing."""
        self._under = text
        self._write()

    def say(self, sentence: str) -> None:
        """A sentence for a few seconds; what is under the mouse goes before it."""
        self._said = sentence
        self._over.start()
        self._write()

    def set_busy(self, what: str) -> None:
        """What is being opened or written, "" for nothing."""
        self.busy.setText(f"{what}…" if what else "")

    def show_opening(self, progress: Progress | None) -> None:
        """How far opening is; None when nothing is opened."""
        self.busy.setHidden(progress is not None)
        self.opening.show_progress(progress)

    def _write(self) -> None:
        self.readout.setText(self._under or self._said)

    def _forget(self) -> None:
        self._said = ""
        self._write()

    def _on_progress_changed(self) -> None:
        self.progress.show_progress(self._session.progress)
        self.curves.show_progress(self._session.curves.progress)

    def _on_saved(self, utc: str) -> None:
        at = datetime.fromisoformat(utc).astimezone()
        self.saved.setText(f"saved {at:%H:%M:%S}")
        self.saved.setToolTip("Every verdict, tag and comment is on disk before it shows")

    def _on_opened(self) -> None:
        self.saved.setText("")


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(8, 0, 8, 0)
    label.setProperty("role", "muted")
    return label
