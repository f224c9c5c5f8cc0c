"""Baselines in rows and sentences."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.validation.baseline_judging import ALONE, OURS, PAPER, Judged
from spectrogui.validation.baseline_scores import robust
from spectrogui.validation.drawing import LETTERS
from spectrogui.validation.section import Cell
from spectrogui.validation.wording import goal

ASKED = {"A": 0.0070, "F": 0.0055, "G": 0.0060, "K": 0.0070, "M": 0.0105}
"""Largest median RMSE of stars with S/N(r) > `BRIGHT` that was asked for."""
BETTER = 0.8
"""Largest ratio to the RMSE of the paper's recipe that was asked for."""
BRIGHT, FAINT = 150.0, 30.0
SPARSE = 12
"""Stars of a type with S/N(r) > `BRIGHT` below which the table has that type at `LOWER` too."""
LOWER = (100.0, 50.0)
HEADS = (
    "templates by", "type", "S/N(r)", "stars", "RMSE", "χ²ᵣ", "scatter of EW(Hα) (Å)",
    "the same, quiet stars (Å)", "leak of 3 Å, median (Å)", "leak, 95 % (Å)", "ms per spectrum",
)  # fmt: skip


def rows_of(
    one: Judged, stars: TrainingSet, quiet: NDArray[np.bool_], *, bright: bool
) -> list[tuple[Cell, ...]]:
    """The rows of one baseline.

    Parameters
    ----------
    quiet : (n,) stars that passed the selection of inactive ones
    bright : stars with S/N(r) > `BRIGHT`, or all
    """
    rows = []
    for kind in LETTERS:
        mine = stars.letter == kind
        limits = [BRIGHT if bright else FAINT]
        if bright and (mine & (stars.snr > BRIGHT)).sum() < SPARSE:
            limits += LOWER
        for limit in limits:
            some = mine & (stars.snr > limit)
            if some.any():
                rows.append((one.name, kind, f"> {limit:.0f}", *_cells(one, some, mine, quiet)))
    return rows


def _cells(
    one: Judged, some: NDArray[np.bool_], kind: NDArray[np.bool_], quiet: NDArray[np.bool_]
) -> tuple[Cell, ...]:
    leak = np.abs(one.leak[kind & np.isfinite(one.leak)])
    still = one.scores.halpha[some & quiet]
    return (
        int(some.sum()),
        round(float(np.nanmedian(one.scores.rmse[some])), 4),
        round(float(np.nanmedian(one.scores.chi2[some])), 2),
        round(robust(one.scores.halpha[some]), 3),
        round(robust(still), 3) if len(still) > 2 else None,
        round(float(np.median(leak)), 3) if len(leak) else None,
        round(float(np.percentile(leak, 95)), 3) if len(leak) else None,
        round(1e3 * one.seconds, 2),
    )


def medians(one: Judged, stars: TrainingSet) -> dict[str, tuple[int, float, float]]:
    """By type: stars with S/N(r) > `BRIGHT`, their median RMSE and scatter of EW(Hα)."""
    out = {}
    for kind in LETTERS:
        some = (stars.letter == kind) & (stars.snr > BRIGHT)
        if some.any():
            rmse = float(np.nanmedian(one.scores.rmse[some]))
            out[kind] = (int(some.sum()), rmse, robust(one.scores.halpha[some]))
    return out


def goals(judged: list[Judged], stars: TrainingSet) -> list[str]:
    """What was asked of each type, and what came out."""
    found = {one.name: medians(one, stars) for one in judged}
    out = []
    for kind, (count, rmse, _) in found[OURS].items():
        paper = found[PAPER][kind][1]
        least = f"{kind} stars with S/N(r) > {BRIGHT:.0f}"
        out.append(
            goal(
                f"Median RMSE of {least} at most {ASKED[kind]:.4f} and at least "
                f"{100 * (1 - BETTER):.0f} % below the paper's recipe",
                f"{rmse:.4f} of {count} stars, {100 * (1 - rmse / paper):.0f} % below its "
                f"{paper:.4f}",
                round(rmse, 4) <= ASKED[kind] and rmse <= BETTER * paper,
            )
        )
    return out


def winners(judged: list[Judged], stars: TrainingSet) -> str:
    """Who is best in what, and by how much ours differs from the best of the others."""
    found = {one.name: medians(one, stars) for one in judged}
    parts = []
    for column, what in ((1, "median RMSE"), (2, "scatter of EW(Hα)")):
        said = []
        for kind, ours in found[OURS].items():
            if ours[0] < SPARSE:
                continue
            others = {n: f[kind][column] for n, f in found.items() if n not in (OURS, ALONE)}
            best = min(others, key=lambda name: others[name])
            change = 100 * (ours[column] / others[best] - 1)
            said.append(f"{kind} {change:+.0f} % ({best})")
        if said:
            parts.append(f"{what}: {', '.join(said)}")
    if not parts:
        return ""
    return (
        f"Ours against the best of the baselines in each type, stars with S/N(r) > {BRIGHT:.0f} "
        f"(negative: ours is smaller; in brackets that baseline). {'; '.join(parts)}."
    )
