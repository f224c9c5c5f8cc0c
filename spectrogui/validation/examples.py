"""Spectra with their templates: typical stars of each type, and the most active (Fig. 7)."""

from collections.abc import Callable

import numpy as np

from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.validation.drawing import LETTERS
from spectrogui.validation.material import Material
from spectrogui.validation.measures import Measures, measures
from spectrogui.validation.section import Picture, Section, Sheet
from spectrogui.validation.spectra import HEADS, draw_spectra, facts
from spectrogui.validation.wording import sentences

_ACTIVE = 4
_BRIGHT = 60.0


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """One typical quiet star of each type, and the stars with the most significant Hα.

    Raises
    ------
    InputError : there is neither
    """
    found = measures(material, ticket)
    typical, active = _typical(material, found), _most_active(material, found)
    if not typical and not active:
        raise InputError("No star of the list is quiet, and none has significant emission.")
    pictures = []
    if typical:
        pictures.append(
            Picture(
                "typical",
                "Observed (black), template (orange) and residual (blue, moved down) of one quiet "
                "star of each type: of those with the better half of S/N the one whose RMSE is "
                "the median. Dotted: the lines that are measured. To be compared with Fig. 7 of "
                "the paper.",
                draw_spectra(material, found, typical),
            )
        )
    if active:
        pictures.append(
            Picture(
                "active",
                f"The same of the {len(active)} stars cooler than type A in which Hα stands out "
                "most, in units of its error, with S/N(r) above 20 and all three calcium lines in "
                "emission.",
                draw_spectra(material, found, active),
            )
        )
    missing = [kind for kind in LETTERS if kind not in set(material.stars.letter[typical])]
    return Section(
        key="examples",
        title="Examples",
        text=sentences(
            "Each star is drawn with the template of a judge that has not seen it.",
            f"No quiet star of type {', '.join(missing)} is in the list." if missing else "",
        ),
        sheets=(
            Sheet(
                "stars",
                "The stars of the figures, from top to bottom.",
                HEADS,
                [facts(material, found, row) for row in (*typical, *active)],
            ),
        ),
        pictures=tuple(pictures),
    )


def _typical(material: Material, found: Measures) -> list[int]:
    """Of each type, the quiet star with the median RMSE of the brighter half."""
    out = []
    for kind in LETTERS:
        rows = np.flatnonzero(material.quiet & (material.stars.letter == kind))
        if not len(rows):
            continue
        snr = material.stars.snr[rows]
        bright = rows[snr >= max(np.median(snr), min(_BRIGHT, snr.max()))]
        order = bright[np.argsort(found.rmse[bright])]
        out.append(int(order[(len(order) - 1) // 2]))
    return out


def _most_active(material: Material, found: Measures) -> list[int]:
    """The most significant Hα emission with all calcium lines above 0, of F to M stars."""
    with np.errstate(invalid="ignore"):
        stands_out = found.width[:, 0] / found.error[:, 0]
        fit = (found.width[:, 1:4] > 0).all(axis=1) & (material.stars.snr > 20)
    fit &= np.isin(material.stars.letter, ["F", "G", "K", "M"]) & (stands_out > 5)
    rows = np.flatnonzero(fit)
    return [int(row) for row in rows[np.argsort(-stands_out[rows])][:_ACTIVE]]
