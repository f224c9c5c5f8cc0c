"""How closely templates fit outside the active lines (paper section 4.1, Fig. 8)."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.core.grid import OUTSIDE_LINES
from spectrogui.core.job import Ticket
from spectrogui.validation.drawing import COLOURS, LETTERS, MARKS, panels
from spectrogui.validation.material import Material
from spectrogui.validation.measures import Measures, measures
from spectrogui.validation.section import Picture, Section, Sheet
from spectrogui.validation.wording import few, goal, sentences

RANGES = ((10.0, 30.0), (30.0, 100.0), (100.0, 150.0), (150.0, 300.0), (300.0, np.inf))
"""S/N(r) of the rows of the table."""
BRIGHT = 150.0
"""S/N(r) above which the RMSE is the template's doing."""
ASKED = {"A": 0.0070, "F": 0.0055, "G": 0.0060, "K": 0.0070, "M": 0.0105}
"""Largest median RMSE of stars with S/N(r) > `BRIGHT`."""
PAPER = 0.0157
"""RMSE of all spectra of the paper (section 4.1)."""


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """RMSE by type and S/N, against Teff and against S/N."""
    found = measures(material, ticket)
    noise = photon_noise(material, found)
    bright = material.stars.snr > BRIGHT
    counts = {k: int((bright & (material.stars.letter == k)).sum()) for k in LETTERS}
    compared = all(len(learnt) for learnt in material.learnt)  # then baselines tell the goals
    overall = float(np.nanmedian(found.rmse))
    pooled = float(np.sqrt(np.nanmean(found.rmse[~material.odd] ** 2)))
    return Section(
        key="accuracy",
        title="Residuals outside the lines",
        text=sentences(
            "RMSE is the root mean square of observed less template outside the windows of Hα "
            "and Ca II, in units of the continuum. Active and unusual stars are in the figures "
            "too.",
            f"Of {len(material)} spectra with S/N(r) > 10 the median is {overall:.4f}; the root "
            f"mean square over the pixels of all without a remark in the list is {pooled:.4f} "
            f"(paper, over its own stars: {PAPER}). Most of it is photon noise, which below S/N "
            "100 is larger than the template's error; so templates are judged by stars with "
            f"S/N(r) > {BRIGHT:.0f}.",
            few(counts, f"stars with S/N(r) > {BRIGHT:.0f}"),
        ),
        sheets=(_table(material, found, noise), _stars(material, found, noise)),
        pictures=(
            Picture(
                "rmse",
                f"RMSE of {len(material)} spectra outside the active lines against Teff (of the "
                "type where no catalogue has one) and against S/N(r). Bars: median of the stars "
                f"of a type with S/N(r) > {BRIGHT:.0f}. Line: photon noise, median. Above the "
                "upper edge: arrows. To be compared with Fig. 8 of the paper.",
                _draw(material, found, noise),
            ),
        ),
        goals=() if compared else tuple(_goals(material, found)),
    )


def photon_noise(material: Material, found: Measures) -> NDArray[np.float64]:
    """(n,) root mean square of 1σ from ivar over the pixels of the RMSE; continuum = 1."""
    use = found.good & OUTSIDE_LINES
    square = np.where(use, np.where(use, material.stars.sigma, 0.0).astype(float) ** 2, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.sqrt(square.sum(axis=1) / use.sum(axis=1)))


def _goals(material: Material, found: Measures) -> list[str]:
    out = []
    for kind, most in ASKED.items():
        rows = (material.stars.letter == kind) & (material.stars.snr > BRIGHT)
        if not rows.any():
            continue
        value = float(np.nanmedian(found.rmse[rows]))
        out.append(
            goal(
                f"Median RMSE of {kind} stars with S/N(r) > {BRIGHT:.0f} at most {most:.4f}",
                f"{value:.4f} of {int(rows.sum())} stars",
                round(value, 4) <= most,
            )
        )
    return out


