"""A model as a folder: card.json, which says everything, and weights.safetensors.

Nothing in it is code: loading a model executes nothing.
"""

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

from spectrogui.core.errors import InputError
from spectrogui.model.calibration import Calibration
from spectrogui.model.fitter import Scaling
from spectrogui.model.infer import Array, Model
from spectrogui.model.training import Trained
from spectrogui.model.vae import Architecture, Vae

FORMAT = 1
CARD, WEIGHTS = "card.json", "weights.safetensors"
MODE = "r1800"


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """A loaded model, its card, and the hash of its weights."""

    model: Model
    card: dict[str, Any]
    calibration: Calibration
    sha256: str


def load_bundle(folder: Path) -> Bundle:
    """Load a model folder.

    Raises
    ------
    InputError : the folder is no model, of a later format, or its weights are not those that
        the card names
    """
    card, blob, digest = read_folder(folder)
    if card.get("mode", MODE) != MODE:
        raise InputError(
            f"{folder.name} is a model for {card['mode']}, which cannot stand for r1800."
        )
    try:
        return _assemble(card, load(blob), digest)
    except (SafetensorError, KeyError, RuntimeError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise InputError(
            f"{folder.name}: {WEIGHTS} does not hold the model that {CARD} describes ({reason})."
        ) from error


def read_folder(folder: Path) -> tuple[dict[str, Any], bytes, str]:
    """The card of a model folder, its weights as they are on disk, and their SHA-256.

    Raises
    ------
    InputError : the folder is no model, of a later format, or its weights are not those that
        the card names
    """
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        blob = (folder / WEIGHTS).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(
            f"{folder} is not a model folder: it needs {CARD} and {WEIGHTS} ({error})."
        ) from error
    if not isinstance(card, dict):
        raise InputError(f"{folder} is not a model folder: {CARD} is no table of facts.")
    if card.get("format") != FORMAT:
        raise InputError(
            f"{folder.name}: the model has format {card.get('format')!r}; this version of "
            f"spectrogui reads format {FORMAT}."
        )
    digest = hashlib.sha256(blob).hexdigest()
    if digest != card.get("weights_sha256"):
        raise InputError(
            f"{folder.name}: {WEIGHTS} is not the file that {CARD} describes; it was changed or "
            "only partly copied. Copy the folder again."
        )
    return card, blob, digest


def save_bundle(
    folder: Path,
    trained: Trained,
    architecture: Architecture,
    starts: Array,
    modes: NDArray[np.floating],
    calibration: Calibration,
    card: dict[str, Any],
) -> dict[str, Any]:
    """Write a model folder; returns the card with format, architecture and hash filled in.

    Parameters
    ----------
    starts, modes : as `model.infer.Model` takes them
    """
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        f"vae.{name}": value.contiguous() for name, value in trained.vae.state_dict().items()
    }
    tensors |= {"mean": trained.scaling.mean, "deviation": trained.scaling.deviation}
    tensors |= {"starts": _tensor(starts), "modes": _tensor(modes)}
    for name, array in asdict(calibration).items():
        tensors[f"calibration.{name}"] = _tensor(array)
    save_file(tensors, folder / WEIGHTS)
    digest = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    full = {
        "format": FORMAT,
        **card,
        "architecture": asdict(architecture),
        "weights_sha256": digest,
    }
    text = json.dumps(full, indent=1, ensure_ascii=False)
    (folder / CARD).write_text(text + "\n", encoding="utf-8")
    return full


def _assemble(card: dict[str, Any], tensors: dict[str, torch.Tensor], digest: str) -> Bundle:
    sizes = dict(card["architecture"])
    sizes["hidden"] = tuple(sizes["hidden"])
    vae = Vae(Architecture(**sizes))
    prefix = "vae."
    vae.load_state_dict(
        {name[len(prefix) :]: t for name, t in tensors.items() if name.startswith(prefix)}
    )
    scaling = Scaling(tensors["mean"], tensors["deviation"])
    model = Model(vae, scaling, tensors["starts"].numpy(), tensors["modes"].numpy())
    names = Calibration.__slots__
    if any(f"calibration.{name}" not in tensors for name in names):
        raise ValueError("its calibration is that of an earlier version; train it again")
    calibration = Calibration(
        **{name: np.asarray(tensors[f"calibration.{name}"].numpy()) for name in names}
    )
    return Bundle(model, card, calibration, digest)


def _tensor(array: NDArray[np.floating]) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, np.float32))
