"""How figures for a paper look, and how they become files.

No pyplot: figures belong to the caller and to no list of the whole program.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from spectrogui import __version__
from spectrogui.core.errors import InputError
from spectrogui.io.files import replacing

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType  # of newer matplotlib alone

INK, FAINT, TEMPLATE, RESIDUAL, FOUND = "#1a1a1a", "#9a9a9a", "#d55e00", "#0072b2", "#009e73"
WIDTH = 7.1
"""Inches: two columns of a journal."""

_PROGRAM = f"spectrogui {__version__}"
_FORMATS: dict[str, dict[str, str | None]] = {
    ".png": {"Software": _PROGRAM},
    ".svg": {"Creator": _PROGRAM, "Date": None},
    ".pdf": {"Creator": _PROGRAM, "Producer": None, "CreationDate": None},
}
_DPI = 300
_FONT = "DejaVu Sans"  # comes with matplotlib, so that a figure is the same on every machine
_STYLE: "dict[RcKeyType, Any]" = {
    "font.family": "sans-serif",
    "font.sans-serif": [_FONT, "Helvetica", "Arial"],
    "text.parse_math": False,
    "font.size": 7,
    "axes.labelsize": 7,
    "axes.titlesize": 7.5,
    "axes.linewidth": 0.6,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "lines.linewidth": 0.7,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "xtick.minor.visible": True,
    "ytick.minor.visible": True,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "xtick.major.width": 0.5,
    "ytick.major.width": 0.5,
    "xtick.minor.width": 0.35,
    "ytick.minor.width": 0.35,
    "hatch.linewidth": 0.4,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "spectrogui",
    "pdf.fonttype": 42,
    "path.simplify": True,
}


@contextmanager
def figure_style() -> Iterator[None]:
    """Within this context everything that is drawn looks as figures for a paper do."""
    with rc_context(_STYLE):
        yield


@contextmanager
def figure_of(path: Path, height: float) -> Iterator[Figure]:
    """An empty figure, `height` inches high, that is written when the block is left.

    The ending of the name chooses PNG, SVG with its text as text, or PDF with its fonts in it.
    The same content gives the same bytes, and a file is there whole or not at all.

    Raises
    ------
    InputError
        if the ending is another one, or the file cannot be written
    """
    check_figure(path)
    with figure_style():
        figure = Figure(figsize=(WIDTH, height))
        yield figure
        ending = path.suffix.lower()
        try:
            with replacing(path) as draft:
                figure.savefig(draft, format=ending[1:], dpi=_DPI, metadata=_FORMATS[ending])
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error


def check_figure(path: Path) -> None:
    """Whether a figure can be written under this name, as far as its ending says.

    Raises
    ------
    InputError
        if the ending is none of PNG, SVG and PDF
    """
    if path.suffix.lower() not in _FORMATS:
        raise InputError(f"{path.name} has none of the endings of figures: {', '.join(_FORMATS)}.")


def printable(text: str) -> str:
    """Text with a question mark for every character that the font of the figures lacks."""
    known = _characters()
    return "".join(one if ord(one) in known or one == "\n" else "?" for one in text)


def say_instead(axes: Axes, sentence: str) -> None:
    """Words where there is nothing to draw."""
    axes.set(xticks=[], yticks=[])
    axes.minorticks_off()
    axes.text(
        0.5, 0.5, printable(sentence), transform=axes.transAxes, ha="center", va="center",
        color="#6a6a6a", wrap=True,
    )  # fmt: skip


@cache
def _characters() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=_FONT))).get_charmap())
