"""Mouse gestures with modifier keys held, as QTest cannot make them."""

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

BETWEEN_MOVES_MS = 15
"""pyqtgraph passes over moves that follow one another faster than this."""
NONE = Qt.KeyboardModifier.NoModifier
_LEFT, _NO = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def drag(widget, places, modifiers=NONE, *, release=True):
    """Press the left button at the first place, move over the others, release at the last."""
    send(widget, QEvent.Type.MouseButtonPress, places[0], _LEFT, _LEFT, modifiers)
    for place in places[1:]:
        QTest.qWait(BETWEEN_MOVES_MS)
        send(widget, QEvent.Type.MouseMove, place, _NO, _LEFT, modifiers)
    if release:
        send(widget, QEvent.Type.MouseButtonRelease, places[-1], _LEFT, _NO, modifiers)


def send(widget, kind, place, button, buttons, modifiers):
    """One mouse event at a place of a widget."""
    here = QPointF(place)
    there = QPointF(widget.mapToGlobal(here.toPoint()))
    QApplication.sendEvent(widget, QMouseEvent(kind, here, there, button, buttons, modifiers))
