"""What the program has to tell and nobody asked for: shown for a while, kept in a log."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtWidgets import QStatusBar, QWidget

from spectrogui.views.notice import Details, Notice

STAY_MS = 6000
STAY_WARNING_MS = 12_000
_MOST = 3
_MARGIN = 12


class Notices(QObject):
    """Notices slide in at the bottom right of a window, and none of them asks for an answer."""

    logged = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.log: list[tuple[str, str]] = []
        """(UTC, sentence), oldest first."""
        self.shown: list[Notice] = []
        self.details: Details | None = None
        window.installEventFilter(self)

    def tell(
        self,
        sentence: str,
        details: str = "",
        *,
        warning: bool = False,
        offer: str = "",
        take: Callable[[], object] | None = None,
    ) -> None:
        """Say a sentence; what is told again while it shows only stays longer.

        Parameters
        ----------
        details : a longer text behind a button
        offer, take : a button, and what it does; such a notice stays until it is answered
        """
        self.log.append((datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"), sentence))
        self.logged.emit()
        same = [notice for notice in self.shown if notice.sentence == sentence]
        if same:
            same[0].stay()
            return
        while len(self.shown) >= _MOST:
            self._drop(self.shown[0])
        stay = STAY_WARNING_MS if warning else STAY_MS
        notice = Notice(sentence, details, stay, self._window, warning=warning, offer=offer)
        if take is not None:
            notice.taken.connect(take)
        notice.gone.connect(self._on_gone)
        notice.details_asked.connect(self._on_details)
        self.shown.append(notice)
        self._place()
        notice.slide_in()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: stay in the corner when the window changes size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """Stack the notices upward from the corner, above the status bar."""
        bar = self._window.findChild(QStatusBar)
        bottom = self._window.height() - _MARGIN
        if bar is not None and bar.isVisible():
            bottom -= bar.height()
        for notice in reversed(self.shown):
            size = notice.fitting(self._window.width() - 2 * _MARGIN)
            notice.resize(size)
            bottom -= size.height()
            notice.place(QPoint(self._window.width() - _MARGIN - size.width(), bottom))
            bottom -= _MARGIN // 2

    def _drop(self, notice: Notice) -> None:
        if notice in self.shown:
            self.shown.remove(notice)
            notice.hide()
            notice.deleteLater()
            self._place()

    def _on_gone(self, notice: Notice) -> None:
        self._drop(notice)

    def _on_details(self, sentence: str, details: str) -> None:
        self.details = Details(sentence, details, self._window)
        self.details.show()
        self.details.raise_()


class LogWindow(Details):
    """Everything that was told since the program started, and what is told while it is open."""

    def __init__(self, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.setWindowTitle("Messages")
        self._notices = notices
        notices.logged.connect(self._write)
        self._write()

    def _write(self) -> None:
        lines = [f"{utc}  {sentence}" for utc, sentence in self._notices.log]
        self.text.setPlainText("\n".join(lines) or "Nothing has been told yet.")
