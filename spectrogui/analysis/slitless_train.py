"""`spectrogui train --mode r250`: from spectra to the folder of an R250 model (paper section 3).

The same selection of inactive stars as for R1800, so a network for R1800 is trained on the way.
"""

import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui import __version__
from spectrogui.analysis.folds import sky_folds
from spectrogui.analysis.inactive import Selection, usable
from spectrogui.analysis.library import on_lamost_continuum
from spectrogui.analysis.networks import Plan, Residuals, clean, residuals
from spectrogui.analysis.selecting import select_inactive
from spectrogui.analysis.slitless import SIMULATION
from spectrogui.analysis.slitless_judging import (
    calibrate_slitless,
    inactive_stars,
    library_table,
    slitless_table,
)
from spectrogui.analysis.slitless_labelled import Known, Labelled, label, take_arms
from spectrogui.analysis.slitless_networks import (
    NO_MODES,
    SlitlessLeft,
    slitless_left,
    slitless_modes,
    slitless_plan,
    train_slitless_network,
)
from spectrogui.analysis.slitless_parts import SlitlessPart, judged, slitless_parts
from spectrogui.analysis.slitless_set import Both, SlitlessSet, read_both, slitless_set
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.model.slitless_bundle import Parts, save_slitless

FOLDS = 5
_LEAST = 200

Report = Callable[[str], None]
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """All candidates fit for it, each judged by a network that missed it.

    `stars` are at R = 250; `r1800` is what the R1800 network leaves of the same stars.
    """

    stars: SlitlessSet
    part: NDArray[np.intp]
    left: SlitlessLeft
    r1800: Residuals


def train_slitless(
    paths: Sequence[Path],
    out: Path,
    ticket: Ticket,
    report: Report = lambda text: None,
    plan: Plan | None = None,
    first: Plan | None = None,
    folds: int = FOLDS,
    workers: int = 1,
) -> dict[str, Any]:
    """Choose inactive stars, train, judge, draw the boundary, and write a model folder.

    Parameters
    ----------
    paths : training material, see `analysis.training_set.load_training_set`; a library of
        templates needs slitless spectra (flux_R250) too
    out : the folder to write; its name is the model's
    plan, first : of the R250 network, and of the R1800 network that selects
    folds : parts of the sky of the cross-validation
    workers : processes that train its networks

    Returns
    -------
    the card

    Raises
    ------
    InputError : too little to train on
    """
    plan, first = plan or slitless_plan(), first or Plan()
    both = read_both(paths, ticket)
    if (~both.candidates.library).sum() < _LEAST:
        raise InputError(
            f"There are {(~both.candidates.library).sum()} readable LAMOST spectra in the list; "
            f"training needs {_LEAST} at least, and some thousands to be good."
        )
    candidates = on_lamost_continuum(both.candidates, usable(both.candidates))
    both = replace(both, candidates=candidates)
    selection, r1800 = _select(both, first, ticket, report)
    chosen = slitless_set(selection.stars, both.seen.take(selection.stars.number))
    report(f"training on {len(chosen)} stars")
    trained = train_slitless_network(chosen, plan, ticket)
    part = _parts_of(both, folds, plan)
    report(f"cross-validation in {folds} parts of the sky")
    parts = slitless_parts(chosen, part[chosen.stars.number], plan, ticket, report, workers)
    everyone = _judge(both, part, parts, r1800)
    quiet = np.isin(everyone.stars.stars.number, chosen.stars.number)
    network = trained.network
    plain = [_plain(parts[n], everyone, quiet, n) for n in range(folds)]
    modes = slitless_modes([seen for seen, _ in plain], [left for _, left in plain])
    calm = inactive_stars(everyone.stars.stars, everyone.r1800.widths[:, 0], everyone.r1800.rmse)
    latent = slitless_left(network, NO_MODES, everyone.stars.seen.take(calm)).latent
    calibration = calibrate_slitless(everyone.left.take(calm), latent, network.starts)
    labelled = label(_known(both, everyone), parts, plan.recipe.seed)
    boundary = labelled.boundary()
    card = {
        "name": out.name,
        "about": "Inactive templates of A to M stars at R = 250, as a slitless spectrograph "
        "would see them, after Xiang, Gu & Cao 2022, MNRAS 514, 4781",
        "made_by": f"spectrogui {__version__}, Python {platform.python_version()}",
        "simulation": SIMULATION,
        "sources": _sources(both, chosen),
        "selection": [asdict(step) for step in selection.steps],
        "plan": {"mixtures": plan.mixtures, "recipe": asdict(plan.recipe)},
        "modes": modes.shape[1],
        "epochs": len(trained.trained.train_loss),
        "losses": {
            "train": [round(x, 5) for x in trained.trained.train_loss],
            "validation": [round(x, 5) for x in trained.trained.validation_loss],
        },
        "metrics": {
            "how": f"{folds}-fold cross-validation by position on the sky (cells of 4° or less): "
            "every star with S/N(r) > 10 and usable pixels, active and odd ones too, fitted by a "
            "network, and with modes, that saw no star of its part of the sky; library templates "
            "are dealt out to the parts too; RMSE outside 6540–6585 Å after the shape correction",
            "rmse": slitless_table(everyone.stars.stars, everyone.left),
            "library": library_table(everyone.stars.stars, everyone.left),
            "classifier": _classified(labelled),
        },
    }
    full = save_slitless(
        out,
        Parts(
            trained.trained.vae,
            trained.trained.scaling,
            plan.architecture,
            network.starts,
            modes,
            calibration,
            boundary,
        ),
        card,
    )
    report(f"written to {out}")
    return full


