"""How well templates match spectra: a robust loss, with the continuum solved for.

The loss is that of Cauchy-distributed residuals. The continuum of a noisy spectrum is not known
to a per cent, so a level and a slope of each band are fitted with every template, by weighted
least squares with a prior.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.model.products import times, wide

PIXELS_PER_DATUM = 2.0
"""Grid points per independent pixel: 1 Å against 1.5–2 Å, and the survey's own rebinning."""
TILT_PRIOR = 0.03
"""1σ expected of the level and slope of each band."""
ROBUST = 3.0
"""Residuals beyond so many σ count less and less."""


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What is fitted: flux and weight, (n, 800)."""

    flux: Tensor
    weight: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Templates of n stars beside what was observed.

    Attributes
    ----------
    loss : (n,) robust misfit, and prior of the continuum
    tilt : (n, 4) level and slope of each band
    flat, bend : (n, 800) template, continuum = 1, and the continuum it is multiplied with
    miss : (n, 800) what is observed beyond their product
    far : (n, 800) squares of that in units of `ROBUST` σ
    """

    loss: Tensor
    tilt: Tensor
    flat: Tensor
    bend: Tensor
    miss: Tensor
    far: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Normal:
    """The normal equations of the straight lines of n stars, one of two unknowns for each band.

    Attributes
    ----------
    level, both, slope : (n, 2) elements of the symmetric matrices, prior included
    """

    level: Tensor
    both: Tensor
    slope: Tensor

    def solve(self, level: Tensor, slope: Tensor) -> Tensor:
        """(n, 4, …) solutions for right sides (n, 2, …)."""
        shape = (*self.level.shape, *[1] * (level.dim() - 2))
        a, b, c = (part.view(shape) for part in (self.level, self.both, self.slope))
        over = 1 / (a * c - b * b)
        both = torch.stack([(c * level - b * slope) * over, (a * slope - b * level) * over], dim=2)
        return both.flatten(1, 2)


class Misfit:
    """The match of templates and spectra, in single or in double precision."""

    def __init__(self, dtype: torch.dtype) -> None:
        self.lines = straight_lines().to(dtype)
        """(800, 4) level and slope of each band."""
        level, slope = self.lines[:, 0::2], self.lines[:, 1::2]
        self._squares = wide(torch.cat([level * level, level * slope, slope * slope], dim=1))
        self._sums = wide(torch.cat([level, slope], dim=1))
        self._across = self.lines.T.contiguous()
        self._one = torch.ones(len(R1800_WAVE), dtype=dtype)

    def match(
        self, observed: Observed, flat: Tensor, tilt: Tensor | None = None, rounds: int = 2
    ) -> Match:
        """Templates (n, 800) beside what was observed.

        Parameters
        ----------
        tilt : where the search for the continuum begins; no level and no slope, unless given
        rounds : how often continuum and weights are worked out in turn
        """
        if tilt is None:
            tilt = self._round(observed, flat, self._one)
            rounds -= 1
        for _ in range(rounds):
            tilt = self._round(observed, flat, self.bend(tilt))
        bend = self.bend(tilt)
        miss = observed.flux - flat * bend
        far = self._far(observed, miss)
        misfit = ROBUST**2 / PIXELS_PER_DATUM * torch.log1p(far).sum(dim=1)
        loss = misfit + (tilt**2).sum(dim=1) / TILT_PRIOR**2
        return Match(loss, tilt, flat, bend, miss, far)

    def bend(self, tilt: Tensor) -> Tensor:
        """(n, 800) the continuum that levels and slopes (n, 4) make."""
        return times(tilt, self._across, self._one)

    def normal(self, power: Tensor) -> Normal:
        """Normal equations of the straight lines for weights times squared templates (n, 800)."""
        sums, prior = times(power, self._squares), 1 / TILT_PRIOR**2
        return Normal(sums[:, 0:2] + prior, sums[:, 2:4], sums[:, 4:6] + prior)

    def sums(self, values: Tensor) -> tuple[Tensor, Tensor]:
        """Sums of values (n, 800) times level and times slope of each band, (n, 2) each."""
        sums = times(values, self._sums)
        return sums[:, 0:2], sums[:, 2:4]

    def _round(self, observed: Observed, flat: Tensor, bend: Tensor) -> Tensor:
        """The straight lines (n, 4) that are best with the weights of a continuum."""
        far = self._far(observed, observed.flux - flat * bend)
        weighted = observed.weight / (1 + far) / PIXELS_PER_DATUM * flat
        return self.normal(weighted * flat).solve(*self.sums(weighted * (observed.flux - flat)))

    def _far(self, observed: Observed, miss: Tensor) -> Tensor:
        return miss * miss * observed.weight * (1 / ROBUST**2)


def straight_lines() -> Tensor:
    """(800, 4) level and slope of each band, double precision."""
    lines = np.zeros((len(R1800_WAVE), 2 * len(R1800_BANDS)))
    for number, band in enumerate(R1800_BANDS):
        lines[band.rows, 2 * number] = 1
        lines[band.rows, 2 * number + 1] = np.linspace(-1, 1, band.stop - band.start)
    return torch.from_numpy(lines)
