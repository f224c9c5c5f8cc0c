"""Figures for a paper: the light curve of a star, and spectrum and light curve together."""

from math import nan
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from spectrogui.analysis.figures_curve import draw_curve, draw_fold, draw_periodogram
from spectrogui.analysis.figures_spectrum import WINDOWS, draw_window
from spectrogui.analysis.figures_style import WIDTH, figure_of, printable, say_instead
from spectrogui.analysis.figures_text import (
    curve_line,
    heading,
    origin_line,
    spectrum_line,
    widths_line,
)
from spectrogui.core.curve_study import Study
from spectrogui.core.shown import Shown

_SPECTRUM, _NO_SPECTRUM, _CURVE, _HEAD = 2.6, 1.1, 3.1, 0.42  # inches
_AXIS, _LINE = 0.42, 0.105  # inches under a panel for its axis, and of a line of small text
_SIDES = (0.62, 0.1)


def save_star_figure(
    path: Path, shown: Shown, study: Study | None, period: float | None = None
) -> None:
    """Spectrum and light curve of one star on one page, as in the paper's Fig. A1.

    Parameters
    ----------
    path : its ending chooses PNG, SVG or PDF
    shown : the spectrum; of one that could not be read the figure says so
    study : the light curve; None if there is none, which the figure says
    period : d at which is folded; None for the measured one

    Raises
    ------
    InputError
        if the ending is another one, or the file cannot be written
    """
    at, values = _period(study, period), shown.values
    foot = [
        spectrum_line(values),
        widths_line(values),
        curve_line(study, at),
        origin_line(values, study),
    ]
    spectrum = _SPECTRUM if len(shown.wave) else _NO_SPECTRUM
    height = _HEAD + spectrum + (_CURVE if study else 0.0) + _foot(foot)
    with figure_of(path, height) as figure:
        top = 1 - _HEAD / height
        below = top - spectrum / height
        _spectrum(figure, _grid(figure, top, below + _AXIS / height, 1, 2), shown)
        if study is not None:
            bottom = (_foot(foot) + _AXIS) / height
            _curve(figure, study, at, below - 0.1 / height, bottom)
        _words(figure, heading(values, study), foot)


def save_curve_figure(
    path: Path, study: Study, title: str = "", period: float | None = None
) -> None:
    """Light curve, periodogram and phase curve of one star on one page.

    Parameters
    ----------
    path : its ending chooses PNG, SVG or PDF
    title : the first line; "" for what the file says of the star
    period : d at which is folded; None for the measured one

    Raises
    ------
    InputError
        if the ending is another one, or the file cannot be written
    """
    at = _period(study, period)
    foot = [curve_line(study, at), origin_line({}, study)]
    height = _HEAD + _CURVE + _foot(foot)
    with figure_of(path, height) as figure:
        _curve(figure, study, at, 1 - _HEAD / height, (_foot(foot) + _AXIS) / height)
        _words(figure, title or heading({}, study), foot)


def _period(study: Study | None, period: float | None) -> float:
    if period is not None:
        return period
    return study.rotation.period if study else nan


def _grid(figure: Figure, top: float, bottom: float, rows: int, columns: int) -> GridSpec:
    left, right = _SIDES
    return figure.add_gridspec(
        rows, columns, left=left / WIDTH, right=1 - right / WIDTH, top=top, bottom=bottom,
        wspace=0.17, hspace=0.42,
    )  # fmt: skip


def _spectrum(figure: Figure, sides: GridSpec, shown: Shown) -> None:
    """Two windows side by side, each with its residual below."""
    if not len(shown.wave):
        axes = figure.add_subplot(sides[:])
        say_instead(axes, str(shown.values.get("problem") or "The spectrum could not be read."))
        return
    for number, window in enumerate(WINDOWS):
        inner = sides[0, number].subgridspec(2, 1, height_ratios=(2, 1), hspace=0.14)
        upper = figure.add_subplot(inner[0])
        lower = figure.add_subplot(inner[1], sharex=upper)
        draw_window(upper, lower, shown, window)
        if number == 0:
            upper.set_ylabel("Normalised flux")
            lower.set_ylabel("Residual")
            figure.align_ylabels([upper, lower])
            upper.legend(frameon=False, fontsize=6, loc="best", handlelength=1.4)


def _curve(figure: Figure, study: Study, period: float, top: float, bottom: float) -> None:
    """The light curve over all, below it periodogram and phase curve."""
    grid = _grid(figure, top, bottom, 2, 2)
    long = figure.add_subplot(grid[0, :])
    if not len(study.curve.time):
        say_instead(long, "The light curve has no points.")
        return
    draw_curve(long, study)
    power = figure.add_subplot(grid[1, 0])
    draw_periodogram(power, study, period)
    draw_fold(figure.add_subplot(grid[1, 1]), study, period)
    figure.align_ylabels([long, power])


def _foot(lines: list[str]) -> float:
    """Inches for the lines at the bottom."""
    return 0.12 + _LINE * sum(map(bool, lines))


def _words(figure: Figure, head: str, foot: list[str]) -> None:
    """The first line, and the lines at the bottom, in small."""
    width, height = figure.get_size_inches()
    left = _SIDES[0] / width
    figure.text(left, 1 - 0.08 / height, printable(head), va="top", fontsize=8)
    text = printable("\n".join(line for line in foot if line))
    figure.text(left, 0.07 / height, text, va="bottom", fontsize=5.8, color="#4a4a4a")
