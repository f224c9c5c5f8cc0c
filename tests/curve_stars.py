"""Light curves that tests make themselves."""

import numpy as np

from spectrogui.core.light_curve import CurveHeader, LightCurve

CADENCE = 29.42 / 1440
"""d, a long cadence."""


def times(days=75.0, start=2300.0):
    """Long cadence, d."""
    return start + np.arange(0, days, CADENCE)


def curve(time, flux, good=None):
    """A light curve of flux over its median, all of it usable unless said."""
    size = time.size
    good = np.ones(size, bool) if good is None else good
    nothing = np.zeros(size, np.int64)
    return LightCurve(time, flux, np.full(size, np.nan), good, nothing, CurveHeader("made.fits"))


def noise(time, sigma=5e-4, seed=1):
    """White noise."""
    return sigma * np.random.default_rng(seed).normal(size=time.size)


def spot(time, period, at=0.0):
    """One group of spots, 0 to -1: dark once in a turn."""
    return -np.clip(np.cos(2 * np.pi * ((time - time[0]) / period - at)) + 0.3, 0, None) / 1.3


def rotator(period=6.0, amplitude=0.02, days=75.0, seed=1):
    """A star with one group of spots."""
    time = times(days)
    return curve(time, 1 + amplitude * spot(time, period) + noise(time, seed=seed))


def flare(time, peak, amplitude, fade=0.05):
    """A fast rise and an exponential decay, averaged over a cadence."""
    out = np.zeros(time.size)
    for part in np.linspace(-0.5, 0.5, 9) * CADENCE:
        since = time + part - peak
        out += np.where(since > 0, np.exp(-np.maximum(since, 0) / fade), 0.0) / 9
    return amplitude * out / out.max()
