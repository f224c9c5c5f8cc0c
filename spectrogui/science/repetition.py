"""How well a light curve repeats itself with a period."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.light_curve import Floats
from spectrogui.science.curve_treatment import ORDERS, point_noise
from spectrogui.science.harmonics import waves

Mask = NDArray[np.bool_]

FEW_TURNS = 4
"""Turns in the time base below which drift cannot be told from rotation."""

_PER_TURN = 24
"""Means per turn that the comparison is made with."""

_SHORTEST_MEAN, _LONGEST_MEAN = 0.0204, 0.5
"""d: no mean is shorter than a long cadence, nor so long that it hides a jump."""


_FEWEST_MEANS = 24
"""Fewer are not compared."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """What a period explains; each is 1 for a clean repetition, 0 for none.

    Attributes
    ----------
    turns : time base over period
    seen : share of the variance of single points that the phase curve takes away
    share : the same of what varies beyond the noise, slower drift taken out
    halves : likeness of the phase curves of both halves of the campaign, in shape and size
    next : correlation of the light curve with itself one turn later
    later : how much better it is two turns later
    odd : size of what differs between odd and even turns, in units of what they share
    """

    turns: float
    seen: float
    share: float
    halves: float
    next: float
    later: float
    odd: float

    @property
    def score(self) -> float:
        """Mean of share, halves and next, 0 to 1."""
        parts = np.clip([self.share, self.halves, self.next], 0.0, 1.0)
        return float(parts.mean())


@dataclass(frozen=True, slots=True, eq=False)
class _Series:
    """Means (m,) at equal steps; `known` where there is one."""

    time: Floats
    flux: Floats
    known: Mask
    step: float
    noise: float


def repetition(time: Floats, flux: Floats, period: float) -> Repetition:
    """Compare turns with each other.

    Parameters
    ----------
    time, flux : (n,) d, relative flux about 0, n > 30
    period : d, at most half the time base
    """
    turns = float(np.ptp(time)) / period
    noise = point_noise(flux)
    series = _series(time, flux, period, noise, window=period if turns > FEW_TURNS else 0.0)
    known = series.known
    t, f = series.time[known], series.flux[known]
    if t.size < _FEWEST_MEANS:
        return Repetition(turns, *[0.0] * 6)
    design = waves(t, period, ORDERS)
    rest = f - design @ np.linalg.lstsq(design, f, rcond=None)[0]
    varying = max(float(f.var()) - series.noise, 0.05 * float(f.var()), 1e-300)
    share = (float(f.var()) - float(rest.var())) / varying
    single = float(f.var()) - series.noise + noise**2
    wide = series
    if turns > FEW_TURNS:
        wide = _series(time, flux, period, noise, window=2 * period)
    return Repetition(
        turns,
        (float(f.var()) - float(rest.var())) / max(single, 1e-300),
        share,
        _halves(t, f, design),
        _again(series, period) * float(f.var()) / varying,
        _again(wide, 2 * period) - _again(wide, period),
        _odd(wide, period),
    )


def _series(time: Floats, flux: Floats, period: float, noise: float, window: float) -> _Series:
    """Means in equal steps, less a running mean over `window` days, 0 for none.

    A running mean over one whole turn takes out what is slower and leaves the turn as it is.
    """
    step = float(np.clip(period / _PER_TURN, _SHORTEST_MEAN, _LONGEST_MEAN))
    place = np.floor((time - time[0]) / step).astype(np.int64)
    count = np.bincount(place)
    total = np.bincount(place, flux)
    known = count > 0
    mean = np.where(known, total / np.maximum(count, 1), 0.0)
    at = time[0] + (np.arange(count.size) + 0.5) * step
    if window:
        width = max(3, round(window / step))
        box = np.ones(min(width, count.size))
        members = np.convolve(known.astype(float), box, mode="same")
        slow = np.convolve(mean, box, mode="same") / np.maximum(members, 1)
        known &= members > 0.5 * np.median(members[known])
        mean = np.where(known, mean - slow, 0.0)
    spread = float(np.mean(noise**2 / count[known])) if known.any() else 0.0
    return _Series(at, mean, known, step, spread)


def _halves(time: Floats, flux: Floats, design: Floats) -> float:
    middle = (time[0] + time[-1]) / 2
    return _alike(
        design, [_solved(design, flux, part) for part in (time < middle, time >= middle)]
    )


def _solved(design: Floats, flux: Floats, use: Mask) -> Floats:
    return np.asarray(np.linalg.lstsq(design[use], flux[use], rcond=None)[0], float)


def _alike(design: Floats, found: list[Floats]) -> float:
    """2⟨ab⟩ / (⟨a²⟩ + ⟨b²⟩) of two curves: 1 only if shape and size agree."""
    a, b = (design @ terms for terms in found)
    total = float(a @ a + b @ b)
    return float(2 * (a @ b) / total) if total > 0 else 0.0


def _again(series: _Series, lag: float) -> float:
    """Best correlation with itself at lags within 5 % of `lag` days."""
    flux, known = series.flux, series.known
    best = -1.0
    low, high = int(0.95 * lag / series.step), int(np.ceil(1.05 * lag / series.step))
    for shift in range(max(low, 1), min(high, flux.size - 8) + 1):
        both = known[:-shift] & known[shift:]
        a, b = flux[:-shift][both], flux[shift:][both]
        size = float(np.sqrt((a @ a) * (b @ b)))
        if a.size >= 8 and size > 0:
            best = max(best, float(a @ b) / size)
    return best


def _odd(series: _Series, period: float) -> float:
    """Odd harmonics of twice the period: their size over that of the even."""
    time, flux = series.time[series.known], series.flux[series.known]
    orders = 2 * ORDERS
    design = waves(time, 2 * period, orders)
    odd = np.tile(np.arange(orders) % 2 == 0, 2)
    found = _solved(design, flux, np.ones(time.size, bool))
    even = float((design[:, ~odd] @ found[~odd]).std())
    return float((design[:, odd] @ found[odd]).std()) / max(even, 1e-300)
