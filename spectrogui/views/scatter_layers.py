"""What the scatter draws, from the back to the front: image, crowd, picked, current."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QPen

from spectrogui.views import density, theme
from spectrogui.views.cloud import Cloud, Range, Rows
from spectrogui.views.colouring import Colouring, Style, rgb

FADED = 0.3
"""Opacity of everything that is not picked, while something is."""
_RING = 11
_CELL = 2  # pixels of a cell of the image
_NOTHING: Rows = np.empty(0, dtype=np.intp)
_AROUND = 0.2  # of the view on either side, so that a short pan shows no edge


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The stretch of the plane that an image covers, and its number of cells (rows, columns)."""

    x: Range
    y: Range
    shape: tuple[int, int]

    @classmethod
    def around(cls, x: Range, y: Range, pixels: tuple[float, float]) -> "Sheet":
        """A little more than the view, with cells of `_CELL` pixels; `pixels` are those of it."""
        grown = 1 + 2 * _AROUND
        wide, high = (max(8, round(grown * size / _CELL)) for size in pixels)
        return cls(_grown(x), _grown(y), (high, wide))

    @property
    def rectangle(self) -> QRectF:
        """Where the image goes."""
        return QRectF(self.x[0], self.y[0], self.x[1] - self.x[0], self.y[1] - self.y[0])


class Points(pg.ScatterPlotItem):
    """Points that leave the mouse to the plot: pyqtgraph's own search takes seconds at a million.

    No cache mode: below 20,000 points in a dozen items, pixmaps of them all cost 12 ms per move
    of the ring, and the points themselves 7 ms.
    """

    def mouseClickEvent(self, event: MouseClickEvent) -> None:
        """Qt: the plot finds out what was clicked."""
        event.ignore()


class Layers:
    """The items of the plot; each method redraws one of them and touches no other."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._image = _image(plot, -30)
        self._picked_image = _image(plot, 19)
        self._outside = _points(plot, -20)
        self._crowd: list[Points] = []
        self._picked = _points(plot, 20)
        self._hover = _points(plot, 30)
        self._halo = _points(plot, 40)
        self._ring = _points(plot, 41)
        self._edge = _points(plot, 42)
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of now for all but the crowd, whose styles come with its points."""
        colours = theme.current()
        self._outside.setBrush(theme.faded(colours.mark, 0.28))
        self._picked.setBrush(colours.picked)
        self._picked.setPen(_pen(theme.faded(colours.plot, 0.9), 0.7))
        self._hover.setPen(_pen(theme.faded(colours.observed, 0.7), 1))
        self._hover.setSize(_RING)
        self._halo.setPen(_pen(theme.faded(colours.plot, 0.9), 4.5))
        self._halo.setSize(_RING)
        self._ring.setPen(_pen(QColor(colours.observed), 1.6))
        self._ring.setSize(_RING)
        self._edge.setBrush(colours.observed)
        self._edge.setPen(_pen(QColor(colours.plot), 1))
        self._edge.setSize(_RING)

    def draw_crowd(
        self, cloud: Cloud, rows: Rows, colouring: Colouring, size: float, *, rimmed: bool
    ) -> None:
        """Rows as points, one item per class: a brush per point costs ten times as much.

        `rimmed` gives each a thin edge, so that it stands out from an image of the same colour.
        """
        while len(self._crowd) < len(colouring.styles):
            self._crowd.append(_points(self._plot, len(self._crowd) - 15))
        codes = colouring.codes(rows)
        rim = theme.current().plot if rimmed else ""
        for code, item in enumerate(self._crowd):
            known = code < len(colouring.styles)
            look = _look(colouring.styles[code], size, rim) if known else {}
            _place(item, cloud, rows[codes == code], **look)

    def draw_outside(self, cloud: Cloud, rows: Rows, size: float) -> None:
        """Rows that the filter leaves out, very faint."""
        self._outside.setSize(0.7 * size)
        _place(self._outside, cloud, rows)

    def draw_image(self, cloud: Cloud, sheet: Sheet, colouring: Colouring, outside: bool) -> None:
        """All points as an image: their number on a logarithmic stretch, coloured by the mean."""
        colours = theme.current()
        flat, inside = density.cells(cloud.x, cloud.y, sheet.x, sheet.y, sheet.shape)
        passing = cloud.passing[inside]
        number = density.counts(flat[passing], sheet.shape)
        if colouring.values is not None and not colouring.shapes:
            known = colouring.values[inside][passing]
            codes = colouring.codes_of(density.means(flat[passing], known, sheet.shape))
            image = density.shade_by(number, codes, colouring.palette)
        else:
            image = density.shade(number, rgb(colours.observed))
        if outside and not passing.all():
            back = density.shade(density.counts(flat[~passing], sheet.shape), rgb(colours.mark))
            back[..., 3] //= 3
            image = density.under(image, back)
        _show(self._image, image, sheet)

    def drop_image(self) -> None:
        """Show no image."""
        self._image.clear()

    def draw_picked(self, cloud: Cloud, rows: Rows, size: float) -> None:
        """Picked rows as points; everything else fades."""
        self._picked_image.clear()
        self._picked.setSize(size + 1.5)
        _place(self._picked, cloud, rows)
        self._fade(bool(len(rows)))

    def draw_picked_image(self, cloud: Cloud, rows: Rows, sheet: Sheet) -> None:
        """Picked rows as an image, when they are too many for points."""
        flat, _ = density.cells(cloud.x[rows], cloud.y[rows], sheet.x, sheet.y, sheet.shape)
        image = density.shade(density.counts(flat, sheet.shape), rgb(theme.current().picked))
        _show(self._picked_image, image, sheet)
        _place(self._picked, cloud, _NOTHING)
        self._fade(True)

    def draw_current(self, cloud: Cloud, row: int, x: Range, y: Range) -> None:
        """A ring around the current star, or a small arrow at the edge that it lies beyond."""
        known = 0 <= row < len(cloud.x) and cloud.complete[row]
        at = (float(cloud.x[row]), float(cloud.y[row])) if known else (np.nan, np.nan)
        seen = known and x[0] <= at[0] <= x[1] and y[0] <= at[1] <= y[1]
        for item in (self._halo, self._ring):
            item.setData(*(([at[0]], [at[1]]) if seen else ([], [])))
        if not known or seen:
            self._edge.setData([], [])
            return
        self._edge.setSymbol(_arrow(at, x, y))
        inset_x, inset_y = 0.015 * (x[1] - x[0]), 0.02 * (y[1] - y[0])
        self._edge.setData(
            [min(max(at[0], x[0] + inset_x), x[1] - inset_x)],
            [min(max(at[1], y[0] + inset_y), y[1] - inset_y)],
        )

    def draw_hover(self, cloud: Cloud, row: int) -> None:
        """A thin ring around the point that the tip speaks of; -1 for none."""
        _place(self._hover, cloud, np.array([row], dtype=np.intp) if row >= 0 else _NOTHING)

    def _fade(self, faded: bool) -> None:
        for item in (self._image, self._outside, *self._crowd):
            item.setOpacity(FADED if faded else 1.0)


