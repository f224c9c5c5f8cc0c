"""Choosing inactive stars to train on, in the paper's steps (section 3.2)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.lines import MEASURED
from spectrogui.science.prepare import window_weights

Rows = NDArray[np.bool_]

BIN = 500.0
"""K, width of the temperature bins of the first cut."""
_LEAST = 12  # stars of a bin


@dataclass(frozen=True, slots=True)
class Step:
    """One cut: what it asks for, how many stars passed it, and how many A, F, G, K, M of them."""

    name: str
    left: int
    types: tuple[int, ...] = ()


class Selection:
    """A set that shrinks step by step and remembers by what."""

    def __init__(self, stars: TrainingSet, report: Callable[[str], None]) -> None:
        self.stars = stars
        self.steps: list[Step] = []
        self._report = report
        self.keep(np.ones(len(stars), bool), "candidates")

    def keep(self, rows: Rows, name: str) -> None:
        """Keep only some rows, for a reason."""
        self.stars = self.stars.take(rows)
        types = tuple(int((self.stars.letter == letter).sum()) for letter in "AFGKM")
        self.steps.append(Step(name, len(self.stars), types))
        self._report(f"{name}: {len(self.stars)}")


def first_cuts(candidates: TrainingSet, report: Callable[[str], None]) -> Selection:
    """The cuts for which no network is needed, as a selection that further cuts can be made of."""
    selection = Selection(candidates, report)
    selection.keep(
        usable(selection.stars), "A–M stars with a velocity, usable pixels, nothing odd"
    )
    selection.keep(
        bright_enough(selection.stars), "S/N(r) above 25, 50, 75 below 4000 K, 6000 K, above"
    )
    selection.keep(
        ordinary_halpha(selection.stars),
        "EW(Hα) between the 1st and 99th (below 4000 K: 60th) percentile of its 500 K",
    )
    return selection


def last_cut(selection: Selection, rmse: NDArray[np.float64], widths: NDArray[np.float64]) -> None:
    """The cut by what a first network leaves of the stars; see `quiet_residual`."""
    selection.keep(
        quiet_residual(selection.stars, rmse, widths),
        "RMSE below its 90th, EW of Hα and of the triplet between their 1st and 90th percentiles",
    )


def usable(stars: TrainingSet) -> Rows:
    """A–M stars with a velocity and nearly all pixels, and nothing odd said of them."""
    odd = ("active", "nebular", "emission", "strong", "not", "gap", "dropout", "candidate",
           "conflict", "noisy", "cosmic")  # fmt: skip
    fine = np.array([not any(word in text for word in odd) for text in stars.remark])
    return np.asarray(fine & (stars.letter != "") & (stars.good.mean(axis=1) > 0.97))


def bright_enough(stars: TrainingSet) -> Rows:
    """S/N(r) above 25 below 4000 K, 50 below 6000 K, 75 above (paper section 3.2)."""
    least = np.select([stars.teff < 4000, stars.teff < 6000], [25.0, 50.0], 75.0)
    return stars.snr > least


def ordinary_halpha(stars: TrainingSet) -> Rows:
    """EW(Hα) between the 1st and 99th percentile of its temperature bin (60th below 4000 K).

    Bounds are joined by straight lines between the middles of the bins. Bins of fewer than 12
    stars are left to their neighbours.
    """
    middles, lows, highs = halpha_bounds(stars)
    if not len(middles):
        return np.ones(len(stars), bool)
    width = halpha_width(stars)
    above = width >= np.interp(stars.teff, middles, lows)
    out: Rows = above & (width <= np.interp(stars.teff, middles, highs))
    return out


def halpha_width(stars: TrainingSet) -> NDArray[np.float64]:
    """(n,) Å, flux less continuum over the window of Hα: emission is positive."""
    width: NDArray[np.float64] = (stars.flux - 1) @ window_weights(MEASURED[0])
    return width


def halpha_bounds(stars: TrainingSet) -> tuple[NDArray[np.float64], ...]:
    """Middles of the temperature bins, K, and the least and largest EW(Hα) there, Å."""
    width = halpha_width(stars)
    found: list[tuple[float, float, float]] = []
    for low in np.arange(2500.0, 12000.0, BIN):
        inside = (stars.teff >= low) & (stars.teff < low + BIN)
        if inside.sum() < _LEAST:
            continue
        top = 60 if low + BIN / 2 < 4000 else 99
        bottom, upper = np.percentile(width[inside], [1, top])
        found.append((low + BIN / 2, float(bottom), float(upper)))
    return tuple(np.array(found).reshape(-1, 3).T)


def quiet_residual(
    stars: TrainingSet, rmse: NDArray[np.float64], widths: NDArray[np.float64]
) -> Rows:
    """After a first training: RMSE below its 90th percentile, and the residual EWs of Hα and of
    the sum of the triplet between their 1st and 90th.

    The paper takes percentiles over all stars; its sample is of one mixture. Here they are taken
    within each type, because over all of them they would remove the few, harder M stars.

    Parameters
    ----------
    rmse : (n,); widths : (n, 5) Å
    """
    out = np.zeros(len(stars), bool)
    triplet = widths[:, 1:4].sum(axis=1)
    for letter in np.unique(stars.letter):
        rows = stars.letter == letter
        keep = rmse[rows] <= np.percentile(rmse[rows], 90)
        for values in (widths[:, 0], triplet):
            low, high = np.percentile(values[rows], [1, 90])
            keep &= (values[rows] >= low) & (values[rows] <= high)
        out[rows] = keep
    return out
