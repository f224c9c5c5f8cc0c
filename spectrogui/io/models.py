"""Where model folders lie, and their cards; nothing here loads a network."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spectrogui.core.errors import InputError
from spectrogui.io.paths import bundled

CARD, WEIGHTS = "card.json", "weights.safetensors"
BOTH = "both"
"""In the place of a model's name: r1800 and r250."""
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


@dataclass(frozen=True, slots=True)
class Chosen:
    """The folders of the models that score; None for a kind that is not asked for."""

    r1800: Path | None
    r250: Path | None


def chosen_models(name: str | Path) -> Chosen:
    """What is meant by a name: a model of either kind, its folder, or ``both`` bundled ones.

    Raises
    ------
    InputError : there is none of that name, or its card cannot be read
    """
    if str(name) == BOTH:
        return Chosen(model_folder("r1800"), model_folder("r250"))
    folder = model_folder(name)
    return Chosen(None, folder) if mode_of(folder) == "r250" else Chosen(folder, None)


def weights_of(name: str | Path) -> tuple[str, str]:
    """SHA-256 of the weights of `chosen_models`, R1800 and R250, as their cards say.

    "" for a kind that is not asked for; raises InputError as that does.
    """
    chosen = chosen_models(name)
    r1800, r250 = (
        "" if folder is None else str(read_card(folder).get("weights_sha256", ""))
        for folder in (chosen.r1800, chosen.r250)
    )
    return r1800, r250


def mode_of(folder: Path) -> str:
    """``r1800`` or ``r250``: which spectra a model is for; raises InputError."""
    return str(read_card(folder).get("mode", "r1800"))


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
