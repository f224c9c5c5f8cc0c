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
    return (
        int(some.sum()),
        round(float(np.nanmedian(one.scores.rmse[some])), 4),
        round(float(np.nanmedian(one.scores.chi2[some])), 2),
        _told(robust(one.scores.halpha[some])),
        _told(robust(one.scores.halpha[some & quiet])),
        round(float(np.median(leak)), 3) if len(leak) else None,
        round(float(np.percentile(leak, 95)), 3) if len(leak) else None,
        round(1e3 * one.seconds, 2),
    )


def _told(value: float) -> float | None:
    return round(value, 3) if np.isfinite(value) else None


def medians(one: Judged, stars: TrainingSet, kind: str, limit: float) -> tuple[float, float]:
    """Median RMSE and scatter of EW(Hα) of the stars of a type above an S/N; NaN of none."""
    some = (stars.letter == kind) & (stars.snr > limit) & np.isfinite(one.scores.rmse)
    if not some.any():
        return float("nan"), float("nan")
    return float(np.median(one.scores.rmse[some])), robust(one.scores.halpha[some])


def count_above(stars: TrainingSet, kind: str, limit: float) -> int:
    """Stars of a type above an S/N(r)."""
    return int(((stars.letter == kind) & (stars.snr > limit)).sum())


def goals(judged: list[Judged], stars: TrainingSet) -> list[str]:
    """What was asked of each type, and what came out."""
    named = {one.name: one for one in judged}
    out = []
    for kind in LETTERS:
        count = count_above(stars, kind, BRIGHT)
        if not count:
            continue
        rmse, _ = medians(named[OURS], stars, kind, BRIGHT)
        paper, _ = medians(named[PAPER], stars, kind, BRIGHT)
        out.append(
            goal(
                f"Median RMSE of {kind} stars with S/N(r) > {BRIGHT:.0f} at most "
                f"{ASKED[kind]:.4f} and at least {100 * (1 - BETTER):.0f} % below the paper's "
                "recipe",
                f"{rmse:.4f} of {count} stars, {100 * (1 - rmse / paper):.0f} % below its "
                f"{paper:.4f}",
                round(rmse, 4) <= ASKED[kind] and rmse <= BETTER * paper,
            )
        )
    return out


def winners(judged: list[Judged], stars: TrainingSet) -> str:
    """By how much ours differs from the best of the baselines, type by type."""
    ours = next(one for one in judged if one.name == OURS)
    others = [one for one in judged if one.name not in (OURS, ALONE)]
    parts = []
    for column, what in enumerate(("median RMSE", "scatter of EW(Hα)")):
        said = []
        for kind in LETTERS:
            sparse = count_above(stars, kind, BRIGHT) < SPARSE
            limit = LOWER[-1] if sparse else BRIGHT
            mine = medians(ours, stars, kind, limit)[column]
            found = {one.name: medians(one, stars, kind, limit)[column] for one in others}
            if not np.isfinite([mine, *found.values()]).all():
                continue
            best = min(found, key=lambda name: found[name])
            change = 100 * (mine / found[best] - 1)
            faint = f", S/N > {limit:.0f}" if sparse else ""
            said.append(f"{kind} {change:+.0f} % ({best}{faint})")
        if said:
            parts.append(f"{what}: {', '.join(said)}")
    if not parts:
        return ""
    return (
        f"Ours against the best of the baselines in each type, stars with S/N(r) > {BRIGHT:.0f} "
        f"(negative: ours is smaller; in brackets that baseline). {'; '.join(parts)}."
    )
