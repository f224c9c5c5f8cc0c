"""The first screen: what this is, and the ways in."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

_WORDS = (
    "Each LAMOST spectrum is laid over what the star would look like without magnetic activity, "
    "and what is left over at Hα, the calcium triplet and lithium is measured. "
    "Page through the stars, judge each one with a digit key, and export your list."
)
_WIDE = 560
_MOST = 6


class Welcome(QWidget):
    """Two sentences, three buttons, the sessions of late, and a place to drop files."""

    open_asked = Signal()
    folder_asked = Signal()
    demo_asked = Signal()
    session_chosen = Signal(str)
    dropped = Signal(list)
    """Paths as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.open_spectra = _button("Open spectra…", "Choose spectra, a list or a session", True)
        self.open_folder = _button("Open a folder…", "All spectra in a folder and below it")
        self.open_demo = _button(
            "Open the demo list", "Some 300 simulated stars to try everything on"
        )
        self.open_spectra.clicked.connect(self.open_asked)
        self.open_folder.clicked.connect(self.folder_asked)
        self.open_demo.clicked.connect(self.demo_asked)
        self.zone = QLabel("or drop spectra, folders, lists or a session here")
        self.recent = QVBoxLayout()
        self.recent_title = _heading("Go on with")
        self.sessions: list[QPushButton] = []
        self._lay_out()
        self.set_recent(())

    def set_recent(self, paths: Iterable[str | Path]) -> None:
        """List sessions, the newest first; files that are gone are left out."""
        for button in self.sessions:
            self.recent.removeWidget(button)
            button.deleteLater()
        there = [path for path in map(Path, paths) if path.exists()][:_MOST]
        self.sessions = [self._session_button(path) for path in there]
        for button in self.sessions:
            self.recent.addWidget(button)
        self.recent_title.setVisible(bool(there))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: files may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self._mark_zone(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Qt: they were carried away again."""
        self._mark_zone(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: open them."""
        self._mark_zone(False)
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _session_button(self, path: Path) -> QPushButton:
        button = QPushButton(path.stem)
        button.setProperty("role", "link")
        button.setToolTip(str(path))
        button.setAccessibleName(f"Go on with {path.stem}")
        button.setProperty("path", str(path))
        button.clicked.connect(self._on_session)
        return button

    def _on_session(self) -> None:
        self.session_chosen.emit(str(self.sender().property("path")))

    def _mark_zone(self, over: bool) -> None:
        self.zone.setProperty("over", over)
        self.zone.style().polish(self.zone)

    def _lay_out(self) -> None:
        title = QLabel("spectrogui")
        font = title.font()
        font.setPointSizeF(1.8 * font.pointSizeF())
        title.setFont(font)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.open_spectra, self.open_folder, self.open_demo):
            buttons.addWidget(button)
        buttons.addStretch()
        self.zone.setProperty("role", "drop")
        self.zone.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.zone.setFrameShape(QFrame.Shape.NoFrame)
        self.zone.setMinimumHeight(72)
        inside = QWidget()
        inside.setMaximumWidth(_WIDE)
        column = QVBoxLayout(inside)
        column.setSpacing(16)
        column.addWidget(title)
        column.addWidget(QLabel(_WORDS, wordWrap=True))
        column.addLayout(buttons)
        column.addWidget(self.zone)
        self.recent.setSpacing(0)
        column.addWidget(self.recent_title)
        column.addLayout(self.recent)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(inside, 4)
        middle.addStretch(1)
        box = QVBoxLayout(self)
        box.addStretch(2)
        box.addLayout(middle)
        box.addStretch(3)


def _button(text: str, tip: str, primary: bool = False) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setProperty("primary", primary)
    return button


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label
