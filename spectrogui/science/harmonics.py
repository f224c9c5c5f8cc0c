"""A period, its harmonics and the slow drift of the instrument, fitted together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.light_curve import Floats

Mask = NDArray[np.bool_]

DRIFT = 4
"""Terms of the cubic that stands for the drift."""

_CALIBRATION = 1.6
"""What errors of periods are short of, as two thirds of simulated stars have it."""


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """A least-squares fit of drift plus harmonics.

    Attributes
    ----------
    drift, periodic : (n,) the two parts of the model
    size : semi-amplitude of the first harmonic
    rest : (k,) what is left of the points fitted
    """

    drift: Floats
    periodic: Floats
    size: float
    rest: Floats


def drift_terms(time: Floats) -> Floats:
    """(n, 4) Legendre polynomials up to the cubic over the span of the times."""
    x = 2 * (time - time[0]) / max(float(np.ptp(time)), 1e-9) - 1
    return np.polynomial.legendre.legvander(x, DRIFT - 1)


def waves(time: Floats, period: float, orders: int) -> Floats:
    """(n, 2·orders) cosine and sine of every harmonic."""
    angle = 2 * np.pi * (time - time[0]) / period
    multiple = np.outer(angle, np.arange(1, orders + 1))
    return np.concatenate([np.cos(multiple), np.sin(multiple)], axis=1)


def fit_wave(time: Floats, flux: Floats, use: Mask, period: float, orders: int) -> Wave:
    """Fit drift and `orders` harmonics of a period (d) to the points in `use`, all at once.

    Fitted one after the other, the drift would take its share of a period above a third of the
    time base.
    """
    design = np.concatenate([drift_terms(time), waves(time, period, orders)], axis=1)
    found = np.linalg.lstsq(design[use], flux[use], rcond=None)[0]
    drift = np.asarray(design[:, :DRIFT] @ found[:DRIFT], float)
    periodic = np.asarray(design[:, DRIFT:] @ found[DRIFT:], float)
    size = float(np.hypot(found[DRIFT], found[DRIFT + orders]))
    return Wave(drift, periodic, size, (flux - drift - periodic)[use])


def fit_drift(time: Floats, flux: Floats, use: Mask) -> Floats:
    """(n,) the cubic through the points in `use`."""
    design = drift_terms(time)
    found = np.linalg.lstsq(design[use], flux[use], rcond=None)[0]
    return np.asarray(design @ found, float)


def refined(time: Floats, flux: Floats, period: float) -> float:
    """The period (d) near a given one where a sine with drift fits best.

    The top of the parabola through the squares of what is left at three periods that are a
    thirtieth of a resolution element apart.
    """
    step = 1 / (30 * float(np.ptp(time)))
    use = np.ones(time.size, bool)
    trial = 1 / period + step * np.array([-1.0, 0.0, 1.0])
    rest = [fit_wave(time, flux, use, float(1 / f), 1).rest for f in trial]
    low, top, high = (float(values @ values) for values in rest)
    curvature = low - 2 * top + high
    if curvature <= 0:
        return period
    shift = float(np.clip(0.5 * (low - high) / curvature, -1.0, 1.0))
    return float(1 / (trial[1] + shift * step))


def period_error(time: Floats, wave: Wave, period: float) -> float:
    """1σ of a period in d: 1.6 P² √(3/2) a / (π T A).

    Montgomery & O'Donoghue 1999 (Delta Scuti Star Newsletter 13, 28), equation 4, for the
    frequency of a sinusoid of semi-amplitude A seen for a time T. Their √(6/N) σ is written as
    √(3/2) times the amplitude a that noise has in the spectrum, and a is the root mean square
    of the residuals' amplitudes at two resolution elements on either side: there they are
    as large as spots that come and go make them, which white noise would leave out.

    Parameters
    ----------
    time : (n,) d, of the points that were fitted
    wave : the fit of one harmonic
    period : d
    """
    base = float(np.ptp(time))
    if wave.size <= 0 or base <= 0:
        return float("nan")
    near = 1 / period + np.array([-2, -1, 1, 2]) / base
    angle = 2 * np.pi * np.outer(near[near > 0.5 / base], time - time[0])
    square = (np.cos(angle) @ wave.rest) ** 2 + (np.sin(angle) @ wave.rest) ** 2
    noise = 2 / time.size * float(np.sqrt(square.mean()))
    return float(_CALIBRATION * np.sqrt(1.5) * noise / (np.pi * base * wave.size) * period**2)
