"""A plot of one spectrum: its curve and band, a second one with its own over it, and marks."""

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from spectrogui.views import theme
from spectrogui.views.band import Band
from spectrogui.views.limits import Range, settled
from spectrogui.views.pixel_items import Edges, Scenery, Underlay
from spectrogui.views.plot import make_plot, restyle_plot, thin

Floats = NDArray[np.floating]
_DIMMED = 0.35
_BLANK = np.empty(0)


class CurvePlot:
    """Plot items that are made once and only ever get new numbers.

    Parameters
    ----------
    ink : the curve's colour, a name in the theme
    band : opacity of the ±1σ band in the colour of the observed spectrum
    """

    def __init__(self, x_title: str, y_title: str, ink: str, band: float = 0.18) -> None:
        self.plot = make_plot(x_title, y_title)
        self.box = self.plot.getViewBox()
        self.underlay = Underlay(self.box)
        self.edges = Edges(self.box)
        self.band = Band()
        self.curve = pg.PlotCurveItem()
        self.over_band = Band()
        self.over_band.setZValue(-4)
        self.over = pg.PlotCurveItem()
        for item in (self.band, self.over_band, self.curve, self.over):
            self.plot.addItem(item, ignoreBounds=True)
        self._ink, self._band_opacity = ink, band

    def draw(
        self, wave: Floats, values: Floats, low: Floats, high: Floats, bits: NDArray[np.uint8]
    ) -> None:
        """(n,) each; NaN leaves a gap in the curve and in the band from low to high."""
        self.curve.setData(wave, values, connect="finite")
        self.band.set_data(wave, low, high)
        self.edges.set_data(wave, values, bits, getattr(theme.current(), self._ink))

    def draw_over(self, wave: Floats, values: Floats, sigma: Floats | None = None) -> None:
        """(n,) the second curve, and a band of ±`sigma` around it."""
        self.over.setData(wave, values, connect="finite")
        if sigma is None:
            self.over_band.set_data(_BLANK, _BLANK, _BLANK)
        else:
            self.over_band.set_data(wave, values - sigma, values + sigma)

    def show_over(self, shown: bool) -> None:
        """Draw the second curve and its band, or not."""
        self.over.setVisible(shown)
        self.over_band.setVisible(shown)

    def draw_nothing(self) -> None:
        """Leave the axes and what is always marked."""
        self.draw(_BLANK, _BLANK, _BLANK, _BLANK, np.empty(0, np.uint8))
        self.draw_over(_BLANK, _BLANK)

    def show_scenery(self, scenery: Scenery) -> None:
        """Replace what lies behind the curves."""
        self.underlay.show_scenery(scenery)

    def fit_y(self, wanted: Range | None, *, keep: bool) -> None:
        """Show this range; with `keep`, only if it does not fit the one of now."""
        if wanted is None:
            return
        now = self.y_range
        target = settled(now, wanted) if keep else wanted
        if target != now:
            self.box.setYRange(*target, padding=0)

    @property
    def y_range(self) -> Range:
        """What is in view."""
        low, high = self.box.viewRange()[1]
        return float(low), float(high)

    @property
    def x_range(self) -> Range:
        """What is in view."""
        low, high = self.box.viewRange()[0]
        return float(low), float(high)

    def dim(self, dimmed: bool) -> None:
        """Fade the curves, or show them in full."""
        for item in (self.box.childGroup, self.edges):
            item.setOpacity(_DIMMED if dimmed else 1.0)

    def restyle(self) -> None:
        """Take the colours of now; `draw` again afterwards."""
        colours = theme.current()
        restyle_plot(self.plot)
        self.curve.setPen(thin(getattr(colours, self._ink)))
        self.over.setPen(thin(colours.template))
        self.band.set_colour(theme.faded(colours.observed, self._band_opacity))
        self.over_band.set_colour(theme.faded(colours.template, colours.template_band))
