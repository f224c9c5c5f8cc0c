"""From a trained network to a model: modes and calibration, by stars that it has not seen.

They are learnt from every star of which nothing odd is known, down to low signal-to-noise: the
network itself is trained on good spectra alone, and knows nothing of the others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.calibrating import Leavings, leavings, ordinary, together
from spectrogui.analysis.inactive import usable
from spectrogui.analysis.judging import calibrate
from spectrogui.analysis.networks import Network, Residuals, clean, residuals
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.model.calibration import Calibration
from spectrogui.model.infer import Array
from spectrogui.model.modes import learn_modes, mode_weights

LEAST_SNR, LEAST_SNR_OF_MODES = 8.0, 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Unseen:
    """Stars of one part of the sky, and what a network that has not seen them leaves."""

    stars: TrainingSet
    left: Residuals


def telling(stars: TrainingSet) -> NDArray[np.bool_]:
    """(n,) LAMOST stars of which nothing odd is known, with enough flux to tell something."""
    fine = usable(stars) & clean(stars) & ~stars.library
    return np.asarray(fine & (stars.snr > LEAST_SNR))


def latents(network: Network, unseen: list[Unseen]) -> Array:
    """(n, k) of the stars of several parts, in one network."""
    return np.concatenate([residuals(network.model, part.stars).latent for part in unseen])


def with_modes(network: Network, unseen: list[Unseen], latent: Array) -> Network:
    """The network with modes of what others leave of the ordinary ones of some stars.

    Parameters
    ----------
    latent : (n, k) of the stars in this network
    """
    widths = np.concatenate([part.left.widths for part in unseen])
    error = np.concatenate([part.left.sigma for part in unseen])
    snr = np.concatenate([part.stars.snr for part in unseen])
    rows = ordinary(widths, error, latent) & (snr > LEAST_SNR_OF_MODES)
    rest = np.concatenate([part.left.plain for part in unseen])[rows].astype(float)
    sigma = np.concatenate([part.stars.sigma for part in unseen])[rows].astype(float)
    good = np.concatenate([part.stars.good for part in unseen])[rows]
    return network.with_modes(learn_modes(rest, mode_weights(rest, sigma, good)))


def calibrated(network: Network, left: list[Leavings], latent: Array) -> Calibration:
    """The errors and zero points of a network with modes, by what others leave of stars."""
    return calibrate(together(left), latent, network.model.starts)


def unseen_by(network: Network, stars: TrainingSet) -> Unseen:
    """Stars that a network has not seen, before there are modes."""
    return Unseen(stars, residuals(network.model, stars))


def left_by(network: Network, part: Unseen) -> Leavings:
    """What a network with modes leaves of them."""
    return leavings(network.model, part.stars)
