"""Cross-validation of the R250 model: each star judged by a network that has not seen it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.crew import Crew
from spectrogui.analysis.networks import Plan
from spectrogui.analysis.slitless_judging import calibrate_slitless
from spectrogui.analysis.slitless_networks import (
    NO_MODES,
    SlitlessLeft,
    SlitlessTrained,
    join_left,
    slitless_left,
    slitless_modes,
    train_slitless_network,
)
from spectrogui.analysis.slitless_set import SlitlessSet
from spectrogui.analysis.slitless_template import MODES
from spectrogui.core.job import Ticket
from spectrogui.model.slitless import SlitlessNetwork
from spectrogui.model.slitless_calibration import SlitlessCalibration
from spectrogui.science.slitless import Degraded

Report = Callable[[str], None]
Rows = NDArray[np.intp]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessPart:
    """The judge of one part of the sky: a network, and modes of what the others leave.

    Attributes
    ----------
    modes : (300, m) of what the networks of the others leave of stars that they have not seen
    """

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
    with Crew(min(workers, count), ticket) as crew:
        for trained in crew.each(_trained, [(stars, plan) for stars in learnt]):
            networks.append(trained.network)
            report(f"part {len(networks)} of {count}: trained")
    own = [chosen.take((part == number) & ~chosen.stars.library).seen for number in range(count)]
    left = [
        slitless_left(network, NO_MODES, seen) for network, seen in zip(networks, own, strict=True)
    ]
    return tuple(
        SlitlessPart(network, slitless_modes(_but(own, number), _but(left, number), MODES))
        for number, network in enumerate(networks)
    )


def part_calibrations(
    parts: tuple[SlitlessPart, ...], part: Rows, seen: Degraded, left: SlitlessLeft
) -> tuple[SlitlessCalibration, ...]:
    """The calibration of each judge, from inactive stars of the other parts.

    Parameters
    ----------
    part : (n,) in which part each inactive star lies
    seen, left : their spectra, and what their own judges leave of them
    """
    made = []
    for number, judge in enumerate(parts):
        rows = np.flatnonzero(part != number)
        latent = slitless_left(judge.network, NO_MODES, seen.take(rows)).latent
        made.append(calibrate_slitless(left.take(rows), latent, judge.network.starts))
    return tuple(made)


def _but(values: Sequence[T], number: int) -> list[T]:
    """All but one."""
    return [value for place, value in enumerate(values) if place != number]


def judged(parts: tuple[SlitlessPart, ...], part: Rows, seen: Degraded) -> SlitlessLeft:
    """What the judge of each star leaves of it; all n stars must lie in a part."""
    results, order = [], []
    for number, judge in enumerate(parts):
        rows = np.flatnonzero(part == number)
        if len(rows):
            results.append(slitless_left(judge.network, judge.modes, seen.take(rows)))
            order.append(rows)
    back = np.argsort(np.concatenate(order))
    return join_left(results).take(back)


def _trained(ticket: Ticket, stars: SlitlessSet, plan: Plan) -> SlitlessTrained:
    return train_slitless_network(stars, plan, ticket)
