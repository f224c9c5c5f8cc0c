"""How the inactive stars were chosen, step by step (paper section 3.2, Figs. 4 and 5)."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.analysis.inactive import (
    bright_enough,
    halpha_bounds,
    halpha_width,
    ordinary_halpha,
    usable,
)
from spectrogui.core.job import Ticket
from spectrogui.validation.drawing import LETTERS, panels, robust_limits
from spectrogui.validation.material import Material
from spectrogui.validation.measures import Measures, measures
from spectrogui.validation.section import Picture, Section, Sheet
from spectrogui.validation.wording import few, sentences

_KEPT, _REMOVED = "#0072b2", "#d55e00"
_PAPER = (132086, 107604, 85832)


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """Counts by step and type; Hα against Teff with its bounds; the residuals of the last cut."""
    found = measures(material, ticket)
    bright = usable(material.stars) & bright_enough(material.stars)
    ordinary = np.zeros(len(material), bool)
    ordinary[bright] = ordinary_halpha(material.stars.take(bright))
    kinds = {
        letter: int(((material.stars.letter == letter) & material.quiet).sum())
        for letter in LETTERS
    }
    return Section(
        key="selection",
        title="Selection of inactive stars",
        text=sentences(
            "Inactive stars are chosen in the steps of the paper (section 3.2): usable spectra, "
            "S/N by temperature, Hα between percentiles of its temperature bin, then, after a "
            "first training, small and quiet residuals. Library templates are counted in the "
            "table of steps; the figures show spectra alone.",
            f"The paper began with {_PAPER[0]:,} spectra, of which {_PAPER[1]:,} passed the cut "
            f"in Hα and {_PAPER[2]:,} the last one. Unlike there, percentiles of the last cut "
            "are taken within each type, because over all stars they would remove the few M "
            "stars.",
            few(kinds, "quiet stars of a type"),
        ),
        sheets=(_steps(material),),
        pictures=(
            Picture(
                "halpha",
                "EW of Hα over ±10 Å of the normalised spectra, emission positive, against Teff "
                f"(of the type where no catalogue has one), of {int(bright.sum())} usable spectra "
                f"of sufficient S/N: {int((bright & ordinary).sum())} within the bounds (lines) "
                "and the others. To be compared with Fig. 4 of the paper.",
                _halpha(material, bright, ordinary),
            ),
            Picture(
                "last-cut",
                f"RMSE outside the lines, residual EW of Hα and of the Ca II triplet of the "
                f"{int((bright & ordinary).sum())} spectra that passed the cut in Hα, measured "
                f"by their judges: {int(material.quiet.sum())} are kept by the last cut. To be "
                "compared with Fig. 5 of the paper.",
                _last(material, found, bright & ordinary),
            ),
        ),
    )


def _steps(material: Material) -> Sheet:
    rows = [(step.name, step.left, *(step.types or (None,) * 5)) for step in material.steps]
    return Sheet(
        "steps",
        "Spectra and library templates left after each step, and how many of each type.",
        ("step", "left", *LETTERS),
        rows,
    )


def _halpha(material: Material, bright: NDArray[np.bool_], ordinary: NDArray[np.bool_]) -> Figure:
    figure, (axes,) = panels(1, 1, 2.9)
    width = halpha_width(material.stars)
    teff = material.stars.teff
    for rows, colour, label in (
        (bright & ordinary, _KEPT, "kept"),
        (bright & ~ordinary, _REMOVED, "removed"),
    ):
        axes.plot(
            teff[rows], width[rows], ".", ms=2.5, color=colour,
            label=f"{label}, {int(rows.sum())}",
        )  # fmt: skip
    middles, lows, highs = halpha_bounds(material.stars.take(bright))
    axes.plot(middles, lows, color="#1a1a1a", lw=0.8)
    axes.plot(middles, highs, color="#1a1a1a", lw=0.8)
    axes.set_ylim(robust_limits(width[bright], lows, highs, share=0.3))
    _temperature(axes)
    axes.set_ylabel("EW Hα (Å)")
    axes.legend(frameon=False)
    return figure


def _last(material: Material, found: Measures, rows: NDArray[np.bool_]) -> Figure:
    figure, axes = panels(3, 1, 5.2, sharex=True)
    teff = material.stars.teff
    for one, values, label in zip(
        axes,
        (found.rmse, found.width[:, 0], found.triplet),
        ("RMSE", "EW Hα (Å)", "EW Ca II triplet (Å)"),
        strict=True,
    ):
        for some, colour, name in (
            (rows & material.quiet, _KEPT, "kept"),
            (rows & ~material.quiet, _REMOVED, "removed"),
        ):
            one.plot(
                teff[some], values[some], ".", ms=2.5, color=colour,
                label=f"{name}, {int(some.sum())}",
            )  # fmt: skip
        one.set_ylabel(label)
        one.set_ylim(robust_limits(values[rows]))
    axes[0].legend(frameon=False)
    _temperature(axes[-1])
    return figure


def _temperature(axes: Axes) -> None:
    axes.set_xlabel("Teff (K)")
    axes.invert_xaxis()
