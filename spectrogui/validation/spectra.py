"""Spectra with their templates and residuals, in the figures of several sections."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.analysis.figures_style import INK, RESIDUAL, TEMPLATE
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import LINES
from spectrogui.validation.drawing import panels
from spectrogui.validation.material import Material
from spectrogui.validation.measures import Measures
from spectrogui.validation.section import Cell

BANDS = ((6371.0, 6770.0), (8381.0, 8780.0))
HEADS = (
    "ra (deg)",
    "dec (deg)",
    "type",
    "Teff (K)",
    "S/N(r)",
    "RMSE",
    "EW Hα (Å)",
    "σ (Å)",
    "EW 8542 (Å)",
    "σ (Å) ",
)
"""Of `facts`."""


def draw_spectra(
    material: Material,
    found: Measures,
    rows: Sequence[int],
    windows: Sequence[tuple[float, float]] = BANDS,
    height: float = 1.25,
) -> Figure:
    """Observed (ink), template (orange), residual (blue, below) of some stars, one a line.

    Parameters
    ----------
    rows : places of the stars
    windows : Å, one panel each
    height : inches of a line
    """
    figure, axes = panels(len(rows), len(windows), height * len(rows) + 0.35)
    for number, row in enumerate(rows):
        for column, window in enumerate(windows):
            one = axes[number * len(windows) + column]
            _draw(one, found, row, window)
            if column == 0:
                one.set_title(words(material, found, row), loc="left", fontsize=6, pad=2)
            if number == len(rows) - 1:
                one.set_xlabel("Wavelength (Å, air, rest frame)")
            else:
                one.tick_params(labelbottom=False)
        axes[number * len(windows)].set_ylabel("Normalised flux")
    return figure


def words(material: Material, found: Measures, row: int) -> str:
    """Type, S/N and width of Hα of a star, and what is odd about it, on one line."""
    stars = material.stars
    said = f"{stars.subclass[row]}, S/N {stars.snr[row]:.0f}"
    if np.isfinite(found.width[row, 0]):
        said += f", EW Hα {found.width[row, 0]:+.2f} ± {found.error[row, 0]:.2f} Å"
    remark = str(stars.remark[row]).replace("_", " ")
    return (said + (f", {remark}" if remark else "")).replace("-", "−")


def facts(material: Material, found: Measures, row: int) -> tuple[Cell, ...]:
    """The cells of a star under `HEADS`."""
    stars = material.stars
    return (
        round(float(stars.ra[row]), 5),
        round(float(stars.dec[row]), 5),
        str(stars.subclass[row]),
        round(float(material.teff[row])) if np.isfinite(material.teff[row]) else None,
        round(float(stars.snr[row])),
        round(float(found.rmse[row]), 4),
        *(
            round(float(value[row, column]), 2)
            for column in (0, 2)
            for value in (found.width, found.error)
        ),
    )


def _draw(axes: Axes, found: Measures, row: int, window: tuple[float, float]) -> None:
    inside = (window[0] <= R1800_WAVE) & (window[1] >= R1800_WAVE)
    wave, good = R1800_WAVE[inside], found.good[row, inside]
    flux = _gaps(found.flux[row, inside], good)
    template = found.template[row, inside]
    rest = _gaps(found.residual[row, inside], good)
    seen = np.concatenate([flux[good], template]) if good.any() else template
    low, high = np.percentile(seen, [0.3, 99.7])
    span = max(high - low, 0.1)
    lowest = float(np.nanpercentile(rest, 0.3)) if good.any() else 0.0
    highest = float(np.nanpercentile(rest, 99.7)) if good.any() else 0.0
    below = low - max(0.2 * span, min(highest, span)) - 0.1 * span
    axes.axhline(below, color=RESIDUAL, lw=0.4, alpha=0.6)
    axes.plot(wave, rest + below, color=RESIDUAL, lw=0.6)
    axes.plot(wave, flux, color=INK, lw=0.6)
    axes.plot(wave, template, color=TEMPLATE, lw=0.8)
    for line in LINES:
        if window[0] < line.air < window[1] and line.half_width:
            axes.axvline(line.air, color="#9a9a9a", lw=0.5, ls=":")
    axes.set_xlim(window)
    axes.set_ylim(below + min(max(lowest, -span), 0.0) - 0.15 * span, high + 0.1 * span)


def _gaps(values: NDArray[np.float32], good: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Values with a gap where there is no usable flux."""
    return np.where(good, values, np.nan).astype(float)
