"""The signs on the tool bar: a few strokes each, in the ink of the theme."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

SIDE = 20
"""Units of the drawings below; also px on the screen."""
Stroke = tuple[tuple[float, float], ...]

_STROKES: dict[str, tuple[Stroke, ...]] = {
    "open_files": (((2, 16), (2, 5), (8, 5), (10, 7.5), (18, 7.5), (18, 16), (2, 16)),),
    "export_rows": (
        ((3.5, 11), (3.5, 17), (16.5, 17), (16.5, 11)),
        ((10, 13), (10, 3)),
        ((6, 7), (10, 3), (14, 7)),
    ),
    "previous_row": (((12.5, 4), (6.5, 10), (12.5, 16)),),
    "next_row": (((7.5, 4), (13.5, 10), (7.5, 16)),),
    "next_unlabelled": (((4, 4), (10, 10), (4, 16)),),
    "undo": (
        ((7, 4), (3.5, 7.5), (7, 11)),
        ((3.5, 7.5), (12, 7.5), (15, 8.7), (16.5, 11.5), (15, 14.3), (12, 15.5), (7, 15.5)),
    ),
    "redo": (
        ((13, 4), (16.5, 7.5), (13, 11)),
        ((16.5, 7.5), (8, 7.5), (5, 8.7), (3.5, 11.5), (5, 14.3), (8, 15.5), (13, 15.5)),
    ),
    "auto_advance": (((3.5, 10.5), (7, 14), (13, 5)), ((13, 9), (17.5, 12.5), (13, 16))),
    "show_keys": (
        ((2, 5), (18, 5), (18, 15), (2, 15), (2, 5)),
        ((6, 12), (14, 12)),
        ((5, 8.5), (6, 8.5)),
        ((9.5, 8.5), (10.5, 8.5)),
        ((14, 8.5), (15, 8.5)),
    ),
}
_RINGS: dict[str, tuple[float, float, float]] = {"next_unlabelled": (15, 10, 2.6)}


def icon(name: str, ink: str, off: str) -> QIcon:
    """The sign of an action; an empty icon if it has none.

    Parameters
    ----------
    ink, off : colours when it can be used and when it cannot, ``#rrggbb``
    """
    made = QIcon()
    if name in _STROKES:
        for mode, colour in ((QIcon.Mode.Normal, ink), (QIcon.Mode.Disabled, off)):
            for scale in (1, 2):
                made.addPixmap(_pixmap(name, colour, scale), mode)
    return made


def _pixmap(name: str, colour: str, scale: int) -> QPixmap:
    pixmap = QPixmap(SIDE * scale, SIDE * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), 1.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for stroke in _STROKES[name]:
        path = QPainterPath(QPointF(*stroke[0]))
        for point in stroke[1:]:
            path.lineTo(QPointF(*point))
        painter.drawPath(path)
    if name in _RINGS:
        x, y, radius = _RINGS[name]
        painter.drawEllipse(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
    painter.end()
    return pixmap
