"""From the arrays of a published network to a network of ours."""

import numpy as np
import torch
from numpy.typing import NDArray

from spectrogui.core.errors import InputError
from spectrogui.model.fitter import Scaling
from spectrogui.model.import_joblib import Scale
from spectrogui.model.import_torch import Arrays
from spectrogui.model.vae import Architecture, Vae

HIDDEN = (512, 256, 128)
MODES = {800: "r1800", 300: "r250"}
"""What a network of so many pixels is for."""
_LEVELS = (0.0, -1.2, 1.2)


def network_of(arrays: Arrays, name: str) -> tuple[Vae, Architecture]:
    """Put arrays into the network of the paper's Fig. 3, whatever they are called.

    Layers are told by the order and shape of their arrays; which of the two heads is the
    logarithm of the variance, by its name.

    Parameters
    ----------
    name : of the file, for what is said of it

    Raises
    ------
    InputError : they are not of that architecture, or not numbers
    """
    first = next((value for value in arrays.values() if value.ndim == 2), None)
    if first is None or first.shape[1] not in MODES:
        raise InputError(f"{name} holds no network of 800 or 300 pixels.")
    wide = [key for key, value in arrays.items() if value.shape[1:] == (HIDDEN[-1],)]
    latent = min((arrays[key].shape[0] for key in wide), default=0)
    architecture = Architecture(size=int(first.shape[1]), hidden=HIDDEN, latent=latent or 4)
    vae = Vae(architecture)
    wanted = vae.state_dict()
    shapes = [tuple(value.shape) for value in wanted.values()]
    if not latent or [value.shape for value in arrays.values()] != shapes:
        raise InputError(
            f"{name} is not the network of Xiang, Gu & Cao 2022 ({architecture.size}–512–256–128–"
            "4 and back, one PReLU slope a layer): its layers have other sizes or another order."
        )
    if not all(np.isfinite(value).all() for value in arrays.values()):
        raise InputError(f"{name}: some of its weights are not numbers.")
    given = dict(zip(wanted, arrays, strict=True))
    if _is_variance(given["mean.weight"]) and not _is_variance(given["log_variance.weight"]):
        for part in ("weight", "bias"):
            given[f"mean.{part}"], given[f"log_variance.{part}"] = (
                given[f"log_variance.{part}"],
                given[f"mean.{part}"],
            )
    vae.load_state_dict({key: torch.from_numpy(arrays[source]) for key, source in given.items()})
    return vae.eval(), architecture


def scaling_of(scale: Scale, size: int, name: str) -> Scaling:
    """The scaler of a network; raises InputError if it has another number of pixels."""
    mean, deviation = scale
    if len(mean) != size:
        raise InputError(f"{name} is for {len(mean)} pixels, the network for {size}.")
    return Scaling(torch.from_numpy(mean), torch.from_numpy(deviation))


def prior_starts(latent: int) -> NDArray[np.float32]:
    """(3^k, k) starting points on a grid of the prior N(0, 1), the middle first."""
    axes = np.meshgrid(*[np.array(_LEVELS)] * latent, indexing="ij")
    grid = np.stack([axis.ravel() for axis in axes], axis=1)
    order = np.argsort((grid**2).sum(axis=1), kind="stable")
    return np.asarray(grid[order], np.float32)


def _is_variance(name: str) -> bool:
    return any(word in name.lower() for word in ("var", "sigma", "std"))