def _select(both: Both, plan: Plan, ticket: Ticket, report: Report) -> tuple[Selection, Residuals]:
    """The inactive stars, and what the R1800 network that chose them leaves of all candidates."""
    selection, network = select_inactive(both.candidates, plan, ticket, report)
    return selection, residuals(network.model, both.candidates)


def _parts_of(both: Both, folds: int, plan: Plan) -> NDArray[np.intp]:
    """(n,) in which part of the sky a candidate lies; library templates are dealt out."""
    where = sky_folds(both.candidates, folds, plan.recipe.seed + 1)
    return np.where(where < 0, np.arange(len(where)) % folds, where)


def _judge(
    both: Both, part: NDArray[np.intp], parts: tuple[SlitlessPart, ...], r1800: Residuals
) -> _Judged:
    candidates = both.candidates
    fit_for = clean(candidates) & (candidates.letter != "") & (candidates.snr > 10)
    fit_for &= ~candidates.library | usable(candidates)
    rows = np.flatnonzero(fit_for)
    stars = slitless_set(candidates.take(rows), both.seen.take(rows))
    own = stars.stars.number
    left = judged(parts, part[own], stars.seen)
    names = Residuals.__slots__
    return _Judged(
        stars, part[own], left, Residuals(*(getattr(r1800, name)[own] for name in names))
    )


def _plain(part: SlitlessPart, everyone: _Judged, quiet: Rows, number: int) -> Any:
    """The inactive LAMOST stars of one part, and what its network alone leaves of them."""
    rows = quiet & ~everyone.stars.stars.library & (everyone.part == number)
    seen = everyone.stars.seen.take(rows)
    return seen, slitless_left(part.network, NO_MODES, seen)


def _known(both: Both, everyone: _Judged) -> Known:
    """The LAMOST stars, for the boundary."""
    rows = np.flatnonzero(~everyone.stars.stars.library)
    stars = everyone.stars.stars.take(rows)
    return Known(
        teff=stars.teff,
        widths=everyone.r1800.widths[rows],
        rmse=everyone.r1800.rmse[rows],
        remark=stars.remark,
        part=everyone.part[rows],
        arms=take_arms(both.arms, stars.number),
        rv_kms=both.rv_kms[stars.number],
        left=everyone.left.take(rows),
    )


def _classified(labelled: Labelled) -> dict[str, Any]:
    return {
        "how": "support vector machine, polynomial kernel of degree 3, on Teff and EW(Hα) by "
        "eq. 5, stars cooler than 6000 K; active: the paper's criteria at R1800, or emission of "
        "1.2–30 Å added to an inactive star; inactive: EW(Hα) at R1800 below 0.5 Å; each star "
        "judged by a boundary that saw no star of its part of the sky; rows: what a star is, "
        "columns: what it is called",
        "confusion": labelled.confusion(),
    }


def _sources(both: Both, chosen: SlitlessSet) -> dict[str, dict[str, int]]:
    """How many candidates each source gave, and how many were trained on, by type."""
    out: dict[str, dict[str, int]] = {}
    for source in np.unique(both.candidates.source):
        mine = chosen.stars.letter[chosen.stars.source == source]
        row = {
            "candidates": int((both.candidates.source == source).sum()),
            "chosen": len(mine),
        }
        row |= {letter: int((mine == letter).sum()) for letter in "AFGKM"}
        out[str(source)] = row
    return out
