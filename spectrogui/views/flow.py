"""Small widgets side by side, in as many lines as they need."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_GAP = 4


class Flow(QWidget):
    """Fills a line from the left and goes on in the next one."""

    def __init__(self, widgets: Iterable[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widgets = tuple(widgets)
        for widget in self._widgets:
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Qt: the narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: the height of all lines."""
        places = self._places(width)
        return max((place.bottom() + 1 for place in places), default=0)

    def sizeHint(self) -> QSize:
        """Qt: as wide as it is now."""
        width = max(self.width(), 160)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Qt: room for the widest."""
        widest = max((each.minimumSizeHint().width() for each in self._widgets), default=0)
        return QSize(widest, self.heightForWidth(max(self.width(), widest)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: move the widgets."""
        for widget, place in zip(self._widgets, self._places(self.width()), strict=True):
            widget.setGeometry(place)
        if self.height() != self.heightForWidth(self.width()):
            self.updateGeometry()

    def _places(self, width: int) -> list[QRect]:
        places, x, y, line = [], 0, 0, 0
        for widget in self._widgets:
            size = widget.sizeHint()
            wide = min(size.width(), max(width, 1))
            if x and x + wide > width:
                x, y, line = 0, y + line + _GAP, 0
            places.append(QRect(x, y, wide, size.height()))
            x, line = x + wide + _GAP, max(line, size.height())
        return places
