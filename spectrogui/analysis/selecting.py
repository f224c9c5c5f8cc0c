"""The paper's selection of inactive stars, with the first training that its last cut needs."""

from collections.abc import Callable

from spectrogui.analysis.cross_validation import held_to_stop
from spectrogui.analysis.inactive import Selection, first_cuts, last_cut
from spectrogui.analysis.networks import Network, Plan, residuals, train_network
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.job import Ticket


def select_inactive(
    candidates: TrainingSet, plan: Plan, ticket: Ticket, report: Callable[[str], None]
) -> tuple[Selection, Network]:
    """The stars that pass every cut (paper section 3.2), and the R1800 network that told."""
    selection = first_cuts(candidates, report)
    report("first training, to see which residuals are quiet")
    stars = selection.stars
    network = train_network(stars, held_to_stop(stars, plan), plan, ticket)
    left = residuals(network.model, stars)
    last_cut(selection, left.rmse, left.widths)
    return selection, network
