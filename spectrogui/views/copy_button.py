"""A small button that puts a text on the clipboard."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from spectrogui.views import theme
from spectrogui.views.plot import small_font


class CopyButton(QToolButton):
    """Two sheets of paper, drawn, since few fonts have the sign; Tab reaches it, clicks do not
    give it the keyboard.
    """

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what = what
        self.setToolTip(f"Copy {what}")
        self.setAccessibleName(f"Copy {what}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """Qt: as high as a line of small text."""
        height = QFontMetrics(small_font()).height()
        return QSize(height + 6, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: draw."""
        colours, painter = theme.current(), QPainter(self)
        near = self.underMouse() or self.hasFocus()
        if near:
            painter.fillRect(self.rect(), QColor(colours.hover))
        painter.setPen(QPen(QColor(colours.ink if near else colours.disabled), 1))
        painter.setBrush(QColor(colours.hover if near else colours.panel))
        middle = QRectF(self.rect()).center()
        sheet = QRectF(round(middle.x()) - 4.5, round(middle.y()) - 4.5, 6, 7)
        painter.drawRect(sheet)
        painter.drawRect(sheet.translated(3, 3))
