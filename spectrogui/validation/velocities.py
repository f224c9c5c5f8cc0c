"""Radial velocities measured here, and the check of the frame (method section 1)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.analysis.frames import frame_lag
from spectrogui.analysis.velocities import measure_velocities
from spectrogui.core.errors import InputError
from spectrogui.core.grid import R1800_BANDS
from spectrogui.core.job import Ticket
from spectrogui.science.velocity import TemplateBank
from spectrogui.validation.drawing import COLOURS, LETTERS, panels
from spectrogui.validation.frame_trials import RIGHT, WRONG, check_frames, frames_sheet
from spectrogui.validation.material import Material
from spectrogui.validation.repeats import repeated
from spectrogui.validation.section import Cell, Picture, Section, Sheet
from spectrogui.validation.trials import (
    Rows,
    by_judge,
    ordinary,
    prepared_from,
    spread_over_types,
    take,
)

_SNR, _FAR = 20.0, 50.0
_EACH, _SEED = 90, 4
"""Stars of each type of which the frame is made wrong."""
_LISTED = 25
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """Velocities of n stars with the header's put away: km/s, 1σ, σ of contrast."""

    rows: Rows
    kms: Floats
    error: Floats
    quality: Floats
    known: Floats

    @property
    def off(self) -> Floats:
        return self.kms - self.known


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """Differences to the header, errors, and how often a wrong frame is caught.

    Raises
    ------
    InputError : no star is bright enough, or tells a velocity
    """
    rows = ordinary(material, _SNR)
    if not len(rows):
        raise InputError(f"No ordinary star has S/N(r) > {_SNR:.0f} to measure velocities of.")
    found = _measure(material, rows, ticket)
    some = spread_over_types(material, rows, _EACH, _SEED)
    checked = check_frames(material, some, _as_taken(material, found, some), ticket)
    twice = repeated(material, found.rows, found.kms, found.error)
    sure = found.quality > 5
    if not sure.any():
        raise InputError("No star's cross-correlation stands out, so that there is no velocity.")
    off = found.off[sure & np.isfinite(found.off)]
    middle, far = float(np.median(np.abs(off))), float(np.mean(np.abs(off) > _FAR))
    passed = ~checked[0].flagged
    if not passed.any():
        raise InputError("Every frame is flagged as it is, so that none can be made wrong.")
    every_caught = [float(np.mean(one.flagged)) for one in checked[1:]]
    caught = [float(np.mean(one.flagged[passed])) for one in checked[1:]]
    right = [float(np.mean(np.abs(one.left) < RIGHT)) for one in checked[1:]]
    return Section(
        key="velocities",
        title="Velocities and the frame check",
        text=(
            f"The header's velocity of {len(rows)} ordinary stars with S/N(r) > {_SNR:.0f} was "
            "put away and measured anew, as for a star without one: cross-correlation with the "
            "model's templates over ±720 km/s, then twice the fit of the star's own template and "
            f"the shift that it leaves. {int(sure.sum())} of them stand out by over 5σ, which "
            "the program asks for before it takes a velocity.",
            "The velocity of a header is no truth. It comes mostly from the blue arm; where the "
            "wavelengths of a plate's red arm are off against it, as in spectra of the pilot "
            "survey and in some collections (see the table by source), the lines that are "
            "measured here lie where our velocity says. The list of the farthest shows whether "
            "both bands, Hα and Ca II, agree on that.",
            f"Frame check: {len(some)} of the stars were prepared with velocities wrong by "
            f"±{WRONG:.0f} km/s, and once more as if their wavelengths were in air. They start "
            "from the velocity that the program takes: the header's, and for M stars that of the "
            "cross-correlation. What is flagged without any of that is in the first row: false "
            "alarms, and stars whose header or red arm is wrong. In those an error of the other "
            f"sign cancels; of the {int(passed.sum())} that pass as they are, "
            + _percent(caught)
            + " are flagged (−, +, air). Right means that velocity and lag together come to "
            f"within {RIGHT:.0f} km/s of what they came to before.",
            *twice.text,
        ),
        sheets=(
            _by_type(material, found),
            _by_source(material, found),
            frames_sheet(material, checked),
            *twice.sheets,
            _farthest(material, found),
        ),
        pictures=(
            Picture(
                "difference",
                "Left: measured minus header velocity against S/N(r). Right: the same in units "
                "of its error, with a normal distribution. Stars that stand out by over 5σ.",
                _draw(material, found, sure),
            ),
        ),
        goals=(
            f"Median |ΔRV| < 10 km/s: {middle:.1f} km/s, {_said(middle < 10)}.",
            f"Farther than {_FAR:.0f} km/s < 2 %: {100 * far:.1f} %, {_said(far < 0.02)}.",
            f"A frame wrong by {WRONG:.0f} km/s or in air is flagged in > 99 % of the spectra "
            f"whose own frame is right: {_percent(caught)} (−, +, air), "
            f"{_said(min(caught) > 0.99)}. Of all, those with a wrong header included: "
            f"{_percent(every_caught)}.",
            f"The velocity then offered is right within {RIGHT:.0f} km/s in 95 %: "
            f"{_percent(right)}, "
            f"{_said(min(right) >= 0.95)}.",
        ),
    )


