"""`spectrogui import-model`: a network that others have trained, as a model folder of ours.

The published weights carry no licence, so they are not part of this program.
"""

import hashlib
import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui import __version__
from spectrogui.analysis.calibrating import leavings
from spectrogui.analysis.inactive import first_cuts
from spectrogui.analysis.judging import calibrate
from spectrogui.analysis.networks import residuals
from spectrogui.analysis.recipe import preparation, preparation_sha256
from spectrogui.analysis.slitless import SIMULATION
from spectrogui.analysis.slitless_judging import calibrate_slitless
from spectrogui.analysis.slitless_networks import NO_MODES, slitless_left
from spectrogui.analysis.slitless_set import read_both, slitless_set
from spectrogui.analysis.training_set import TrainingSet, load_training_set
from spectrogui.core.boundary import Boundary
from spectrogui.core.errors import InputError
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.job import Ticket
from spectrogui.io.models import model_folder
from spectrogui.model.bundle import save_bundle
from spectrogui.model.calibration import Calibration, uniform
from spectrogui.model.fitter import Scaling
from spectrogui.model.import_joblib import read_scaler
from spectrogui.model.import_network import MODES, network_of, prior_starts, scaling_of
from spectrogui.model.import_torch import read_torch
from spectrogui.model.infer import Model
from spectrogui.model.slitless import SlitlessNetwork
from spectrogui.model.slitless_bundle import Parts, load_slitless, save_slitless
from spectrogui.model.slitless_calibration import SlitlessCalibration
from spectrogui.model.training import Trained
from spectrogui.model.vae import Architecture, Vae

ASSUMED_R1800 = (0.40, 0.25, 0.35, 0.35, 0.15)
"""Å, 1σ assumed of each `MEASURED` window where nothing was measured: twice what the bundled
model scatters."""
ASSUMED_R250 = 0.8
"""Å, 1σ assumed of the excess at R = 250, likewise."""
_LEAST = 60
_DRAWN = 2000


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    vae: Vae
    architecture: Architecture
    scaling: Scaling
    starts: NDArray[np.float32]
    card: dict[str, Any]


def import_network(
    weights: Path,
    scaler: Path,
    out: Path,
    mode: str | None,
    quiet: Sequence[Path],
    ticket: Ticket,
) -> dict[str, Any]:
    """Convert a network and its scaler; nothing in the files is executed.

    Parameters
    ----------
    weights, scaler : as torch and joblib saved them
    mode : ``r1800`` or ``r250``; by the size of the network unless given
    quiet : inactive stars, or a list to choose them from, on which errors are measured

    Returns
    -------
    the card

    Raises
    ------
    InputError : a file is not what it should be, or there are too few stars
    """
    vae, architecture = network_of(read_torch(weights), weights.name)
    found = MODES[architecture.size]
    if mode is not None and mode != found:
        raise InputError(f"{weights.name} is a network for {found}, not for {mode}.")
    source = _Source(
        vae,
        architecture,
        scaling_of(read_scaler(scaler), architecture.size, scaler.name),
        prior_starts(architecture.latent),
        _card(weights, scaler, out, found),
    )
    make = _import_r1800 if found == "r1800" else _import_r250
    return make(source, out, quiet, ticket)


def _card(weights: Path, scaler: Path, out: Path, mode: str) -> dict[str, Any]:
    return {
        "name": out.name,
        "mode": mode,
        "about": "Imported from files of others; their licence, or lack of one, holds for this "
        "folder too",
        "made_by": f"spectrogui {__version__}, Python {platform.python_version()}, import-model",
        "imported": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (weights, scaler)
        },
        "starts": "grid of the prior N(0, 1)",
        "modes": 0,
    }


def _said(count: int) -> str:
    if count:
        return f"its errors were measured on {count} inactive stars of the list that was given"
    return "its errors are assumed, twice those of the bundled model; a list would measure them"


def _import_r1800(
    source: _Source, out: Path, quiet: Sequence[Path], ticket: Ticket
) -> dict[str, Any]:
    model = Model(source.vae, source.scaling, source.starts)
    stars = _quiet_stars(load_training_set(quiet, ticket)) if quiet else None
    card = source.card | {
        "grid": "6371…6770 and 8381…8780 Å, air, stellar rest frame, 1 Å",
        "preparation": preparation(),
        "prep_sha256": preparation_sha256(),
        "errors": _said(0 if stars is None else len(stars)),
    }
    return save_bundle(
        out,
        Trained(source.vae, source.scaling, [], []),
        source.architecture,
        source.starts,
        np.zeros((len(R1800_WAVE), 0)),
        _measured(model, stars) if stars is not None else _assumed(model),
        card,
    )


def _measured(model: Model, stars: TrainingSet) -> Calibration:
    latent = residuals(model, stars).latent
    return calibrate(leavings(model, stars), latent, model.starts)


def _assumed(model: Model) -> Calibration:
    """As if stars all over the prior had been measured, with the scatter that is assumed."""
    rng = np.random.default_rng(0)
    latent = rng.standard_normal((_DRAWN, model.starts.shape[1])).astype(np.float32)
    misfits = rng.chisquare(400, _DRAWN) / 400
    return uniform(len(model.starts), np.array(ASSUMED_R1800), latent, misfits)


def _import_r250(
    source: _Source, out: Path, quiet: Sequence[Path], ticket: Ticket
) -> dict[str, Any]:
    network = SlitlessNetwork(source.vae, source.scaling, source.starts)
    count = 0
    if quiet:
        both = read_both(quiet, ticket)
        stars = _quiet_stars(both.candidates)
        chosen = slitless_set(stars, both.seen.take(stars.number))
        count = len(chosen)
        left = slitless_left(network, NO_MODES, chosen.seen)
        calibration = calibrate_slitless(left, left.latent, network.starts)
    else:
        many = len(source.starts)
        calibration = SlitlessCalibration(
            np.zeros(many, np.float32),
            np.ones(many, np.float32),
            np.full(1, ASSUMED_R250, np.float32),
        )
    boundary, said = _bundled_boundary()
    card = source.card | {"simulation": SIMULATION, "errors": _said(count), "classifier": said}
    return save_slitless(
        out,
        Parts(
            source.vae,
            source.scaling,
            source.architecture,
            source.starts,
            NO_MODES,
            calibration,
            boundary,
        ),
        card,
    )


def _bundled_boundary() -> tuple[Boundary | None, str]:
    """The boundary of the bundled model: it is drawn in what is observed, not in templates."""
    try:
        bundle = load_slitless(model_folder("r250"))
    except InputError:
        return None, "none: no r250 model is bundled"
    return bundle.boundary, f"that of the bundled model with weights {bundle.sha256[:12]}"


def _quiet_stars(candidates: TrainingSet) -> TrainingSet:
    """Those of a list that pass the cuts for which no network is needed, LAMOST's alone."""
    stars = first_cuts(replace(candidates), lambda text: None).stars
    stars = stars.take(~stars.library)
    if len(stars) < _LEAST:
        raise InputError(
            f"{len(stars)} inactive stars of good signal-to-noise are in the list; {_LEAST} are "
            "needed to measure errors."
        )
    return stars
