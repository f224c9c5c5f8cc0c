"""The spectrum of a star in a figure: flux over its template, residual, and widths."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from spectrogui.analysis.figures_style import FAINT, INK, RESIDUAL, TEMPLATE
from spectrogui.analysis.figures_text import width
from spectrogui.core.grid import BAD, SPIKE
from spectrogui.core.lines import LINES, MEASURED
from spectrogui.core.shown import Shown

Floats = NDArray[np.floating]

_PAD = 0.08
_APART = 13.0  # Å between two names of lines
_SIDE = 45.0  # Å that half of a long label takes
_LEAST = 0.03  # in units of the continuum, that a residual panel shows on either side


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the spectrum: Å in air from and to, and the lines whose widths are told."""

    title: str
    low: float
    high: float
    keys: tuple[str, ...]


WINDOWS = (
    Window("Hα and Li I", 6490.0, 6730.0, ("ha", "li")),
    Window("Ca II triplet", 8465.0, 8695.0, ("ca8498", "ca8542", "ca8662")),
)


def draw_window(upper: Axes, lower: Axes, shown: Shown, window: Window) -> None:
    """Draw one stretch into two panels that share their x axis."""
    inside = (shown.wave >= window.low) & (shown.wave <= window.high)
    wave, template = shown.wave[inside], shown.template[inside]
    spread = shown.template_sigma[inside]
    good = (shown.bits[inside] & BAD == 0) & np.isfinite(shown.flux[inside])
    flux = np.where(good, shown.flux[inside], np.nan)
    sigma = np.where(good, shown.sigma[inside], np.nan)
    kept = good & (shown.bits[inside] & SPIKE == 0)
    _scenery(upper, window, marks=True)
    _scenery(lower, window, marks=False)
    upper.fill_between(wave, flux - sigma, flux + sigma, color=INK, alpha=0.18, lw=0)
    upper.plot(wave, flux, color=INK, lw=0.7, label="LAMOST")
    upper.fill_between(wave, template - spread, template + spread, color=TEMPLATE, alpha=0.2, lw=0)
    upper.plot(wave, template, color=TEMPLATE, lw=0.9, label="template")
    _fit(upper, wave, flux, np.concatenate([flux[kept], template]))
    residual = flux - template
    lower.axhline(0.0, color=INK, lw=0.4)
    lower.fill_between(wave, -sigma, sigma, color=RESIDUAL, alpha=0.18, lw=0)
    lower.plot(wave, residual, color=RESIDUAL, lw=0.7)
    _fit(lower, wave, residual, np.concatenate([residual[kept], [-_LEAST, _LEAST]]))
    for axes in (upper, lower):
        _strip(axes, wave, good)
        axes.set_xlim(window.low, window.high)
    _widths(lower, shown, window)
    upper.tick_params(labelbottom=False)
    lower.set_xlabel("Wavelength (Å, air, rest frame)")


def _scenery(axes: Axes, window: Window, *, marks: bool) -> None:
    """Integration windows, and the lines with their names."""
    named: list[float] = []
    for line in (*MEASURED, *(line for line in LINES if line not in MEASURED)):
        if not window.low < line.air < window.high:
            continue
        if line in MEASURED:
            axes.axvspan(line.low, line.high, color=RESIDUAL, alpha=0.08, lw=0)
        dots = ":" if line.kind == "forbidden" else (0, (4, 3))
        axes.axvline(line.air, color=FAINT, lw=0.4, ls=dots, zorder=0)
        if marks and all(abs(line.air - other) > _APART for other in named):
            named.append(line.air)
            axes.annotate(
                line.label, (line.air, 1), (0, 2), xycoords=axes.get_xaxis_transform(),
                textcoords="offset points", fontsize=5.5, ha="center", va="bottom",
                color="#6a6a6a",
            )  # fmt: skip


def _fit(axes: Axes, wave: Floats, drawn: Floats, wanted: Floats) -> None:
    """A y range that holds what is wanted; what it cuts off gets an arrow at the edge."""
    known = wanted[np.isfinite(wanted)]
    if not len(known):
        return
    low, high = float(known.min()), float(known.max())
    pad = _PAD * (high - low) or 0.05
    low, high = low - pad, high + pad
    axes.set_ylim(low, high)
    for beyond, edge, marker in ((drawn > high, 0.97, "^"), (drawn < low, 0.03, "v")):
        axes.plot(
            wave[beyond], np.full(int(beyond.sum()), edge), marker, ms=2, color=FAINT,
            transform=axes.get_xaxis_transform(),
        )  # fmt: skip


def _strip(axes: Axes, wave: Floats, good: NDArray[np.bool_]) -> None:
    """A hatched strip at the bottom where there are no data."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], ~good, [False]]).astype(np.int8)))
    for start, stop in edges.reshape(-1, 2):
        axes.axvspan(
            wave[start] - 0.5, wave[stop - 1] + 0.5, ymax=0.06, fill=False, hatch="//////",
            edgecolor=FAINT, lw=0,
        )  # fmt: skip


def _widths(axes: Axes, shown: Shown, window: Window) -> None:
    """Each equivalent width over its line, on one row above the residual."""
    brief = len(window.keys) > 2
    for line in MEASURED:
        text = width(shown.values, line.key, brief=brief) if line.key in window.keys else ""
        if text:
            at = line.air if brief else min(max(line.air, window.low + _SIDE), window.high - _SIDE)
            axes.annotate(
                text, (at, 1), (0, 1.5), xycoords=axes.get_xaxis_transform(),
                textcoords="offset points", fontsize=5.5, ha="center", va="bottom",
                color=RESIDUAL,
            )  # fmt: skip
    if brief:
        axes.annotate(
            "EW (Å)", (8602, 1), (0, 1.5), xycoords=axes.get_xaxis_transform(),
            textcoords="offset points", fontsize=5.5, ha="center", va="bottom", color=RESIDUAL,
        )  # fmt: skip
