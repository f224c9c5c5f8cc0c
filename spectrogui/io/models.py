"""Where model folders lie, and their cards; nothing here loads a network."""

import json
import os
from pathlib import Path
from typing import Any

from spectrogui.core.errors import InputError
from spectrogui.io.paths import bundled

CARD, WEIGHTS = "card.json", "weights.safetensors"
FOLDERS = "SPECTROGUI_MODELS"
"""Environment variable: folders with models of the user, as PATH is written."""


def model_folders() -> dict[str, Path]:
    """Every model by its name; one of the user's stands before a bundled one of that name."""
    places = [bundled("models")]
    places += [Path(text) for text in os.environ.get(FOLDERS, "").split(os.pathsep) if text]
    return {
        folder.name: folder
        for place in places
        if place.is_dir()
        for folder in sorted(place.iterdir())
        if (folder / CARD).is_file()
    }


def model_folder(name: str | Path) -> Path:
    """The folder of a model.

    Parameters
    ----------
    name : of a bundled or a user's model, or a folder

    Raises
    ------
    InputError : there is none; the sentence names those that there are
    """
    known = model_folders()
    if str(name) in known:
        return known[str(name)]
    folder = Path(name)
    if (folder / CARD).is_file():
        return folder
    names = ", ".join(known) or "none is bundled"
    raise InputError(f"There is no model {name}: give a folder with {CARD}, or one of {names}.")


def read_card(folder: Path) -> dict[str, Any]:
    """What a model says of itself; raises InputError if its card cannot be read."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{folder} is not a model folder: {CARD} cannot be read ({error})."
        ) from error
    if not isinstance(card, dict):
        raise InputError(f"{folder} is not a model folder: {CARD} is no table of facts.")
    return card
