"""The demo list: simulated spectra and light curves, made from the model on this machine."""

import csv
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from spectrogui.analysis.demo_files import CATALOGUE, CURVES, TRUTH, Templates, fill
from spectrogui.analysis.demo_stars import COUNT, SEED
from spectrogui.analysis.demo_temperature import spectral_type, temperatures
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket

_STALE = 3600.0  # s after which a folder that was begun has been given up


def make_demo(
    folder: Path,
    ticket: Ticket | None = None,
    templates: Callable[[], Templates] | None = None,
) -> Path:
    """Make the demo list in `folder` unless it is there; all of it or nothing.

    Parameters
    ----------
    templates : gives the inactive templates (m, 800) of which the stars are made; else the
        bundled model decodes them

    Returns
    -------
    the catalogue that lists the spectra in order, with temperatures

    Raises
    ------
    InputError : the folder cannot be made, or the model cannot be used
    Cancelled : the ticket was cancelled; nothing is left
    """
    if not is_whole(folder):
        try:
            _make(folder, ticket or Ticket(), templates or decoded)
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"The demo list cannot be made in {folder}: {reason}.") from error
    return folder / CATALOGUE


def decoded(count: int = 1500, seed: int = SEED) -> Templates:
    """Templates (count, 800) of the bundled model: of ordinary stars and of places between them.

    Every spectral type is taken as often as every other.
    """
    from spectrogui.io.models import model_folder
    from spectrogui.model.bundle import load_bundle

    bundle = load_bundle(model_folder("r1800"))
    points = bundle.calibration.latents * bundle.calibration.spread
    kelvin = temperatures(bundle.model.decode(points))
    letters = np.array([spectral_type(one).removeprefix("d")[0] for one in kelvin])
    kinds, kind, members = np.unique(letters, return_inverse=True, return_counts=True)
    random = np.random.default_rng(seed)
    own = random.choice(len(points), count, p=1 / (len(kinds) * members[kind]))
    distance = np.linalg.norm(points[own, None] - points[None], axis=2)
    near = np.argsort(distance, axis=1)[:, 1:5]
    other = near[np.arange(count), random.integers(0, near.shape[1], count)]
    part = random.uniform(0, 0.5, count)[:, None]
    latent = (1 - part) * points[own] + part * points[other]
    return bundle.model.decode(latent.astype(np.float32))


def is_whole(folder: Path) -> bool:
    """Whether a demo list is there and no file of it is missing or empty."""
    try:
        with (folder / TRUTH).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        names = [name for row in rows for name in (row["path"], *_names(row[CURVES]))]
    except (OSError, KeyError, UnicodeDecodeError):
        return False
    return len(rows) == COUNT and all(_has_content(folder / n) for n in (CATALOGUE, *names))


def _names(joined: str) -> list[str]:
    return joined.split(";") if joined else []


def _has_content(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _make(folder: Path, ticket: Ticket, templates: Callable[[], Templates]) -> None:
    """Fill a folder beside it that gets its name only when it is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        fill(draft, templates(), ticket)
        draft.chmod(0o755)
        if not is_whole(folder):
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(FileExistsError):  # another program was quicker
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what a program left that was killed while it made this list."""
    for draft in folder.parent.glob(f".{folder.name}-*"):
        if time.time() - draft.stat().st_mtime > _STALE:
            shutil.rmtree(draft, ignore_errors=True)
