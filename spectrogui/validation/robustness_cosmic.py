"""How far a cosmic ray reaches into a template."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import R1800_WAVE
from spectrogui.model.infer import line_free
from spectrogui.validation.baseline_scores import Maker
from spectrogui.validation.section import Cell, Sheet
from spectrogui.validation.wording import goal

HEIGHTS = (5.0, 20.0)
"""Peaks, in standard deviations of their pixel."""
ASKED = HEIGHTS[0]
FWHM = 2.0
"""Å: narrower than the spectrograph can see."""
AWAY = 10.0
"""Å from the peak beyond which a template must not change."""
MOST = 0.01
"""Units of the continuum, the largest change that was asked for."""


def reached(make: Maker, stars: TrainingSet, height: float) -> NDArray[np.float64]:
    """(n,) the largest change of a template `AWAY` or farther from a cosmic ray.

    Each star gets one, outside the lines, at a place chosen by chance with a fixed seed.
    """
    places = np.random.default_rng(0).choice(np.flatnonzero(line_free()), len(stars))
    away = np.abs(R1800_WAVE - R1800_WAVE[places][:, None])
    noise = stars.sigma[np.arange(len(stars)), places]
    noise = np.where(stars.good[np.arange(len(stars)), places], noise, 0)
    shape = np.exp(-0.5 * (away / (FWHM / 2.3548)) ** 2)
    spoilt = stars.flux + height * noise[:, None] * shape
    spoilt = np.where(stars.good, spoilt, stars.flux).astype(np.float32)
    change = make(spoilt, stars.sigma, stars.good) - make(stars.flux, stars.sigma, stars.good)
    return np.asarray(np.where(away >= AWAY, np.abs(change), 0).max(axis=1), np.float64)


def cosmic_sheet(found: Mapping[str, Mapping[float, NDArray[np.float64]]]) -> Sheet:
    """What cosmic rays of each height do to each kind of template."""
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            height,
            round(float(np.median(values)), 4),
            round(float(np.percentile(values, 95)), 4),
            round(float(values.max()), 4),
        )
        for name, by_height in found.items()
        for height, values in by_height.items()
    ]
    return Sheet(
        "cosmic",
        f"Cosmic rays ({FWHM:g} Å wide, their peak so many standard deviations of its pixel, "
        "unmasked, at chance places outside the lines): the largest change of the template "
        f"{AWAY:g} Å or farther away, units of the continuum.",
        ("templates", "peak (σ)", "median", "95 %", "worst"),
        rows,
    )


def cosmic_goal(values: NDArray[np.float64]) -> str:
    """Whether ours keeps what was asked for."""
    worst = float(values.max())
    return goal(
        f"An unmasked cosmic ray of {ASKED:g}σ changes the template by less than {MOST} "
        f"{AWAY:g} Å away",
        f"{worst:.4f} at worst in {len(values)} stars, {np.median(values):.4f} in the median",
        worst < MOST,
    )
