"""Figures of the R250 model: the paper's 17 and 18, and an example."""

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.validation.drawing import COLOURS, LETTERS, MARKS, panels, robust_limits
from spectrogui.validation.material import Material
from spectrogui.validation.r250_judging import SlitlessMeasures, response

TEFF_RANGES = ((3000.0, 4000.0), (4000.0, 5000.0), (5000.0, 6000.0), (6000.0, 8500.0))
"""K, of the panels that compare both resolutions."""
LARGEST = 10.0
"""Å; larger widths are left out of the figure, as in the paper's."""
_ACTIVE, _QUIET, _CLOUD, _ADDED = "#d55e00", "#56b4e9", "#777777", "#e69f00"


def draw_boundary(found: SlitlessMeasures) -> Figure:
    """EW(Hα) against Teff with the boundary, as the paper's Fig. 17."""
    known = found.labelled
    figure, (axes,) = panels(1, 1, 3.6)
    kinds = (
        ("inactive", ~known.active & ~known.nebular, _QUIET, "o", 5),
        ("with added emission", known.added > 0, _ADDED, ".", 5),
        ("active", known.active & (known.added == 0), _ACTIVE, "D", 22),
        ("nebular", known.nebular, _CLOUD, "s", 22),
    )
    for name, rows, colour, mark, size in kinds:
        axes.scatter(
            known.teff[rows], known.width[rows], s=size, c=colour, marker=mark,
            label=f"{name} ({int(rows.sum())})", linewidths=0,
        )  # fmt: skip
    teff = np.linspace(3000, 6000, 200)
    grid = np.linspace(-5, 15, 400)
    above = known.boundary().decision(*np.meshgrid(teff, grid))
    axes.contour(teff, grid, above, levels=[0.0], colors="k", linestyles="--", linewidths=1)
    axes.set_xlim(6050, 2950)
    axes.set_ylim(-4, 12)
    axes.set_xlabel("Teff, K")
    axes.set_ylabel("EW(Hα) at R = 250, Å")
    axes.legend(loc="upper left", frameon=False)
    return figure


def draw_both(material: Material, found: SlitlessMeasures, r1800: NDArray[np.float64]) -> Figure:
    """R250 excess against R1800 excess in ranges of Teff, as the paper's Fig. 18.

    Parameters
    ----------
    r1800 : (n,) Å, of the stars of `found`
    """
    figure, axes = panels(2, 2, 5.2, sharex=True, sharey=True)
    teff, known = material.stars.teff[found.rows], found.labelled
    for (low, high), one in zip(TEFF_RANGES, axes, strict=True):
        extra = (known.added > 0) & (known.teff >= low) & (known.teff < high)
        one.scatter(known.r1800[extra], known.left.excess[extra], s=4, c=_ADDED, linewidths=0,
                    label="with added emission")  # fmt: skip
        real = (teff >= low) & (teff < high)
        one.scatter(r1800[real], found.excess[real], s=5, c=_QUIET, linewidths=0, label="as seen")
        line = np.linspace(-2, LARGEST, 50)
        one.plot(line, response(line), "k--", lw=0.8)
        one.set_title(f"{low:.0f}–{high:.0f} K, {int(real.sum())} stars")
        one.set_xlim(-2, LARGEST)
        one.set_ylim(-3, LARGEST)
    for one in axes[2:]:
        one.set_xlabel("excess EW(Hα) at R1800, Å")
    for one in axes[::2]:
        one.set_ylabel("excess EW(Hα) at R250, Å")
    axes[0].legend(loc="upper left", frameon=False)
    return figure


def draw_rmse(material: Material, found: SlitlessMeasures, paper: float) -> Figure:
    """RMSE before and after the shape correction against Teff, as the paper's Fig. 8."""
    figure, (before, after) = panels(1, 2, 3.0, sharey=True)
    stars = material.stars.take(found.rows)
    for one, values, name in (
        (before, found.left.raw, "before the shape correction"),
        (after, found.left.rmse, "after"),
    ):
        for letter in LETTERS:
            rows = stars.letter == letter
            one.scatter(stars.teff[rows], values[rows], s=6, c=COLOURS[letter],
                        marker=MARKS[letter], linewidths=0, label=letter)  # fmt: skip
        one.axhline(paper, color="k", ls="--", lw=0.8)
        one.set_xlim(9500, 2800)
        one.set_title(name)
        one.set_xlabel("Teff, K")
        one.set_yscale("log")
    before.set_ylabel("RMSE outside Hα")
    before.set_ylim(max(1e-3, robust_limits(found.left.rmse)[0]), 0.2)
    after.legend(frameon=False, ncols=5, loc="upper center")
    return figure
