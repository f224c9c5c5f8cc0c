"""Lines, cosmic rays and noise put into red arms as they were read, and what comes back.

What is put in passes through everything that the spectrum itself does: continuum, velocity,
resampling, spikes, fit and zero point.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.measured import Measured, measure
from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import MEASURED, Line
from spectrogui.core.wavelength import SPEED_OF_LIGHT, vacuum_to_air
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.prepare import Prepared, prepare, window_weights
from spectrogui.science.red_arm import RED_WAVE, RedArms
from spectrogui.validation.material import Material

LSF = {"ha": 3.7, "li": 3.7, "ca8498": 4.7, "ca8542": 4.7, "ca8662": 4.7}
"""FWHM of the line-spread function in Å."""
_CHUNK = 64
_AIR = vacuum_to_air(RED_WAVE)

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """Shapes of one line in n spectra.

    Attributes
    ----------
    width : (n,) equivalent width in Å, emission positive
    fwhm : (n,) Å of each of its components
    apart : (n,) Å between its two peaks; 0 for a Gaussian
    """

    width: Floats
    fwhm: Floats
    apart: Floats

    def at(self, away: Floats) -> Floats:
        """(n, p) in units of the continuum, (n, p) or (p,) Å from the line's centre."""
        sigma = self.fwhm[:, None] / 2.3548
        peaks = [away - side * self.apart[:, None] / 2 for side in (-1, 1)]
        shape = sum(np.exp(-0.5 * (peak / sigma) ** 2) for peak in peaks)
        return np.asarray(self.width[:, None] * shape / (2 * sigma * np.sqrt(2 * np.pi)))

    def inside(self, line: Line) -> Floats:
        """(n,) Å, the part that lies in the window of a line."""
        return np.asarray(self.at(R1800_WAVE - line.air) @ window_weights(line))


def rotating(key: str, width: Floats, kms: Floats, double: NDArray[np.bool_]) -> Profiles:
    """Lines of stars that rotate, as the spectrograph sees them: one broad peak, or two."""
    line = next(line for line in MEASURED if line.key == key)
    broad = line.air * kms / SPEED_OF_LIGHT
    lsf = np.full(len(width), LSF[key])
    return Profiles(
        width,
        np.where(double, lsf, np.hypot(lsf, broad)),
        np.where(double, broad, 0.0),
    )


def with_profiles(arms: RedArms, rv_kms: Floats, lines: dict[str, Profiles]) -> RedArms:
    """Red arms with lines added, in units of their continuum, where there is flux."""
    level = np.nan_to_num(fit_continuum(arms.flux, arms.bits, CONTINUUM))
    rest = _AIR / (1 + rv_kms[:, None] / SPEED_OF_LIGHT)
    added = np.zeros(arms.flux.shape)
    for line in MEASURED:
        if line.key in lines:
            added += lines[line.key].at(rest - line.air)
    flux = np.where(arms.ivar > 0, arms.flux + level * added, arms.flux)
    return replace(arms, flux=flux.astype(np.float32))


def noisier(arms: RedArms, factor: Floats, random: np.random.Generator) -> RedArms:
    """Red arms with their noise raised by factors (n,) > 1, and ivar to match."""
    live = arms.ivar > 0
    sigma = np.where(live, 1 / np.sqrt(np.where(live, arms.ivar, 1)), 0)
    more = sigma * np.sqrt(factor[:, None] ** 2 - 1)
    flux = arms.flux + more * random.standard_normal(arms.flux.shape)
    ivar = arms.ivar / factor[:, None] ** 2
    return replace(arms, flux=flux.astype(np.float32), ivar=ivar.astype(np.float32))


def struck(arms: RedArms, pixel: Rows, height: float) -> RedArms:
    """Red arms with a cosmic ray each: a pixel, and its neighbour by half as much."""
    flux = arms.flux.copy()
    rows = np.arange(len(flux))
    for step, part in ((0, 1.0), (1, 0.5)):
        live = arms.ivar[rows, pixel + step] > 0
        sigma = 1 / np.sqrt(np.where(live, arms.ivar[rows, pixel + step], np.inf))
        flux[rows, pixel + step] += (height * part * sigma).astype(np.float32)
    return replace(arms, flux=flux)


def prepared(arms: RedArms, rv_kms: Floats) -> Prepared:
    """Red arms prepared as the program does."""
    return prepare(arms, fit_continuum(arms.flux, arms.bits, CONTINUUM), rv_kms)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What came back of n spectra: widths and errors (n, 5), templates (n, 800)."""

    width: Floats
    error: Floats
    template: Floats


def find(material: Material, rows: Rows, arms: RedArms) -> Found:
    """Each spectrum measured by a model that has not seen its star.

    Parameters
    ----------
    rows : (n,) the stars that the arms are of, changed or not
    """
    width, error = np.full((len(rows), 5), np.nan), np.full((len(rows), 5), np.nan)
    template = np.ones((len(rows), len(R1800_WAVE)))
    for number, judge in enumerate(material.judges):
        own = np.flatnonzero(material.part[rows] == number)
        for start in range(0, len(own), _CHUNK):
            some = own[start : start + _CHUNK]
            part = RedArms(*(getattr(arms, n)[some] for n in ("flux", "ivar", "bits", "offset")))
            ready = prepared(part, material.rv_kms[rows[some]])
            found: Measured = measure(judge.model, judge.calibration, ready)
            width[some], error[some] = found.widths.value, found.widths.error
            template[some] = found.template
    return Found(width, error, template)
