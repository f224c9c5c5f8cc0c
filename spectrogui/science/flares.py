"""Flares in a light curve."""

import numpy as np

from spectrogui.core.curve_study import Flare
from spectrogui.core.light_curve import Floats
from spectrogui.science.curve_treatment import Mask, point_noise, runs, scatter, smooth

_ABOVE = 3.0
_PEAK = 5.0
_POINTS = 3
_DAY = 1.0


def find_flares(time: Floats, flux: Floats, use: Mask, model: Floats) -> tuple[Flare, ...]:
    """Three or more points in a row, each 3σ above the star, that rise faster than they fall.

    Chang et al. 2015, section 3.2; Davenport et al. 2014. The star is
    `model` and a running median of one day.
    AltaiPony and stella, made for this, are not in our environment and bring a network of
    packages of their own (lightkurve's older releases, tensorflow).

    Parameters
    ----------
    time, flux : (n,) d, relative flux about 0
    use : (n,) bool, points that can be trusted
    model : (n,) periodic part of the flux
    """
    if np.count_nonzero(use) < 30:
        return ()
    rest = flux - model
    calm = rest < np.inf
    for _ in range(2):
        slow = smooth(time, rest, use & calm, _DAY)
        sigma = max(scatter((rest - slow)[use]), point_noise(flux[use]))
        calm = rest - slow < _ABOVE * sigma
    t, f = time[use], (rest - slow)[use]
    step = float(np.median(np.diff(t)))
    high = f > _ABOVE * sigma
    found = []
    for start, stop in zip(*runs(high), strict=True):
        if flare := _flare(t[start:stop], f[start:stop], sigma, step):
            found.append(flare)
    return tuple(found)


def _flare(time: Floats, flux: Floats, sigma: float, step: float) -> Flare | None:
    if time.size < _POINTS or np.diff(time).max() > 1.5 * step:
        return None
    peak = int(flux.argmax())
    if flux[peak] < _PEAK * sigma or peak > time.size - 1 - peak:
        return None
    return Flare(
        float(time[0]),
        float(time[peak]),
        float(time[-1]),
        float(flux[peak]),
        float(flux[peak] / sigma),
        float((time[-1] - time[0]) * 24),
        float(flux.sum() * step * 86400),
    )