def _measure(material: Material, rows: Rows, ticket: Ticket) -> _Measured:
    kms, error, quality = (np.full(len(rows), np.nan) for _ in range(3))
    bank: dict[int, TemplateBank] = {}
    done = 0
    for judge, places in by_judge(material, rows):
        ticket.checkpoint(done, len(rows))
        model = judge.model
        if id(model) not in bank:
            bank[id(model)] = TemplateBank(model.decode(model.starts))
        arms = material.take_arms(rows[places])
        found, spread = measure_velocities(model, bank[id(model)], arms)
        kms[places], error[places], quality[places] = found.kms, spread, found.contrast
        done += len(places)
    return _Measured(rows, kms, error, quality, material.rv_kms[rows])


def _as_taken(material: Material, found: _Measured, rows: Rows) -> Floats:
    """The velocity that the program takes: of M stars the measured one, where it is sure."""
    place = np.searchsorted(found.rows, rows)
    ours = (material.stars.letter[rows] == "M") & (found.quality[place] > 5)
    return np.where(ours, found.kms[place], material.rv_kms[rows])


def _by_type(material: Material, found: _Measured) -> Sheet:
    letter = material.stars.letter[found.rows]
    rows: list[tuple[Cell, ...]] = []
    for kind in ("all", *LETTERS):
        some = ((letter == kind) | (kind == "all")) & np.isfinite(found.off)
        if some.any():
            rows.append((kind, *_figures(found, some)))
    return Sheet(
        "types",
        f"Measured minus header velocity, S/N(r) > {_SNR:.0f}, by type. Pull: robust scatter of "
        "the difference in units of our error; the header's own error adds to it.",
        ("type", *_HEADS),
        rows,
    )


def _by_source(material: Material, found: _Measured) -> Sheet:
    source = material.stars.source[found.rows]
    rows: list[tuple[Cell, ...]] = []
    for name in np.unique(source):
        some = (source == name) & np.isfinite(found.off)
        if some.sum() >= 5:
            rows.append((str(name), *_figures(found, some)))
    return Sheet(
        "sources",
        "The same by where the spectra come from; a median far from 0 is a red arm, or a list of "
        "velocities, that is off.",
        ("source", *_HEADS),
        rows,
    )


_HEADS = (
    "stars",
    "stand out by 5σ",
    "median (km/s)",
    "median |ΔRV| (km/s)",
    "robust 1σ (km/s)",
    f"share over {_FAR:.0f} km/s",
    "pull",
)


