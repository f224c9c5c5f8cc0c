"""How often each flag finds what it should, and how often it is wrong."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.validation.drawing import LETTERS, panels
from spectrogui.validation.flag_trials import ACTIVITY, TRIALS, Trial, drawn
from spectrogui.validation.material import Material
from spectrogui.validation.section import Cell, Picture, Section, Sheet
from spectrogui.validation.trials import (
    Rows,
    judge_all,
    ordinary,
    prepared_as_read,
    spread_over_types,
)

_SNR = 20.0
_RANGES = ((20.0, 50.0), (50.0, 100.0), (100.0, np.inf))
_ORDINARY, _EACH, _SEED = 250, 36, 7
"""Stars of each type for false alarms, and for injection."""
WORDS = ("nebular", "cosmic", "sky", "balmer_hot", "sb2", "li_rich", "reconstruction")


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """Completeness by injection, false alarms by type, and what is said of odd spectra.

    Raises
    ------
    InputError : no star is bright enough
    """
    every = ordinary(material, _SNR)
    rows = spread_over_types(material, every, _ORDINARY, _SEED)
    if not len(rows):
        raise InputError(f"No ordinary star has S/N(r) > {_SNR:.0f} to put anything into.")
    quiet = judge_all(material, rows, prepared_as_read(material, rows)).flags
    few = spread_over_types(material, rows, _EACH, _SEED)
    found: list[tuple[Trial, float, Rows, NDArray[np.bool_]]] = []
    for number, trial in enumerate(TRIALS):
        ticket.checkpoint(number, len(TRIALS) + 1)
        found += _tried(material, trial, few, quiet, rows)
    active = _active(material, few, quiet, rows)
    return Section(
        key="flags",
        title="Flags",
        text=(
            f"Completeness: the flag's cause was put into {len(few)} real spectra of ordinary "
            f"stars with S/N(r) > {_SNR:.0f}, as they were read, and everything done anew, by a "
            "model that has not seen the star. Stars that carry the flag without it are left "
            "out.",
            f"False alarms: how many of {len(rows)} ordinary stars carry the flag. Nobody has "
            "looked at each of these: some are rightly flagged, as stars before nebulae, fast "
            "rotators and real binaries are, so that the shares are upper limits.",
            "The flag of cosmic rays is raised by one spike in all 800 points, which ordinary "
            "spectra often have. M stars are judged here with the velocity of their header, which "
            "the program does not use; those of a wrong one carry the flag of the frame.",
            "Thresholds come from these two, not from the spectra that a person named, which "
            "are below. Where there are few stars shares are rough.",
        ),
        sheets=(
            _completeness(material, found),
            _false_alarms(material, rows, quiet),
            active,
            *_named(material),
        ),
        pictures=(
            Picture(
                "completeness",
                "Share found against the strength of what was put in, by S/N(r).",
                _draw(material, found),
            ),
        ),
    )


def _tried(
    material: Material,
    trial: Trial,
    few: Rows,
    quiet: dict[str, NDArray[np.bool_]],
    rows: Rows,
) -> list[tuple[Trial, float, Rows, NDArray[np.bool_]]]:
    some = drawn(material, trial, few)
    some = some[~quiet[trial.flag][np.searchsorted(rows, some)]]
    if not len(some):
        return []
    out = []
    for strength in trial.strengths:
        made = trial.make(material, some, strength, np.random.default_rng(_SEED))
        out.append((trial, strength, some, judge_all(material, some, made).flags[trial.flag]))
    return out


def _completeness(
    material: Material, found: list[tuple[Trial, float, Rows, NDArray[np.bool_]]]
) -> Sheet:
    cells: list[tuple[Cell, ...]] = []
    for trial, strength, rows, hit in found:
        snr, letter = material.stars.snr[rows], material.stars.letter[rows]
        by_snr = [_share(hit, (snr > low) & (snr <= high)) for low, high in _RANGES]
        by_type = [_share(hit, letter == kind) for kind in LETTERS]
        what = f"{trial.what} {strength:g} {trial.unit}".strip()
        cells.append((trial.flag, what, len(rows), _share(hit, snr > 0), *by_snr, *by_type))
    return Sheet(
        "completeness",
        "Share of spectra in which the flag was raised after its cause was put in: of all, by "
        "S/N(r), and by type.",
        ("flag", "put in", "spectra", "all", *(_range(r) for r in _RANGES), *LETTERS),
        cells,
    )


def _false_alarms(material: Material, rows: Rows, quiet: dict[str, NDArray[np.bool_]]) -> Sheet:
    letter = material.stars.letter[rows]
    cells: list[tuple[Cell, ...]] = []
    for word in (*WORDS, "frame", "masked_ha", "masked_ca"):
        hit = quiet[word]
        shares = [_share(hit, letter == kind) for kind in LETTERS]
        cells.append((word, int(hit.sum()), _share(hit, letter != ""), *shares))
    count = ", ".join(f"{int((letter == kind).sum())} {kind}" for kind in LETTERS)
    return Sheet(
        "ordinary",
        f"Share of ordinary stars ({count}) that carry each flag.",
        ("flag", "stars", "all", *LETTERS),
        cells,
    )


def _active(
    material: Material, few: Rows, quiet: dict[str, NDArray[np.bool_]], rows: Rows
) -> Sheet:
    some = drawn(material, ACTIVITY, few)
    cells: list[tuple[Cell, ...]] = []
    if len(some):
        strength = ACTIVITY.strengths[0]
        made = ACTIVITY.make(material, some, strength, np.random.default_rng(_SEED))
        after = judge_all(material, some, made).flags
        place = np.searchsorted(rows, some)
        for word in (*WORDS, "frame"):
            before = quiet[word][place]
            cells.append((word, len(some), int(before.sum()), int((after[word] & ~before).sum())))
    return Sheet(
        "active",
        "K and M stars before and after Hα emission of 4 Å and a third of it in each calcium "
        "line were put in: none may be flagged for being active.",
        ("flag", "stars", "flagged before", "flagged by it"),
        cells,
    )


def _named(material: Material) -> tuple[Sheet, ...]:
    """What is said of spectra of which a person said something."""
    remark = material.stars.remark
    rows = np.flatnonzero(remark != "")
    if not len(rows):
        return ()
    flags = judge_all(material, rows, prepared_as_read(material, rows)).flags
    cells: list[tuple[Cell, ...]] = []
    for name in np.unique(remark[rows]):
        some = remark[rows] == name
        hits = [int(flags[word][some].sum()) for word in (*WORDS, "frame")]
        cells.append((str(name).replace("_", " "), int(some.sum()), *hits))
    return (
        Sheet(
            "named",
            "Spectra of which the list says something, and how many of them carry each flag.",
            ("remark", "spectra", *WORDS, "frame"),
            cells,
        ),
    )


def _draw(material: Material, found: list[tuple[Trial, float, Rows, NDArray[np.bool_]]]) -> Figure:
    figure, axes = panels(2, 4, 4.2, sharey=True)
    for axis, trial in zip(axes, TRIALS, strict=False):
        mine = [one for one in found if one[0] is trial]
        for (low, high), mark in zip(_RANGES, ("v-", "o-", "^-"), strict=True):
            shares = []
            for _, _, rows, hit in mine:
                snr = material.stars.snr[rows]
                share = _share(hit, (snr > low) & (snr <= high))
                shares.append(np.nan if share is None else share)
            strengths = [strength for _, strength, _, _ in mine]
            axis.plot(strengths, shares, mark, ms=3, lw=0.8, label=_range((low, high)))
        axis.set(title=trial.flag.replace("_", " "), ylim=(-0.03, 1.03))
        axis.set_xlabel(trial.what.split(",")[-1].strip() + f" ({trial.unit})" * bool(trial.unit))
    handles, labels = axes[0].get_legend_handles_labels()
    for axis in axes[len(TRIALS) :]:
        axis.set_axis_off()
        axis.legend(handles, labels, loc="center")
    for axis in axes[::4]:
        axis.set_ylabel("share found")
    return figure


def _share(hit: NDArray[np.bool_], some: NDArray[np.bool_]) -> float | None:
    return round(float(hit[some].mean()), 3) if some.any() else None


def _range(limits: tuple[float, float]) -> str:
    low, high = limits
    return f"S/N {low:.0f}–{high:.0f}" if np.isfinite(high) else f"S/N > {low:.0f}"
