"""The sheet of the scatter under mouse and keyboard."""

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from spectrogui.views.plot import make_plot, restyle_canvas, restyle_plot
from spectrogui.views.scatter_box import ScatterBox

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class ScatterCanvas(pg.PlotWidget):
    """A plot that takes arrow keys and Esc while it has the focus, and reports the mouse."""

    stepped = Signal(int, int)  # right, up
    escaped = Signal()
    hovered = Signal(QPointF)  # units of the axes
    left = Signal()  # the mouse is not over the points any more

    def __init__(self, parent: QWidget | None = None) -> None:
        self.box = ScatterBox()
        super().__init__(parent, plotItem=make_plot("x", "y", self.box))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # by its background
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.plotItem.setContentsMargins(0, 6, 10, 2)
        self.restyle()

    def set_titles(self, x: str, y: str) -> None:
        """Say what the axes count."""
        self.plotItem.getAxis("bottom").set_title(x)
        self.plotItem.getAxis("left").set_title(y)

    def restyle(self) -> None:
        """Take the colours and fonts of now."""
        restyle_canvas(self)
        restyle_plot(self.plotItem)

    def event(self, event: QEvent) -> bool:
        """Qt: claim the keys that mean something here before the window's shortcuts get them."""
        if event.type() == QEvent.Type.ShortcutOverride and self._means_something(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows step from point to point, Esc lets go."""
        key = Qt.Key(event.key())
        if key in _STEPS and self._means_something(event):
            self.stepped.emit(*_STEPS[key])
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: the mouse went elsewhere."""
        super().leaveEvent(event)
        self.left.emit()

    def _means_something(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        known = event.key() in _STEPS or event.key() == Qt.Key.Key_Escape
        return known and bare == Qt.KeyboardModifier.NoModifier

    def _on_mouse_moved(self, where: QPointF) -> None:
        if self.box.sceneBoundingRect().contains(where) and not self.box.lasso.active:
            self.hovered.emit(self.box.mapSceneToView(where))
        else:
            self.left.emit()
