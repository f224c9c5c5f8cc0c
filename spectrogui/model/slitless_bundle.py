"""The folder of an R250 model: card.json and weights.safetensors, like that of any model."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load, save_file

from spectrogui.core.boundary import Boundary
from spectrogui.core.errors import InputError
from spectrogui.model.bundle import CARD, FORMAT, WEIGHTS, read_folder
from spectrogui.model.fitter import Scaling
from spectrogui.model.slitless import SlitlessNetwork
from spectrogui.model.slitless_calibration import SlitlessCalibration
from spectrogui.model.vae import Architecture, Vae

MODE = "r250"


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessBundle:
    """A loaded R250 model.

    Attributes
    ----------
    modes : (300, m) of the residual
    boundary : between active and inactive stars; None if the model has none
    """

    network: SlitlessNetwork
    modes: NDArray[np.float32]
    calibration: SlitlessCalibration
    boundary: Boundary | None
    card: dict[str, Any]
    sha256: str


def load_slitless(folder: Path) -> SlitlessBundle:
    """Load the folder of an R250 model.

    Raises
    ------
    InputError : it is no model, one for R1800, or its weights are not those the card names
    """
    card, blob, digest = read_folder(folder)
    if card.get("mode") != MODE:
        raise InputError(f"{folder.name} is not a model for slitless spectra of R = 250.")
    try:
        return _assemble(card, load(blob), digest)
    except (SafetensorError, KeyError, RuntimeError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise InputError(
            f"{folder.name}: {WEIGHTS} does not hold the model that {CARD} describes ({reason})."
        ) from error


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What a model folder is made of; starts are (m, k), modes (300, q)."""

    vae: Vae
    scaling: Scaling
    architecture: Architecture
    starts: NDArray[np.floating]
    modes: NDArray[np.floating]
    calibration: SlitlessCalibration
    boundary: Boundary | None


def save_slitless(folder: Path, parts: Parts, card: dict[str, Any]) -> dict[str, Any]:
    """Write a model folder; returns the card with format, architecture and hash filled in."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        f"vae.{name}": value.float().contiguous() for name, value in parts.vae.state_dict().items()
    }
    tensors |= {"mean": parts.scaling.mean, "deviation": parts.scaling.deviation}
    tensors |= {"starts": _single(parts.starts), "modes": _single(parts.modes)}
    for name, array in asdict(parts.calibration).items():
        tensors[f"calibration.{name}"] = _single(array)
    if parts.boundary is not None:
        for name, array in asdict(parts.boundary).items():
            tensors[f"boundary.{name}"] = torch.from_numpy(np.ascontiguousarray(array, float))
    save_file(tensors, folder / WEIGHTS)
    digest = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    full = {
        "format": FORMAT,
        **card,
        "mode": MODE,
        "architecture": asdict(parts.architecture),
        "weights_sha256": digest,
    }
    text = json.dumps(full, indent=1, ensure_ascii=False)
    (folder / CARD).write_text(text + "\n", encoding="utf-8")
    return full


def _assemble(
    card: dict[str, Any], tensors: dict[str, torch.Tensor], digest: str
) -> SlitlessBundle:
    sizes = dict(card["architecture"])
    sizes["hidden"] = tuple(sizes["hidden"])
    vae = Vae(Architecture(**sizes))
    vae.load_state_dict(_named("vae.", tensors))
    scaling = Scaling(tensors["mean"], tensors["deviation"])
    arrays = {name: t.numpy() for name, t in _named("calibration.", tensors).items()}
    limits = {name: t.numpy() for name, t in _named("boundary.", tensors).items()}
    return SlitlessBundle(
        SlitlessNetwork(vae, scaling, tensors["starts"].numpy()),
        tensors["modes"].numpy(),
        SlitlessCalibration(**arrays),
        Boundary(**limits) if limits else None,
        card,
        digest,
    )


def _named(prefix: str, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name[len(prefix) :]: t for name, t in tensors.items() if name.startswith(prefix)}


def _single(array: NDArray[np.floating]) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, np.float32))
