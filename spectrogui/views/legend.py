"""What the colours in the panels mean, in one line."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from spectrogui.views import theme
from spectrogui.views.plot import small_font, thin

_SAMPLE, _GAP, _BETWEEN = 18, 6, 16
_ENTRIES = (
    ("observed", "observed ± 1σ"),
    ("template", "template ± 1σ: the star without activity"),
    ("residual", "residual"),
    ("mark", "no usable flux"),
)


class Legend(QWidget):
    """A sample of each ink beside what it stands for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend: " + ", ".join(text for _, text in _ENTRIES))
        self.setToolTip(
            "Small triangles at the edge of a plot: points that lie beyond it.\n"
            "⊕ and grey bands: the Earth’s air. Dotted edges: where a line is integrated."
        )

    def sizeHint(self) -> QSize:
        """Qt: one line of text."""
        return QSize(200, round(QFontMetricsF(small_font()).height()) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: draw as many entries as fit."""
        painter, metrics = QPainter(self), QFontMetricsF(small_font())
        painter.setFont(small_font())
        x, middle = 0.0, self.height() / 2
        for ink, text in _ENTRIES:
            width = metrics.horizontalAdvance(text)
            if x + _SAMPLE + _GAP + width > self.width():
                break
            _draw_sample(painter, ink, x, middle)
            x += _SAMPLE + _GAP
            painter.setPen(QColor(theme.current().muted))
            place = QRectF(x, 0, width + 1, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
            x += width + _BETWEEN


def _draw_sample(painter: QPainter, ink: str, x: float, middle: float) -> None:
    colours = theme.current()
    colour = getattr(colours, ink)
    if ink == "mark":
        place = QRectF(x, middle - 4, _SAMPLE, 8)
        painter.fillRect(place, theme.faded(colour, 0.25))
        painter.fillRect(place, QBrush(QColor(colour), Qt.BrushStyle.BDiagPattern))
        return
    opacity = {"observed": 0.18, "template": colours.template_band}.get(ink, 0.0)
    if opacity:
        painter.fillRect(QRectF(x, middle - 4, _SAMPLE, 8), theme.faded(colour, opacity))
    painter.setPen(thin(colour))
    painter.drawLine(QPointF(x, middle), QPointF(x + _SAMPLE, middle))
