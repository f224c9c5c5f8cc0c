"""The flags of n spectra: what else can look like activity, and what stands in its way.

Each has its own module `science.flag_*`; how often each finds what it should, and how often it
is wrong, is measured in `validation.flags`.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.measured import Measured
from spectrogui.core.grid import BAD, R1800_BANDS, SPIKE
from spectrogui.core.lines import MEASURED
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Header
from spectrogui.science.flag_cosmic import lone_peaks
from spectrogui.science.flag_double import find_double
from spectrogui.science.flag_hot import HOT, is_hot_balmer, missed_wings
from spectrogui.science.flag_lithium import is_lithium_rich
from spectrogui.science.flag_nebular import find_nebula
from spectrogui.science.flag_poor import is_poor, waves
from spectrogui.science.flag_sky import has_sky, sky_places, sky_spikes
from spectrogui.science.frame import HALF_PIXEL, Lag
from spectrogui.science.joint_fit import Problem
from spectrogui.science.narrow_lines import find_narrow_lines
from spectrogui.science.prepare import Prepared, window_weights
from spectrogui.science.shifting import moved_each

SIGNIFICANT = 1.0
"""A lag must be this many times its noise to be called one. At S/N(r) > 20 an error of 60 km/s
is then flagged in over 99 of 100 spectra whose own frame is right. With the velocity of the
header 6 of 100 are flagged, 4 of F and G type and 12 of A: more than noise explains, so that
many a header or red arm is off by that much (`validation.velocities`)."""
LOW_SNR = 10.0
"""S/N(r) below which the paper takes no spectrum (section 2)."""
_WEIGHTS = np.stack([window_weights(line) for line in MEASURED])
_KEYS = [line.key for line in MEASURED]
_CALCIUM = [number for number, key in enumerate(_KEYS) if key.startswith("ca")]
_NO_STARS = ("GALAXY", "QSO")
_BEYOND = 0.998
"""An outlier score above it: 1.4 times as far out as any ordinary star."""
_HALPHA, _LITHIUM = _KEYS.index("ha"), _KEYS.index("li")

_COARSE = 0.2
"""Å, 1σ of templates in the window of Hα, where nothing better is known."""

Floats = NDArray[np.float64]
Found = dict[str, NDArray[np.bool_]]


def find_flags(
    found: Measured,
    prepared: Prepared,
    problem: Problem,
    lag: Lag,
    headers: Sequence[Header],
    parameters: Sequence[Parameters | None],
) -> list[list[str]]:
    """The words of each spectrum, in one order.

    Parameters
    ----------
    found, prepared : of n spectra
    problem : see `analysis.frames.adaptable`
    """
    hot = np.array([_hot(*star) for star in zip(headers, parameters, strict=True)])
    pixels = pixel_flags(found, prepared.rv_kms)
    words = pixels | star_flags(found, prepared, problem, hot, lag)
    for word in pixels.keys() & words.keys():
        words[word] = words[word] | pixels[word]
    words["reconstruction"] |= np.array([head.spectral_class in _NO_STARS for head in headers])
    words["frame"] = is_off(lag)
    words["low_snr"] = np.array([head.snr_r < LOW_SNR for head in headers])
    words["simulated"] = np.array([head.simulated for head in headers])
    none = np.all([np.all(found.bits[:, b.rows] & BAD, axis=1) for b in R1800_BANDS], axis=0)
    out = []
    for row in range(len(prepared)):
        if none[row]:
            out.append(["no_red_arm"] + ["simulated"] * bool(words["simulated"][row]))
        else:
            out.append([word for word, holds in words.items() if holds[row]])
    return out


def pixel_flags(found: Measured, rv_kms: NDArray[np.float64]) -> Found:
    """What pixels without flux and spikes say."""
    missing = np.asarray((found.bits & BAD > 0) @ _WEIGHTS.T > 0)
    spikes = found.bits & SPIKE > 0
    of_sky = sky_spikes(spikes, rv_kms)
    return {
        "masked_ha": np.asarray(missing[:, _HALPHA]),
        "masked_ca": np.any(missing[:, _CALCIUM], axis=1),
        "cosmic": np.any(spikes & ~of_sky, axis=1),
        "sky": np.any(of_sky @ _WEIGHTS.T > 0, axis=1),
    }


def star_flags(
    found: Measured,
    prepared: Prepared,
    problem: Problem,
    hot: NDArray[np.bool_],
    lag: Lag,
) -> Found:
    """What the residual says; ``cosmic`` and ``sky`` are to be joined with those of the pixels.

    Parameters
    ----------
    hot : (n,) stars too hot for a chromosphere
    lag : beside its template a shifted star looks like two, so templates are moved to it
    """
    lines = find_narrow_lines(found.residual, prepared.sigma, found.good)
    width, error = found.widths.value, found.widths.error
    balmer, unsure = _halpha(found, prepared)
    wings = missed_wings(found.residual, prepared.sigma, found.good)
    plain = prepared.flux - found.fit.decoded
    broad = waves(plain, prepared.sigma, found.good)
    stray, airglow = lone_peaks(lines, sky_places(prepared.rv_kms))
    left = has_sky(lines, prepared.rv_kms, error[:, _CALCIUM])
    return {
        "cosmic": stray,
        "nebular": find_nebula(lines).found,
        "sky": left | airglow,
        "balmer_hot": is_hot_balmer(hot, balmer, unsure, wings),
        "sb2": find_double(_moved_to(problem, lag)).found,
        "li_rich": is_lithium_rich(lines, width[:, _LITHIUM], error[:, _LITHIUM]),
        "reconstruction": is_poor(broad, found.misfit) | (found.outlier > _BEYOND),
    }


def _moved_to(problem: Problem, lag: Lag) -> Problem:
    """The fit with the templates of those spectra that are shifted where their lines are."""
    off = is_off(lag)
    if not off.any():
        return problem
    shapes = problem.shapes.copy(order="K")
    shapes[off] = moved_each(shapes[off], lag.kms[off])
    return replace(problem, shapes=shapes)


def _halpha(found: Measured, prepared: Prepared) -> tuple[Floats, Floats]:
    """Excess width of Hα, (n,), and its error; if it has none, of what is left of it."""
    inside = np.flatnonzero(_WEIGHTS[_HALPHA])
    good, weights = found.good[:, inside], _WEIGHTS[_HALPHA, inside]
    rest = np.where(good, weights * found.residual[:, inside], 0.0).sum(axis=1)
    noise = np.where(good, weights * prepared.sigma[:, inside], 0.0) ** 2
    value, error = found.widths.value[:, _HALPHA], found.widths.error[:, _HALPHA]
    known = np.isfinite(value)
    coarse = np.hypot(np.sqrt(2 * noise.sum(axis=1)), _COARSE)
    return np.where(known, value, rest), np.where(known, error, coarse)


def is_off(lag: Lag) -> NDArray[np.bool_]:
    """(n,) the frame is wrong by more than half a pixel, and by more than the lag's noise.

    Bands that disagree are no reason to believe in the frame: in one of them it is wrong.
    """
    with np.errstate(invalid="ignore"):
        size = np.abs(lag.kms)
        return np.asarray((size > HALF_PIXEL) & (size > SIGNIFICANT * lag.noise))


def _hot(header: Header, star: Parameters | None) -> bool:
    """By type or by temperature: emission misleads either, so one of them is enough."""
    by_teff = star is not None and star.teff > HOT
    return by_teff or header.subclass[:1] in ("O", "B", "A")
