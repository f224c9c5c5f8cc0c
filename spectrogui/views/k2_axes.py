"""Axes of light curves: flux in the unit of the file, and periods on a logarithmic scale."""

from math import ceil, floor, isfinite, log10, nan

import pyqtgraph as pg
from PySide6.QtGui import QFontMetricsF

from spectrogui.core.numbers import minus
from spectrogui.views import theme
from spectrogui.views.plot import Axis, restyle_plot, small_font, thin

Ticks = list[tuple[float, list[float]]]

_MANTISSAS = range(1, 10)
_LARGE = 1e5  # e⁻/s; longer numbers take more room than there is
_POWERS = {3: "10³ ", 6: "10⁶ ", 9: "10⁹ "}


class FluxAxis(Axis):
    """The flux in e⁻/s, beside an axis that has the same in parts per thousand about 0."""

    def __init__(self) -> None:
        super().__init__("right")
        self._median, self._power = nan, 0

    @property
    def is_known(self) -> bool:
        """Whether the star's flux is known in e⁻/s."""
        return isfinite(self._median) and self._median > 0

    def set_median(self, median: float) -> None:
        """The flux, e⁻/s, that is 0 on the other side; NaN leaves the axis bare."""
        self._median = median
        self._power = 3 * floor(log10(median) / 3) if self.is_known and median >= _LARGE else 0
        self.setStyle(showValues=self.is_known)
        self.set_title(f"Flux ({_POWERS.get(self._power, '')}e⁻/s)" if self.is_known else "")
        self._take_room()

    def restyle(self) -> None:
        """Take the colours and the font of now."""
        colours = theme.current()
        self.setPen(thin(colours.ink))
        self.setTextPen(thin(colours.ink))
        self.setTickFont(small_font())
        self._write_title()
        self._take_room()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Ticks:
        """Qt: round numbers of e⁻/s, at their places in parts per thousand."""
        if not self.is_known:
            return list(super().tickValues(minVal, maxVal, size))
        ticks = super().tickValues(self._flux(minVal), self._flux(maxVal), size)
        return [(step, [self._ppt(value) for value in values]) for step, values in ticks]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Qt: the numbers at the ticks."""
        places = max(0, ceil(-log10(spacing) - 1e-9)) if spacing > 0 else 0
        return [minus(f"{self._flux(value):.{places}f}") for value in values]

    def _flux(self, ppt: float) -> float:
        return self._median / 10.0**self._power * (1 + ppt / 1000)

    def _ppt(self, flux: float) -> float:
        return 1000 * (flux * 10.0**self._power / self._median - 1)

    def _take_room(self) -> None:
        em = QFontMetricsF(small_font()).height()
        self.setWidth(round(4.4 * em) if self.is_known else None)


class PeriodAxis(Axis):
    """Periods in days; its coordinate is their logarithm to base 10."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Ticks:
        """Qt: as many round periods as there is room for."""
        decade = size / max(maxVal - minVal, 1e-9)
        if maxVal - minVal < 0.35:
            return self._close(minVal, maxVal, size)
        em = QFontMetricsF(small_font()).height()
        named = (1, 2, 5) if decade > 9 * em else (1, 3) if decade > 5 * em else (1,)
        ticks: dict[bool, list[float]] = {True: [], False: []}
        for power in range(floor(minVal), ceil(maxVal) + 1):
            for mantissa in _MANTISSAS:
                place = power + log10(mantissa)
                if minVal <= place <= maxVal:
                    ticks[mantissa in named].append(place)
        return [(1.0, ticks[True]), (0.1, ticks[False])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Qt: the numbers at the ticks."""
        return [f"{10**value:.6g}" for value in values]

    def _close(self, low: float, high: float, size: float) -> Ticks:
        """Evenly spaced periods, for less than half a decade."""
        ticks = super().tickValues(10**low, 10**high, size)
        return [(step, [log10(value) for value in values if value > 0]) for step, values in ticks]


def take_axes(plot: pg.PlotItem, **axes: Axis) -> None:
    """Put other axes in place of those of `views.plot.make_plot`."""
    plot.setAxisItems(dict(axes))
    restyle_plot(plot)
