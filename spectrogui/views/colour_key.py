"""The key to the colours of the scatter: a scale with its ends, or the verdicts' shapes."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from spectrogui.views import theme
from spectrogui.views.colouring import STEPS, Colouring
from spectrogui.views.column_text import MINUS, heading
from spectrogui.views.marks import draw_verdict
from spectrogui.views.plot import small_font

_BAR = 9  # pixels
_GAP = 6
_LONGEST = 220


class ColourKey(QWidget):
    """Says what the colours mean, in the colours themselves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colouring: Colouring | None = None
        self._mean = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_colouring(self, colouring: Colouring, *, mean: bool) -> None:
        """Explain a colouring; `mean` says that a colour is the mean over a cell of the image."""
        self._colouring, self._mean = colouring, mean
        self.setVisible(colouring.values is not None)
        self.setToolTip(self._words())
        self.setAccessibleName(self._words())
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: one line of text high."""
        return QSize(160, QFontMetrics(small_font()).height() + _GAP)

    def minimumSizeHint(self) -> QSize:
        """Qt: narrow panels squeeze the scale."""
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: draw the scale or the shapes."""
        if self._colouring is None:
            return
        painter = QPainter(self)
        painter.setFont(small_font())
        if self._colouring.shapes:
            self._draw_shapes(painter)
        elif self._colouring.span:
            self._draw_scale(painter)

    def _words(self) -> str:
        colouring = self._colouring
        if colouring is None or colouring.column is None:
            return ""
        if colouring.span is None:
            return "Colour and shape: the verdict"
        what = f"{'mean ' if self._mean else ''}{heading(colouring.column)}"
        low, high = (_short(value, colouring.span) for value in colouring.span)
        return f"Colour: {what} from {low} to {high}; values beyond take the colour of the end"

    def _draw_scale(self, painter: QPainter) -> None:
        colouring = self._colouring
        if colouring is None or colouring.span is None:
            return
        colours, metrics = theme.current(), painter.fontMetrics()
        low, high = (_short(value, colouring.span) for value in colouring.span)
        low = f"mean {low}" if self._mean else low
        left = metrics.horizontalAdvance(low) + _GAP
        room = self.width() - left - metrics.horizontalAdvance(high) - _GAP
        wide = min(max(room, STEPS), _LONGEST)
        top = (self.height() - _BAR) / 2
        painter.setPen(QColor(colours.muted))
        everywhere = QRectF(0, 0, self.width(), self.height())
        painter.drawText(everywhere, Qt.AlignmentFlag.AlignVCenter, low)
        everywhere.setLeft(left + wide + _GAP)
        painter.drawText(everywhere, Qt.AlignmentFlag.AlignVCenter, high)
        for step, style in enumerate(colouring.styles[1:]):
            start, end = round(step * wide / STEPS), round((step + 1) * wide / STEPS)
            painter.fillRect(QRectF(left + start, top, end - start, _BAR), QColor(style.colour))

    def _draw_shapes(self, painter: QPainter) -> None:
        """The shapes with their names, or with their digits where names do not fit."""
        colouring = self._colouring
        if colouring is None:
            return
        metrics = painter.fontMetrics()
        names = [style.label for style in colouring.styles[1:]]
        sign = round(0.62 * metrics.height())
        needed = sum(metrics.horizontalAdvance(name) + sign + 3 * _GAP for name in names)
        if needed > self.width():
            names = [str(code) for code in range(1, len(names) + 1)]
        painter.setPen(QColor(theme.current().muted))
        x, middle = 0.0, self.height() / 2
        for code, name in enumerate(names, start=1):
            draw_verdict(painter, QPointF(x + sign / 2 + 1, middle), sign, code, theme.current())
            x += sign + _GAP
            box = QRectF(x, 0, self.width() - x, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
            x += metrics.horizontalAdvance(name) + 2 * _GAP


def _short(value: float, span: tuple[float, float]) -> str:
    """A number with as many digits as its span asks for."""
    return f"{value:.{_decimals(span)}f}".replace("-", MINUS)


def _decimals(span: tuple[float, float]) -> int:
    width = span[1] - span[0]
    return next((digits for digits in range(5) if width * 10**digits >= 20), 5)
