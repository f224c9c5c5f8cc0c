"""Excess absorption of lithium at 6708 Å (paper section 4.3, Fig. 16)."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.core.lines import MEASURED
from spectrogui.validation.drawing import panels, robust_limits
from spectrogui.validation.material import Material
from spectrogui.validation.measures import Measures, measures
from spectrogui.validation.section import Picture, Section, Sheet
from spectrogui.validation.spectra import HEADS, draw_spectra, facts
from spectrogui.validation.wording import FEW, sentences

STANDS_OUT = 3.0
"""Errors above which lithium is called found here."""
_COLUMN = next(i for i, line in enumerate(MEASURED) if line.kind == "lithium")
_LINE = MEASURED[_COLUMN]
_WINDOWS = ((_LINE.air - 45.0, _LINE.air + 45.0), (6500.0, 6625.0))
_DRAWN, _LISTED, _SNR = 4, 15, 30.0


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """EW(Li) against Teff, and the spectra with most lithium.

    Raises
    ------
    InputError : no star is bright enough
    """
    found = measures(material, ticket)
    ratio = _significance(found)
    bright = (material.stars.snr > _SNR) & np.isfinite(ratio) & (material.stars.letter != "A")
    if not bright.any():
        raise InputError(
            f"No F to M star with S/N(r) > {_SNR:.0f} has usable flux at lithium, so that "
            "there is nothing to say about it."
        )
    order = [int(row) for row in np.flatnonzero(bright)[np.argsort(-ratio[bright])][:_LISTED]]
    rich = bright & (ratio > STANDS_OUT)
    negative = bright & (ratio < -STANDS_OUT)
    known = np.array(["li_strong" in text.lower() for text in material.stars.remark]) & bright
    named = (
        f" Of {int(known.sum())} that the list names for strong lithium "
        f"{int((known & rich).sum())} are among them." if known.any() else ""
    )  # fmt: skip
    return Section(
        key="lithium",
        title="Lithium",
        text=sentences(
            "EW(Li) is the absorption at 6708 Å in excess of the template, over 6707.84 ± 4 Å; "
            "absorption is positive. A window of 8 Å holds iron and calcium lines, too, so that "
            "an excess alone is no abundance.",
            f"Of {int(bright.sum())} F to M stars with S/N(r) > {_SNR:.0f}, {int(rich.sum())} "
            f"have EW(Li) above {STANDS_OUT:.0f}σ and {int(negative.sum())} below "
            f"−{STANDS_OUT:.0f}σ; the latter are what errors and templates do without lithium."
            + named,
            "Few stars: shares are rough." if bright.sum() < FEW else "",
        ),
        sheets=(
            Sheet(
                "stars",
                "The stars whose lithium stands out most, in units of its error.",
                (*HEADS, "EW Li (Å)", "σ Li (Å)", "remark"),
                [
                    (
                        *facts(material, found, row),
                        round(float(found.width[row, _COLUMN]), 2),
                        round(float(found.error[row, _COLUMN]), 2),
                        str(material.stars.remark[row]).replace("_", " "),
                    )
                    for row in order
                ],
            ),
        ),
        pictures=(
            Picture(
                "teff",
                f"EW(Li) of {int(bright.sum())} F to M stars with S/N(r) > {_SNR:.0f} against "
                f"Teff (of the type where no catalogue has one). Filled: above "
                f"{STANDS_OUT:.0f}σ, with errors.",
                _draw(material, found, bright, rich),
            ),
            Picture(
                "spectra",
                f"The {min(_DRAWN, len(order))} stars whose lithium stands out most, at lithium "
                "and at Hα: observed (black), template (orange), residual (blue, moved down). To "
                "be compared with Fig. 16 of the paper.",
                draw_spectra(material, found, order[:_DRAWN], _WINDOWS),
            ),
        ),
    )


def _significance(found: Measures) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(found.width[:, _COLUMN] / found.error[:, _COLUMN])


def _draw(
    material: Material, found: Measures, bright: NDArray[np.bool_], rich: NDArray[np.bool_]
) -> Figure:
    figure, (axes,) = panels(1, 1, 2.5)
    teff, width = material.stars.teff, found.width[:, _COLUMN]
    axes.axhline(0, color="#9a9a9a", lw=0.5)
    axes.plot(teff[bright], width[bright], ".", color="#9a9a9a", ms=2.5, mew=0)
    axes.errorbar(
        teff[rich], width[rich], found.error[rich, _COLUMN], fmt="o", color="#d55e00", ms=3,
        elinewidth=0.5, label=f"over {STANDS_OUT:.0f}σ, {int(rich.sum())}",
    )  # fmt: skip
    low, high = robust_limits(width[bright], share=0.3)
    if rich.any():
        high = max(high, float(width[rich].max()) + 0.1)
    axes.set(xlabel="Teff (K)", ylabel="EW Li (Å)", ylim=(low, high))
    axes.invert_xaxis()
    axes.legend(frameon=False)
    return figure
