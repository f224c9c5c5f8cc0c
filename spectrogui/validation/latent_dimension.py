"""How many latents it takes (paper section 3.2, Fig. 6), for the paper's network and for ours."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.analysis.cross_validation import held_to_stop
from spectrogui.analysis.networks import Plan, modes_of, residuals, train_network
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.errors import InputError
from spectrogui.core.grid import OUTSIDE_LINES
from spectrogui.core.job import Ticket
from spectrogui.model.training import TrainingRecipe
from spectrogui.model.vae import Architecture
from spectrogui.science.red_arm import Flux
from spectrogui.validation.baseline_paper import PaperRecipe, train_as_the_paper
from spectrogui.validation.baseline_scores import robust, score
from spectrogui.validation.drawing import panels
from spectrogui.validation.material import Material
from spectrogui.validation.section import Picture, Section, Sheet

TRIED = (1, 2, 3, 4, 5, 6, 8)
"""Numbers of latents."""
_LEAST, _FEWEST = 50, 10
_FAINTEST = 75.0
_CURVES = {
    "paper": ("the paper's network, encoder alone", "#d55e00", "s"),
    "fit": ("our network, fitted", "#0072b2", "o"),
    "modes": ("our network, fitted, and modes", "#009e73", "D"),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """How much training each point of the curves gets: less than a model that is shipped."""

    epochs: int = 12
    mixtures: int = 8000
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Errors:
    """Of three kinds of templates, on the held-out stars.

    Attributes
    ----------
    paper, fit, modes : median of the mean squared error outside the lines, × 10⁵
    halpha : Å, robust scatter of EW(Hα) of each of the three
    """

    paper: float
    fit: float
    modes: float
    halpha: tuple[float, float, float]


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """The curves of one part of the sky, which is held out."""
    return curves(material, Amount(), TRIED, ticket, report)


def curves(
    material: Material,
    amount: Amount,
    tried: tuple[int, ...],
    ticket: Ticket,
    report: Callable[[str], None],
) -> Section:
    """The same, with another amount of training.

    Raises
    ------
    InputError : it is not known what the judges were trained on, or there is nothing to hold out
    """
    learnt, held, other = _split(material)
    noise = _photons(held)
    found = {}
    for number, latent in enumerate(tried):
        ticket.checkpoint(number, len(tried))
        report(f"latents: {latent}")
        found[latent] = _errors(learnt, held, other, latent, amount, ticket)
    rows = [
        (latent, *(round(value, 3) for value in (e.paper, e.fit, e.modes, *e.halpha)))
        for latent, e in found.items()
    ]
    return Section(
        key="latent",
        title="Number of latents",
        text=(*_about(learnt, held, other, amount, noise), _said(found)),
        sheets=(
            Sheet(
                "latents",
                "Mean squared error outside the active lines, × 10⁵ (median over the held-out "
                "stars), and robust scatter of EW(Hα) (Å), by number of latents.",
                (
                    "latents",
                    *(f"MSE of {words}" for words, _, _ in _CURVES.values()),
                    *(f"Hα of {words}" for words, _, _ in _CURVES.values()),
                ),
                rows,
            ),
        ),
        pictures=(
            Picture(
                "latents",
                f"Mean squared error of {len(held)} held-out stars against the number of latents. "
                "To be compared with Fig. 6 of the paper, which shows the first curve.",
                _draw(found, noise),
            ),
        ),
    )


def _split(material: Material) -> tuple[TrainingSet, TrainingSet, TrainingSet]:
    """What is learnt from, the held-out stars, and those from which modes are learnt."""
    stars = material.stars
    last = len(material.judges) - 1
    apart = material.part == last
    held = stars.take(material.quiet & (stars.snr > _FAINTEST) & (material.part == 0))
    other = stars.take(material.quiet & apart)
    learnt = material.learnt[0]
    learnt = learnt.take(~np.isin(learnt.number, stars.number[apart]))
    if last < 1 or len(learnt) < _LEAST or not len(held) or len(other) < _FEWEST:
        raise InputError(
            "The number of latents is judged by networks trained on other parts of the sky, for "
            "which the list has too few stars or its parts are not known."
        )
    return learnt, held, other


def _about(
    learnt: TrainingSet, held: TrainingSet, other: TrainingSet, amount: Amount, noise: float
) -> tuple[str, ...]:
    return (
        f"Networks of a growing number of latents, trained on {len(learnt)} stars "
        f"outside one part of the sky and judged by the {len(held)} quiet ones with S/N(r) > "
        f"{_FAINTEST:.0f} in it. So that the page is made in minutes, each is trained on "
        f"{amount.mixtures} mixtures for {amount.epochs} epochs, which is less than what is "
        "shipped gets: errors are larger, and to be compared with one another only. Photon "
        f"noise alone would leave {noise:.2f} × 10⁻⁵.",
        f"Modes of the residual are learnt from the {len(other)} quiet stars of another part, "
        "from which the networks have not learnt either; what is shipped has modes of several "
        "times as many stars.",
    )


def _errors(
    learnt: TrainingSet,
    held: TrainingSet,
    other: TrainingSet,
    latent: int,
    amount: Amount,
    ticket: Ticket,
) -> Errors:
    recipe = PaperRecipe(
        latent=latent, epochs=amount.epochs, mixtures=amount.mixtures, seed=amount.seed
    )
    paper = train_as_the_paper(learnt, recipe, ticket).templates(held.flux, held.sigma, held.good)
    plan = Plan(
        Architecture(dropout=0.0, latent=latent),
        TrainingRecipe(epochs=amount.epochs, seed=amount.seed),
        amount.mixtures,
    )
    network = train_network(learnt, held_to_stop(learnt, plan), plan, ticket)
    ready = network.with_modes(modes_of(other, residuals(network.model, other)))
    fit = ready.model.fit(held.flux, held.sigma, held.good)
    made = (paper, fit.decoded, fit.template)
    paper_mse, fit_mse, modes_mse = (_mse(held, template) for template in made)
    first, second, third = (robust(score(template, held).halpha) for template in made)
    return Errors(paper_mse, fit_mse, modes_mse, (first, second, third))


def _mse(stars: TrainingSet, template: Flux) -> float:
    return 1e5 * float(np.median(_mean_outside(stars, (stars.flux - template).astype(float))))


def _photons(stars: TrainingSet) -> float:
    return 1e5 * float(np.median(_mean_outside(stars, np.minimum(stars.sigma, 1e3).astype(float))))


def _mean_outside(stars: TrainingSet, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) mean square of values (n, 800) over the usable pixels outside the lines."""
    use = stars.good & OUTSIDE_LINES
    return np.asarray(np.where(use, values**2, 0).sum(axis=1) / np.maximum(use.sum(axis=1), 1))