def _table(material: Material, found: Measures, noise: NDArray[np.float64]) -> Sheet:
    rows = []
    for low, high in RANGES:
        inside = (material.stars.snr > low) & (material.stars.snr <= high)
        for kind in LETTERS:
            some = inside & (material.stars.letter == kind) & np.isfinite(found.rmse)
            if not some.any():
                continue
            left = np.sqrt(np.maximum(found.rmse[some] ** 2 - noise[some] ** 2, 0))
            rows.append(
                (
                    f"{low:.0f}–{high:.0f}" if np.isfinite(high) else f"> {low:.0f}",
                    kind,
                    int(some.sum()),
                    round(float(np.median(found.rmse[some])), 4),
                    round(float(np.percentile(found.rmse[some], 90)), 4),
                    round(float(np.median(noise[some])), 4),
                    round(float(np.median(left)), 4),
                    round(float(np.nanmedian(found.chi2[some])), 2),
                )
            )
    return Sheet(
        "rmse-by-type",
        "RMSE outside the active lines: median and 90th percentile, median photon noise, median "
        "of what is left when that is subtracted in quadrature, and median reduced χ² by photon "
        "noise alone.",
        ("S/N(r)", "type", "stars", "RMSE", "90 %", "photons", "beyond photons", "χ²ᵣ"),
        rows,
    )


def _stars(material: Material, found: Measures, noise: NDArray[np.float64]) -> Sheet:
    """Every star, for whoever wants to draw it otherwise."""
    stars = material.stars
    rows = [
        (
            round(float(stars.ra[i]), 5),
            round(float(stars.dec[i]), 5),
            str(stars.subclass[i]),
            round(float(stars.snr[i]), 1),
            round(float(stars.teff[i])) if np.isfinite(stars.teff[i]) else None,
            bool(material.quiet[i]),
            str(stars.remark[i]),
            round(float(found.rmse[i]), 5),
            round(float(noise[i]), 5),
            round(float(found.chi2[i]), 3),
            *(round(float(value), 3) for value in found.width[i]),
            *(round(float(value), 3) for value in found.error[i]),
            round(float(found.outlier[i]), 4),
        )
        for i in range(len(material))
    ]
    keys = ("ha", "ca8498", "ca8542", "ca8662", "li")
    return Sheet(
        "stars",
        "Every star with what its judge says of it: the first three.",
        (
            "ra (deg)", "dec (deg)", "type", "S/N(r)", "Teff (K)", "quiet", "remark", "RMSE",
            "photons", "χ²ᵣ", *(f"ew_{key} (Å)" for key in keys),
            *(f"e_ew_{key} (Å)" for key in keys), "outlier",
        ),
        rows,
        shown=3,
    )  # fmt: skip


def _draw(material: Material, found: Measures, noise: NDArray[np.float64]) -> Figure:
    figure, (left, right) = panels(1, 2, 2.9, sharey=True)
    stars = material.stars
    top = 0.06
    for kind in LETTERS:
        rows = stars.letter == kind
        if not rows.any():
            continue
        value = np.minimum(found.rmse[rows], top)
        for axes, x in ((left, stars.teff[rows]), (right, stars.snr[rows])):
            axes.plot(
                x, value, MARKS[kind], color=COLOURS[kind], ms=2.2, ls="none", mew=0,
                label=f"{kind}, {int(rows.sum())}",
            )  # fmt: skip
            over = found.rmse[rows] > top
            axes.plot(x[over], np.full(int(over.sum()), top), "^", color=COLOURS[kind], ms=4)
        bright = rows & (stars.snr > BRIGHT) & np.isfinite(stars.teff)
        if bright.sum() >= 3:
            median = float(np.nanmedian(found.rmse[bright]))
            span = np.percentile(stars.teff[bright], [5, 95])
            left.plot(span, [median, median], color="#1a1a1a", lw=2.2, solid_capstyle="butt")
            left.plot(span, [median, median], color=COLOURS[kind], lw=1.4)
    order = np.argsort(stars.snr)
    chunks = np.array_split(order, max(1, len(order) // 60))
    right.plot(
        [np.median(stars.snr[c]) for c in chunks], [np.nanmedian(noise[c]) for c in chunks],
        color="#1a1a1a", lw=0.9, label="photon noise",
    )  # fmt: skip
    left.set(xlabel="Teff (K)", ylabel="RMSE", yscale="log", ylim=(0.002, top * 1.08))
    left.invert_xaxis()
    right.set(xlabel="S/N(r)", xscale="log")
    right.legend(frameon=False, ncols=2)
    return figure
