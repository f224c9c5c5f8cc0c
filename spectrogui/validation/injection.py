"""Injection and recovery: how right widths and errors are, and what reaches the template."""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.refining import telling
from spectrogui.core.job import Ticket
from spectrogui.core.lines import MEASURED
from spectrogui.science.red_arm import RedArms
from spectrogui.validation.injected import Profiles, find, noisier, rotating, with_profiles
from spectrogui.validation.injection_figures import completeness_picture, pull_picture
from spectrogui.validation.injection_leaks import leaks
from spectrogui.validation.injection_tables import (
    DRAWS,
    alarm_sheet,
    completeness_sheet,
    noise_sheet,
    pull_goals,
    pull_sheet,
)
from spectrogui.validation.material import Material
from spectrogui.validation.section import Section

_SEED = 20
_EACH = 90
"""Stars of each type, as they are."""
_GOOD, _NOISY, _GOOD_EACH = 120.0, (12.0, 25.0, 60.0), 25
_STRENGTH = {"ha": (0.2, 5.0), "ca8498": (0.1, 1.5), "ca8542": (0.2, 2.5), "ca8662": (0.2, 2.5),
             "li": (-0.4, -0.03)}  # fmt: skip
_FASTEST = 200.0

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """n spectra with lines put in, and what was measured.

    Attributes
    ----------
    row : (n,) the star in the material
    snr : (n,) S/N(r), lowered where noise was `added`
    put, found, error : (n, 5) Å, by the signs of `MEASURED`; `put` is what lies in the window
    before, error_before : (n, 5) the same spectrum without the lines
    double : (n,) whether the lines have two peaks; kms : (n,) rotation
    """

    row: Rows
    snr: Floats
    added: NDArray[np.bool_]
    put: Floats
    found: Floats
    error: Floats
    before: Floats
    error_before: Floats
    double: NDArray[np.bool_]
    kms: Floats


def section(material: Material, ticket: Ticket, report: Callable[[str], None]) -> Section:
    """Bias, pulls, completeness, false alarms, and leaks into the template."""
    report("injection and recovery")
    trials = recover(material, ticket)
    letters = material.stars.letter[trials.row]
    report("leaks into the template")
    leak = leaks(material, ticket, _SEED + 1)
    return Section(
        "injection",
        "Injection and recovery",
        (
            f"Emission of 0.2–5 Å at Hα, up to 2.5 Å in the calcium lines, and absorption of up "
            f"to 0.4 Å at lithium were added to {len(np.unique(trials.row))} held-out spectra as "
            "they were read, once and again: Gaussian and double-peaked lines, from the "
            f"line-spread function to a rotation of {_FASTEST:.0f} km/s. Half of the trials with "
            "S/N below 100 are good spectra with noise added. Each was measured as the program "
            "does, by a model that has not seen the star. What lies outside the window of a line "
            "by its definition is not counted as put in.",
            "A pull is what was found less what was put in, over its error. The stars are those "
            "of which nothing odd is known, not stars known to be inactive: their own activity is "
            "part of mean and tail. Good spectra with noise added have none of the airglow that "
            "faint ones hold, and are of other stars: a second table tells the two apart. The "
            "goals are judged by spectra as they are, since faint spectra with their airglow are "
            "what is measured and what zero points are for; good ones with noise added count "
            "there only in ranges of S/N with fewer than ten others of the type. The tables of "
            "pulls hold both. "
            "Standard deviations leave out pulls beyond 4; the tables say how many these are. "
            "K and M stars are few.",
            *leak.text,
        ),
        (pull_sheet(trials, letters), noise_sheet(trials, letters), completeness_sheet(trials),
         alarm_sheet(trials, letters),
         *leak.sheets),
        (pull_picture(trials, letters), completeness_picture(trials), *leak.pictures),
        (*pull_goals(trials, letters), *leak.goals),
    )  # fmt: skip


def recover(material: Material, ticket: Ticket) -> Trials:
    """The trials: the same for the same material."""
    random = np.random.default_rng(_SEED)
    rows, arms, snr = _spectra(material, random)
    ticket.checkpoint()
    added = snr < material.stars.snr[rows]
    before = find(material, rows, arms)
    parts = []
    for _ in range(DRAWS):
        ticket.checkpoint()
        double, kms = random.random(len(rows)) < 0.3, _FASTEST * random.random(len(rows))
        lines = {key: _draw(key, kms, double, random) for key in _STRENGTH}
        found = find(material, rows, with_profiles(arms, material.rv_kms[rows], lines))
        put = np.stack([lines[line.key].inside(line) for line in MEASURED], axis=1)
        put[:, -1] *= -1
        parts.append(
            Trials(
                rows,
                snr,
                added,
                put,
                found.width,
                found.error,
                before.width,
                before.error,
                double,
                kms,
            )
        )
    columns = ([getattr(part, f.name) for part in parts] for f in fields(Trials))
    return Trials(*(np.concatenate(column) for column in columns))


def _draw(
    key: str, kms: Floats, double: NDArray[np.bool_], random: np.random.Generator
) -> Profiles:
    """Lines whose logarithm of the strength is evenly spread."""
    low, high = _STRENGTH[key]
    sign = np.sign(low)
    faint, strong = sorted((np.log(abs(low)), np.log(abs(high))))
    return rotating(key, sign * np.exp(random.uniform(faint, strong, len(kms))), kms, double)


def _spectra(material: Material, random: np.random.Generator) -> tuple[Rows, RedArms, Floats]:
    """Stars as they are, and good ones with noise added; their arms and S/N."""
    fine = telling(material.stars)
    rows = _some(material, fine, _EACH, random)
    good = _some(material, fine & (material.stars.snr > _GOOD), _GOOD_EACH, random)
    sets = [(rows, material.take_arms(rows), material.stars.snr[rows])]
    for snr in _NOISY:
        worse = noisier(material.take_arms(good), material.stars.snr[good] / snr, random)
        sets.append((good, worse, np.full(len(good), snr)))
    arms = RedArms(
        *(np.concatenate([getattr(one, f.name) for _, one, _ in sets]) for f in fields(RedArms))
    )
    return np.concatenate([a for a, _, _ in sets]), arms, np.concatenate([c for *_, c in sets])


def _some(
    material: Material, rows: NDArray[np.bool_], each: int, random: np.random.Generator
) -> Rows:
    """At most so many stars of each type."""
    drawn = [
        random.permutation(np.flatnonzero(rows & (material.stars.letter == letter)))[:each]
        for letter in "AFGKM"
    ]
    return np.sort(np.concatenate(drawn))
