"""The window: a first screen while there is nothing, and then the bench."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QSizePolicy, QStackedWidget, QToolBar, QWidget

from spectrogui.app.status import Status
from spectrogui.app.window_state import WindowState
from spectrogui.store.selection import Rows
from spectrogui.store.session import Session
from spectrogui.views.welcome import Welcome

if TYPE_CHECKING:
    from spectrogui.app.bench import Bench

SMALLEST = QSize(1280, 720)
SIMULATED = "Simulated demo list"
_DEMO = "simulated"


class Window(QMainWindow):
    """Places things and says what is open; what happens is up to the commands."""

    dropped = Signal(list)
    bench_made = Signal()
    closing = Signal()

    def __init__(self, session: Session, state: WindowState) -> None:
        super().__init__()
        self._session, self._state = session, state
        self._bench: Bench | None = None
        self._making = self._make_bench()
        self._bit_by_bit = QTimer(self, interval=0)
        self._bit_by_bit.timeout.connect(self._on_next_bit)
        self._is_simulated = False
        self._badge: QAction | None = None
        self.welcome = Welcome()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.welcome)
        self.setCentralWidget(self.pages)
        self.status = Status(session)
        self.setStatusBar(self.status)
        self.simulated = QLabel(SIMULATED)
        self.simulated.setProperty("role", "badge")
        self.simulated.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.simulated.setToolTip("A program made these spectra; they are no observations")
        self.setAcceptDrops(True)
        self.setMinimumSize(SMALLEST)
        if not state.restore_window(self):
            self.resize(SMALLEST)
        self.welcome.set_recent(state.recent())
        session.opened.connect(self._on_opened)
        session.rows_added.connect(self._on_rows_added)
        session.rows_changed.connect(self._on_rows_changed)
        session.shown_changed.connect(self._on_shown_changed)
        self._say_title()

    @property
    def bench(self) -> "Bench":
        """The bench, made when it is first needed: the first screen does without its plots."""
        while self._bench is None:
            next(self._making)
        return self._bench

    def prepare_bench(self) -> None:
        """Make the bench a part at a time, between turns of the event loop."""
        self._bit_by_bit.start()

    def _make_bench(self) -> Iterator[str]:
        """What there is to do, with the name of what was done after each part of it."""
        from spectrogui.app.bench import VIEWS, Bench

        yield "import"
        nursery = QWidget(self)  # what is closed half made goes with the window
        nursery.hide()
        views = {}
        for spec in VIEWS:
            views[spec.id] = spec.make(self._session)
            views[spec.id].setParent(nursery)
            yield spec.id
        bench = Bench(self._session, views)
        nursery.deleteLater()
        bench.restore(self._state.bench())
        self.pages.addWidget(bench)
        for widget in bench.findChildren(QWidget):
            widget.setAcceptDrops(False)  # files dropped anywhere come to the window
        self._bench = bench
        self.bench_made.emit()
        yield "bench"
        self._choose_page()

    def place_badge(self, bar: QToolBar) -> None:
        """Put the mark of simulated spectra at the end of the tool bar."""
        self._badge = bar.addWidget(self.simulated)
        self._set_simulated(self._is_simulated)

    @property
    def has_bench(self) -> bool:
        """Whether the bench was needed already."""
        return self._bench is not None

    def show_alone(self, alone: bool) -> None:
        """Show the spectra and nothing else, or everything."""
        self.bench.show_sides(not alone)
        self.status.setHidden(alone)
        for bar in self.findChildren(QToolBar):
            bar.setHidden(alone)
        self.menuBar().setHidden(alone)

    def keep_state(self) -> None:
        """Remember place, size and shares for the next start."""
        self._state.keep_window(self)
        if self._bench is not None:
            self._state.keep_bench(self._bench.state())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: files may be dropped anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: open them."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt: the program ends with its window."""
        self._bit_by_bit.stop()
        self.closing.emit()
        super().closeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Qt: tool-tips of the menu need no place in the status bar."""
        if event.type() == QEvent.Type.StatusTip:
            return True
        return super().event(event)

    def _on_next_bit(self) -> None:
        if not next(self._making, ""):
            self._bit_by_bit.stop()

    def _on_opened(self) -> None:
        self._set_simulated(False)
        if self._session.file is not None:
            self._state.add_recent(self._session.file.path)
        self._mark_simulated(self._session.table.words("flags"))
        self._say_title()
        self._choose_page()

    def _on_rows_added(self) -> None:
        self._choose_page()

    def _on_rows_changed(self, rows: Rows) -> None:
        if not self._is_simulated:
            self._mark_simulated(self._session.table.cells("flags", rows).tolist())

    def _on_shown_changed(self) -> None:
        """With the first star the keyboard goes to the table; its lines are there by then."""
        if self._session.shown is not None and self._bench is not None and self._bench.hasFocus():
            self._bench.table.lines.setFocus()

    def _choose_page(self) -> None:
        if not len(self._session.table):
            self.welcome.set_recent(self._state.recent())
            self.pages.setCurrentWidget(self.welcome)
        elif self._bench is None:
            self.prepare_bench()  # and comes back when it is there
        else:
            fresh = self.pages.currentWidget() is self.welcome
            self.pages.setCurrentWidget(self._bench)
            if fresh:
                self._bench.setFocus()
                self._on_shown_changed()

    def _mark_simulated(self, flags: Iterable[str]) -> None:
        if any(_DEMO in words for words in flags):
            self._set_simulated(True)

    def _set_simulated(self, simulated: bool) -> None:
        self._is_simulated = simulated
        if self._badge is not None:
            self._badge.setVisible(simulated)
        self._say_title()

    def _say_title(self) -> None:
        file = self._session.file
        parts = [file.path.stem] if file is not None else []
        if self._is_simulated and file is not None:
            parts.append(SIMULATED)
        self.setWindowTitle(" — ".join([*parts, "spectrogui"]))
