"""Cross-validation of the R250 model: each star judged by a network that has not seen it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.networks import Plan
from spectrogui.analysis.processes import make_pool, submit
from spectrogui.analysis.slitless_networks import (
    NO_MODES,
    SlitlessLeft,
    SlitlessTrained,
    slitless_left,
    slitless_modes,
    train_slitless_network,
)
from spectrogui.analysis.slitless_set import SlitlessSet
from spectrogui.core.job import Ticket
from spectrogui.model.slitless import SlitlessNetwork
from spectrogui.model.threads import OneThread
from spectrogui.science.slitless import Degraded

Report = Callable[[str], None]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessPart:
    """The judge of one part of the sky: a network, and modes of what the others leave."""

    network: SlitlessNetwork
    modes: NDArray[np.float64]


def slitless_parts(
    chosen: SlitlessSet,
    part: Rows,
    plan: Plan,
    ticket: Ticket,
    report: Report = lambda text: None,
    workers: int = 1,
) -> tuple[SlitlessPart, ...]:
    """Train a network for each part on the chosen stars of the others.

    Parameters
    ----------
    part : (n,) in which part each chosen star lies, 0 to m − 1; −1 for one that all may see
    workers : processes, of one thread each; 1 works in this one
    """
    count = int(part.max()) + 1
    learnt = [chosen.take(part != number) for number in range(count)]
    networks = []
    for trained in _train_all(learnt, plan, ticket, workers):
        networks.append(trained.network)
        report(f"part {len(networks)} of {count}: trained")
    own = [chosen.take((part == number) & ~chosen.stars.library).seen for number in range(count)]
    left = [
        slitless_left(network, NO_MODES, seen) for network, seen in zip(networks, own, strict=True)
    ]
    made = []
    for number, network in enumerate(networks):
        others = [other for other in range(count) if other != number]
        modes = slitless_modes([own[i] for i in others], [left[i] for i in others])
        made.append(SlitlessPart(network, modes))
    return tuple(made)


def judged(parts: tuple[SlitlessPart, ...], part: Rows, seen: Degraded) -> SlitlessLeft:
    """What the judge of each star leaves of it; all n stars must lie in a part."""
    results, order = [], []
    for number, judge in enumerate(parts):
        rows = np.flatnonzero(part == number)
        if len(rows):
            results.append(slitless_left(judge.network, judge.modes, seen.take(rows)))
            order.append(rows)
    back = np.argsort(np.concatenate(order))
    names = SlitlessLeft.__slots__
    joined = SlitlessLeft(*(np.concatenate([getattr(r, name) for r in results]) for name in names))
    return joined.take(back)


def _train_all(
    learnt: list[SlitlessSet], plan: Plan, ticket: Ticket, workers: int
) -> list[SlitlessTrained]:
    if workers <= 1:
        return [train_slitless_network(stars, plan, ticket) for stars in learnt]
    pool = make_pool(min(workers, len(learnt)))
    try:
        futures = [submit(pool, _alone, stars, plan) for stars in learnt]
        done = []
        for number, future in enumerate(futures):
            ticket.checkpoint(number, len(futures))
            found = future.result() if future is not None else None
            done.append(found or train_slitless_network(learnt[number], plan, ticket))
        return done
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(stars: SlitlessSet, plan: Plan) -> SlitlessTrained:
    """In a process, on one thread."""
    with OneThread()():
        return train_slitless_network(stars, plan, Ticket())
