"""From lists of spectra and a model to the material that the model is judged by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.cross_validation import cross_validate
from spectrogui.analysis.gathered import Gathered, join_gathered
from spectrogui.analysis.inactive import Selection, first_cuts, last_cut, usable
from spectrogui.analysis.library import on_lamost_continuum
from spectrogui.analysis.networks import Plan, clean, residuals
from spectrogui.analysis.recipe import preparation_sha256
from spectrogui.analysis.seen import seen
from spectrogui.analysis.selecting import select_inactive
from spectrogui.analysis.slitless_set import library_spectra
from spectrogui.analysis.training_set import (
    TrainingSet,
    join_sets,
    prepared,
    read_material,
)
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.model.bundle import Bundle
from spectrogui.model.training import TrainingRecipe
from spectrogui.model.vae import Architecture
from spectrogui.science.slitless import Degraded
from spectrogui.validation.material import Judge, Material

if TYPE_CHECKING:
    from spectrogui.io.catalogue import Catalogue
    from spectrogui.io.inputs import Target

LEAST_SNR = 10.0
"""S/N(r) below which the paper takes no spectrum (section 2)."""
LEAST = 20
"""Stars without which there is nothing to be said of a model."""
MANY_KNOWN = 0.2
"""Share of stars known to the model above which networks are trained anew for the list."""
MOST = 12_000
"""Files that are read: more would not fit into the memory of a small computer, and say no more."""
_SEED = 0
FOR_TRAINING = 200
"""Spectra without which no networks are trained on parts of a list."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """Everything that was read.

    Attributes
    ----------
    candidates : spectra and library templates, prepared
    spectra : the same spectra as they were read, in the same order
    library : the slitless spectra of the library templates; None if there are none
    left_out : files that were found and not read, because they are too many
    """

    candidates: TrainingSet
    spectra: Gathered
    library: Degraded | None = None
    left_out: int = 0


def read(paths: Sequence[Path], ticket: Ticket, catalogue: "Catalogue | None" = None) -> Read:
    """Read and prepare what can be read; of more than `MOST` files so many, chosen at random.

    Parameters
    ----------
    paths : as `analysis.training_set.load_training_set` takes them
    catalogue : knows Teff, log g, [Fe/H] and velocity of the stars of files

    Raises
    ------
    InputError : nothing could be read, or an .npz is no collection of spectra
    """
    sets: list[TrainingSet] = []
    spectra: list[Gathered] = []
    left_out = 0

    def choose(targets: "list[Target]") -> "list[Target]":
        nonlocal left_out
        left_out = max(0, len(targets) - MOST)
        if not left_out:
            return targets
        rows = np.random.default_rng(_SEED).choice(len(targets), MOST, replace=False)
        return [targets[row] for row in np.sort(rows).tolist()]

    for part in read_material(paths, ticket, catalogue, choose):
        if isinstance(part, Gathered):
            spectra.append(part)
            sets.append(prepared(part))
        else:
            sets.append(part)
    candidates = join_sets(sets)
    if not spectra:
        raise InputError(
            "There are template libraries only in what was given; a model is judged by LAMOST "
            "spectra."
        )
    return Read(
        on_lamost_continuum(candidates, usable(candidates)),
        join_gathered(spectra),
        library_spectra(paths, ticket),
        left_out,
    )


def known_to(bundle: Bundle, candidates: TrainingSet) -> NDArray[np.bool_]:
    """(n,) spectra of stars that the model was trained on.

    A card tells the places of its stars; of one that does not, all spectra count as known if it
    names every source of them with the same number of spectra.
    """
    told = bundle.card.get("stars_seen")
    if isinstance(told, str):
        return seen(told, candidates)
    card = bundle.card.get("sources")
    spectra = candidates.source[~candidates.library]
    same = isinstance(card, dict) and all(
        isinstance(card.get(str(source)), dict)
        and card[str(source)].get("candidates") == int((spectra == source).sum())
        for source in np.unique(spectra)
    )
    return np.full(len(candidates), same)


def build(
    bundle: Bundle,
    found: Read,
    ticket: Ticket,
    report: Say,
    *,
    cross: bool | None,
    folds: int = 5,
    workers: int = 1,
    plan: Plan | None = None,
) -> Material:
    """Choose the quiet stars, and find for every star a judge that has not seen it.

    Parameters
    ----------
    cross : train networks anew by the model's recipe, one for each of `folds` parts of the sky;
        else the model judges, as it is, the stars that it was not trained on; None: the former
        if more than `MANY_KNOWN` of the stars are known to it
    workers : processes that train
    plan : instead of that of the model's card

    Raises
    ------
    InputError : the model was made with another preparation, or there are too few stars
    """
    if bundle.card.get("prep_sha256") != preparation_sha256():
        raise InputError(
            f"The model {bundle.card.get('name', '')} was trained on spectra prepared in another "
            "way than this version of spectrogui prepares them: train it again."
        )
    candidates = found.candidates
    judged = clean(candidates) & (candidates.letter != "") & (candidates.snr > LEAST_SNR)
    judged &= ~candidates.library
    if judged.sum() < LEAST:
        raise InputError(
            f"Of {len(found.spectra)} spectra, {int(judged.sum())} have a type, a velocity, "
            f"usable pixels and S/N(r) > {LEAST_SNR:.0f}; {LEAST} are needed to judge a model."
        )
    known = known_to(bundle, candidates) & judged
    if cross is None:
        cross = bool(known.sum() > MANY_KNOWN * judged.sum())
    if not cross:
        return _as_it_is(bundle, found, judged & ~known, int(known.sum()), report)
    return _by_parts(found, judged, plan or plan_of(bundle), ticket, report, folds, workers)


def plan_of(bundle: Bundle) -> Plan:
    """How the model was trained, from its card.

    Raises
    ------
    InputError : the card does not say it, or says what this version cannot do
    """
    card: dict[str, Any] = bundle.card
    try:
        sizes = card["architecture"] | {"hidden": tuple(card["architecture"]["hidden"])}
        recipe: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in card["plan"]["recipe"].items()
        }
        rest = {name: value for name, value in card["plan"].items() if name != "recipe"}
        return Plan(Architecture(**sizes), TrainingRecipe(**recipe), **rest)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"The card of {card.get('name', 'the model')} does not say how it was trained in a "
            "way that this version could repeat: give a list of stars that it has not seen."
        ) from error


def _as_it_is(
    bundle: Bundle, found: Read, judged: NDArray[np.bool_], known: int, report: Say
) -> Material:
    """The model with its own calibration is the judge of all stars that it does not know."""
    if judged.sum() < LEAST:
        raise InputError(
            f"The model was trained on {known} of the stars in the list, and {int(judged.sum())} "
            f"are left to judge it, where {LEAST} are needed: give others, or --cross-validate."
        )
    selection = first_cuts(found.candidates.take(~found.candidates.library), report)
    if len(selection.stars):
        left = residuals(bundle.model, selection.stars)
        last_cut(selection, left.rmse, left.widths)
    stars = found.candidates.take(judged)
    return _material(
        found,
        judged,
        selection,
        np.zeros(len(stars), np.intp),
        (Judge(bundle.model, bundle.calibration),),
        (stars.take(np.zeros(0, np.intp)),),
        "The model judges the list as it is. "
        + (
            f"{known} spectra of stars that it was trained on were left out."
            if known
            else "It was trained on none of these stars, as far as its card tells."
        ),
    )


def _by_parts(
    found: Read,
    judged: NDArray[np.bool_],
    plan: Plan,
    ticket: Ticket,
    report: Say,
    folds: int,
    workers: int,
) -> Material:
    """A network of the model's recipe for each part of the sky, which has not seen its stars."""
    if len(found.spectra) < FOR_TRAINING:
        raise InputError(
            f"There are {len(found.spectra)} spectra in the list; to train networks on parts of "
            f"it, {FOR_TRAINING} are needed at least."
        )
    selection, _ = select_inactive(found.candidates, plan, ticket, report)
    report(f"a network for each of {folds} parts of the sky")
    where, parts = cross_validate(
        found.candidates, selection.stars, plan, ticket, report, folds, workers
    )
    return _material(
        found,
        judged,
        selection,
        where[judged],
        tuple(Judge(part.network.model, part.calibration) for part in parts),
        tuple(part.learnt for part in parts),
        f"The list was split into {folds} parts of the sky, in cells of 4° or less, so that a "
        "star's other spectra stay with it. Each part is judged by a network of the same recipe, "
        "with modes and errors of its own, that was trained on the others and has seen none of "
        "its stars. The model that is shipped was trained on all parts.",
    )


def _material(
    found: Read,
    judged: NDArray[np.bool_],
    selection: Selection,
    part: NDArray[np.intp],
    judges: tuple[Judge, ...],
    learnt: tuple[TrainingSet, ...],
    split: str,
) -> Material:
    candidates = found.candidates
    place = np.cumsum(~candidates.library) - 1  # of a candidate among the spectra
    spectra = found.spectra.take(place[judged])
    stars = candidates.take(judged)
    return Material(
        stars=stars,
        arms=spectra.arms,
        rv_kms=spectra.rv_kms,
        teff=spectra.teff,
        logg=spectra.logg,
        feh=spectra.feh,
        quiet=np.isin(stars.number, selection.stars.number),
        steps=tuple(selection.steps),
        part=part,
        judges=judges,
        learnt=learnt,
        split=split,
        library=found.library,
        library_number=candidates.number[candidates.library],
    )
