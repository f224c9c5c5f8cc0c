"""The template of a star at R = 250, and the star on its template's shape."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.products import times
from spectrogui.core.slitless_bands import NEAR_LINE, OUTSIDE
from spectrogui.model.modes import amplitudes, tamed
from spectrogui.model.slitless import PIXELS_PER_DATUM, SlitlessNetwork
from spectrogui.science.slitless_width import shape

MODES = 16
"""Linear modes of what networks leave of inactive stars; fewer left more, more added nothing."""
_FLOOR = 0.002
_ROBUST = 3.0

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessTemplate:
    """What n stars would be without activity, and the factor between star and template.

    Attributes
    ----------
    flux : (n, 300) the template
    factor : (n, 300) smooth; the observed flux divided by it has the template's shape
    latent : (n, k)
    covariance : (n, p, p) of the template's points near Hα, from latents and modes
    """

    flux: Floats
    factor: Floats
    latent: Floats
    covariance: Floats


def make_templates(
    network: SlitlessNetwork,
    modes: NDArray[np.floating],
    flux: NDArray[np.floating],
    sigma: NDArray[np.floating],
    good: Rows,
) -> SlitlessTemplate:
    """Fit network and modes to n spectra (n, 300); modes are (300, m), m may be 0."""
    observed, kept = np.asarray(flux, float), np.asarray(modes, float)
    fit = network.fit(observed, sigma, good)
    near = fit.slope[:, NEAR_LINE]
    covariance = near @ fit.covariance @ near.transpose(0, 2, 1)
    template = fit.template
    if kept.shape[1]:
        rest = np.where(good & OUTSIDE, observed / fit.factor - template, 0.0)
        found = amplitudes(kept, rest, residual_weights(rest, sigma, good & OUTSIDE))
        template = template + times(tamed(found), kept.T)
        covariance = covariance + kept[NEAR_LINE] @ found.covariance @ kept[NEAR_LINE].T
    factor = shape(observed, template, good)
    return SlitlessTemplate(template, factor, fit.latent, covariance)


def residual_weights(rest: Floats, sigma: NDArray[np.floating], seen: Rows) -> Floats:
    """(n, 300) weights of residuals: inverse variance, less where a residual is far out."""
    variance = np.where(seen, np.minimum(sigma, 1e3), 1e3).astype(float) ** 2 + _FLOOR**2
    trust = 1 / (1 + rest**2 / variance / _ROBUST**2)
    return np.where(seen, trust / variance, 0.0) / PIXELS_PER_DATUM
