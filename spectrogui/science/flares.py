"""Flares in a light curve."""

from dataclasses import dataclass, replace

import numpy as np

from spectrogui.core.curve_study import Flare
from spectrogui.core.light_curve import Floats
from spectrogui.science.curve_treatment import (
    FEWEST,
    ROLL,
    Mask,
    point_noise,
    runs,
    smooth,
)

_ABOVE, _POINTS = 3.0, 3
"""A flare has this many points in a row above this many σ."""

_TAIL = 1.0
"""Its end is where it falls below this many σ."""

_PEAK, _MOST = 5.0, 10.0
"""Least σ of its highest point; and what raises that raises it to this at most."""

_STRUCTURE = 1.5
"""σ beyond this many times the noise from point to point is variation of the star."""

_NEAR, _FIRST, _NOISE = 0.75, 1.0, 3.0
"""d: windows of the quiet flux, of its first guess, and of the noise."""

_QUIET = 2.5
"""Points further than this many σ from the quiet flux do not shape it."""

_GAP = 2.6
"""Steps between two points that are still neighbours: K2 drops one or two at each firing."""

_RISE = 0.5
"""Most of the flare's points that may come before its highest, as a share of all."""

_IMPULSE, _FOOT = 2.5 / 24, 0.4
"""So long before its highest point, in d, a flare is below this share of it."""

_TURNS, _AGAIN = (-4, -3, -2, -1, 1, 2, 3, 4), 0.4
"""So many firings of the thrusters away, the flux is mostly below this share of the flare."""


@dataclass(frozen=True, slots=True, eq=False)
class Excess:
    """Usable points against the quiet star.

    Attributes
    ----------
    time, flux, sigma : (k,) d, flux above the quiet star, and 1σ about it
    noise : 1σ from point to point
    step : d, between two points
    """

    time: Floats
    flux: Floats
    sigma: Floats
    noise: float
    step: float


def find_flares(time: Floats, flux: Floats, use: Mask, model: Floats) -> tuple[Flare, ...]:
    """Brightenings of three points or more, each 3σ above the star, that rise fast and decay.

    The rule of Chang et al. 2015 (ApJ 814, 35, section 3.1) in the spirit of Davenport et al.
    2014 (ApJ 797, 122): the star is `model` and a smooth curve that flares do not shape, σ that
    of the neighbourhood. Single points (cosmic rays), steps, what begins at a gap, and what
    rises slower than it falls are none, nor is what returns with the rhythm of the thrusters.
    The highest point must reach 5σ: more where the star varies between its points, and more
    than the second highest of what the same rule finds in the light curve upside down, for
    stars only flare upwards.

    AltaiPony and stella, the libraries made for this, are not used: they are not in the pinned
    environment, and bring lightkurve 1 and tensorflow.

    Parameters
    ----------
    time, flux : (n,) d, relative flux about 0
    use : (n,) bool, points that can be trusted; those that the pipelines flag as cosmic rays
        or outliers belong to them, since flares get these flags as well
    model : (n,) periodic part of the flux
    """
    if np.count_nonzero(use) < FEWEST:
        return ()
    excess = excess_of(time[use], (flux - model)[use])
    if excess is None:
        return ()
    mirror = replace(excess, flux=-excess.flux)
    false = sorted((flare.significance for flare in _flares(mirror, _PEAK)), reverse=True)
    varying = float(np.median(excess.sigma)) / (_STRUCTURE * excess.noise)
    least = min(max([_PEAK, _PEAK * varying, *false[1:2]]), _MOST)
    return _flares(excess, least)


def excess_of(time: Floats, flux: Floats) -> Excess | None:
    """Flux above the quiet star, with its noise; None for a light curve without noise.

    Parameters
    ----------
    time, flux : (k,) of usable points
    """
    from scipy.ndimage import median_filter

    step = max(float(np.median(np.diff(time))), 1e-9)
    everything = np.ones(time.size, bool)
    rest = flux - smooth(time, flux, everything, _FIRST)
    floor = point_noise(flux)
    if floor <= 0:
        return None
    width = int(np.clip(round(_NEAR / step) | 1, 5, (time.size - 1) | 1))
    wide = int(np.clip(round(_NOISE / step) | 1, 5, (time.size - 1) | 1))
    for _ in range(3):
        sigma = np.maximum(1.4826 * median_filter(np.abs(rest), wide, mode="nearest"), floor / 2)
        quiet = ~_widened(np.abs(rest) > _QUIET * sigma)
        if np.count_nonzero(quiet) < FEWEST:
            return None
        filled = np.interp(time, time[quiet], flux[quiet])
        rest = flux - smoothed(filled, width)
    return Excess(time, np.asarray(rest, float), np.asarray(sigma, float), floor, step)


