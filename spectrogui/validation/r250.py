"""The R250 model: templates, classification, excess and errors (paper section 4.4)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.slitless_judging import inactive_stars, spread
from spectrogui.core.job import Ticket
from spectrogui.validation.drawing import LETTERS
from spectrogui.validation.material import Material
from spectrogui.validation.measures import measures
from spectrogui.validation.r250_figures import TEFF_RANGES, draw_both, draw_boundary, draw_rmse
from spectrogui.validation.r250_judging import (
    SlitlessMeasures,
    calibrated,
    response,
    slitless_measures,
)
from spectrogui.validation.section import Cell, Picture, Section, Sheet
from spectrogui.validation.wording import few, goal, sentences

PAPER = 0.0151
"""RMSE of all R250 spectra of the paper (section 4.1)."""
PAPER_FOUND = 0.95
"""Share of the active stars that the paper's boundary finds (section 4.4)."""
ENOUGH = 20
"""Stars of a type from which the scatter of their pulls is judged."""
_SNR = ((10.0, np.inf), (10.0, 30.0), (30.0, 100.0), (100.0, np.inf))


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """RMSE, boundary, excess at both resolutions, and errors."""
    r1800 = measures(material, ticket)
    found = slitless_measures(material, r1800, ticket, report)
    stars = material.stars.take(found.rows)
    pooled = float(np.sqrt(np.nanmean(found.left.rmse**2)))
    before = float(np.sqrt(np.nanmean(found.left.raw**2)))
    confusion = found.labelled.confusion()
    width = r1800.width[found.rows, 0]
    pulls = _pulls(material, found, width, r1800.rmse[found.rows])
    return Section(
        key="r250",
        title="Slitless spectra of R = 250",
        text=sentences(
            "Slitless spectra are simulated from the red arms: convolved to a Gaussian of "
            "constant FWHM 22 Å (R = 250 at 5500 Å), on 6005…7500 Å in steps of 5 Å, divided by "
            "the median of 6500–6550 Å; telluric bands stay in them. RMSE is outside 6540–6585 Å.",
            "Networks were trained anew for each part of the sky, with the stars and library "
            "templates of the other parts."
            if found.trained
            else "The bundled R250 model judges the list as it is.",
            f"Root mean square over {len(stars)} spectra with S/N(r) > 10, active and odd ones "
            f"too: {before:.4f} before the shape correction, {pooled:.4f} after it (paper, over "
            f"its own stars: {PAPER}).",
            f"1 Å of narrow emission makes {response(np.ones(1))[0]:.2f} Å of excess at R = 250: "
            "its wings lie in the continuum bands of eq. 5.",
            "Real active stars are few in this list, so emission of 1.2 to 30 Å was added to "
            "inactive stars, on their red arms as they were read. Stars in nebulae are told apart "
            "by nobody at this resolution and are counted apart.",
            few({k: int((stars.letter == k).sum()) for k in LETTERS}),
        ),
        sheets=(
            _rmse_sheet(material, found),
            _confusion_sheet(confusion),
            _both_sheet(material, found, width),
            pulls,
        ),
        pictures=(
            Picture(
                "rmse",
                f"RMSE of {len(stars)} spectra outside Hα against Teff. Dashed: the paper's "
                "overall value. To be compared with the lower panel of the paper's Fig. 8.",
                draw_rmse(material, found, PAPER),
            ),
            Picture(
                "boundary",
                "EW(Hα) by eq. 5 of stars cooler than 6000 K. Dashed: the boundary of the support "
                "vector machine, drawn through all of them. Larger widths are above the edge. To "
                "be compared with the paper's Fig. 17.",
                draw_boundary(found),
            ),
            Picture(
                "both",
                "Excess EW(Hα) from slitless spectra against that at R1800. Dashed: what narrow "
                "emission makes of itself. To be compared with the paper's Fig. 18.",
                draw_both(material, found, width),
            ),
        ),
        goals=tuple(_goals(pooled, confusion, pulls)),
    )


def _rmse_sheet(material: Material, found: SlitlessMeasures) -> Sheet:
    stars, left = material.stars.take(found.rows), found.left
    rows: list[tuple[Cell, ...]] = []
    for low, high in _SNR:
        inside = (stars.snr > low) & (stars.snr <= high) & np.isfinite(left.rmse)
        for kind in ("all", *LETTERS):
            some = inside & ((stars.letter == kind) | (kind == "all"))
            if some.any():
                rows.append(
                    (
                        f"{low:.0f}–{high:.0f}" if np.isfinite(high) else f"> {low:.0f}",
                        kind,
                        int(some.sum()),
                        round(float(np.sqrt(np.mean(left.raw[some] ** 2))), 4),
                        round(float(np.sqrt(np.mean(left.rmse[some] ** 2))), 4),
                        round(float(np.median(left.rmse[some])), 4),
                        round(spread(found.excess[some]), 2),
                    )
                )
    return Sheet(
        "rmse",
        "RMSE outside Hα: root mean square over the spectra before and after the shape "
        "correction, median after it; and robust scatter of the excess EW(Hα), Å, activity "
        "included.",
        ("S/N(r)", "type", "stars", "before", "after", "median after", "scatter of excess"),
        rows,
    )


