"""Excess surface fluxes and R′ (paper section 4.3, Table 1, Fig. 13)."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.core.job import Ticket
from spectrogui.core.lines import ACTIVE
from spectrogui.io.flux_table import read_flux_table
from spectrogui.science.surface_flux import surface_fluxes
from spectrogui.validation.drawing import TEFF_MAP, TEFF_RANGE, panels
from spectrogui.validation.material import Material
from spectrogui.validation.measures import Measures, measures
from spectrogui.validation.section import Picture, Section, Sheet
from spectrogui.validation.wording import FEW, goal, sentences

TABLE_1 = {
    "202073489": ((5655, 4.08, 0.03), (1.06, 0.76, 1.07, 1.00), (6.85, 7.08, -3.91, -3.68)),
    "211657018": ((4934, 2.68, -0.56), (1.03, 0.12, 0.41, 0.37), (6.58, 6.38, -3.95, -4.15)),
    "211712465": ((3948, 5.24, 0.00), (2.18, 0.62, 0.78, 0.67), (6.41, 6.38, -3.73, -3.76)),
    "201463400": ((4859, 3.70, -0.37), (1.25, 0.53, 0.77, 0.69), (6.64, 6.70, -3.86, -3.80)),
    "212116340": ((5478, 4.29, -0.24), (1.39, 0.42, 0.77, 0.77), (6.91, 6.87, -3.80, -3.83)),
}
"""Paper's Table 1 by EPIC: Teff (K), log g, [Fe/H]; EW of Hα and Ca II 8498, 8542, 8662 (Å);
log F(Hα), log F(Ca), log R′(Hα), log R′(Ca)."""
_NAMES = ("log_f_ha", "log_f_ca", "log_r_ha", "log_r_ca")
_HEADS = ("log F(Hα)", "log F(Ca)", "log R′(Hα)", "log R′(Ca)")
_WARM = 4500.0


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """The paper's rows, log F(Hα) against log F(Ca), and R′ against Teff."""
    found = measures(material, ticket)
    both = np.asarray(np.isfinite(found.log_flux).all(axis=1))
    active = found.active & both
    sheet, goals = _paper()
    rough = f" That is few: the relation is rough below {FEW}." if active.sum() < FEW else ""
    return Section(
        key="fluxes",
        title="Surface fluxes",
        text=sentences(
            "F is the excess width times the continuum flux at the line for the star's Teff, "
            "log g and [Fe/H]; R′ is F over σ Teff⁴ (paper, equations 3 and 4). F(Ca II) is the "
            "sum of the triplet. There is none without a Teff of a catalogue, outside the table "
            "of fluxes, or without an excess over 1σ.",
            f"{int(both.sum())} stars have both fluxes, {int(active.sum())} of them are active by "
            f"the paper's criteria.{rough} Those that are not active are mostly noise just above "
            "1σ: they form no relation and are drawn to show what the threshold does.",
        ),
        sheets=(sheet, _active(material, found, active)),
        pictures=(
            Picture(
                "f-f",
                f"Left: log F(Hα) against log F(Ca II) of {int(both.sum())} stars that have both, "
                f"in the colour of their Teff; rings with errors: the {int(active.sum())} active "
                "ones; line: equal fluxes; crosses: the rows of the paper's Table 1. Middle and "
                "right: log R′ against Teff. To be compared with Fig. 13 of the paper.",
                _draw(material, found, both, active),
            ),
        ),
        goals=goals,
    )