def _said(found: dict[int, Errors]) -> str:
    """From where on more latents gain little, curve by curve."""
    parts = []
    for key, (words, _, _) in _CURVES.items():
        values = {latent: float(getattr(e, key)) for latent, e in found.items()}
        best = min(values, key=lambda latent: values[latent])
        enough = min(n for n, value in values.items() if value <= 1.05 * values[best])
        parts.append(f"{words}: least with {best}, the fewest within 5 % of that: {enough}")
    return (
        f"MSE by number of latents. {'; '.join(parts)}. The paper found 4 sufficient for its "
        "network."
    )


def _draw(found: dict[int, Errors], noise: float) -> Figure:
    figure, (axes,) = panels(1, 1, 2.8)
    for key, (words, colour, mark) in _CURVES.items():
        axes.plot(
            list(found), [getattr(e, key) for e in found.values()],
            mark + "-", color=colour, ms=4, mew=0, label=words,
        )  # fmt: skip
    axes.axhline(noise, color="#9a9a9a", lw=0.7, ls="--", label="photon noise")
    axes.set(
        xlabel="latents", ylabel="MSE outside the lines (10⁻⁵)", yscale="log", xticks=list(found)
    )
    axes.set_xticklabels([str(n) for n in found])
    axes.tick_params(axis="x", which="minor", bottom=False, top=False)
    axes.legend(frameon=False)
    return figure