def _confusion_sheet(confusion: dict[str, dict[str, int]]) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for kind, called in confusion.items():
        count = called["active"] + called["inactive"]
        share = round(called["active"] / count, 3) if count else None
        rows.append((kind, count, called["active"], called["inactive"], share))
    return Sheet(
        "confusion",
        "What boundaries that have not seen a star's part of the sky call it; stars cooler than "
        "6000 K. Active: the paper's criteria at R1800; inactive: EW(Hα) at R1800 below 0.5 Å.",
        ("star", "stars", "called active", "called inactive", "share called active"),
        rows,
    )


def _both_sheet(material: Material, found: SlitlessMeasures, r1800: NDArray[np.float64]) -> Sheet:
    teff, known = material.stars.teff[found.rows], found.labelled
    rows: list[tuple[Cell, ...]] = []
    for low, high in TEFF_RANGES:
        real = (teff >= low) & (teff < high) & np.isfinite(found.excess) & np.isfinite(r1800)
        extra = (known.added > 0) & (known.teff >= low) & (known.teff < high)
        extra &= (known.r1800 < 10) & np.isfinite(known.left.excess)
        slope = correlation = None
        if extra.sum() >= ENOUGH:
            x, y = known.r1800[extra], known.left.excess[extra]
            slope = round(float(np.polyfit(x, y, 1)[0]), 2)
            correlation = round(float(np.corrcoef(x, y)[0, 1]), 3)
        scatter = spread(found.excess[real] - response(r1800[real])) if real.any() else None
        rows.append(
            (
                f"{low:.0f}–{high:.0f}",
                int(real.sum()),
                None if scatter is None else round(scatter, 2),
                int(extra.sum()),
                slope,
                correlation,
            )
        )
    return Sheet(
        "both",
        "Excess EW(Hα) at R = 250 against that at R1800: robust scatter of the real stars around "
        "what narrow emission makes, Å; slope and correlation of stars with added emission.",
        ("Teff, K", "stars", "scatter", "with emission", "slope", "correlation"),
        rows,
    )


def _pulls(
    material: Material,
    found: SlitlessMeasures,
    r1800: NDArray[np.float64],
    rmse: NDArray[np.float64],
) -> Sheet:
    """How far the excess of inactive stars, and what is added to them, is off in its errors."""
    stars, quiet = material.stars.take(found.rows), material.quiet[found.rows]
    calm = inactive_stars(stars, r1800, rmse)
    rows: list[tuple[Cell, ...]] = []
    pull = found.excess / found.error
    for kind in ("all", *LETTERS):
        of_kind = (stars.letter == kind) | (kind == "all")
        for name, some in (("inactive", calm & of_kind), ("chosen", quiet & of_kind)):
            rows.append(_pull_row(f"{name}, {kind}", pull[some], found.excess[some]))
    known = found.labelled
    excess, error = calibrated(found.judges, found.calibrations, known.part, known.left)
    off = excess - response(known.added)
    for low, high in ((1.2, 3.0), (3.0, 10.0), (10.0, 30.0)):
        some = (known.added >= low) & (known.added < high)
        name = f"with {low:g}–{high:g} Å added"
        rows.append(_pull_row(name, off[some] / error[some], off[some]))
    return Sheet(
        "pulls",
        "Pulls: excess over its error of stars with |EW(Hα)| < 0.5 Å at R1800 and no remark "
        "(inactive), and of those that passed the selection to train on (chosen); and excess less "
        "what the added emission makes, over its error. Median of both, and robust scatter.",
        ("stars", "number", "median, Å", "median pull", "scatter of pulls", "scatter, Å"),
        rows,
    )


def _pull_row(
    name: str, pull: NDArray[np.float64], value: NDArray[np.float64]
) -> tuple[Cell, ...]:
    known = np.isfinite(pull)
    if not known.any():
        return (name, 0, None, None, None, None)
    return (
        name,
        int(known.sum()),
        round(float(np.median(value[known])), 3),
        round(float(np.median(pull[known])), 2),
        round(spread(pull), 2),
        round(spread(value), 3),
    )


def _goals(pooled: float, confusion: dict[str, dict[str, int]], pulls: Sheet) -> list[str]:
    out = [
        goal(f"RMSE after the shape correction at most {PAPER}", f"{pooled:.4f}", pooled <= PAPER)
    ]
    active = confusion["active"]["active"] + confusion["with added emission"]["active"]
    missed = confusion["active"]["inactive"] + confusion["with added emission"]["inactive"]
    if active + missed:
        share = active / (active + missed)
        found = f"{share:.1%} of {active + missed}"
        out.append(
            goal("95 % of the active stars are found at R = 250", found, share >= PAPER_FOUND)
        )
    for name, count, _, _, scatter, _ in pulls.rows:
        if str(name).startswith("inactive") and isinstance(count, int) and count >= ENOUGH:
            fits = isinstance(scatter, float) and 0.9 <= scatter <= 1.1
            out.append(
                goal(f"Pulls of the R250 excess scatter by 0.9 to 1.1, {name}", f"{scatter}", fits)
            )
    return out
