"""What a maker of templates leaves of stars that it has not seen, how quick it is, and how much
of a star's own emission comes out as template.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import process_time

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.science.measure import reduced_chi2, rms_outside
from spectrogui.science.prepare import window_weights
from spectrogui.science.red_arm import Flux
from spectrogui.validation.baseline_lines import Mask

INJECTED = 3.0
"""Å of emission added at Hα."""
INJECTED_WIDTH = 5.0
"""Å, its full width at half maximum."""

LEAST = 5
"""Stars of which a scatter is told."""

Maker = Callable[[Flux, Flux, Mask], Flux]
"""From flux, sigma and usable pixels (n, 800) to templates (n, 800)."""


@dataclass(frozen=True, eq=False)
class Scores:
    """Of n stars.

    Attributes
    ----------
    rmse, chi2 : (n,) of the residual outside the active lines; χ² per pixel by photon noise
    halpha : (n,) Å, the residual's equivalent width of Hα
    """

    rmse: NDArray[np.float64]
    chi2: NDArray[np.float64]
    halpha: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Probe:
    """Of some stars.

    Attributes
    ----------
    leak : (n,) Å by which emission of `INJECTED` Å changes the template's own EW of Hα
    seconds : of one core for a spectrum
    """

    leak: NDArray[np.float64]
    seconds: float


def score(template: Flux, stars: TrainingSet) -> Scores:
    """What templates (n, 800) leave of n stars."""
    rest = np.where(stars.good, stars.flux - template, 0).astype(np.float32)
    return Scores(
        rms_outside(rest, stars.good),
        reduced_chi2(rest, stars.sigma, stars.good, 0),
        rest.astype(float) @ window_weights(ACTIVE[0]),
    )


def probe(make: Maker, stars: TrainingSet) -> Probe:
    """Make templates of stars, and of the same with emission at Hα."""
    begin = process_time()
    before = make(stars.flux, stars.sigma, stars.good)
    seconds = (process_time() - begin) / max(len(stars), 1)
    added = stars.flux + emission(INJECTED, INJECTED_WIDTH)
    bright = np.where(stars.good, added, stars.flux).astype(np.float32)
    after = make(bright, stars.sigma, stars.good)
    return Probe((after - before).astype(float) @ window_weights(ACTIVE[0]), seconds)


def emission(strength: float, width: float) -> NDArray[np.float64]:
    """(800,) a Gaussian at Hα of an equivalent width and a full width at half maximum, Å."""
    sigma = width / 2.3548
    away = (R1800_WAVE - ACTIVE[0].air) / sigma
    return np.asarray(strength * np.exp(-0.5 * away**2) / (sigma * np.sqrt(2 * np.pi)))


def robust(values: NDArray[np.float64]) -> float:
    """Robust 1σ: 1.4826 times the median distance from the median; NaN of fewer than `LEAST`."""
    known = values[np.isfinite(values)]
    if len(known) < LEAST:
        return float("nan")
    return float(1.4826 * np.median(np.abs(known - np.median(known))))
