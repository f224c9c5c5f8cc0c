"""What is unusual: latents, residuals, and the spectra that stand out (paper Fig. 11)."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.core.job import Ticket
from spectrogui.validation.drawing import TEFF_MAP, TEFF_RANGE, panels, robust_limits
from spectrogui.validation.material import Material
from spectrogui.validation.measures import Measures, measures
from spectrogui.validation.section import Picture, Section, Sheet
from spectrogui.validation.spectra import HEADS, draw_spectra, facts
from spectrogui.validation.wording import few, sentences

UNUSUAL = 0.99
"""Outlier score above which a star is called unusual here: one ordinary star in a hundred is."""
_DRAWN, _LISTED = 5, 20
_SAME_STAR = 1e-3  # degrees


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """Where stars lie in latent space, their scores, and the most unusual spectra."""
    found = measures(material, ticket)
    unusual = found.outlier > UNUSUAL
    order = _most_unusual(material, found)
    kinds = _kinds(material)
    return Section(
        key="outliers",
        title="Unusual spectra",
        text=sentences(
            "The outlier score compares a star's place among the latents, and the misfit of the "
            "network alone, with those of ordinary stars that the judge had not seen: of these "
            f"one in a hundred is above {UNUSUAL}. A high score says that a spectrum is to be "
            "looked at, not what it is.",
            f"{int(unusual.sum())} of {len(material)} spectra are above {UNUSUAL}: "
            f"{_share(unusual, material.quiet)} of the quiet ones, "
            f"{_share(unusual, material.odd)} of those with a remark in the list (not every "
            "remark is about the two bands, so not all should be).",
            few({kind: int(rows.sum()) for kind, rows in kinds.items()}, "spectra of a kind"),
        ),
        sheets=(_by_kind(found, kinds), _list(material, found, order)),
        pictures=(
            Picture(
                "latents",
                "Left: the first two latent numbers of the stars of one judge, in the colour of "
                "their Teff. Middle: RMSE outside the lines against the outlier score, of all "
                "stars. Right: the score of quiet stars, which should be flat, and of those with "
                "a remark in the list. Crosses: stars with a remark.",
                _draw(material, found),
            ),
            Picture(
                "spectra",
                f"The {min(_DRAWN, len(order))} most unusual spectra with S/N(r) > 20, each star "
                "once: observed (black), template (orange), residual (blue, moved down). To be "
                "compared with Fig. 11 of the paper.",
                draw_spectra(material, found, order[:_DRAWN]),
            ),
        ),
    )


def _share(unusual: NDArray[np.bool_], rows: NDArray[np.bool_]) -> str:
    return f"{int((unusual & rows).sum())} of {int(rows.sum())}"


def _most_unusual(material: Material, found: Measures) -> list[int]:
    """Highest score first, then RMSE over photon noise; of a star's spectra one."""
    stars = material.stars
    rows = np.flatnonzero((stars.snr > 20) & np.isfinite(found.outlier))
    out: list[int] = []
    for row in rows[np.lexsort((-found.chi2[rows], -found.outlier[rows]))].tolist():
        away = np.hypot(stars.ra[out] - stars.ra[row], stars.dec[out] - stars.dec[row])
        if not (away < _SAME_STAR).any():
            out.append(row)
        if len(out) == _LISTED:
            break
    return out


def _kinds(material: Material) -> dict[str, NDArray[np.bool_]]:
    """Stars by what is known of them; one that is known for two things is in both."""
    kinds = {
        "quiet": material.quiet,
        "neither quiet nor with a remark": ~material.quiet & ~material.odd,
    }
    words = sorted({word for text in np.unique(material.stars.remark) for word in text.split(";")})
    for word in words:
        if word:
            rows = np.array([word in text.split(";") for text in material.stars.remark])
            kinds[word.replace("_", " ")] = rows
    return kinds


def _by_kind(found: Measures, kinds: dict[str, NDArray[np.bool_]]) -> Sheet:
    rows = [
        (
            kind,
            int(some.sum()),
            round(float(np.nanmedian(found.outlier[some])), 3),
            int((found.outlier[some] > 0.95).sum()),
            int((found.outlier[some] > UNUSUAL).sum()),
            round(float(np.nanmedian(found.rmse[some])), 4),
        )
        for kind, some in kinds.items()
        if some.any()
    ]
    return Sheet(
        "kinds",
        "Outlier scores by what was known of the spectra beforehand; the words are those of the "
        "list.",
        ("kind", "spectra", "median score", "> 0.95", f"> {UNUSUAL}", "median RMSE"),
        rows,
    )


def _list(material: Material, found: Measures, order: list[int]) -> Sheet:
    return Sheet(
        "most-unusual",
        f"The {len(order)} most unusual spectra with S/N(r) > 20, each star once, with what the "
        "list says of them.",
        (*HEADS, "score", "χ²ᵣ", "remark"),
        [
            (
                *facts(material, found, row),
                round(float(found.outlier[row]), 4),
                round(float(found.chi2[row]), 1),
                str(material.stars.remark[row]).replace("_", " "),
            )
            for row in order
        ],
    )


def _draw(material: Material, found: Measures) -> Figure:
    figure, (left, middle, right) = panels(1, 3, 2.5)
    own = material.part == 0
    latent, odd = found.latent[own], material.odd[own]
    left.scatter(
        latent[:, 0], latent[:, 1], c=material.stars.teff[own], s=5, cmap=TEFF_MAP,
        vmin=TEFF_RANGE[0], vmax=TEFF_RANGE[1], linewidths=0,
    )  # fmt: skip
    left.plot(latent[odd, 0], latent[odd, 1], "x", color="#d55e00", ms=4, mew=0.8)
    left.set(xlabel="z₁", ylabel="z₂", xlim=robust_limits(latent[:, 0], share=0.2))
    left.set_ylim(robust_limits(latent[:, 1], share=0.2))
    middle.plot(found.outlier, found.rmse, ".", color="#0072b2", ms=2.5, mew=0)
    middle.plot(
        found.outlier[material.odd], found.rmse[material.odd], "x", color="#d55e00", ms=4, mew=0.8
    )
    middle.set(xlabel="Outlier score", ylabel="RMSE", yscale="log")
    bins = np.linspace(0, 1, 21)
    for rows, colour, name in (
        (material.quiet, "#0072b2", "quiet"),
        (material.odd, "#d55e00", "with a remark"),
    ):
        if rows.any():
            shares = np.histogram(found.outlier[rows], bins)[0] / rows.sum()
            right.stairs(shares, bins, color=colour, label=f"{name}, {int(rows.sum())}")
    right.axhline(1 / 20, color="#9a9a9a", lw=0.5)
    right.set(xlabel="Outlier score", ylabel="Share of the stars", xlim=(0, 1))
    right.legend(frameon=False, loc="upper left")
    return figure
