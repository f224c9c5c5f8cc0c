"""What the three plots of a light curve have in common: a strip of text, mouse, keys, ranges."""

from math import isfinite

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from spectrogui.views.label_strip import LabelStrip
from spectrogui.views.limits import Range, settled
from spectrogui.views.plot import make_canvas, make_plot, restyle_canvas, restyle_plot

DIMMED = 0.35


class Page(QWidget):
    """One plot; the mouse zooms and pans it. A page says of itself what `whole_x`, `wanted_y` and
    `readout` are: classes of Qt cannot be abstract ones of Python."""

    hovered = Signal(str)

    def __init__(self, name: str, x_title: str, y_title: str) -> None:
        super().__init__()
        self.plot = make_plot(x_title, y_title)
        self.box = self.plot.getViewBox()
        self.strip = LabelStrip(self.box)
        self.strip.set_lines(0)
        self.canvas = make_canvas()
        self.canvas.ci.layout.setContentsMargins(2, 2, 8, 2)
        self.canvas.addItem(self.strip, 0, 0)
        self.canvas.addItem(self.plot, 1, 0)
        self.canvas.setAccessibleName(name)
        self.canvas.setAccessibleDescription("Nothing on display")
        self.cursor_at: QPointF | None = None
        self.around: tuple[pg.GraphicsObject, ...] = (self.strip,)
        """What is drawn outside of the frame; it fades with the rest."""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.canvas)
        self.box.reset_asked.connect(self.reset)
        self.canvas.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.canvas.viewport().installEventFilter(self)

    def whole_x(self) -> Range | None:
        """The range of x that shows all; None while there is nothing."""
        raise NotImplementedError

    def wanted_y(self) -> Range | None:
        """The range of y that suits what is in view; None while there is nothing."""
        raise NotImplementedError

    def readout(self, x: float, y: float) -> str:
        """What the status bar says of a place."""
        raise NotImplementedError

    def restyle(self) -> None:
        """Take the colours of now."""
        restyle_canvas(self.canvas)
        restyle_plot(self.plot)
        self.strip.restyle()

    def reset(self) -> None:
        """Show everything."""
        whole = self.whole_x()
        if whole is not None:
            self.look_from(*whole)
        self.autoscale_y()

    def autoscale_y(self) -> None:
        """Fit y to what is in view."""
        self.fit_y(keep=False)

    def fit_y(self, *, keep: bool) -> None:
        """Fit y to what is in view; with `keep`, only if it does not fit the range of now."""
        wanted = self.wanted_y()
        if wanted is None or not all(map(isfinite, wanted)):
            return
        now = self.y_range
        target = settled(now, wanted) if keep else wanted
        if target != now:
            self.box.setYRange(*target, padding=0)

    def look_from(self, low: float, high: float) -> None:
        """Show a stretch of x."""
        self.box.setXRange(low, high, padding=0)

    def pan(self, part: float) -> None:
        """Move along x by a part of what is in view."""
        low, high = self.x_range
        self.look_from(low + part * (high - low), high + part * (high - low))

    def zoom(self, factor: float) -> None:
        """Show `factor` times as much of x, around the cursor if it is in the plot."""
        low, high = self.x_range
        about = self.cursor_at.x() if self.cursor_at is not None else (low + high) / 2
        self.look_from(about - factor * (about - low), about + factor * (high - about))

    def dim(self, dimmed: bool) -> None:
        """Fade what is drawn, while another star is on its way."""
        for item in (*self.box.childItems(), *self.around):
            if item is not self.box.background:
                item.setOpacity(DIMMED if dimmed else 1.0)

    @property
    def has_cursor(self) -> bool:
        """Whether the mouse is in the plot."""
        return self.cursor_at is not None

    @property
    def x_range(self) -> Range:
        """What is in view."""
        low, high = self.box.viewRange()[0]
        return float(low), float(high)

    @property
    def y_range(self) -> Range:
        """What is in view."""
        low, high = self.box.viewRange()[1]
        return float(low), float(high)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: notice that the mouse leaves."""
        if event.type() == QEvent.Type.Leave:
            self.cursor_at = None
            self.leave()
            self.hovered.emit("")
        return super().eventFilter(watched, event)

    def hover(self, at: QPointF) -> None:
        """The mouse is at a place, px from the upper left corner of the plot, maybe outside."""

    def leave(self) -> None:
        """The mouse is gone."""

    def _on_mouse_moved(self, at: QPointF) -> None:
        if not self.box.sceneBoundingRect().contains(at):
            self.cursor_at = None
            self.hover(self.box.mapFromScene(at))
            self.hovered.emit("")
            return
        self.cursor_at = self.box.mapSceneToView(at)
        self.hover(self.box.mapFromScene(at))
        self.hovered.emit(self.readout(self.cursor_at.x(), self.cursor_at.y()))


def in_view(x: np.ndarray, view: Range) -> np.ndarray:
    """(n,) bool; all of them if fewer than two are."""
    seen = (x >= view[0]) & (x <= view[1])
    return seen if seen.sum() > 1 else np.ones(len(x), dtype=bool)
