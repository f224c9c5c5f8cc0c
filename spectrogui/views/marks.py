"""Small drawn signs: the shape of a verdict, the star, the mark of a problem."""

from functools import cache

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen

from spectrogui.views.colours import VERDICT_SHAPES, Theme


def draw_verdict(painter: QPainter, centre: QPointF, size: float, code: int, theme: Theme) -> None:
    """The shape of a verdict, 1 to 5, in its colour."""
    shape = VERDICT_SHAPES[code - 1]
    colour = QColor(theme.verdict(code))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    painter.scale(size, size)
    pen = QPen(colour, 1.5 / size)
    painter.setPen(pen)
    painter.setBrush(QBrush(colour) if shape.filled else Qt.BrushStyle.NoBrush)
    painter.drawPath(Symbols[shape.symbol])
    painter.restore()


def draw_star(painter: QPainter, centre: QPointF, size: float, colour: str) -> None:
    """A filled five-pointed star."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    painter.scale(size, size)
    painter.fillPath(_star(), QColor(colour))
    painter.restore()


def draw_problem(
    painter: QPainter, centre: QPointF, size: float, colours: tuple[str, str]
) -> None:
    """An exclamation mark on a disc; `colours` are those of the disc and of the mark."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours[0]))
    painter.drawEllipse(box)
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(round(0.8 * size))
    painter.setFont(font)
    painter.setPen(QColor(colours[1]))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "!")
    painter.restore()


@cache
def _star() -> QPainterPath:
    path: QPainterPath = Symbols["star"]
    return path
