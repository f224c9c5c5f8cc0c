"""What the colour and shape of a point say: nothing, a verdict, or the value of a column."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray

from spectrogui.core.columns import Column
from spectrogui.views.cloud import Floats, Range
from spectrogui.views.colours import VERDICT_SHAPES, Theme

STEPS = 16
"""Colours of a scale; each is one item of the plot."""
_SPAN = {"light": (0.0, 0.9), "dark": (0.14, 1.0)}  # of viridis: both ends differ from the ground
_TAILS = (1.0, 99.0)  # percentiles that the scale spans


@dataclass(frozen=True, slots=True)
class Style:
    """How the points of one class look; colours as ``#rrggbb``.

    `scale` multiplies the size of an ordinary point, `opacity` is 0 to 1.
    """

    colour: str
    symbol: str = "o"
    filled: bool = True
    scale: float = 1.0
    opacity: float = 0.8
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Colouring:
    """Every row belongs to one class, and every class has a style.

    Attributes
    ----------
    styles : of class 0, 1, …; later ones are drawn over earlier ones
    values : (n,) what decides the class; None if all rows are of class 0
    column : what `values` are; None for a plain cloud
    span : the values at the ends of the scale; None if the classes are verdicts
    """

    styles: tuple[Style, ...]
    values: Floats | None = None
    column: Column | None = None
    span: Range | None = None

    @property
    def shapes(self) -> bool:
        """Whether the classes are verdicts, which are told apart by shape as well."""
        return self.values is not None and self.span is None

    @property
    def palette(self) -> NDArray[np.uint8]:
        """The colours of the classes, (k, 3)."""
        return np.array([rgb(style.colour) for style in self.styles], dtype=np.uint8)

    def codes(self, rows: NDArray[Any]) -> NDArray[np.intp]:
        """The class of rows, given by number or as a mask."""
        if self.values is None:
            count = np.count_nonzero(rows) if rows.dtype == bool else len(rows)
            return np.zeros(count, dtype=np.intp)
        return self.codes_of(self.values[rows])

    def codes_of(self, values: Floats) -> NDArray[np.intp]:
        """The class that goes with values of the column; 0 where unknown."""
        if self.span is None:
            return np.nan_to_num(values).astype(np.intp)
        low, high = self.span
        step = (np.nan_to_num(values) - low) * (STEPS / (high - low))
        codes = 1 + np.clip(step, 0, STEPS - 1).astype(np.intp)
        codes[np.isnan(values)] = 0
        return codes


def plain(theme: Theme) -> Colouring:
    """All points alike."""
    return Colouring((Style(theme.observed, opacity=0.5),))


def by_verdict(verdicts: Floats, names: Sequence[str], column: Column, theme: Theme) -> Colouring:
    """The verdicts' colours and shapes; `names` are those of verdicts 1 to 5."""
    none = Style(theme.unlabelled, scale=0.8, opacity=0.45, label="no verdict")
    given = (
        Style(theme.verdict(code), shape.symbol, shape.filled, 1.7, 1.0, name)
        for code, (shape, name) in enumerate(zip(VERDICT_SHAPES, names, strict=True), start=1)
    )
    return Colouring((none, *given), verdicts, column)


def by_column(values: Floats, column: Column, theme: Theme) -> Colouring:
    """A perceptually uniform scale from the lowest to the highest of all but a few values."""
    unknown = Style(theme.unlabelled, scale=0.7, opacity=0.45, label="unknown")
    scale = (Style(colour, opacity=0.9) for colour in scale_colours(theme.name))
    return Colouring((unknown, *scale), values, column, _span(values))


@cache
def scale_colours(theme_name: str) -> tuple[str, ...]:
    """The colours of the scale, from low to high, as ``#rrggbb``."""
    low, high = _SPAN[theme_name]
    table = pg.colormap.get("viridis").map(np.linspace(low, high, STEPS), mode="byte")
    return tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue, _ in table.tolist())


def _span(values: Floats) -> Range:
    sample = values[:: 1 + len(values) // 50_000]
    known = sample[np.isfinite(sample)]
    if not len(known):
        known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 1.0
    low, high = np.percentile(known, _TAILS)
    return (float(low), float(high)) if high > low else (float(low) - 0.5, float(low) + 0.5)


def rgb(colour: str) -> tuple[int, int, int]:
    """The parts of ``#rrggbb``, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
