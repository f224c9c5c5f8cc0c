"""A line of text that is cut in the middle where there is no room for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class ElidedLabel(QLabel):
    """Never wider than it is given; both ends of the text stay, and `text` is all of it."""

    def minimumSizeHint(self) -> QSize:
        """Qt: a few letters."""
        return QSize(4 * self.fontMetrics().averageCharWidth(), super().sizeHint().height())

    def sizeHint(self) -> QSize:
        """Qt: no wider than it must be, so that it never widens what holds it."""
        return QSize(self.minimumSizeHint().width(), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: draw what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        metrics = painter.fontMetrics()
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignTop, text)
