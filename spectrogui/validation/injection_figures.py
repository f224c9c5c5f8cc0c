"""The figures of injection and recovery."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.lines import MEASURED
from spectrogui.validation.drawing import COLOURS, panels
from spectrogui.validation.injection_tables import RANGES, STRENGTHS, completeness, span
from spectrogui.validation.section import Picture

if TYPE_CHECKING:
    from spectrogui.validation.injection import Trials

_FEW = 8
_EDGES = np.linspace(-5, 5, 41)


def pull_picture(trials: "Trials", letters: NDArray[np.str_]) -> Picture:
    """Pulls of each line beside the normal distribution, and the bias of Hα against S/N."""
    figure, axes = panels(2, 3, 4.4)
    middle = 0.5 * (_EDGES[1:] + _EDGES[:-1])
    normal = np.exp(-0.5 * middle**2) / np.sqrt(2 * np.pi)
    for column, line in enumerate(MEASURED):
        pull = ((trials.found - trials.put) / trials.error)[:, column]
        panel = axes[column]
        panel.hist(pull[np.isfinite(pull)], _EDGES.tolist(), density=True, color="0.75")
        panel.plot(middle, normal, color="black", linewidth=0.9)
        panel.set_xlabel(f"pull of {line.label}")
    panel = axes[len(MEASURED)]
    edges = (10.0, 20.0, 40.0, 80.0, 160.0, 400.0)
    for letter, colour in COLOURS.items():
        places, values = [], []
        for low, high in pairwise(edges):
            some = (letters == letter) & (trials.snr >= low) & (trials.snr < high)
            away = (trials.found - trials.put)[some, 0]
            if np.isfinite(away).sum() >= _FEW:
                places.append(np.sqrt(low * high))
                values.append(np.nanmedian(away))
        panel.plot(places, values, "o-", color=colour, label=letter, markersize=3)
    panel.axhspan(-0.05, 0.05, color="0.9", zorder=0)
    panel.set_xscale("log")
    panel.set_xlabel("S/N(r)")
    panel.set_ylabel("median bias of Hα (Å)")
    panel.legend(ncols=5, fontsize=6, handlelength=1, columnspacing=0.8)
    return Picture(
        "pulls",
        "Pulls of recovered widths, all types and S/N, beside the normal distribution (line); "
        "and the median bias of Hα against S/N(r) by type, the band being ±0.05 Å. A tail to the "
        "right holds the stars' own activity.",
        figure,
    )


def completeness_picture(trials: "Trials") -> Picture:
    """The part of Hα lines found at 3σ against their strength, by S/N."""
    figure, (panel,) = panels(1, 1, 2.8)
    places = np.sqrt(np.array(STRENGTHS[1:]) * np.array(STRENGTHS[:-1]))
    names = [f"{a:g}–{b:g}" for a, b in pairwise(STRENGTHS)]
    for (low, high), colour in zip(RANGES, ("#d55e00", "#e69f00", "#009e73", "#0072b2"),
                                   strict=True):  # fmt: skip
        found = completeness(trials, low, high)
        x = [places[names.index(name)] for name, _, _ in found]
        panel.plot(x, [100 * part for *_, part in found], "o-", color=colour,
                   label=f"S/N {span(low, high)}", markersize=3)  # fmt: skip
    panel.set_xscale("log")
    panel.set_xlabel("EW(Hα) put in (Å)")
    panel.set_ylabel("found at 3σ (%)")
    panel.legend()
    return Picture(
        "completeness",
        "Injected Hα emission that is found with EW > 3σ against its strength, by S/N(r); all "
        "types together.",
        figure,
    )
