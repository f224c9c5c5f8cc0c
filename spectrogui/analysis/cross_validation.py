"""Judging a recipe by stars that it has not seen: one network for each part of the sky."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.calibrating import Leavings
from spectrogui.analysis.folds import sky_folds
from spectrogui.analysis.networks import Network, Plan, train_network
from spectrogui.analysis.processes import make_pool, submit
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
from spectrogui.core.errors import InputError
from spectrogui.core.job import Cancelled, Ticket
from spectrogui.model.calibration import Calibration
from spectrogui.model.threads import OneThread

_HELD_SHARE = 10  # one star in so many decides when to stop
_LOOK = 0.5  # s between looks at a cancelled ticket

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
    networks = []
    for network in _train_all(learnt, plan, ticket, min(workers, folds)):
        networks.append(network)
        report(f"part {len(networks)} of {folds}: trained")
    unseen = [
        unseen_by(network, candidates.take(telling(candidates) & (where == fold)))
        for fold, network in enumerate(networks)
    ]
    own_latents, ready = [], []
    for fold, network in enumerate(networks):
        ticket.checkpoint(fold, folds)
        own_latents.append(latents(network, _without(unseen, fold)))
        ready.append(with_modes(network, _without(unseen, fold), own_latents[-1]))
        report(f"part {fold + 1} of {folds}: modes of what is left of others")
    left = [left_by(network, part) for network, part in zip(ready, unseen, strict=True)]
    made = []
    for fold, network in enumerate(ready):
        ticket.checkpoint(fold, folds)
        calibration = calibrated(network, _without(left, fold), own_latents[fold])
        made.append(Fold(fold, network, calibration, learnt[fold], unseen[fold], left[fold]))
    return where, tuple(made)


def _without(parts: list[T], fold: int) -> list[T]:
    return [part for number, part in enumerate(parts) if number != fold]


def held_to_stop(stars: TrainingSet, plan: Plan) -> NDArray[np.bool_]:
    """(n,) the stars that decide when to stop."""
    held: NDArray[np.bool_] = sky_folds(stars, _HELD_SHARE, plan.recipe.seed) == 0
    return held


def _train_all(
    learnt: list[TrainingSet], plan: Plan, ticket: Ticket, workers: int
) -> Iterator[Network]:
    """The networks, in order, as they are ready."""
    if workers <= 1:
        for stars in learnt:
            yield train_network(stars, held_to_stop(stars, plan), plan, ticket)
        return
    pool = make_pool(workers)
    try:
        with TemporaryDirectory(prefix="spectrogui-folds-") as wanted:
            futures = [submit(pool, _train_alone, stars, plan, wanted) for stars in learnt]
            for future in futures:
                yield _outcome(future, ticket)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _train_alone(stars: TrainingSet, plan: Plan, wanted: str) -> Network:
    """In a process, on one thread, and for as long as a folder exists."""

    def look(done: int, total: int) -> None:
        if not Path(wanted).is_dir():
            raise Cancelled

    with OneThread()():
        return train_network(stars, held_to_stop(stars, plan), plan, Ticket(look))


def _outcome(future: Future[Network] | None, ticket: Ticket) -> Network:
    """Wait for it, and look now and then whether it is still wanted."""
    try:
        while future is not None and not wait([future], timeout=_LOOK).done:
            ticket.checkpoint()
        if future is not None:
            return future.result()
    except BrokenProcessPool:
        pass
    raise InputError("A process that trained a network was ended from outside; start again.")
