"""Frames made wrong on purpose: how often that is seen, and whether the offer mends it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.job import Ticket
from spectrogui.core.wavelength import vacuum_to_air
from spectrogui.science.red_arm import LOG_STEP, RED_WAVE, RedArms
from spectrogui.validation.drawing import LETTERS
from spectrogui.validation.material import Material
from spectrogui.validation.section import Cell, Sheet
from spectrogui.validation.trials import Rows, judge_all, prepared_from

WRONG, RIGHT = 60.0, 15.0
"""km/s by which a velocity is made wrong, and to which the one that is offered should be right."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A frame made wrong: what, in words; flagged or not; and what the offer is wrong by."""

    what: str
    flagged: NDArray[np.bool_]
    left: Floats
    rows: Rows


def check_frames(material: Material, rows: Rows, own: Floats, ticket: Ticket) -> list[Checked]:
    """As they are, wrong by ∓60 km/s, and read as if their wavelengths were in air.

    Parameters
    ----------
    own : (n,) km/s, the velocities that are taken for right
    """
    arms = material.take_arms(rows)
    in_air = replace(arms, offset=(arms.offset - _air_pixels()).astype(np.float32))
    before = judge_all(material, rows, prepared_from(arms, own))
    out = [Checked("as it is taken", before.flags["frame"], 0 * own, rows)]
    wrong: list[tuple[str, RedArms, float]] = [
        (f"header − {WRONG:.0f} km/s", arms, -WRONG),
        (f"header + {WRONG:.0f} km/s", arms, WRONG),
        ("wavelengths in air", in_air, 0.0),
    ]
    for number, (what, changed, error) in enumerate(wrong):
        ticket.checkpoint(number, len(wrong))
        after = judge_all(material, rows, prepared_from(changed, own + error))
        true = -_AIR_KMS if changed is in_air else -error
        left = after.lag.kms - true - np.nan_to_num(before.lag.kms)
        out.append(Checked(what, after.flags["frame"], left, rows))
    return out


_AIR_KMS = 82.6
"""km/s, vacuum against air between Hα and Ca II."""


def _air_pixels() -> Floats:
    return np.asarray(np.log10(RED_WAVE / vacuum_to_air(RED_WAVE)) / LOG_STEP)


def frames_sheet(material: Material, checked: list[Checked]) -> Sheet:
    """Shares flagged and mended, by type."""
    rows: list[tuple[Cell, ...]] = []
    for one in checked:
        letter = material.stars.letter[one.rows]
        shares: list[Cell] = [
            round(float(one.flagged[letter == kind].mean()), 3) if (letter == kind).any() else None
            for kind in LETTERS
        ]
        first = one is checked[0]
        right = None if first else round(float(np.mean(np.abs(one.left) < RIGHT)), 3)
        rows.append((one.what, round(float(one.flagged.mean()), 4), *shares, right))
    count = [int((material.stars.letter[checked[0].rows] == kind).sum()) for kind in LETTERS]
    return Sheet(
        "frames",
        "Share of spectra whose frame is flagged: of all, and of "
        + ", ".join(f"{n} {kind}" for n, kind in zip(count, LETTERS, strict=True))
        + f" stars; and share in which the velocity offered is right within {RIGHT:.0f} km/s.",
        ("velocity taken out", "all", *LETTERS, "offer right"),
        rows,
    )
