"""`spectrogui info`: what a bug report needs."""

import hashlib
import os
import platform
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from spectrogui import __version__
from spectrogui.core.errors import InputError
from spectrogui.io.curve_cache import CurveCache
from spectrogui.io.models import WEIGHTS, model_folders, read_card
from spectrogui.io.paths import bundled
from spectrogui.store.places import config_folder, curve_folder, data_folder

_PACKAGES = (
    "numpy",
    "torch",
    "safetensors",
    "astropy",
    "PySide6-Essentials",
    "pyqtgraph",
    "scikit-learn",
    "lightkurve",
    "pyarrow",
)


def info_text() -> str:
    """Versions, models with their hashes, and folders, one to a line; imports none of them."""
    lines = [*_versions(), "", *_models(), "", *_folders()]
    return "\n".join(lines) + "\n"


def _versions() -> Iterator[str]:
    yield _line("spectrogui", __version__)
    yield _line("Python", platform.python_version())
    yield _line("platform", f"{platform.platform()}, {os.cpu_count()} processors")
    yield _line("display", ", ".join(_display()) or "none")
    for package in _PACKAGES:
        try:
            yield _line(package, metadata.version(package))
        except metadata.PackageNotFoundError:
            yield _line(package, "not installed")


def _display() -> Iterator[str]:
    """What tells Qt where to draw."""
    for name in ("QT_QPA_PLATFORM", "XDG_SESSION_TYPE", "WAYLAND_DISPLAY", "DISPLAY"):
        if value := os.environ.get(name):
            yield f"{name}={value}"


def _models() -> Iterator[str]:
    try:
        folders = model_folders()
    except FileNotFoundError as error:
        folders = {}
        yield _line("models", str(error))
    for name, folder in folders.items():
        yield _line(f"model {name}", str(folder))
        try:
            facts = _facts(folder, read_card(folder))
            yield from (_line("", fact) for fact in facts)
        except InputError as error:
            yield _line("", str(error))


def _facts(folder: Path, card: dict[str, Any]) -> Iterator[str]:
    """What identifies a model, and what its card says of it."""
    try:
        found = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    except OSError as error:
        yield f"{WEIGHTS} cannot be read: {error.strerror or error}"
    else:
        told = found == card.get("weights_sha256")
        yield f"SHA-256 {found}" + ("" if told else ", which is not what its card says")
    if made_by := card.get("made_by"):
        yield f"made by {made_by}"
    sources = card.get("sources")
    if isinstance(sources, dict):
        chosen = {name: int(source.get("chosen", 0)) for name, source in sources.items()}
        names = ", ".join(name for name, count in chosen.items() if count)
        yield f"trained on {sum(chosen.values()):,} stars of {names}"
    metrics = card.get("metrics")
    for row in metrics.get("rmse", []) if isinstance(metrics, dict) else []:
        if row.get("type") == "all":
            low, high = row["snr_r"]
            span = f"S/N(r) > {low:g}" if high is None else f"S/N(r) {low:g} to {high:g}"
            yield f"median RMSE {row['median_rmse']:.4f} of {row['stars']:,} stars with {span}"


def _folders() -> Iterator[str]:
    for name, folder in (
        ("data", data_folder),
        ("settings", config_folder),
        ("light curves", curve_folder),
    ):
        try:
            yield _line(name, str(folder()))
            if folder is curve_folder:
                yield _line("", _downloaded(folder()))
        except InputError as error:
            yield _line(name, str(error))
    for kind in ("models", "resources"):
        try:
            yield _line(f"bundled {kind}", str(bundled(kind)))
        except FileNotFoundError:
            yield _line(f"bundled {kind}", "missing")


def _downloaded(folder: Path) -> str:
    """How much was downloaded into a folder."""
    return f"{CurveCache(folder).size() / 1e6:,.1f} MB"


def _line(name: str, value: str) -> str:
    return f"{name:<20}{value}".rstrip()
