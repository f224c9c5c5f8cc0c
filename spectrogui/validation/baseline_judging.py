"""Every baseline, trained on what a judge was trained on, and what it leaves of the stars."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.mixing import mixtures
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.job import Ticket
from spectrogui.model.infer import Model
from spectrogui.science.red_arm import Flux
from spectrogui.validation.baseline_components import components_of
from spectrogui.validation.baseline_neighbours import library, neighbours
from spectrogui.validation.baseline_paper import PaperRecipe, train_as_the_paper
from spectrogui.validation.baseline_scores import Maker, Probe, Scores, probe, score
from spectrogui.validation.drawing import LETTERS
from spectrogui.validation.material import Material
from spectrogui.validation.measures import measures

PAPER, ALONE, OURS = "paper's recipe", "our network alone", "ours, as shipped"
PROBED = 40
"""Stars of each type into which emission is injected."""
_MIXED = 6000


@dataclass(frozen=True, eq=False)
class Judged:
    """A baseline and what it leaves of the stars of the table."""

    name: str
    scores: Scores
    leak: NDArray[np.float64]
    seconds: float


def makers(
    learnt: TrainingSet, model: Model, recipe: PaperRecipe, ticket: Ticket
) -> dict[str, Maker]:
    """Everything that makes templates, from what one judge was trained on."""
    mixed = mixtures(learnt, min(_MIXED, recipe.mixtures), recipe.seed).flux
    few_axes = model.starts.shape[1]
    many = few_axes + model.modes.shape[1]
    out: dict[str, Maker] = {
        PAPER: train_as_the_paper(learnt, recipe, ticket).templates,
        f"PCA, {few_axes} components": components_of(mixed, few_axes).templates,
        f"PCA, {many} components": components_of(mixed, many).templates,
        "nearest inactive neighbour": neighbours(learnt, 1).templates,
        "mean of 5 neighbours": neighbours(learnt, 5).templates,
    }
    if learnt.library.any():
        out["library template"] = library(learnt).templates
    out[ALONE] = lambda flux, sigma, good: model.fit(flux, sigma, good).decoded
    out[OURS] = lambda flux, sigma, good: model.fit(flux, sigma, good).template
    return out


def judge_all(
    material: Material,
    rows: NDArray[np.bool_],
    stars: TrainingSet,
    recipe: PaperRecipe,
    ticket: Ticket,
    report: Callable[[str], None],
) -> list[Judged]:
    """What each baseline leaves of the stars of a material that are in `rows`.

    Parameters
    ----------
    stars : those stars, with the pixels that count
    """
    part = material.part[rows]
    shipped = measures(material, ticket).template[rows]
    probed = _probed(stars)
    templates: dict[str, Flux] = {}
    leak: dict[str, NDArray[np.float64]] = {}
    seconds: dict[str, list[float]] = {}
    for number, judge in enumerate(material.judges):
        own = part == number
        if not own.any():
            continue
        report(f"baselines: part {number + 1} of {len(material.judges)}")
        for name, make in makers(material.learnt[number], judge.model, recipe, ticket).items():
            ticket.checkpoint(number, len(material.judges))
            made = templates.setdefault(name, np.full(stars.flux.shape, np.nan, np.float32))
            made[own] = shipped[own] if name == OURS else _made(make, stars.take(own))
            found: Probe = probe(make, stars.take(own & probed))
            leak.setdefault(name, np.full(len(stars), np.nan))[own & probed] = found.leak
            seconds.setdefault(name, []).append(found.seconds)
    return [
        Judged(name, score(made, stars), leak[name], float(np.median(seconds[name])))
        for name, made in templates.items()
    ]


def _made(make: Maker, stars: TrainingSet) -> Flux:
    return make(stars.flux, stars.sigma, stars.good)


def _probed(stars: TrainingSet) -> NDArray[np.bool_]:
    """(n,) up to `PROBED` stars of each type, chosen by chance with a fixed seed."""
    rng = np.random.default_rng(0)
    out = np.zeros(len(stars), bool)
    for kind in LETTERS:
        rows = np.flatnonzero(stars.letter == kind)
        out[rng.permutation(rows)[:PROBED]] = True
    return out
