"""What a model says of prepared spectra: the one way in which program, training and validation
measure, so that what is stated of a model holds for what the program shows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.grid import BAD, SPIKE
from spectrogui.core.lines import MEASURED
from spectrogui.model.calibration import Calibration
from spectrogui.model.infer import FLOOR, Fit, Model
from spectrogui.science.measure import Widths, equivalent_widths, reduced_chi2, rms_outside
from spectrogui.science.prepare import Prepared, window_weights
from spectrogui.science.spikes import find_spikes

WINDOWS = np.stack([window_weights(line) for line in MEASURED], axis=1)
"""(800, 5) Å, the weights of the sums over the windows of `MEASURED`."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What was found out of n prepared spectra.

    Attributes
    ----------
    fit : templates and latents
    bits : (n, 800) those of the prepared spectra, and SPIKE
    good : (n, 800) usable pixels: neither without flux nor a spike
    template, template_sigma : (n, 800) the star without activity, and 1σ of it
    residual : (n, 800) flux minus template
    widths : equivalent widths with their errors
    rmse, chi2 : (n,) of the residual outside the active lines
    misfit, outlier : (n,) reduced χ² of the network alone, with the model's own error; and how
        unusual that and the latents are, 0 to 1
    """

    fit: Fit
    bits: NDArray[np.uint8]
    good: NDArray[np.bool_]
    template: NDArray[np.float32]
    template_sigma: NDArray[np.float32]
    residual: NDArray[np.float32]
    widths: Widths
    rmse: NDArray[np.float64]
    chi2: NDArray[np.float64]
    misfit: NDArray[np.float64]
    outlier: NDArray[np.float64]


def measure(model: Model, calibration: Calibration, prepared: Prepared) -> Measured:
    """Fit templates, without spikes, and measure what they leave."""
    fit, bits = fit_without_spikes(model, prepared)
    good = bits & (BAD | SPIKE) == 0
    template, template_sigma = fit.template, fit.template_sigma
    residual = prepared.flux - template
    scatter = calibration.width_scatter(model.starts, fit.latent)
    noise = np.hypot(prepared.sigma, FLOOR)
    count = fit.latent.shape[1]
    misfit = reduced_chi2(prepared.flux - fit.decoded, noise, good, count)
    return Measured(
        fit=fit,
        bits=bits,
        good=good,
        template=template,
        template_sigma=template_sigma,
        residual=residual,
        widths=equivalent_widths(residual, prepared, bits, np.hypot(scatter, fit.window_sigma)),
        rmse=rms_outside(residual, good),
        chi2=reduced_chi2(residual, prepared.sigma, good, count),
        misfit=misfit,
        outlier=calibration.outlier(fit.latent, misfit),
    )


def fit_without_spikes(model: Model, prepared: Prepared) -> tuple[Fit, NDArray[np.uint8]]:
    """Fit, look for spikes, and fit again without them; the fit, and bits with SPIKE."""
    fit = model.fit(prepared.flux, prepared.sigma, prepared.good, WINDOWS)
    spikes = find_spikes(prepared.flux - fit.decoded, prepared.sigma, prepared.good)
    bits = prepared.bits | np.where(spikes, SPIKE, 0).astype(np.uint8)
    if spikes.any():
        good = prepared.good & ~spikes
        fit = model.fit(prepared.flux, prepared.sigma, good, WINDOWS)
    return fit, bits
