"""What the window remembers from one start to the next."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from spectrogui.store.places import config_folder

RECENT = 8
_SEEN = 64  # px of a window that must be on a screen in both directions


class WindowState:
    """A file of its own in the folder of settings."""

    def __init__(self, path: Path | None = None) -> None:
        self._kept = QSettings(
            str(path or config_folder() / "window.ini"), QSettings.Format.IniFormat
        )

    def keep_window(self, window: QWidget) -> None:
        """Remember where a window is and how large."""
        self._kept.setValue("geometry", window.saveGeometry())
        self._kept.sync()

    def restore_window(self, window: QWidget) -> bool:
        """Put a window where it was; False if it never was, or is on no screen any more."""
        geometry = self._kept.value("geometry")
        if not isinstance(geometry, QByteArray) or not window.restoreGeometry(geometry):
            return False
        return is_seen(window.frameGeometry())

    def keep_bench(self, state: str) -> None:
        """Remember what `Bench.state` says."""
        self._kept.setValue("bench", state)
        self._kept.sync()

    def bench(self) -> str:
        """What was remembered, "" for nothing."""
        return str(self._kept.value("bench") or "")

    def add_recent(self, path: Path) -> None:
        """Put a session at the head of those of late."""
        others = [other for other in self.recent() if other != str(path)]
        self._kept.setValue("recent", [str(path), *others][:RECENT])
        self._kept.sync()

    def recent(self) -> list[str]:
        """The sessions of late, the newest first."""
        kept = self._kept.value("recent") or []
        return [kept] if isinstance(kept, str) else [str(path) for path in kept]


def is_seen(frame: QRect) -> bool:
    """Whether enough of a window is on a screen to be taken hold of."""
    for screen in QGuiApplication.screens():
        part = screen.availableGeometry().intersected(frame)
        if part.width() >= _SEEN and part.height() >= _SEEN:
            return True
    return False
