"""`spectrogui train`: from spectra to a model folder, in the paper's steps (section 3.2)."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui import __version__
from spectrogui.analysis.cross_validation import Fold, cross_validate, held_to_stop
from spectrogui.analysis.inactive import usable
from spectrogui.analysis.judging import Held, hold, join, leak, table
from spectrogui.analysis.library import on_lamost_continuum
from spectrogui.analysis.networks import (
    Plan,
    clean,
    train_network,
)
from spectrogui.analysis.recipe import preparation, preparation_sha256
from spectrogui.analysis.refining import calibrated, latents, telling, with_modes
from spectrogui.analysis.seen import places
from spectrogui.analysis.selecting import select_inactive
from spectrogui.analysis.training_set import TrainingSet, load_training_set
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.model.bundle import save_bundle

FOLDS = 5
"""Parts of the sky for the cross-validation that gives the card its figures."""
_LEAST = 200
_LEAST_SNR = 10.0

Report = Callable[[str], None]


def train_model(
    paths: Sequence[Path],
    out: Path,
    ticket: Ticket,
    report: Report = lambda text: None,
    plan: Plan | None = None,
    folds: int = FOLDS,
    workers: int = 1,
) -> dict[str, Any]:
    """Choose inactive stars, train, judge, and write a model folder.

    Parameters
    ----------
    paths : training material, see `analysis.training_set.load_training_set`
    out : the folder to write; its name is the model's
    report : gets a line for every step
    folds : parts of the sky of the cross-validation
    workers : processes that train its networks

    Returns
    -------
    the card

    Raises
    ------
    InputError : too little to train on
    """
    plan = plan or Plan()
    candidates = load_training_set(paths, ticket)
    if (~candidates.library).sum() < _LEAST:
        raise InputError(
            f"There are {(~candidates.library).sum()} readable LAMOST spectra in the list; "
            f"training needs {_LEAST} at least, and some thousands to be good."
        )
    candidates = on_lamost_continuum(candidates, usable(candidates))
    selection, _ = select_inactive(candidates, plan, ticket, report)
    stars = selection.stars
    report(f"training on {len(stars)} stars")
    network = train_network(stars, held_to_stop(stars, plan), plan, ticket)
    report(f"cross-validation in {folds} parts of the sky")
    where, parts = cross_validate(candidates, stars, plan, ticket, report, folds, workers)
    everyone = _judged(candidates, where, parts, report)
    unseen, left = [part.unseen for part in parts], [part.left for part in parts]
    latent = latents(network, unseen)
    network = with_modes(network, unseen, latent)
    calibration = calibrated(network, left, latent)
    leaks = leak(network.model, stars.take(~stars.library))
    chosen = np.isin(candidates.number, stars.number)
    card = {
        "name": out.name,
        "mode": "r1800",
        "about": "Inactive templates of A to M stars in LAMOST low-resolution spectra, after "
        "Xiang, Gu & Cao 2022, MNRAS 514, 4781",
        "made_by": f"spectrogui {__version__}, Python {platform.python_version()}",
        "grid": "6371…6770 and 8381…8780 Å, air, stellar rest frame, 1 Å",
        "preparation": preparation(),
        "prep_sha256": preparation_sha256(),
        "sources": _sources(candidates, stars),
        "stars_seen": places(candidates.take(chosen | telling(candidates))),
        "selection": [asdict(step) for step in selection.steps],
        "plan": {"mixtures": plan.mixtures, "recipe": asdict(plan.recipe)},
        "modes": network.model.modes.shape[1],
        "epochs": len(network.trained.train_loss),
        "losses": {
            "train": [round(x, 5) for x in network.trained.train_loss],
            "validation": [round(x, 5) for x in network.trained.validation_loss],
        },
        "metrics": {
            "how": f"{folds}-fold cross-validation by position on the sky (cells of 4° or less): "
            "every star with S/N(r) > 10 and usable pixels, active and odd ones too, measured by "
            "a model (network, modes and calibration) of the same recipe that saw no star of its "
            "part of the sky; "
            "the model shipped was trained on all parts",
            "rmse": table(everyone),
            "leak_3A_halpha": {
                "stars": len(leaks),
                "median": round(float(np.median(np.abs(leaks))), 4),
                "worst": round(float(np.max(np.abs(leaks))), 4),
            },
        },
    }
    full = save_bundle(
        out,
        network.trained,
        plan.architecture,
        network.model.starts,
        network.model.modes,
        calibration,
        card,
    )
    report(f"written to {out}")
    return full


def _judged(
    candidates: TrainingSet, where: NDArray[np.intp], folds: tuple[Fold, ...], report: Report
) -> Held:
    """All candidates that are fit for it, each judged by the model that missed it."""
    fit_for = clean(candidates) & (candidates.letter != "") & (candidates.snr > _LEAST_SNR)
    parts = []
    for fold in folds:
        stars = candidates.take(fit_for & (where == fold.number))
        parts.append(hold(fold.network.model, fold.calibration, stars))
        rmse = float(np.nanmedian(parts[-1].rmse))
        report(
            f"part {fold.number + 1} of {len(folds)}: median RMSE {rmse:.4f} of {len(stars)} stars"
        )
    return join(parts)


def _sources(candidates: TrainingSet, stars: TrainingSet) -> dict[str, dict[str, int]]:
    """How many candidates each source gave, and how many were trained on, by type."""
    out: dict[str, dict[str, int]] = {}
    for source in np.unique(candidates.source):
        mine = stars.letter[stars.source == source]
        row = {"candidates": int((candidates.source == source).sum()), "chosen": len(mine)}
        row |= {letter: int((mine == letter).sum()) for letter in "AFGKM"}
        out[str(source)] = row
    return out
