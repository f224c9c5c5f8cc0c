"""Where the program keeps what the user did not choose a place for."""

import os
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from spectrogui.core.errors import InputError

HOME = "SPECTROGUI_HOME"
"""Environment variable: a folder that stands in for all of the platform's folders."""


def data_folder() -> Path:
    """Sessions without a name, models of the user; made if missing, else raises InputError."""
    return _folder(QStandardPaths.StandardLocation.GenericDataLocation, "data")


def config_folder() -> Path:
    """Settings; made if missing, else raises InputError."""
    return _folder(QStandardPaths.StandardLocation.GenericConfigLocation, "config")


def curve_folder() -> Path:
    """Light curves that were downloaded; made if missing, else raises InputError."""
    cache = _folder(QStandardPaths.StandardLocation.GenericCacheLocation, "cache")
    return cache / "light-curves"


def new_session_path() -> Path:
    """A name for a session that the user gave none; it says when the session was begun."""
    name = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    folder = data_folder() / "sessions"
    path, copy = folder / f"{name}.spectro", 1
    while path.exists():
        copy += 1
        path = folder / f"{name}-{copy}.spectro"
    return path


def _folder(kind: QStandardPaths.StandardLocation, name: str) -> Path:
    chosen = os.environ.get(HOME)
    if chosen:
        folder = Path(chosen) / name
    else:
        folder = Path(QStandardPaths.writableLocation(kind)) / "spectrogui"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"The folder {folder} cannot be made ({error.strerror or error}): set {HOME} to a "
            "folder where you may write."
        ) from error
    return folder
