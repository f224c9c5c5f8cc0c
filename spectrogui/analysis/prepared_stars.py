"""Stars ready to be measured by any model: made from spectra, or from the records of a pack.

Whichever way, what comes out is the same to the last bit; so what is measured is, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.analysis.velocities import Velocities
from spectrogui.core.spectrum import Header, Spectrum
from spectrogui.io import pack_record
from spectrogui.io.pack_record import SOURCES, Basis, Packed
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.prepare import Prepared, prepare
from spectrogui.science.red_arm import red_arms
from spectrogui.science.slitless import Degraded, degrade


@dataclass(frozen=True, slots=True, eq=False)
class PreparedStars:
    """n stars.

    Attributes
    ----------
    headers : who they are
    velocities : what was taken out
    prepared : as the R1800 model sees them
    seen : as the R250 model sees them, in single precision
    """

    headers: Sequence[Header]
    velocities: Velocities
    prepared: Prepared
    seen: Degraded

    def __len__(self) -> int:
        return len(self.headers)

    def take(self, numbers: NDArray[np.intp]) -> "PreparedStars":
        """Some of the stars."""
        parts = (getattr(self.prepared, field.name)[numbers] for field in fields(Prepared))
        return PreparedStars(
            [self.headers[number] for number in numbers],
            self.velocities.take(numbers),
            Prepared(*parts),
            self.seen.take(numbers),
        )

    def basis(self, number: int) -> Basis:
        """What a pack keeps of a star beside its prepared spectrum."""
        prepared, seen = self.prepared, self.seen
        return Basis(
            header=self.headers[number],
            rv_kms=float(prepared.rv_kms[number]),
            rv_source=self.velocities.source[number],
            rv_quality=float(self.velocities.quality[number]),
            window_sigma=prepared.window_sigma[number],
            sky=float(prepared.sky[number]),
            colour=float(prepared.colour[number]),
            slitless_flux=seen.flux[number],
            slitless_sigma=seen.sigma[number],
            slitless_good=seen.good[number],
            slitless_covariance=seen.covariance[number],
            slitless_whole=bool(seen.whole[number]),
        )


def from_spectra(spectra: Sequence[Spectrum], velocities: Velocities) -> PreparedStars:
    """Prepare n spectra at n velocities."""
    arms = red_arms(spectra)
    continuum = fit_continuum(arms.flux, arms.bits, CONTINUUM)
    return PreparedStars(
        [spectrum.header for spectrum in spectra],
        velocities,
        prepare(arms, continuum, velocities.kms),
        _single(degrade(arms, np.nan_to_num(velocities.kms))),
    )


def from_records(made: Packed, headers: Sequence[Header]) -> PreparedStars:
    """Stars out of a pack.

    Parameters
    ----------
    made : (n,) records that have their basis
    headers : (n,) who they are: see `io.pack_record.headers`
    """
    kms = made["rv_kms"].astype(float)
    source = [SOURCES[number] for number in made["rv_source"].tolist()]
    return PreparedStars(
        headers,
        Velocities(kms, source, made["rv_quality"].astype(float)),
        Prepared(
            flux=np.ascontiguousarray(made["flux"]),
            sigma=np.ascontiguousarray(made["sigma"]),
            bits=pack_record.plain_bits(made),
            window_sigma=np.ascontiguousarray(made["window_sigma"]),
            rv_kms=kms,
            sky=made["sky"].astype(float),
            colour=made["colour"].astype(float),
        ),
        Degraded(
            flux=made["slitless_flux"].astype(float),
            sigma=made["slitless_sigma"].astype(float),
            good=pack_record.slitless_good(made),
            covariance=pack_record.slitless_covariance(made),
            whole=made["slitless_whole"] > 0,
        ),
    )


def _single(seen: Degraded) -> Degraded:
    """The same with what single precision holds of it: 7 digits of noisy fluxes are enough."""
    upper = np.triu(seen.covariance).astype(np.float32).astype(float)
    return Degraded(
        flux=seen.flux.astype(np.float32).astype(float),
        sigma=seen.sigma.astype(np.float32).astype(float),
        good=seen.good,
        covariance=upper + np.triu(upper, 1).transpose(0, 2, 1),
        whole=seen.whole,
    )
