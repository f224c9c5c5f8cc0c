"""Real spectra with something put in, and what the program says of them."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.flags import is_off, pixel_flags, star_flags
from spectrogui.analysis.frames import adaptable
from spectrogui.analysis.measured import measure
from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.core.wavelength import SPEED_OF_LIGHT, air_to_vacuum
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.frame import Lag, find_lag
from spectrogui.science.prepare import Prepared, prepare
from spectrogui.science.red_arm import RED_WAVE, RedArms
from spectrogui.validation.material import Judge, Material

_CHUNK = 64
Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """What was said of n spectra: each flag, (n,), and the shift left."""

    flags: dict[str, NDArray[np.bool_]]
    lag: Lag


def ordinary(material: Material, least_snr: float) -> Rows:
    """Stars of which nobody said anything odd, with S/N(r) above a limit."""
    tagged = np.array([_odd(text) for text in material.stars.remark.tolist()], bool)
    return np.flatnonzero(~tagged & (material.stars.snr > least_snr))


def spread_over_types(
    material: Material, rows: Rows, each: int, seed: int, letters: str = "AFGKM"
) -> Rows:
    """At most `each` stars of every type, drawn from `rows`, in order."""
    random = np.random.default_rng(seed)
    drawn = []
    for letter in letters:
        some = rows[material.stars.letter[rows] == letter]
        drawn.append(random.permutation(some)[:each])
    return np.sort(np.concatenate(drawn))


def prepared_as_read(material: Material, rows: Rows) -> Prepared:
    """The stars prepared with their own velocities."""
    return prepared_from(material.take_arms(rows), material.rv_kms[rows])


def prepared_from(arms: RedArms, rv_kms: Floats) -> Prepared:
    """Red arms prepared as the program does."""
    return prepare(arms, fit_continuum(arms.flux, arms.bits, CONTINUUM), rv_kms)


def with_lines(
    arms: RedArms, rv_kms: Floats, places: Floats, widths: Floats, fwhm: float
) -> RedArms:
    """Red arms with Gaussian lines put in, in units of their continuum.

    Parameters
    ----------
    rv_kms : (n,) of what emits
    places : (p,) Å in air, at rest
    widths : (p,) or (n, p) equivalent widths, Å, emission positive
    fwhm : Å, as it is seen
    """
    level = fit_continuum(arms.flux, arms.bits, CONTINUUM)
    centre = air_to_vacuum(places) * (1 + rv_kms[:, None] / SPEED_OF_LIGHT)
    sigma = fwhm / 2.3548
    added = np.zeros(arms.flux.shape)
    area = np.broadcast_to(widths, centre.shape)
    for column in range(centre.shape[1]):
        away = (RED_WAVE - centre[:, column, None]) / sigma
        added += area[:, column, None] * np.exp(-0.5 * away**2) / (sigma * np.sqrt(2 * np.pi))
    live = arms.ivar > 0
    flux = np.where(live, arms.flux + np.nan_to_num(level) * added, arms.flux)
    return replace(arms, flux=flux.astype(np.float32))


def judge_all(material: Material, rows: Rows, prepared: Prepared) -> Verdicts:
    """Each spectrum judged by a model that has not seen its star.

    Parameters
    ----------
    rows : (n,) whose spectra `prepared` are, changed or not
    """
    hot = np.asarray(material.stars.letter[rows] == "A")
    flags: dict[str, NDArray[np.bool_]] = {}
    kms, noise, apart = (np.full(len(rows), np.nan) for _ in range(3))
    for judge, places in by_judge(material, rows):
        some = take(prepared, places)
        found = measure(judge.model, judge.calibration, some)
        problem = adaptable(judge.model, found.fit, some, found.good)
        lag = find_lag(problem)
        kms[places], noise[places], apart[places] = lag.kms, lag.noise, lag.apart
        pixels = pixel_flags(found, some.rv_kms)
        words = star_flags(found, some, problem, hot[places], lag)
        for word in pixels.keys() & words.keys():
            words[word] = words[word] | pixels[word]
        for word, holds in (pixels | words | {"frame": is_off(lag)}).items():
            flags.setdefault(word, np.zeros(len(rows), bool))[places] = holds
    return Verdicts(flags, Lag(kms, noise, apart))


def by_judge(material: Material, rows: Rows) -> Iterator[tuple[Judge, Rows]]:
    """Every judge with the places in `rows` of stars that are its own, some at a time."""
    part = material.part[rows]
    for number, judge in enumerate(material.judges):
        own = np.flatnonzero(part == number)
        for start in range(0, len(own), _CHUNK):
            yield judge, own[start : start + _CHUNK]


def take(prepared: Prepared, places: Rows) -> Prepared:
    """Some of the prepared spectra."""
    return Prepared(*(getattr(prepared, field.name)[places] for field in fields(Prepared)))


_HARMLESS = ("repeat_observation", "ordinary", "gzip_without", "inactive_M", "odd_wavelength")


def _odd(remark: str) -> bool:
    parts = [part for part in remark.split(";") if part]
    return any(not part.startswith(_HARMLESS) for part in parts)