def _widened(mask: Mask) -> Mask:
    """A mask with one more point on either side, and two after."""
    out = mask.copy()
    out[:-1] |= mask[1:]
    out[1:] |= mask[:-1]
    out[2:] |= mask[:-2]
    return out


def _flares(excess: Excess, least: float) -> tuple[Flare, ...]:
    height = excess.flux / excess.sigma
    first, last = runs(height > _ABOVE)
    found = (_flare(excess, height, start, stop) for start, stop in zip(first, last, strict=True))
    return tuple(flare for flare in found if flare and flare.significance >= least)


def _flare(excess: Excess, height: Floats, start: np.intp, stop: np.intp) -> Flare | None:
    """The flare between two indices, or None if it is something else."""
    time, flux = excess.time, excess.flux
    first, end = int(start), _end_of_tail(excess, height, int(stop))
    peak = first + int(flux[first:stop].argmax())
    if first < 2 or stop - first < _POINTS or peak - first > _RISE * (end - 1 - first):
        return None
    apart = np.diff(time[first - 2 : int(stop)])
    if apart.max() > _GAP * excess.step or _is_step(flux, first, peak):
        return None
    if not _is_impulsive(time, flux, peak) or _comes_back(time, flux, peak):
        return None
    inside = slice(first, end)
    area = float(np.trapezoid(flux[inside], time[inside]))
    area += excess.step * float(flux[first] + flux[end - 1]) / 2
    return Flare(
        float(time[first]),
        float(time[peak]),
        float(time[end - 1]),
        float(flux[peak]),
        float(height[peak]),
        float((time[end - 1] - time[first]) * 24),
        area * 86400,
    )


def _end_of_tail(excess: Excess, height: Floats, stop: int) -> int:
    """One past the last point that still belongs to what decays, noise allowed for."""
    while (
        stop < height.size
        and height[stop] > _TAIL
        and height[stop] < height[stop - 1] + 1
        and excess.time[stop] - excess.time[stop - 1] < _GAP * excess.step
    ):
        stop += 1
    return stop


def _is_step(flux: Floats, first: int, peak: int) -> bool:
    """Whether the flux before is as much too low as it is too high after: a jump, smoothed."""
    before = flux[max(first - 5, 0) : first]
    return bool(np.median(before) < -flux[peak] / 4)


def _is_impulsive(time: Floats, flux: Floats, peak: int) -> bool:
    before = int(np.searchsorted(time, time[peak] - _IMPULSE))
    return bool(flux[max(min(before, peak - 1), 0)] < _FOOT * flux[peak])


def _comes_back(time: Floats, flux: Floats, peak: int) -> bool:
    """Whether the same is seen with the rhythm of the thrusters, before and after."""
    around = []
    for turn in _TURNS:
        at = time[peak] + turn * ROLL
        low, high = np.searchsorted(time, (at - 0.025, at + 0.025))
        if high > low:
            around.append(float(flux[low:high].max()))
    return bool(around) and float(np.median(around)) > _AGAIN * float(flux[peak])


def smoothed(flux: Floats, width: int) -> Floats:
    """Running parabola over an odd number of points (Savitzky & Golay 1964), (n,).

    Beyond both ends the last point goes on.
    """
    from scipy.ndimage import convolve1d

    half = width // 2
    place = np.arange(-half, half + 1)
    weight = 3 * (3 * half * half + 3 * half - 1 - 5 * place**2)
    whole = (2 * half - 1) * (2 * half + 1) * (2 * half + 3)
    return np.asarray(convolve1d(flux, weight / whole, mode="nearest"), float)
