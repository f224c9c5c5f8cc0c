"""What can be done with a light curve and is not needed often."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget


class More(QMenu):
    """The menu under ⋯; whoever owns it connects the actions."""

    def __init__(self, button: QToolButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.flares = self.addAction("List of flares…")
        self.addSeparator()
        self.halve = self.addAction("Halve the period")
        self.double = self.addAction("Double the period")
        self.next_peak = self.addAction("Fold at the next peak")
        self.measured = self.addAction("Back to the measured period")
        self.addSeparator()
        self.trend = self._switch("Flux as read, with the trend")
        self.apart = self._switch("Light curves below each other")
        self.sampling = self._switch("Window function")
        self.addSeparator()
        self.next_plot = self.addAction("Next plot")
        button.setMenu(self)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _switch(self, text: str) -> QAction:
        action = self.addAction(text)
        action.setCheckable(True)
        return action
