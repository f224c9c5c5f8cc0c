"""What emission does to templates: networks trained with and without corrupted inputs, and ours
(paper section 4.1, Fig. 9).
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.core.lines import ACTIVE
from spectrogui.science.prepare import window_weights
from spectrogui.validation.baseline_paper import PaperRecipe, train_as_the_paper
from spectrogui.validation.baseline_scores import Maker, emission
from spectrogui.validation.drawing import LETTERS, panels
from spectrogui.validation.material import Material
from spectrogui.validation.robustness_cosmic import (
    ASKED,
    HEIGHTS,
    cosmic_goal,
    cosmic_sheet,
    reached,
)
from spectrogui.validation.robustness_example import COLOURS, OURS, WITH, WITHOUT, example
from spectrogui.validation.section import Picture, Section, Sheet
from spectrogui.validation.wording import goal

STRENGTHS = (0.5, 1.0, 2.0, 3.0, 5.0, 8.0)
"""Å of emission added at Hα."""
WIDTH = 5.0
"""Å, its full width at half maximum."""
LEAK = 0.03
"""Å, the largest change of a template by `INJECTED` Å that was asked for."""
INJECTED = 3.0
STARS = 25
"""Of each type, at most."""
_FAINTEST = 50.0
_LEAST = 50


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """Emission of growing strength, added to held-out stars of one part of the sky."""
    return withstood(material, PaperRecipe(epochs=20, mixtures=12_000), ticket, report)


def withstood(
    material: Material, recipe: PaperRecipe, ticket: Ticket, report: Callable[[str], None]
) -> Section:
    """The same, with another amount of training.

    Raises
    ------
    InputError : it is not known what the judges were trained on, or no star is bright enough
    """
    stars = _chosen(material)
    learnt = material.learnt[0]
    if len(learnt) < _LEAST or not len(stars):
        raise InputError(
            "What corruption does is judged by networks trained on other parts of the sky, for "
            "which the list has too few stars or its parts are not known."
        )
    report("robustness: networks with and without corruption")
    model = material.judges[0].model
    makers: dict[str, Maker] = {
        WITHOUT: train_as_the_paper(learnt, replace(recipe, corrupted=False), ticket).templates,
        WITH: train_as_the_paper(learnt, recipe, ticket).templates,
        OURS: lambda flux, sigma, good: model.fit(flux, sigma, good).template,
    }
    pulled = {name: _pulled(make, stars) for name, make in makers.items()}
    rays = {name: {h: reached(make, stars, h) for h in HEIGHTS} for name, make in makers.items()}
    rows = [
        (name, strength, *_spread(change[:, column]))
        for name, change in pulled.items()
        for column, strength in enumerate(STRENGTHS)
    ]
    return Section(
        key="robustness",
        title="Robustness against emission",
        text=(*_about(stars, recipe), _said(pulled)),
        sheets=(
            Sheet(
                "robustness",
                "By how much the template's own equivalent width of Hα grows with the emission "
                "that is added: median, and 95th percentile of the absolute change.",
                ("templates", "added (Å)", "median (Å)", "95 % (Å)"),
                rows,
            ),
            cosmic_sheet(rays),
        ),
        pictures=(
            Picture(
                "robustness",
                "Change of the template's EW(Hα) against the emission that was added, "
                f"median and central 80 % of {len(stars)} stars; a perfect template stays at 0, "
                "one that follows lies on the dashed line.",
                _draw(pulled),
            ),
            example(makers, stars),
        ),
        goals=(*_goals(pulled), cosmic_goal(rays[OURS][ASKED])),
    )


def _about(stars: TrainingSet, recipe: PaperRecipe) -> tuple[str, ...]:
    return (
        f"Emission at Hα (a Gaussian, {WIDTH:g} Å wide at half its height) is added to the "
        f"prepared spectra of {len(stars)} quiet stars with S/N(r) > {_FAINTEST:.0f} of one "
        "part of the sky. An inactive template must not follow it.",
        "The paper's network (its encoder's latents, decoded) was trained on the other parts, "
        f"once with noise and emission added to its inputs and once without, on "
        f"{recipe.mixtures} mixtures for {recipe.epochs} epochs at most. Ours fits its "
        "decoder to the pixels outside the lines, so that emission is not seen at all.",
    )


def _chosen(material: Material) -> TrainingSet:
    """Quiet stars of the first part of the sky, up to `STARS` of each type."""
    stars = material.stars
    fit_for = material.quiet & (material.part == 0) & (stars.snr > _FAINTEST)
    rng = np.random.default_rng(0)
    rows = [
        rng.permutation(np.flatnonzero(fit_for & (stars.letter == kind)))[:STARS]
        for kind in LETTERS
    ]
    return stars.take(np.concatenate(rows))


def _pulled(make: Maker, stars: TrainingSet) -> NDArray[np.float64]:
    """(n, strengths) Å by which emission changes the template's own EW of Hα."""
    weights = window_weights(ACTIVE[0])
    before = make(stars.flux, stars.sigma, stars.good)
    columns = []
    for strength in STRENGTHS:
        added = np.where(stars.good, stars.flux + emission(strength, WIDTH), stars.flux)
        after = make(added.astype(np.float32), stars.sigma, stars.good)
        columns.append((after - before).astype(float) @ weights)
    return np.stack(columns, axis=1)


def _spread(change: NDArray[np.float64]) -> tuple[float, float]:
    return (
        round(float(np.median(change)), 3),
        round(float(np.percentile(np.abs(change), 95)), 3),
    )


def _at(change: NDArray[np.float64], strength: float) -> NDArray[np.float64]:
    return np.asarray(change[:, STRENGTHS.index(strength)])


def _said(pulled: dict[str, NDArray[np.float64]]) -> str:
    parts = [
        f"{name} {np.median(_at(change, INJECTED)):+.3f} Å" for name, change in pulled.items()
    ]
    return f"Of {INJECTED:g} Å, this comes out as template (median): {', '.join(parts)}."


def _goals(pulled: dict[str, NDArray[np.float64]]) -> tuple[str, ...]:
    worst = float(np.abs(_at(pulled[OURS], INJECTED)).max())
    return (
        goal(
            f"Emission of {INJECTED:g} Å at Hα changes the template's own EW by less than "
            f"{LEAK} Å",
            f"{worst:.4f} Å at worst in {len(pulled[OURS])} stars",
            worst < LEAK,
        ),
    )


def _draw(pulled: dict[str, NDArray[np.float64]]) -> Figure:
    figure, (axes,) = panels(1, 1, 2.8)
    for name, change in pulled.items():
        below, middle, above = np.percentile(change, [10, 50, 90], axis=0)
        axes.fill_between(STRENGTHS, below, above, color=COLOURS[name], alpha=0.2, lw=0)
        axes.plot(STRENGTHS, middle, "o-", color=COLOURS[name], ms=3, mew=0, label=name)
    ends = np.percentile(np.stack(list(pulled.values())), [10, 90], axis=1)
    low, high = min(float(ends.min()), 0.0), max(float(ends.max()), 0.1)
    margin = 0.08 * (high - low)
    axes.plot([0, STRENGTHS[-1]], [0, STRENGTHS[-1]], "--", color="#9a9a9a", lw=0.7, label="1:1")
    axes.set(
        xlabel="emission added at Hα (Å)", ylabel="change of the template's EW(Hα) (Å)",
        xlim=(0, STRENGTHS[-1] * 1.02), ylim=(low - margin, high + margin),
    )  # fmt: skip
    axes.legend(frameon=False)
    return figure
