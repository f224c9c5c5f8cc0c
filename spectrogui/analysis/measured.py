"""What a model says of prepared spectra: the one way in which program, training and validation
measure, so that what is stated of a model holds for what the program shows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import BAD, OUTSIDE_LINES, R1800_BANDS, SPIKE
from spectrogui.core.lines import MEASURED
from spectrogui.model.calibration import Calibration
from spectrogui.model.infer import FLOOR, Fit, Model
from spectrogui.model.zero_point import Circumstances
from spectrogui.science.measure import Widths, equivalent_widths, reduced_chi2, rms_outside
from spectrogui.science.prepare import Prepared, window_weights
from spectrogui.science.spikes import find_spikes

WINDOWS = np.stack([window_weights(line) for line in MEASURED], axis=1)
"""(800, 5) Å, the weights of the sums over the windows of `MEASURED`."""
_CALM = np.flatnonzero(OUTSIDE_LINES[: R1800_BANDS[0].stop])
"""An even number of points."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What was found out of n prepared spectra.

    Attributes
    ----------
    fit : templates and latents
    bits : (n, 800) those of the prepared spectra, and SPIKE
    good : (n, 800) usable pixels: neither without flux nor a spike
    template, template_sigma : (n, 800) the star without activity, zero point included, and 1σ
    residual : (n, 800) flux minus template
    widths : equivalent widths with their errors
    rmse : (n,) of the residual outside the active lines
    chi2 : (n,) reduced χ² there, by the noise and by what is expected of the model for stars of
        the kind: near 1 for an ordinary star at any signal-to-noise
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
    seen = circumstances(prepared, fit)
    zero_point = calibration.zero_point(model.starts, seen)
    template = (fit.template + zero_point).astype(np.float32)
    residual = prepared.flux - template
    scatter = calibration.pixel_scatter(model.starts, seen)
    photons = calibration.pixel_noise(seen, prepared.sigma.astype(np.float64))
    expected = np.sqrt(photons**2 + scatter**2)
    noise = np.hypot(prepared.sigma, FLOOR)
    misfit = reduced_chi2(prepared.flux - fit.decoded, noise, good, fit.latent.shape[1])
    of_windows = calibration.width_scatter(model.starts, seen)
    error = np.hypot(of_windows, fit.window_sigma)
    return Measured(
        fit=fit,
        bits=bits,
        good=good,
        template=template,
        template_sigma=np.sqrt(fit.template_sigma**2 + scatter**2).astype(np.float32),
        residual=residual,
        widths=equivalent_widths(residual, prepared, bits, error),
        rmse=rms_outside(residual, good),
        chi2=reduced_chi2(residual, expected.astype(np.float32), good, 0),
        misfit=misfit,
        outlier=calibration.outlier(fit.latent, misfit),
    )


def circumstances(prepared: Prepared, fit: Fit) -> Circumstances:
    """What decides how far the templates of spectra can be trusted."""
    noise = noise_level(prepared.sigma)
    return Circumstances(fit.latent, noise, prepared.sky, prepared.colour, prepared.rv_kms)


def noise_level(sigma: NDArray[np.floating]) -> NDArray[np.float64]:
    """(n,) median 1σ per pixel of the Hα band, outside the line; 10 without any flux."""
    ordered = np.sort(np.minimum(sigma[:, _CALM], 10.0), axis=1)
    middle = ordered.shape[1] // 2
    return np.asarray((ordered[:, middle - 1] + ordered[:, middle]) / 2, np.float64)


def as_prepared(stars: TrainingSet) -> Prepared:
    """Stars of a training set as prepared spectra."""
    return Prepared(
        stars.flux,
        stars.sigma,
        np.where(stars.good, 0, BAD).astype(np.uint8),
        stars.window_sigma,
        stars.rv_kms,
        stars.sky,
        stars.colour,
    )


def fit_without_spikes(model: Model, prepared: Prepared) -> tuple[Fit, NDArray[np.uint8]]:
    """Fit, look for spikes, and fit those again that have some; the fit, and bits with SPIKE."""
    fit = model.fit(prepared.flux, prepared.sigma, prepared.good, WINDOWS, find_spikes)
    return fit, prepared.bits | np.where(fit.spikes, SPIKE, 0).astype(np.uint8)
