"""Colours and size of text, as the settings say."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from spectrogui.store.settings import SettingsStore
from spectrogui.views import theme


class Dress(QObject):
    """Dresses the application, now and whenever the settings change."""

    def __init__(self, settings: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._usual = QFont(QApplication.font())
        self._worn: tuple[str, int] | None = None
        settings.changed.connect(self.wear)
        self.wear()

    def wear(self) -> None:
        """Take theme and text size of the settings; does nothing if they are worn already."""
        values = self._settings.settings
        wanted = (values.theme, values.text_scale)
        if wanted == self._worn:
            return
        rescaled = self._worn is not None and self._worn[1] != values.text_scale
        self._worn = wanted
        font = QFont(self._usual)
        font.setPointSizeF(self._usual.pointSizeF() * values.text_scale / 100)
        QApplication.setFont(font)
        before = theme.current()
        match values.theme:
            case "light":
                theme.use("light")
            case "dark":
                theme.use("dark")
            case _:
                theme.use("system")
        if rescaled and theme.current() is before:
            theme.changed.emit()  # plots measure the font when they take their colours
