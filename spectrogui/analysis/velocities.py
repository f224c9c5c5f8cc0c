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
            found = self._measure([spectra[wanted[i]] for i in numbers])
            for at in np.flatnonzero(found.sure[:count]).tolist():
                row = wanted[numbers[at]]
                kms[row], source[row] = found.kms[at], "ccf"
                quality[row] = found.contrast[at]
        return Velocities(kms, source, quality)

    def _measure(self, spectra: Sequence[Spectrum]) -> Correlation:
        """Velocities of a block of spectra."""
        if self._bank is None:
            self._bank = TemplateBank(self._model.decode(self._model.starts))
        return measure_velocities(self._model, self._bank, red_arms(spectra))[0]


def measure_velocities(
    model: Model, bank: TemplateBank, arms: RedArms
) -> tuple[Correlation, NDArray[np.float64]]:
    """Velocities of n red arms: cross-correlation, refined with each star's own template; and
    their errors, (n,) km/s.
    """
    continuum = fit_continuum(arms.flux, arms.bits, CONTINUUM)
    as_is = prepare(arms, continuum, np.zeros(len(arms)))
    found = bank.correlate(as_is.flux, as_is.sigma, as_is.good)
    kms = np.round(found.kms, 2)  # the same whoever else is in the block
    latent = None
    for _ in range(_REFINEMENTS):
        at_rest = prepare(arms, continuum, kms)
        fit = model.fit(at_rest.flux, at_rest.sigma, at_rest.good, near=latent)
        latent = fit.latent
        lag = frame_lag(model, fit, at_rest, at_rest.good)
        kms = kms + np.nan_to_num(lag.kms)
    return Correlation(kms, found.contrast), lag.error