def _points(plot: pg.PlotItem, depth: float) -> Points:
    item = Points(pen=None, brush=None, size=5)
    item.setZValue(depth)
    plot.addItem(item, ignoreBounds=True)
    return item


def _image(plot: pg.PlotItem, depth: float) -> pg.ImageItem:
    item = pg.ImageItem(axisOrder="row-major")
    item.setZValue(depth)
    plot.addItem(item, ignoreBounds=True)
    return item


def _show(item: pg.ImageItem, image: NDArray[np.uint8], sheet: Sheet) -> None:
    item.setImage(image, levels=None, autoLevels=False)
    item.setRect(sheet.rectangle)


def _place(item: Points, cloud: Cloud, rows: Rows, **look: Any) -> None:
    if len(rows) or len(item.data):
        item.setData(x=cloud.x[rows], y=cloud.y[rows], **look)
    item.setVisible(bool(len(rows)))  # nothing takes its time to paint as well


@cache  # pyqtgraph keeps a drawn symbol for as long as its pen and brush are the same objects
def _look(style: Style, size: float, rim: str) -> dict[str, Any]:
    colour = theme.faded(style.colour, 1.0 if rim else style.opacity)
    edge = _pen(colour, 1.4) if not style.filled else _pen(QColor(rim), 1.0) if rim else None
    return {
        "symbol": style.symbol,
        "size": style.scale * size + (2.0 if rim else 0.0),
        "pen": edge,
        "brush": QBrush(colour) if style.filled else None,
    }


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)  # else it grows with the symbol
    return pen


def _grown(limits: Range) -> Range:
    more = _AROUND * (limits[1] - limits[0])
    return limits[0] - more, limits[1] + more


def _arrow(at: tuple[float, float], x: Range, y: Range) -> str:
    if at[0] < x[0]:
        return "t3"
    if at[0] > x[1]:
        return "t2"
    return "t1" if at[1] > y[1] else "t"
