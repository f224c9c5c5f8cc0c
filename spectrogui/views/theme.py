"""Which colours are in use; the one place that changes them.

Ordinary widgets follow the application's palette and style sheet by themselves. Plot items do
not: whoever draws them connects to `changed` (or overrides `View.restyle`) and recolours.
"""

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from spectrogui.views.colours import DARK, LIGHT, VERDICT_SHAPES, Shape, Theme, faded, mixed
from spectrogui.views.stylesheet import qt_palette, style_sheet

__all__ = [
    "DARK", "LIGHT", "VERDICT_SHAPES", "Shape", "Theme", "changed", "current", "faded", "mixed",
    "tabular", "use",
]  # fmt: skip

Choice = Literal["system", "light", "dark"]


class _Switch(QObject):
    """Holds the theme in use, and follows the system's when asked to."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT
        self._follows = False

    def use(self, choice: Choice) -> None:
        """Take a theme and dress the application in it."""
        self._follow(choice == "system")
        before, self.theme = self.theme, _choose(choice)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            _dress(app, self.theme)
        if before is not self.theme:
            self.changed.emit()

    def _follow(self, wanted: bool) -> None:
        hints = QGuiApplication.styleHints()
        if wanted and not self._follows:
            hints.colorSchemeChanged.connect(self._on_system_changed)
        elif self._follows and not wanted:
            hints.colorSchemeChanged.disconnect(self._on_system_changed)
        self._follows = wanted

    def _on_system_changed(self) -> None:
        self.use("system")


def current() -> Theme:
    """The theme in use; light until `use` was called."""
    return _switch.theme


def use(choice: Choice) -> None:
    """Take a theme: dresses the running application in Fusion, and emits `changed` if it did."""
    _switch.use(choice)


def tabular(font: QFont) -> QFont:
    """A copy of a font whose figures are all equally wide, so that columns of numbers align."""
    made = QFont(font)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _choose(choice: Choice) -> Theme:
    if choice == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if choice == "dark" else LIGHT


def _dress(app: QApplication, theme: Theme) -> None:
    app.setStyle("Fusion")
    app.setPalette(qt_palette(theme))
    app.setStyleSheet(style_sheet(theme))


_switch = _Switch()
changed = _switch.changed
"""Emitted, without arguments, after another theme was taken."""
