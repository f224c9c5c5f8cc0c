"""Judging a recipe by stars that it has not seen: one network for each part of the sky."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.calibrating import Leavings
from spectrogui.analysis.crew import Crew
from spectrogui.analysis.folds import sky_folds
from spectrogui.analysis.networks import Network, Plan, train_network
from spectrogui.analysis.refining import (
    Unseen,
    calibrated,
    latents,
    left_by,
    telling,
    unseen_by,
    with_modes,
)
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.job import Ticket
from spectrogui.model.calibration import Calibration
from spectrogui.model.infer import Array

_HELD_SHARE = 10  # one star in so many decides when to stop

Report = Callable[[str], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """The judge of one part of the sky, of which it has seen no star.

    Attributes
    ----------
    number : of the part
    network : with modes, learnt from what the networks of the other parts leave of stars that
        those have not seen
    calibration : from the held-back stars of the other parts too
    learnt : what the network was trained on
    unseen, left : the stars of its own part of which nothing odd is known, and what it leaves of
        them: by these, other models are calibrated
    """

    number: int
    network: Network
    calibration: Calibration
    learnt: TrainingSet
    unseen: Unseen
    left: Leavings


def cross_validate(
    candidates: TrainingSet,
    chosen: TrainingSet,
    plan: Plan,
    ticket: Ticket,
    report: Report = lambda text: None,
    folds: int = 5,
    workers: int = 1,
) -> tuple[NDArray[np.intp], tuple[Fold, ...]]:
    """Train a network for each part of the sky on the chosen stars of the others.

    Parameters
    ----------
    candidates : everything that was read; `chosen` are some of them
    workers : processes, of one thread each; 1 works in this one

    Returns
    -------
    (n,) in which fold each candidate lies, -1 for library templates; and the folds

    Raises
    ------
    InputError : the processes were killed
    """
    where = sky_folds(candidates, folds, plan.recipe.seed + 1)
    own = where[chosen.number]
    learnt = [chosen.take(own != fold) for fold in range(folds)]
    telling_of = [candidates.take(telling(candidates) & (where == fold)) for fold in range(folds)]
    with Crew(min(workers, folds), ticket) as crew:
        networks, unseen = [], []
        jobs = [(stars, plan, mine) for stars, mine in zip(learnt, telling_of, strict=True)]
        for network, left_of in crew.each(_trained, jobs):
            networks.append(network)
            unseen.append(left_of)
            report(f"part {len(networks)} of {folds}: trained")
        ready, own_latents, left = [], [], []
        rest = [(networks[fold], _without(unseen, fold), unseen[fold]) for fold in range(folds)]
        for network, latent, leaves in crew.each(_finished, rest):
            ready.append(network)
            own_latents.append(latent)
            left.append(leaves)
            report(f"part {len(ready)} of {folds}: modes of what is left of others")
        last = [(ready[n], _without(left, n), own_latents[n]) for n in range(folds)]
        made = [
            Fold(fold, ready[fold], calibration, learnt[fold], unseen[fold], left[fold])
            for fold, calibration in enumerate(crew.each(_calibration, last))
        ]
    return where, tuple(made)


def _trained(
    ticket: Ticket, stars: TrainingSet, plan: Plan, mine: TrainingSet
) -> tuple[Network, Unseen]:
    """A network, and what it leaves of stars of its own part."""
    network = train_network(stars, held_to_stop(stars, plan), plan, ticket)
    return network, unseen_by(network, mine)


def _finished(
    ticket: Ticket, network: Network, others: list[Unseen], own: Unseen
) -> tuple[Network, Array, Leavings]:
    """The network with modes, the latents of the others in it, what it leaves of its own."""
    latent = latents(network, others)
    ticket.checkpoint()
    ready = with_modes(network, others, latent)
    ticket.checkpoint()
    return ready, latent, left_by(ready, own)


def _calibration(
    ticket: Ticket, network: Network, left: list[Leavings], latent: Array
) -> Calibration:
    ticket.checkpoint()
    return calibrated(network, left, latent)


def _without(parts: list[T], fold: int) -> list[T]:
    return [part for number, part in enumerate(parts) if number != fold]


def held_to_stop(stars: TrainingSet, plan: Plan) -> NDArray[np.bool_]:
    """(n,) the stars that decide when to stop."""
    held: NDArray[np.bool_] = sky_folds(stars, _HELD_SHARE, plan.recipe.seed) == 0
    return held
