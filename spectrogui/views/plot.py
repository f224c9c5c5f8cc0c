"""Plots as journals print them: thin ink, ticks inside on four sides, no grid, units said."""

from html import escape

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPen
from PySide6.QtWidgets import QApplication, QGraphicsSceneWheelEvent

from spectrogui.core.numbers import minus
from spectrogui.views import theme

TICK = 5
"""Length of a major tick, px, into the plot."""
MARGINS = 8
"""Empty height at the top and the bottom of a canvas together, px."""


class Axis(pg.AxisItem):
    """An axis with a true minus sign, whose title shows the unit in a lighter grey."""

    def __init__(self, side: str, title: str = "") -> None:
        super().__init__(side, maxTickLength=-TICK)
        self._title = title
        self.enableAutoSIPrefix(False)
        self.setStyle(showValues=bool(title), maxTickLevel=1, maxTextLevel=0, tickAlpha=1.0)

    def set_title(self, title: str) -> None:
        """Say what the axis counts, e.g. ``Wavelength (Å, air, rest frame)``."""
        if title != self._title:
            self._title = title
            self._write_title()

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Qt: the numbers at the ticks."""
        return [minus(text) for text in super().tickStrings(values, scale, spacing)]

    def restyle(self) -> None:
        """Take the colours and the font of now."""
        colours = theme.current()
        self.setPen(thin(colours.ink))
        self.setTextPen(thin(colours.ink))
        self.setTickFont(small_font())
        if self._title:
            self._write_title()
            em = QFontMetricsF(small_font()).height()
            if self.orientation == "left":
                self.setWidth(round(3.8 * em))
            else:
                self.setHeight(round(2.5 * em))

    def _write_title(self) -> None:
        name, bracket, unit = self._title.partition(" (")
        colours = theme.current()
        html = escape(name)
        if bracket:
            html += f' <span style="color:{colours.muted}">({escape(unit)}</span>'
        size = f"{small_font().pointSizeF():.1f}pt"
        self.setLabel(html, **{"color": colours.ink, "font-size": size})


class PlotBox(pg.ViewBox):
    """The mouse in a plot: wheel zooms x at the cursor, with Shift y; drag pans, right-drag
    draws a box to zoom into, double-click asks for a reset. Whoever owns the plot resets it.
    """

    reset_asked = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.disableAutoRange()
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of now."""
        colours = theme.current()
        self.rbScaleBox.setPen(thin(colours.accent))
        self.rbScaleBox.setBrush(theme.faded(colours.accent, 0.12))

    def updateViewRange(self, forceX: bool = False, forceY: bool = False) -> None:
        """Qt: move what is drawn at once; pyqtgraph does it while painting, which paints twice."""
        super().updateViewRange(forceX, forceY)
        if not self.rect().isEmpty():
            self.updateMatrix()

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        """Qt: zoom; a sideways wheel or two fingers pan."""
        if axis is None:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.orientation() == Qt.Orientation.Horizontal and not shift:
                self._pan_sideways(event.delta())
                event.accept()
                return
            axis = 1 if shift else 0
        super().wheelEvent(event, axis)

    def mouseDragEvent(self, event: MouseDragEvent, axis: int | None = None) -> None:
        """Qt: pan with the left button, zoom into a box with the right one."""
        if event.button() != Qt.MouseButton.RightButton or axis is not None:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        start, end = event.buttonDownPos(event.button()), event.pos()
        if not event.isFinish():
            self.updateScaleBox(start, end)
            return
        self.rbScaleBox.hide()
        box = QRectF(start, end).normalized()
        if box.width() > TICK and box.height() > TICK:
            self.showAxRect(self.childGroup.mapRectFromParent(box), padding=0)

    def mouseClickEvent(self, event: MouseClickEvent) -> None:
        """Qt: a double-click asks for a reset."""
        if event.double() and event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.reset_asked.emit()

    def _pan_sideways(self, delta: int) -> None:
        low, high = self.viewRange()[0]
        self.translateBy(x=-(high - low) * delta / 1200)


def make_plot(x_title: str, y_title: str, box: PlotBox | None = None) -> pg.PlotItem:
    """An empty plot in the style of `look.md`; an empty title leaves that axis bare.

    Put it into a `make_canvas()` or a `pg.PlotWidget(plotItem=...)`, and call `restyle_plot`
    when the theme changes.
    """
    axes = {
        "bottom": Axis("bottom", x_title),
        "left": Axis("left", y_title),
        "top": Axis("top"),
        "right": Axis("right"),
    }
    plot = pg.PlotItem(viewBox=box or PlotBox(), axisItems=axes, enableMenu=False)
    plot.showAxes(True, showValues=(True, False, False, True))
    for axis in axes.values():
        axis.setStyle(showValues=bool(axis._title))
    plot.hideButtons()
    plot.setContentsMargins(0, 0, 0, 0)
    restyle_plot(plot)
    return plot


def restyle_plot(plot: pg.PlotItem) -> None:
    """Give axes and mouse box the colours of now; curves belong to whoever drew them."""
    for side in ("left", "bottom", "top", "right"):
        plot.getAxis(side).restyle()
    plot.getViewBox().restyle()


def make_canvas() -> pg.GraphicsLayoutWidget:
    """An empty sheet for several plots that share a frame; `restyle_canvas` recolours it."""
    canvas = pg.GraphicsLayoutWidget()
    canvas.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # by its background
    canvas.ci.layout.setContentsMargins(4, MARGINS / 2, 12, MARGINS / 2)
    canvas.ci.layout.setSpacing(0)
    restyle_canvas(canvas)
    return canvas


def restyle_canvas(canvas: pg.GraphicsView) -> None:
    """Give a sheet (or a `pg.PlotWidget`) the background of now."""
    canvas.setBackground(theme.current().plot)


def thin(colour: str, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen of 1 px at any zoom; wider ones cost three times as much to draw."""
    pen = QPen(QColor(colour), 1, style)
    pen.setCosmetic(True)
    return pen


def small_font() -> QFont:
    """The application's font, one point smaller, with figures of equal width."""
    font = theme.tabular(QApplication.font())
    font.setPointSizeF(max(7.0, font.pointSizeF() - 1))
    return font