def _figures(found: _Measured, some: NDArray[np.bool_]) -> tuple[Cell, ...]:
    sure = some & (found.quality > 5)
    off = found.off[sure]
    if not len(off):
        return (int(some.sum()), 0, None, None, None, None, None)
    middle = float(np.median(off))
    ratio = np.abs(off - middle) / found.error[sure]
    return (
        int(some.sum()),
        int(sure.sum()),
        round(middle, 1),
        round(float(np.median(np.abs(off))), 1),
        round(1.4826 * float(np.median(np.abs(off - middle))), 1),
        round(float(np.mean(np.abs(off) > _FAR)), 4),
        round(1.4826 * float(np.nanmedian(ratio)), 2),
    )


def _farthest(material: Material, found: _Measured) -> Sheet:
    sure = (found.quality > 5) & np.isfinite(found.off)
    order = np.flatnonzero(sure)[np.argsort(-np.abs(found.off[sure]))]
    order = order[np.abs(found.off[order]) > _FAR][:_LISTED]
    rows: list[tuple[Cell, ...]] = []
    for at, bands in zip(order.tolist(), _band_lags(material, found, order), strict=True):
        row = int(found.rows[at])
        stars = material.stars
        rows.append(
            (
                str(stars.source[row]),
                round(float(stars.ra[row]), 4),
                round(float(stars.dec[row]), 4),
                str(stars.subclass[row]),
                round(float(stars.snr[row]), 0),
                round(float(found.known[at]), 0),
                round(float(found.kms[at]), 0),
                round(float(found.error[at]), 0),
                *[round(float(value), 0) for value in bands],
            )
        )
    return Sheet(
        "farthest",
        f"The stars over {_FAR:.0f} km/s from their header, farthest first, and the difference "
        "that each band gives alone.",
        (
            *("source", "ra (deg)", "dec (deg)", "type", "S/N(r)", "header (km/s)"),
            *("measured (km/s)", "σ (km/s)", "Hα band (km/s)", "Ca II band (km/s)"),
        ),
        rows,
    )


def _band_lags(material: Material, found: _Measured, places: Rows) -> Floats:
    """(n, 2) km/s, measured minus header as each band alone has it."""
    out = np.full((len(places), len(R1800_BANDS)), np.nan)
    rows = found.rows[places]
    at_rest = prepared_from(material.take_arms(rows), found.kms[places])
    for judge, own in by_judge(material, rows):
        some = take(at_rest, own)
        fit = judge.model.fit(some.flux, some.sigma, some.good)
        for column, band in enumerate(R1800_BANDS):
            alone = some.good.copy()
            other = np.ones(alone.shape[1], bool)
            other[band.rows] = False
            alone[:, other] = False
            out[own, column] = frame_lag(judge.model, fit, some, alone).kms
    return np.asarray(out + found.off[places][:, None])


def _draw(material: Material, found: _Measured, sure: NDArray[np.bool_]) -> Figure:
    figure, (left, right) = panels(1, 2, 2.8)
    letter = material.stars.letter[found.rows]
    for kind in LETTERS:
        some = sure & (letter == kind)
        left.plot(
            material.stars.snr[found.rows][some], found.off[some], ".", ms=3, color=COLOURS[kind],
            label=f"{kind} ({int(some.sum())})",
        )  # fmt: skip
    left.set(xscale="log", ylim=(-150, 150), xlabel="S/N(r)", ylabel="measured − header (km/s)")
    left.legend(loc="upper right")
    ratio = (found.off - np.nanmedian(found.off[sure]))[sure] / found.error[sure]
    edges = np.linspace(-6, 6, 49)
    right.hist(np.clip(ratio, -6, 6), edges.tolist(), density=True, color="#999999")
    right.plot(edges, np.exp(-0.5 * edges**2) / np.sqrt(2 * np.pi), color="black")
    right.set(xlabel="difference over its error", ylabel="density")
    return figure


def _percent(shares: list[float]) -> str:
    return ", ".join(f"{100 * share:.1f} %" for share in shares)


def _said(met: bool) -> str:
    return "met" if met else "not met"
