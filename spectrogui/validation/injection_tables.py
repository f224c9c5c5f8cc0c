"""The numbers of injection and recovery."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.lines import MEASURED
from spectrogui.validation.section import Cell, Sheet

if TYPE_CHECKING:
    from spectrogui.validation.injection import Trials

RANGES = ((10.0, 30.0), (30.0, 100.0), (100.0, 300.0), (300.0, np.inf))
DRAWS = 2
"""How often lines are put into each spectrum."""
STRENGTHS = (0.2, 0.35, 0.6, 1.0, 1.7, 3.0, 5.0)
SIGNIFICANT = 3.0
_FAR = 4.0
_ENOUGH, _FEW = 30, 10
_BIAS, _PULL, _WIDTH = 0.05, 0.1, (0.9, 1.1)

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


def pull_sheet(trials: "Trials", letters: NDArray[np.str_]) -> Sheet:
    """Bias and pulls by line, type and S/N."""
    rows: list[tuple[Cell, ...]] = []
    for column, line in enumerate(MEASURED):
        for letter in "AFGKM":
            for low, high in ((10.0, np.inf), *RANGES):
                some = (letters == letter) & (trials.snr >= low) & (trials.snr < high)
                numbers = pull_numbers(trials, some, column)
                if numbers is not None:
                    rows.append((line.label, letter, span(low, high), *numbers))
    return Sheet(
        "pulls",
        "What was found less what was put in, and the same over its error, by line, type and "
        "S/N(r); trials with usable flux in the window.",
        ("line", "type", "S/N(r)", "trials", "median bias (Å)", "median error (Å)", "mean pull",
         "median pull", "standard deviation", "robust", "beyond 4 (%)"),
        rows,
        shown=25,
    )  # fmt: skip


def noise_sheet(trials: "Trials", letters: NDArray[np.str_]) -> Sheet:
    """Bias and pulls of faint spectra, and of good ones with noise added."""
    rows: list[tuple[Cell, ...]] = []
    faint = (trials.snr >= 10) & (trials.snr < 100)
    for column, line in enumerate(MEASURED):
        for letter in "AFGKM":
            for name, kind in (("as they are", ~trials.added), ("noise added", trials.added)):
                numbers = pull_numbers(trials, faint & kind & (letters == letter), column)
                if numbers is not None:
                    rows.append((line.label, letter, name, *numbers))
    return Sheet(
        "pulls_of_noise",
        "The same at S/N(r) 10–100, of spectra as they are and of good ones with noise added.",
        ("line", "type", "spectra", "trials", "median bias (Å)", "median error (Å)", "mean pull",
         "median pull", "standard deviation", "robust", "beyond 4 (%)"),
        rows,
        shown=10,
    )  # fmt: skip


def pull_numbers(trials: "Trials", some: Rows, column: int) -> tuple[Cell, ...] | None:
    """Number, bias, error, mean, median, standard deviation, robust one, and tail."""
    away = (trials.found - trials.put)[some, column]
    error = trials.error[some, column]
    pull = away / error
    known = np.isfinite(pull)
    if known.sum() < 5:
        return None
    away, error, pull = away[known], error[known], pull[known]
    near = pull[np.abs(pull) < _FAR]
    if not len(near):
        near = np.clip(pull, -_FAR, _FAR)
    middle = float(np.median(pull))
    return (
        len(pull),
        round(float(np.median(away)), 3),
        round(float(np.median(error)), 3),
        round(float(near.mean()), 2),
        round(middle, 2),
        round(float(near.std()), 2),
        round(float(1.4826 * np.median(np.abs(pull - middle))), 2),
        round(100 * float(np.mean(np.abs(pull) >= _FAR)), 1),
    )


def pull_goals(trials: "Trials", letters: NDArray[np.str_]) -> tuple[str, ...]:
    """What was asked for of Hα and of the other lines, over S/N 10–300, by `fair` trials."""
    whole = (trials.snr >= 10) & (trials.snr <= 300) & fair(trials, letters)
    out = []
    for column, line in enumerate(MEASURED):
        bias, mean, width, least = {}, {}, {}, {}
        for letter in "AFGKM":
            some = whole & (letters == letter)
            numbers = pull_numbers(trials, some, column)
            spectra = int(np.isfinite(trials.found[some, column]).sum()) // DRAWS
            if numbers is None or spectra < _ENOUGH:
                continue
            least[letter] = 1 / np.sqrt(spectra)
            bias[letter], mean[letter] = float(numbers[1] or 0), float(numbers[3] or 0)
            width[letter] = float(numbers[5] or 0)
        out += [
            _goal(f"{line.label}: bias below {_BIAS} Å in every type with {_ENOUGH} spectra, "
                  "S/N 10–300", bias, all(abs(v) < _BIAS for v in bias.values()), " Å"),
            _goal(f"{line.label}: mean pull below {_PULL} (known to "
                  f"±{max(least.values(), default=0):.2f} at worst)", mean,
                  all(abs(v) < _PULL for v in mean.values()), ""),
            _goal(f"{line.label}: standard deviation of pulls {_WIDTH[0]}–{_WIDTH[1]}", width,
                  all(_WIDTH[0] <= v <= _WIDTH[1] for v in width.values()), ""),
        ]  # fmt: skip
    return tuple(out)


def fair(trials: "Trials", letters: NDArray[np.str_]) -> Rows:
    """(n,) spectra as they are; and those with noise added, of types and ranges of S/N of which
    there are too few others.
    """
    out = ~trials.added
    for letter in "AFGKM":
        for low, high in RANGES:
            some = (letters == letter) & (trials.snr >= low) & (trials.snr < high)
            if (some & ~trials.added).sum() < _FEW * DRAWS:
                out |= some
    return np.asarray(out)


def _goal(asked: str, found: dict[str, float], met: bool, unit: str) -> str:
    values = ", ".join(f"{letter} {value:.2f}" for letter, value in found.items())
    values = values.replace("-", "−")
    if not found:
        return f"{asked}: not met, no type has enough spectra."
    return f"{asked}: {'met' if met else 'not met'} ({values}{unit})."


def completeness_sheet(trials: "Trials") -> Sheet:
    """Which part of injected Hα lines is found at 3σ."""
    rows: list[tuple[Cell, ...]] = []
    for low, high in RANGES:
        for strength, count, part in completeness(trials, low, high):
            rows.append((span(low, high), strength, count, round(100 * part, 1)))
    return Sheet(
        "completeness",
        f"Injected Hα emission that was found with EW > {SIGNIFICANT:g}σ, by S/N(r) and by what "
        "was put in; all types.",
        ("S/N(r)", "EW put in (Å)", "trials", "found (%)"),
        rows,
    )


def completeness(trials: "Trials", low: float, high: float) -> list[tuple[str, int, float]]:
    """Range of widths, number of trials and part found, for a range of S/N."""
    some = (trials.snr >= low) & (trials.snr < high) & np.isfinite(trials.found[:, 0])
    out = []
    for faint, strong in pairwise(STRENGTHS):
        here = some & (trials.put[:, 0] >= faint) & (trials.put[:, 0] < strong)
        if here.any():
            sure = trials.found[here, 0] > SIGNIFICANT * trials.error[here, 0]
            out.append((f"{faint:g}–{strong:g}", int(here.sum()), float(sure.mean())))
    return out


def alarm_sheet(trials: "Trials", letters: NDArray[np.str_]) -> Sheet:
    """How often the spectra without injected lines are called significant."""
    first = np.arange(len(trials.row)) < len(trials.row) // DRAWS
    rows: list[tuple[Cell, ...]] = []
    for column, line in enumerate(MEASURED):
        for low, high in RANGES:
            some = first & (trials.snr >= low) & (trials.snr < high)
            some &= np.isfinite(trials.before[:, column])
            if not some.any():
                continue
            over = trials.before[some, column] > SIGNIFICANT * trials.error_before[some, column]
            which = ", ".join(
                f"{letter} {int((over & (letters[some] == letter)).sum())}" for letter in "AFGKM"
            )
            rows.append(
                (line.label, span(low, high), len(over), round(100 * float(over.mean()), 1), which)
            )
    return Sheet(
        "false_alarms",
        f"Spectra in which nothing was put and that come out with EW > {SIGNIFICANT:g}σ; their "
        "stars' own activity is among it.",
        ("line", "S/N(r)", "spectra", "above 3σ (%)", "by type"),
        rows,
    )


def span(low: float, high: float) -> str:
    """A range of S/N as people write it."""
    return f"> {low:g}" if np.isinf(high) else f"{low:g}–{high:g}"
