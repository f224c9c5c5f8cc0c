"""Which velocity is taken out of each spectrum, and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.blocks import blocks
from spectrogui.analysis.frames import frame_lag
from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Spectrum
from spectrogui.core.wavelength import SPEED_OF_LIGHT
from spectrogui.model.infer import Model
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.prepare import prepare
from spectrogui.science.red_arm import RedArms, red_arms
from spectrogui.science.spectral_type import type_letter
from spectrogui.science.velocity import Correlation, TemplateBank

LARGEST_Z = 0.0027
"""Largest |z| of the header that can be a star of the Galaxy, 800 km/s."""
_REFINEMENTS = 2

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Velocities:
    """Radial velocities of n stars, km/s, and where each comes from.

    `source` is ``hand`` (the inspector), ``catalogue``, ``header``, ``ccf`` (cross-correlation
    with the model's own templates) or ``none`` (no velocity could be found; 0 is assumed).
    `quality` is by how many σ a cross-correlation stands out; NaN for other sources.
    """

    kms: NDArray[np.float64]
    source: list[str]
    quality: NDArray[np.float64]

    def take(self, numbers: NDArray[np.intp]) -> "Velocities":
        """Those of some of the stars."""
        source = [self.source[i] for i in numbers]
        return Velocities(self.kms[numbers], source, self.quality[numbers])


class VelocityFinder:
    """Velocities from catalogue or header; where they know none, by cross-correlation.

    The survey's velocities of M stars come from a pipeline that fits them badly; for them the
    cross-correlation goes first where it is sure (paper section 2).
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._bank: TemplateBank | None = None

    def find(
        self, spectra: Sequence[Spectrum], parameters: Sequence[Parameters | None]
    ) -> Velocities:
        """One velocity for each spectrum."""
        kms, quality = np.zeros(len(spectra)), np.full(len(spectra), np.nan)
        source = ["none"] * len(spectra)
        wanted = []
        for row, (spectrum, star) in enumerate(zip(spectra, parameters, strict=True)):
            header = spectrum.header
            if star is not None and np.isfinite(star.rv_kms):
                kms[row], source[row] = star.rv_kms, star.rv_from
                continue
            if header.spectral_class in ("STAR", "") and abs(header.z) < LARGEST_Z:
                kms[row], source[row] = header.z * SPEED_OF_LIGHT, "header"
            if source[row] == "none" or type_letter(header.subclass) == "M":
                wanted.append(row)
        for numbers, count in blocks(len(wanted)):
            block = [wanted[i] for i in numbers]
            measured, contrast = self._measure([spectra[row] for row in block], count)
            for at in np.flatnonzero(np.isfinite(measured)).tolist():
                kms[block[at]], source[block[at]] = measured[at], "ccf"
                quality[block[at]] = contrast[at]
        return Velocities(kms, source, quality)

    def _measure(self, spectra: Sequence[Spectrum], count: int) -> tuple[Floats, Floats]:
        """Velocities of the first `count` spectra of a block, NaN where none stands out, and by
        how much the others do; only these are refined.
        """
        if self._bank is None:
            self._bank = TemplateBank(self._model.decode(self._model.starts))
        arms = red_arms(spectra)
        continuum = fit_continuum(arms.flux, arms.bits, CONTINUUM)
        found = _correlated(self._bank, arms, continuum)
        kms = np.full(count, np.nan)
        rows = np.flatnonzero(found.sure[:count])
        if len(rows):
            some = RedArms(arms.flux[rows], arms.ivar[rows], arms.bits[rows], arms.offset[rows])
            kms[rows] = _refined(self._model, some, continuum[rows], found.kms[rows])[0]
        return kms, found.contrast


def measure_velocities(
    model: Model, bank: TemplateBank, arms: RedArms
) -> tuple[Correlation, Floats]:
    """Velocities of n red arms: cross-correlation, refined with each star's own template; and
    their errors, (n,) km/s.
    """
    continuum = fit_continuum(arms.flux, arms.bits, CONTINUUM)
    found = _correlated(bank, arms, continuum)
    kms, error = _refined(model, arms, continuum, found.kms)
    return Correlation(kms, found.contrast), error


def _correlated(bank: TemplateBank, arms: RedArms, continuum: Floats) -> Correlation:
    as_is = prepare(arms, continuum, np.zeros(len(arms)))
    found = bank.correlate(as_is.flux, as_is.sigma, as_is.good)
    return Correlation(np.round(found.kms, 2), found.contrast)


def _refined(model: Model, arms: RedArms, continuum: Floats, kms: Floats) -> tuple[Floats, Floats]:
    """Velocities (n,) with what is left between each star and its own template, and errors."""
    latent, error = None, np.full(len(kms), np.nan)
    for _ in range(_REFINEMENTS):
        at_rest = prepare(arms, continuum, kms)
        fit = model.fit(at_rest.flux, at_rest.sigma, at_rest.good, near=latent)
        latent = fit.latent
        lag = frame_lag(model, fit, at_rest, at_rest.good)
        kms, error = kms + np.nan_to_num(lag.kms), lag.error
    return kms, error
