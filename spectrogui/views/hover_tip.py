"""A tip beside the mouse that appears at once and never takes the mouse away."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from spectrogui.views import theme
from spectrogui.views.plot import small_font

_AWAY = 14  # pixels from the point it speaks of


class HoverTip(QLabel):
    """Text in the colours of a tool-tip, kept inside its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def restyle(self) -> None:
        """Take the colours and the font of now."""
        colours = theme.current()
        self.setFont(small_font())
        self.setStyleSheet(
            f"color: {colours.plot}; background: {colours.ink};"
            "border-radius: 4px; padding: 4px 8px;"
        )

    def show_at(self, where: QPoint, text: str) -> None:
        """Speak of a place of the parent, without covering it."""
        self.setText(text)
        self.adjustSize()
        room = self._over.size()
        x = where.x() + _AWAY
        if x + self.width() > room.width():
            x = max(0, min(where.x() - _AWAY - self.width(), room.width() - self.width()))
        y = where.y() - _AWAY - self.height()
        if y < 0:
            y = min(where.y() + _AWAY, room.height() - self.height())
        self.move(x, max(0, y))
        self.show()
