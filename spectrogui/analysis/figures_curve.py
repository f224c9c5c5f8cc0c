"""The light curve of a star in a figure: over time, its periodogram, and folded."""

from math import isfinite

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from spectrogui.analysis.figures_style import FAINT, FOUND, INK, RESIDUAL, TEMPLATE, say_instead
from spectrogui.analysis.figures_text import parts_per, period_text
from spectrogui.core.curve_study import Study
from spectrogui.science.phase import fold

_PAD = 0.08
_SHARE = 0.1  # % of the points at either end that do not set the range of y
_MORE = 1.5
"""How much of a panel's height flares and eclipses may take, each, in units of the other points.
"""
_PPT = 1e3
_TURNS = (-0.25, 1.25)

Floats = NDArray[np.float64]


def draw_curve(axes: Axes, study: Study) -> None:
    """Flux over time: points that the flags exclude are faint, flares have a mark."""
    time, flux, good = study.curve.time, _PPT * study.flux, study.curve.good
    if not np.isfinite(flux[good]).any():
        say_instead(axes, "The light curve has no usable points.")
        return
    axes.plot(time[~good], flux[~good], ".", ms=1.2, mew=0, color=FAINT)
    axes.plot(time[good], flux[good], ".", ms=1.6, mew=0, color=INK)
    low, high = _range(flux[study.used], np.append(_tops(study), _bottom(flux[good])))
    axes.set_ylim(low, high)
    for beyond, edge, marker in ((flux > high, 0.97, "^"), (flux < low, 0.03, "v")):
        seen = beyond & good
        axes.plot(
            time[seen], np.full(int(seen.sum()), edge), marker, ms=2, mew=0, color=FAINT,
            transform=axes.get_xaxis_transform(),
        )  # fmt: skip
    if study.flares:
        at = [flare.peak for flare in study.flares]
        axes.plot(
            at, np.full(len(at), 0.945), "|", ms=4, mew=0.6, color=TEMPLATE,
            transform=axes.get_xaxis_transform(),
        )  # fmt: skip
        _over(axes, f"flares: {len(at)}", TEMPLATE, right=True)
    _over(axes, study.curve.header.product, INK)
    axes.margins(x=0.01)
    axes.set_xlabel("Time (BJD − 2454833, d)")
    axes.set_ylabel("Relative flux (ppt)")


def draw_periodogram(axes: Axes, study: Study, period: float) -> None:
    """Power over period, the level of chance, and the period with its double and half."""
    found = study.periodogram
    if not len(found.period):
        say_instead(axes, "Too few points for a periodogram.")
        return
    axes.semilogx(found.period, found.power, color=INK, lw=0.5)
    axes.axhline(found.level, color=FAINT, lw=0.5, ls="--")
    axes.annotate(
        "1 % by chance", (1, found.level), (-2, 1), xycoords=axes.get_yaxis_transform(),
        textcoords="offset points", fontsize=5.5, ha="right", va="bottom", color="#6a6a6a",
    )  # fmt: skip
    low, high = float(found.period[0]), float(found.period[-1])
    if isfinite(period):
        for part, style in ((0.5, ":"), (1.0, "-"), (2.0, ":")):
            if low <= part * period <= high:
                axes.axvline(part * period, color=FOUND, lw=0.6, ls=style, zorder=0)
    _over(axes, period_text(study), INK)
    axes.set_xlim(low, high)
    axes.set_ylim(0, 1.15 * max(float(np.nanmax(found.power)), found.level))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, place: f"{value:g}"))
    axes.xaxis.set_minor_formatter(FuncFormatter(lambda value, place: ""))
    axes.set_xlabel("Period (d)")
    axes.set_ylabel("Lomb–Scargle power")


def draw_fold(axes: Axes, study: Study, period: float) -> None:
    """Flux over phase, the medians in bins, and the amplitude between them."""
    if not isfinite(period):
        say_instead(axes, "No period.")
        return
    folded = fold(study, period)
    flux = _PPT * study.flux
    phase, shown = _unrolled(folded.phase[study.used], flux[study.used])
    axes.plot(phase, shown, ".", ms=1.2, mew=0, color=FAINT)
    at, middle = _unrolled(folded.bin_phase, _PPT * folded.bin_flux)
    _, error = _unrolled(folded.bin_phase, _PPT * folded.bin_err)
    axes.errorbar(at, middle, error, fmt="o", ms=1.8, mew=0, lw=0.6, color=RESIDUAL, zorder=3)
    low, high = _range(shown, middle)
    axes.set_ylim(low, high)
    if isfinite(folded.amplitude):
        _amplitude(axes, middle, folded.amplitude)
    axes.set_xlim(*_TURNS)
    axes.set_xlabel(f"Phase (period {period:.5g} d)")
    axes.set_ylabel("Relative flux (ppt)")


def _over(axes: Axes, text: str, colour: str, *, right: bool = False) -> None:
    """A few words above a corner of a panel."""
    axes.annotate(
        text, (float(right), 1), (0, 2), xycoords="axes fraction", textcoords="offset points",
        fontsize=6, ha="right" if right else "left", va="bottom", color=colour,
    )  # fmt: skip


def _amplitude(axes: Axes, middle: Floats, amplitude: float) -> None:
    bottom, top = float(np.nanmin(middle)), float(np.nanmax(middle))
    for level in (bottom, top):
        axes.axhline(level, color=FOUND, lw=0.5, ls="--", zorder=2)
    axes.annotate(
        "", (1.21, top), (1.21, bottom), arrowprops={"arrowstyle": "<->", "lw": 0.6,
        "color": FOUND, "shrinkA": 0, "shrinkB": 0},
    )  # fmt: skip
    _over(axes, f"amplitude {parts_per(amplitude)}", FOUND, right=True)


def _unrolled(phase: Floats, values: Floats) -> tuple[Floats, Floats]:
    """A turn and a half: what lies near both ends is there twice."""
    parts = [
        (phase + turn, values, (phase + turn >= _TURNS[0]) & (phase + turn <= _TURNS[1]))
        for turn in (-1, 0, 1)
    ]
    return (
        np.concatenate([at[kept] for at, _, kept in parts]),
        np.concatenate([each[kept] for _, each, kept in parts]),
    )


def _tops(study: Study) -> Floats:
    """(k,) ppt, the highest points of the flares."""
    time, flux = study.curve.time, _PPT * study.flux
    return np.array(
        [
            flux[(time >= flare.start) & (time <= flare.stop)].max(initial=-np.inf)
            for flare in study.flares
        ]
    )


def _bottom(flux: Floats) -> float:
    """Where eclipses end, however few points are in them."""
    return float(np.nanpercentile(flux, _SHARE))


def _range(values: Floats, more: Floats) -> tuple[float, float]:
    """Nearly all of the values, and of the others what does not squeeze these too much."""
    if not np.isfinite(values).any():
        values = more
    low, high = np.nanpercentile(values, [_SHARE, 100 - _SHARE])
    most = _MORE * (high - low)
    low = max(low - most, np.min(more, initial=low, where=np.isfinite(more)))
    high = min(high + most, np.max(more, initial=high, where=np.isfinite(more)))
    pad = _PAD * (high - low) or 1.0
    return float(low - pad), float(high + 1.4 * pad)
