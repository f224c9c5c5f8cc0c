"""Excess equivalent widths: of quiet stars, and how those of the lines go together (Fig. 12)."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.stats import spearmanr

from spectrogui.core.job import Ticket
from spectrogui.core.lines import MEASURED
from spectrogui.validation.drawing import (
    LETTERS,
    TEFF_MAP,
    TEFF_RANGE,
    panels,
    robust_limits,
)
from spectrogui.validation.material import Material
from spectrogui.validation.measures import Measures, measures
from spectrogui.validation.section import Picture, Section, Sheet
from spectrogui.validation.wording import few, sentences

PAIRS = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))
"""Columns of `MEASURED` that are drawn against each other."""
_SNR = 30.0
_LEAST = 6


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """Widths of quiet stars by type, pairs of lines, and their correlations."""
    found = measures(material, ticket)
    bright = material.stars.snr > _SNR
    active = found.active & bright
    known = np.isfinite(material.teff) & bright
    quiet = {
        k: int((material.quiet & bright & (material.stars.letter == k)).sum()) for k in LETTERS
    }
    return Section(
        key="widths",
        title="Equivalent widths",
        text=sentences(
            "Excess widths, emission positive (lithium: absorption positive), with S/N(r) > "
            f"{_SNR:.0f}. Of {int(known.sum())} such stars with a Teff of a catalogue, "
            f"{int(active.sum())} are active by the paper's criteria: EW(Hα) > 1 Å, each Ca II "
            "line above 0, RMSE < 0.02, Teff < 6000 K. Where a Teff is unknown nothing is said.",
            few(quiet, f"quiet stars with S/N(r) > {_SNR:.0f}"),
        ),
        sheets=(_quiet(material, found, bright), _correlations(material, found, bright)),
        pictures=(
            Picture(
                "pairs",
                f"Pairs of excess widths of {int(bright.sum())} stars with S/N(r) > {_SNR:.0f}, "
                "in the colour of their Teff (of the type where no catalogue has one); rings: "
                "active by the paper's criteria; diamonds: the other M stars. Axes hold the "
                "inner 99 % of the stars and every active one. To be compared with Fig. 12 of "
                "the paper.",
                _draw(material, found, bright, active),
            ),
        ),
    )


def _quiet(material: Material, found: Measures, bright: NDArray[np.bool_]) -> Sheet:
    rows: list[tuple[str | int | float | None, ...]] = []
    for kind in LETTERS:
        some = material.quiet & bright & (material.stars.letter == kind)
        if not some.any():
            continue
        cells: list[float | None] = []
        for column in range(len(MEASURED)):
            value, error = found.width[some, column], found.error[some, column]
            fit = np.isfinite(value)
            if fit.sum() < 2:
                cells += [None, None, None]
                continue
            middle = float(np.median(value[fit]))
            scatter = 1.4826 * float(np.median(np.abs(value[fit] - middle)))
            cells += [round(x, 2) for x in (middle, scatter, float(np.median(error[fit])))]
        rows.append((kind, int(some.sum()), *cells))
    heads = [
        f"{line.label}: {what}" for line in MEASURED for what in ("median", "scatter", "stated σ")
    ]
    return Sheet(
        "quiet",
        f"Excess widths (Å) of quiet stars with S/N(r) > {_SNR:.0f}, which should be 0: median, "
        "robust scatter (1.48 times the median deviation) and median of the stated error. The "
        "scatter holds the stars' own differences in activity.",
        ("type", "stars", *heads),
        rows,
    )


def _correlations(material: Material, found: Measures, bright: NDArray[np.bool_]) -> Sheet:
    rows: list[tuple[str | int | float | None, ...]] = []
    with np.errstate(invalid="ignore"):
        excess = found.width[:, 0] > 3 * found.error[:, 0]
    for name, letters in (("F–K", "FGK"), ("M", "M")):
        some = bright & excess & np.isin(material.stars.letter, list(letters)) & ~material.odd
        for a, b in PAIRS:
            x, y = found.width[some, a], found.width[some, b]
            fit = np.isfinite(x) & np.isfinite(y)
            count = int(fit.sum())
            value = None
            if count >= _LEAST and np.ptp(x[fit]) > 0 and np.ptp(y[fit]) > 0:
                value = round(float(spearmanr(x[fit], y[fit]).statistic), 2)
            rows.append((name, f"{MEASURED[a].label} – {MEASURED[b].label}", count, value))
    return Sheet(
        "correlations",
        "Spearman's rank correlation of excess widths, of stars with Hα over 3σ and without a "
        f"remark in the list; empty below {_LEAST} stars. The paper finds clear correlations for "
        "F to K and more scatter for M.",
        ("types", "lines", "stars", "ρ"),
        rows,
    )


def _draw(
    material: Material, found: Measures, bright: NDArray[np.bool_], active: NDArray[np.bool_]
) -> Figure:
    figure, axes = panels(2, 3, 4.3)
    teff = material.stars.teff
    cool = material.stars.letter == "M"
    drawn = None
    for one, (a, b) in zip(axes, PAIRS, strict=True):
        x, y = found.width[:, a], found.width[:, b]
        for rows, mark, size in ((bright & ~cool, "o", 4), (bright & cool, "D", 8)):
            drawn = one.scatter(
                x[rows], y[rows], c=teff[rows], s=size, marker=mark, cmap=TEFF_MAP,
                vmin=TEFF_RANGE[0], vmax=TEFF_RANGE[1], linewidths=0,
            )  # fmt: skip
        one.plot(x[active], y[active], "o", mfc="none", mec="#1a1a1a", ms=5, mew=0.6)
        one.axhline(0, color="#9a9a9a", lw=0.4, zorder=0)
        one.axvline(0, color="#9a9a9a", lw=0.4, zorder=0)
        one.set(xlabel=f"EW {MEASURED[a].label} (Å)", ylabel=f"EW {MEASURED[b].label} (Å)")
        one.set_xlim(_limits(x, bright, active))
        one.set_ylim(_limits(y, bright, active))
    if drawn is not None:
        figure.colorbar(drawn, ax=axes, label="Teff (K)", shrink=0.6, aspect=35)
    return figure


def _limits(
    values: NDArray[np.float64], bright: NDArray[np.bool_], active: NDArray[np.bool_]
) -> tuple[float, float]:
    low, high = robust_limits(values[bright], share=0.5)
    some = values[active & np.isfinite(values)]
    if len(some):
        low, high = min(low, float(some.min()) - 0.1), max(high, float(some.max()) + 0.1)
    return low, high
