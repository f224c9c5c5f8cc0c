"""The frame check of fitted spectra: what a model lends to `science.frame`."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.model.infer import Fit, Model
from spectrogui.science.frame import Lag, find_lag
from spectrogui.science.joint_fit import Bend, Problem, posed
from spectrogui.science.prepare import Prepared

_STEP = 0.25
"""Change of a latent over which the decoder's slope is taken: it is made of flat pieces."""


def adaptable(model: Model, fit: Fit, prepared: Prepared, good: NDArray[np.bool_]) -> Problem:
    """The fit of n spectra by templates that may still adapt.

    Parameters
    ----------
    good : (n, 800) usable pixels
    """
    bend = bend_of(model, fit)
    return posed(prepared.flux, prepared.sigma, good, fit.decoded, bend)


def frame_lag(model: Model, fit: Fit, prepared: Prepared, good: NDArray[np.bool_]) -> Lag:
    """The velocity left between n spectra and the templates fitted to them."""
    return find_lag(adaptable(model, fit, prepared, good))


def bend_of(model: Model, fit: Fit) -> Bend:
    """How templates change with their latents, by differences."""
    return Bend(model.changes(fit.latent, _STEP), fit.latent.astype(float))
