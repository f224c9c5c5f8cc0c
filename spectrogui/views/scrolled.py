"""A column of widgets that scrolls when there is no room for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_LEAST = 120  # px of height


class Scrolled(QScrollArea):
    """Scrolls up and down only, and so is never narrower than what is inside.

    Parameters
    ----------
    name : for screen readers
    """

    def __init__(self, inside: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._inside = inside
        self.setWidget(inside)
        self.setAccessibleName(name)

    def minimumSizeHint(self) -> QSize:
        """Qt: as wide as what is inside, and low."""
        return QSize(self._inside.minimumSizeHint().width(), _LEAST)
