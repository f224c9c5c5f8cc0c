"""A period, its harmonics and the slow drift of the instrument, fitted together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.light_curve import Floats

Mask = NDArray[np.bool_]

DRIFT = 4
"""Terms of the cubic that stands for the drift."""


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


def correlation_length(rest: Floats) -> float:
    """How many neighbouring points share what they deviate by, at least 1.

    The sum of the autocorrelation out to its first zero, both sides.
    """
    n = rest.size
    spectrum = np.abs(np.fft.rfft(rest - rest.mean(), 2 * n)) ** 2
    lags = np.fft.irfft(spectrum)[:n]
    if lags[0] <= 0:
        return 1.0
    lags = lags / lags[0]
    below = np.flatnonzero(lags <= 0)
    stop = int(below[0]) if below.size else n
    return float(max(1.0, 1 + 2 * lags[1:stop].sum()))


def independent(rest: Floats) -> float:
    """How many of the residuals count as independent."""
    return rest.size / correlation_length(rest)


def period_error(time: Floats, wave: Wave, period: float) -> float:
    """1σ of a period in d: P² √(6/N) σ / (π T A).

    Montgomery & O'Donoghue 1999, equation 4, for the frequency of a sinusoid of semi-amplitude A
    in noise σ over a time T; N counts independent residuals, for they hang together where spots
    come and go (their section 5).
    """
    base = float(np.ptp(time))
    if wave.size <= 0 or base <= 0:
        return float("nan")
    number = independent(wave.rest)
    error = np.sqrt(6 / number) * float(wave.rest.std()) / (np.pi * base * wave.size)
    return float(error * period**2)