def _paper() -> tuple[Sheet, tuple[str, ...]]:
    """The paper's rows from its own widths, by our table of continuum fluxes."""
    rows: list[tuple[str | int | float | None, ...]] = []
    worst = {True: 0.0, False: 0.0}
    table = read_flux_table()
    for epic, ((teff, logg, feh), widths, published) in TABLE_1.items():
        star = {"teff": teff, "logg": logg, "feh": feh}
        for line, width in zip(ACTIVE, widths, strict=True):
            star |= {f"ew_{line.key}": width, f"e_ew_{line.key}": 0.0}
        ours = [surface_fluxes(star, table)[name] for name in _NAMES]
        off = [mine - theirs for mine, theirs in zip(ours, published, strict=True)]
        warm = teff > _WARM
        worst[warm] = max(worst[warm], max(abs(one) for one in off))
        rows.append((epic, teff, *(round(one, 2) for one in ours), *(round(x, 3) for x in off)))
    sheet = Sheet(
        "table-1",
        "The rows of the paper's Table 1: fluxes from the paper's own widths and parameters by "
        "the table of continuum fluxes that is used here, and ours less the paper's, dex.",
        ("EPIC", "Teff (K)", *_HEADS, *(f"Δ {head}" for head in _HEADS)),
        rows,
    )
    return sheet, tuple(
        goal(
            f"Paper's Table 1 within {most} dex {where} {_WARM:.0f} K",
            f"{worst[warm]:.3f} dex at worst",
            worst[warm] <= most,
        )
        for warm, most, where in ((True, 0.03, "above"), (False, 0.05, "below"))
    )


def _active(material: Material, found: Measures, active: NDArray[np.bool_]) -> Sheet:
    rows = np.flatnonzero(active)
    rows = rows[np.argsort(-found.log_flux[rows, 0])]
    return Sheet(
        "active",
        "The active stars by the paper's criteria, brightest in Hα first.",
        (
            "ra (deg)", "dec (deg)", "type", "Teff (K)", "EW Hα (Å)", "σ (Å)",
            "EW Ca II (Å)", *_HEADS, "remark",
        ),
        [
            (
                round(float(material.stars.ra[i]), 5),
                round(float(material.stars.dec[i]), 5),
                str(material.stars.subclass[i]),
                round(float(material.teff[i])),
                round(float(found.width[i, 0]), 2),
                round(float(found.error[i, 0]), 2),
                round(float(found.triplet[i]), 2),
                *(round(float(value), 2) for value in (*found.log_flux[i], *found.log_ratio[i])),
                str(material.stars.remark[i]).replace("_", " "),
            )
            for i in rows.tolist()
        ],
        shown=15,
    )  # fmt: skip


def _draw(
    material: Material, found: Measures, both: NDArray[np.bool_], active: NDArray[np.bool_]
) -> Figure:
    figure, (left, middle, right) = panels(1, 3, 2.7)
    teff = material.teff
    drawn = left.scatter(
        found.log_flux[both, 1], found.log_flux[both, 0], c=teff[both], s=5, cmap=TEFF_MAP,
        vmin=TEFF_RANGE[0], vmax=TEFF_RANGE[1], linewidths=0,
    )  # fmt: skip
    left.errorbar(
        found.log_flux[active, 1], found.log_flux[active, 0],
        found.flux_error[active, 0], found.flux_error[active, 1],
        fmt="o", mfc="none", mec="#1a1a1a", ecolor="#1a1a1a", ms=4.5, mew=0.6, elinewidth=0.4,
    )  # fmt: skip
    for _, _, (f_ha, f_ca, _, _) in TABLE_1.values():
        left.plot(f_ca, f_ha, "x", color="#d55e00", ms=5, mew=1)
    values = [*found.log_flux[both].ravel(), *(x for row in TABLE_1.values() for x in row[2][:2])]
    ends = np.percentile(values, [0.5, 99.8]) + np.array([-0.2, 0.2])
    left.plot(ends, ends, color="#9a9a9a", lw=0.6)
    left.set(xlim=ends, ylim=ends)
    left.set(xlabel="log F(Ca II) (erg/s/cm²)", ylabel="log F(Hα) (erg/s/cm²)")
    for axes, column, label in ((middle, 0, "Hα"), (right, 1, "Ca II")):
        values_here = found.log_ratio[:, column]
        some = np.isfinite(values_here)
        axes.scatter(
            teff[some], values_here[some], c=teff[some], s=5, cmap=TEFF_MAP, linewidths=0,
            vmin=TEFF_RANGE[0], vmax=TEFF_RANGE[1],
        )  # fmt: skip
        axes.plot(
            teff[active], values_here[active], "o", mfc="none", mec="#1a1a1a", ms=4.5, mew=0.6
        )
        axes.set(xlabel="Teff (K)", ylabel=f"log R′({label})")
        axes.invert_xaxis()
    figure.colorbar(drawn, ax=[left, middle, right], label="Teff (K)", shrink=0.8, aspect=30)
    return figure
