"""Our templates beside simpler ones, on the same held-out stars."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.validation.baseline_judging import Judged, judge_all
from spectrogui.validation.baseline_paper import PaperRecipe
from spectrogui.validation.baseline_table import (
    BRIGHT,
    FAINT,
    HEADS,
    LOWER,
    count_above,
    goals,
    medians,
    rows_of,
    winners,
)
from spectrogui.validation.baseline_tries import tries_sheet
from spectrogui.validation.drawing import COLOURS, LETTERS, MARKS, panels
from spectrogui.validation.material import Material
from spectrogui.validation.measures import measures
from spectrogui.validation.section import Picture, Section, Sheet
from spectrogui.validation.wording import few, sentences

_LEAST = 50
_TRIED = (
    "What was tried to do better is in the last table, made once with scripts outside this "
    "command, by training on the parts of the sky in the same way: it is not made anew with the "
    "page. Only more modes lower RMSE and χ² in every type, but the widths gain nothing from "
    "it; no change lowers the scatter of EW(Hα) in every type by more than its error."
)


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """Table and figure of all baselines; each star is judged by what has not seen it."""
    return compare(material, PaperRecipe(), ticket, report)


def compare(
    material: Material, recipe: PaperRecipe, ticket: Ticket, report: Callable[[str], None]
) -> Section:
    """The same, with another amount of training for the paper's recipe.

    Raises
    ------
    InputError : no star is bright enough, or it is not known what the judges were trained on
    """
    rows = _bright_enough(material)
    stars = replace(material.stars, good=measures(material, ticket).good).take(rows)
    judged = judge_all(material, rows, stars, recipe, ticket, report)
    sheets = _sheets(judged, stars, material.quiet[rows])
    tried = tries_sheet()
    counts = {kind: count_above(stars, kind, BRIGHT) for kind in LETTERS}
    return Section(
        key="baselines",
        title="Beside simpler templates",
        text=sentences(
            *_about(material, recipe),
            winners(judged, stars),
            few(counts, f"stars with S/N(r) > {BRIGHT:.0f}"),
            _TRIED if tried else "",
        ),
        sheets=(*sheets, tried) if tried else sheets,
        pictures=(
            Picture(
                "baselines",
                "Median RMSE outside the active lines and scatter of EW(Hα) (of five "
                f"stars or more) of stars with S/N(r) > {BRIGHT:.0f}, by type and by what made "
                "the templates.",
                _draw(judged, stars),
            ),
        ),
        goals=tuple(goals(judged, stars)),
    )


def _bright_enough(material: Material) -> NDArray[np.bool_]:
    """(n,) the stars that are compared."""
    if min((len(learnt) for learnt in material.learnt), default=0) < _LEAST:
        raise InputError(
            "Baselines learn from what the judges were trained on, which is known only where the "
            "list itself is split into parts of the sky (option --cross-validate)."
        )
    rows = material.stars.snr > FAINT
    if not rows.any():
        raise InputError(f"No star of the list has S/N(r) > {FAINT:.0f}, so none can be compared.")
    return np.asarray(rows)


def _sheets(
    judged: list[Judged], stars: TrainingSet, quiet: NDArray[np.bool_]
) -> tuple[Sheet, Sheet]:
    return (
        Sheet(
            "baselines",
            f"Stars with S/N(r) > {BRIGHT:.0f}, and of types with few of them those above "
            f"{LOWER[0]:.0f} and {LOWER[1]:.0f} too: median RMSE outside the active lines, "
            "median reduced χ² there by photon noise alone, robust scatter (1σ) of the "
            "equivalent width of Hα, activity and noise included (of five stars or more).",
            HEADS,
            [row for one in judged for row in rows_of(one, stars, quiet, bright=True)],
        ),
        Sheet(
            "baselines-all",
            f"The same for all stars with S/N(r) > {FAINT:.0f}, mostly photon noise.",
            HEADS,
            [row for one in judged for row in rows_of(one, stars, quiet, bright=False)],
        ),
    )


def _about(material: Material, recipe: PaperRecipe) -> tuple[str, ...]:
    return (
        "Each baseline learns from what the judge of a part of the sky was trained on, and makes "
        "templates of the stars of that part only. All see the same prepared spectra, and the "
        "same pixels count.",
        "Paper's recipe: the network of Xiang, Gu & Cao 2022 with dropout "
        f"{recipe.dropout:g}, {recipe.latent} latents, mean squared error of standardised pixels "
        f"+ {recipe.kl_weight:g} × KL divergence (that is, the sum of squared errors over 800 "
        "pixels + KL; with a weight of 1 beside the mean the latents carry nothing), noise and "
        "emission-like features added to the input and the clean spectrum as target, Adam, a "
        f"fifth of the stars to stop by; {recipe.mixtures} mixtures of our training stars instead "
        f"of its 85,832 spectra, {recipe.epochs} epochs at most. Template: the encoder's mean "
        "latents, decoded; no fit, no modes, no hidden lines.",
        "PCA: of such mixtures, amplitudes with their Gaussian prior, fitted outside the lines "
        "with inverse variances, robustly. Neighbours: of all training stars those that fit best "
        "outside the lines. Library template: the best of the stellar libraries' templates among "
        "them. PCA, neighbours and library templates may level and tilt each band, as our fit "
        f"may. Our network alone: without the {material.judges[0].model.modes.shape[1]} modes.",
    )


def _draw(judged: list[Judged], stars: TrainingSet) -> Figure:
    figure, panes = panels(1, 2, 2.9, sharey=True)
    heights = np.arange(len(judged), 0, -1)
    for kind in LETTERS:
        count = count_above(stars, kind, BRIGHT)
        if not count:
            continue
        found = np.array([medians(one, stars, kind, BRIGHT) for one in judged])
        for axes, x in zip(panes, found.T, strict=True):
            axes.plot(
                x, heights, MARKS[kind], color=COLOURS[kind], ms=4, mew=0, ls="none",
                label=f"{kind}, {count}",
            )  # fmt: skip
    left, right = panes
    left.set(xlabel="median RMSE outside the lines", xlim=(0, None), yticks=list(heights))
    left.set_yticklabels([one.name for one in judged])
    right.set(xlabel="scatter of EW(Hα) (Å)", xlim=(0, None))
    for axes in panes:
        axes.tick_params(axis="y", which="minor", left=False, right=False)
    left.legend(frameon=False)
    return figure
