"""How the figures of a validation page are made, and how they become files."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter
from PIL import Image

from spectrogui.analysis.figures_style import WIDTH, figure_style
from spectrogui.io.files import replacing

LETTERS = "AFGKM"
COLOURS = {"A": "#0072b2", "F": "#56b4e9", "G": "#009e73", "K": "#e69f00", "M": "#d55e00"}
"""Of the spectral types, for colour-blind eyes too (Okabe & Ito)."""
MARKS = {"A": "v", "F": "^", "G": "o", "K": "s", "M": "D"}
TEFF_MAP = "viridis_r"
TEFF_RANGE = (3000.0, 8500.0)
"""K, the range of the colours: that of the paper's sample."""
_DPI = 150
_COLOURS_KEPT = 64
_MANY = 200  # points in a drawing above which SVG holds them as pixels


@contextmanager
def style() -> Iterator[None]:
    """Within this context figures look as those for papers do."""
    with figure_style():
        yield


def panels(
    rows: int, columns: int, height: float, *, sharex: bool = False, sharey: bool = False
) -> tuple[Figure, list[Axes]]:
    """A figure two columns of a journal wide, `height` inches high, and its panels by row."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = figure.subplots(rows, columns, sharex=sharex, sharey=sharey, squeeze=False)
    return figure, list(axes.ravel())


def robust_limits(*values: object, share: float = 1.0) -> tuple[float, float]:
    """Limits of an axis that hold all but `share` % at either end, and 8 % more."""
    together = np.concatenate([np.asarray(v, float).ravel() for v in values])
    together = together[np.isfinite(together)]
    if not len(together):
        return 0.0, 1.0
    low, high = np.percentile(together, [share, 100 - share])
    margin = 0.08 * (high - low) or 0.5
    return float(low - margin), float(high + margin)


def save_png(figure: Figure, path: Path) -> None:
    """A PNG of few colours, which is a third of the size and looks the same (OSError)."""
    _number_plainly(figure)
    drawn = BytesIO()
    figure.savefig(drawn, format="png", dpi=_DPI)
    with Image.open(drawn) as whole:
        few = whole.convert("RGB").quantize(
            _COLOURS_KEPT, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
    with replacing(path) as draft:
        few.save(draft, format="PNG", optimize=True)


def save_svg(figure: Figure, path: Path) -> None:
    """An SVG with its text as text; where there are many points, they are pixels (OSError)."""
    for axes in figure.axes:
        for drawn in axes.collections:
            if len(np.atleast_2d(np.asarray(drawn.get_offsets()))) > _MANY:
                drawn.set_rasterized(True)
        for line in axes.lines:
            if len(np.atleast_1d(line.get_xdata())) > _MANY and line.get_linestyle() == "None":
                line.set_rasterized(True)
    with replacing(path) as draft:
        figure.savefig(draft, format="svg", dpi=_DPI, metadata={"Date": None})


def _number_plainly(figure: Figure) -> None:
    """Numbers of logarithmic axes as 0.01 and 100: `text.parse_math` is off for other texts."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if axis.get_scale() != "log":
                continue
            low, high = sorted(axis.get_view_interval())
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            few = low > 0 and high / low < 50
            axis.set_minor_formatter(
                FuncFormatter(lambda value, _: f"{value:g}" if f"{value:e}"[0] in "25" else "")
                if few
                else NullFormatter()
            )
