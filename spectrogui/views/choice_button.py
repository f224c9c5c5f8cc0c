"""A button that is on or off and shows the key that does the same."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from spectrogui.views import theme
from spectrogui.views.marks import draw_verdict
from spectrogui.views.plot import small_font

FLASH_MS = 250
_PAD, _GAP = 6, 4


class ChoiceButton(QAbstractButton):
    """Key, sign of a verdict if it is one, and text; on is bold in a strong frame.

    Parameters
    ----------
    key : the digit or letter
    verdict : 1 to 5 to draw the shape of that verdict, 0 for none
    framed : whether a button that is off has a frame
    """

    def __init__(
        self,
        text: str,
        key: str = "",
        verdict: int = 0,
        parent: QWidget | None = None,
        *,
        framed: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(f"{text}, key {key}" if key else text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.key, self.verdict, self._framed = key, verdict, framed
        self._flash = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._flash.timeout.connect(self._on_flashed)

    def flash(self) -> None:
        """Light up for a moment."""
        self._flash.start()
        self.update()

    @property
    def is_flashing(self) -> bool:
        """Whether it is lit."""
        return self._flash.isActive()

    def sizeHint(self) -> QSize:
        """Qt: room for the text in bold."""
        metrics = QFontMetrics(self._font(bold=True))
        wide = sum(self._widths(metrics)) + metrics.horizontalAdvance(self.text()) + 2 * _PAD
        return QSize(wide + 1, metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Qt: room for the text; in bold it may be cut off."""
        metrics = QFontMetrics(self._font(bold=False))
        wide = sum(self._widths(metrics)) + metrics.horizontalAdvance(self.text()) + 2 * _PAD
        return QSize(wide, metrics.height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: draw."""
        colours, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        painter.setFont(self._font(bold=self.isChecked()))
        metrics = painter.fontMetrics()
        key, sign = self._widths(QFontMetrics(self._font(bold=True)))
        ink = QColor(colours.ink if self.isEnabled() else colours.disabled)
        x, height = float(_PAD), self.height()
        if key:
            painter.setPen(QColor(colours.muted if self.isEnabled() else colours.disabled))
            painter.drawText(QRectF(x, 0, key, height), Qt.AlignmentFlag.AlignVCenter, self.key)
            x += key
        if sign:
            size = 0.62 * metrics.height()
            draw_verdict(painter, QPointF(x + size / 2, height / 2), size, self.verdict, colours)
            x += sign
        painter.setPen(ink)
        room = self.width() - x - _PAD + 2
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, round(room))
        painter.drawText(QRectF(x, 0, room, height), Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_ground(self, painter: QPainter) -> None:
        colours = theme.current()
        strong = colours.verdict(self.verdict) if self.verdict else colours.accent
        ground, edge, width = colours.field, colours.line, 1.0
        if not self._framed:
            edge = ground
        if self.underMouse() and self.isEnabled():
            ground = colours.hover
        if self.isChecked():
            ground, edge, width = theme.mixed(strong, colours.field, 0.16), strong, 1.6
        if self.is_flashing:
            ground = theme.mixed(strong, colours.field, 0.55)
        if self.hasFocus():
            edge, width = colours.accent, 1.6
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _widths(self, metrics: QFontMetrics) -> tuple[int, int]:
        """Room for the key and for the sign, px, with the gap after each."""
        key = metrics.horizontalAdvance(self.key) + _GAP if self.key else 0
        sign = round(0.62 * metrics.height()) + _GAP if self.verdict else 0
        return key, sign

    def _font(self, *, bold: bool) -> QFont:
        font = small_font()
        font.setBold(bold)
        return font

    def _on_flashed(self) -> None:
        self.update()
