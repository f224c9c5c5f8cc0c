"""The R250 model: from spectra to slitless spectra, their templates, and the columns of a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.slitless_template import SlitlessTemplate, make_templates
from spectrogui.core.block_rows import Values, block_rows, kept
from spectrogui.core.columns import COLUMN
from spectrogui.core.errors import InputError
from spectrogui.core.grid import R250_WAVE
from spectrogui.core.shown import Slitless
from spectrogui.core.slitless_bands import NEAR_LINE
from spectrogui.core.spectrum import Spectrum
from spectrogui.io.models import model_folder
from spectrogui.model.slitless_bundle import SlitlessBundle, load_slitless
from spectrogui.science.red_arm import RedArms, red_arms
from spectrogui.science.slitless import Degraded, degrade
from spectrogui.science.slitless_width import halpha_width, rms_outside

COLUMNS = ("ew_ha_r250", "e_ew_ha_r250", "ew_exc_ha_r250", "e_ew_exc_ha_r250", "rmse_r250",
           "active_r250", "model_r250_sha256")  # fmt: skip
"""What a row gets from the R250 model."""

SIMULATION: dict[str, object] = {
    "line_spread_function": "Gaussian of constant FWHM 22 Å (R = 250 at 5500 Å), as a grism "
    "disperses; LAMOST's own, R = 1800, is taken out of it in quadrature",
    "grid": "6005…7500 Å, air, stellar rest frame, 5 Å, sampled at the points",
    "level": "divided by the median of 6500–6550 Å",
    "telluric": "bands of the Earth's air stay in the spectrum",
    "gaps": "up to 6 LAMOST pixels are bridged",
    "shape": "observed over template, cubic Legendre polynomial outside 6540–6585 Å, 5 passes of "
    "±2σ; the observed flux is divided by it",
    "width": "eq. 5 of the paper; 6550–6575 Å, continuum 6500–6550 and 6575–6625 Å",
}
"""What decides what an R250 model sees; a model's card repeats it."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessFound:
    """What was found out of n slitless spectra.

    Attributes
    ----------
    seen : the spectra before the shape correction
    template : their templates
    flux, sigma : (n, 300) after the shape correction
    width, width_error : (n,) Å, of Hα by eq. 5; NaN where Hα or its continuum is not seen
    excess, excess_error : (n,) Å, over the template, its zero point subtracted
    rmse : (n,) of the residual outside Hα
    """

    seen: Degraded
    template: SlitlessTemplate
    flux: Floats
    sigma: Floats
    width: Floats
    width_error: Floats
    excess: Floats
    excess_error: Floats
    rmse: Floats


class SlitlessModel:
    """An R250 model, ready to measure."""

    def __init__(self, bundle: SlitlessBundle) -> None:
        self._bundle = bundle
        self.card = bundle.card
        self.sha256 = bundle.sha256

    @classmethod
    def load(cls, model: str | Path = "r250") -> "SlitlessModel":
        """Load an R250 model by name or folder.

        Raises
        ------
        InputError : there is no such model, or it was made for other slitless spectra
        """
        bundle = load_slitless(model_folder(model))
        if bundle.card.get("simulation") != SIMULATION:
            raise InputError(
                f"The model {bundle.card.get('name', model)} was trained on slitless spectra that "
                "were simulated in another way: train it again."
            )
        return cls(bundle)

    def measure(self, arms: RedArms, rv_kms: NDArray[np.floating]) -> SlitlessFound:
        """Simulate, fit and measure the red arms of n stars.

        Parameters
        ----------
        rv_kms : (n,) radial velocity to take out; NaN counts as 0
        """
        return self.judge(degrade(arms, np.nan_to_num(rv_kms)))

    def judge(self, seen: Degraded) -> SlitlessFound:
        """Fit and measure n slitless spectra."""
        return measure(self._bundle, seen)

    def columns(self, found: SlitlessFound, teff: NDArray[np.floating]) -> dict[str, Values]:
        """The columns `COLUMNS` of n stars, as a table keeps them; teff is NaN where unknown."""
        active = np.full(len(teff), np.nan)
        if self._bundle.boundary is not None:
            says = self._bundle.boundary.active(teff, found.width)
            active = np.array([np.nan if one is None else one for one in says], np.float64)
        values = {
            "ew_ha_r250": found.width,
            "e_ew_ha_r250": found.width_error,
            "ew_exc_ha_r250": found.excess,
            "e_ew_exc_ha_r250": found.excess_error,
            "rmse_r250": found.rmse,
            "active_r250": active,
        }
        made: dict[str, Values] = {name: kept(COLUMN[name], v) for name, v in values.items()}
        return made | {"model_r250_sha256": np.full(len(teff), self.sha256, object)}

    def rows(self, found: SlitlessFound, teff: NDArray[np.floating]) -> list[dict[str, Any]]:
        """The same star by star, None where unknown."""
        block = self.columns(found, teff)
        return [{name: row[name] for name in COLUMNS} for row in block_rows(block, len(teff))]


def measure(bundle: SlitlessBundle, seen: Degraded) -> SlitlessFound:
    """Fit templates to n slitless spectra and measure them."""
    template = make_templates(bundle.network, bundle.modes, seen.flux, seen.sigma, seen.good)
    flux, sigma = seen.flux / template.factor, seen.sigma / template.factor
    observed, quiet = halpha_width(flux), halpha_width(template.flux)
    near = template.factor[:, NEAR_LINE]
    covariance = seen.covariance / (near[:, :, None] * near[:, None, :])
    zero, scale = bundle.calibration.at(bundle.network.starts, template.latent)
    photons = observed.error(covariance)
    fit = seen.whole & seen.good[:, NEAR_LINE].all(axis=1)
    error = bundle.calibration.error(scale, photons, quiet.error(template.covariance))
    return SlitlessFound(
        seen,
        template,
        flux,
        sigma,
        width=np.where(fit, observed.value, np.nan),
        width_error=np.where(fit, photons, np.nan),
        excess=np.where(fit, observed.value - quiet.value - zero, np.nan),
        excess_error=np.where(fit, error, np.nan),
        rmse=rms_outside(flux - template.flux, seen.good),
    )


def slitless_of(
    spectra: Sequence[Spectrum], rv_kms: NDArray[np.floating], model: SlitlessModel
) -> list[Slitless | None]:
    """What the window draws of each spectrum; None where nothing is seen between 6005 and 7500 Å.

    Parameters
    ----------
    rv_kms : (n,) the velocity that was taken out of the star's row; NaN counts as 0
    """
    if not spectra:
        return []
    return shown(model.measure(red_arms(spectra), np.asarray(rv_kms, float)))


def shown(found: SlitlessFound) -> list[Slitless | None]:
    """Stars as the window draws them; None where nothing is seen."""
    good: NDArray[np.bool_] = found.seen.good
    anything: list[bool] = np.any(good, axis=1).tolist()
    values = (found.flux, found.sigma, found.template.flux, found.seen.flux)
    flux, sigma, template, before = (np.asarray(each, np.float32) for each in values)
    return [
        Slitless(R250_WAVE, flux[i], sigma[i], good[i], template[i], before[i]) if seen else None
        for i, seen in enumerate(anything)
    ]
