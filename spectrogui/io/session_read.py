"""What is to be read for the rows of a session."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from spectrogui.core.parameters import Parameters
from spectrogui.io import session_schema

_ASKED = 1024  # rows of one question


@dataclass(frozen=True, slots=True)
class Task:
    """A row that is to be scored.

    Attributes
    ----------
    row, path : its number, and the file as the user gave it
    file : the same, made absolute
    problem : why there is nothing to read, if the list said so
    obsid, parameters : what the list says of the star; a velocity by hand stands over its own
    has_numbers : it was scored before, and could be read then
    """

    row: int
    path: str
    file: Path
    problem: str
    obsid: str
    parameters: Parameters
    has_numbers: bool = False


def tasks(connection: sqlite3.Connection, rows: Iterable[int], folder: Path) -> list[Task]:
    """What is to be read for some rows; relative paths are taken from `folder`."""
    names = ", ".join(f"targets.{name}" for name in ("path", "problem", *session_schema.GIVEN))
    query = (
        f"SELECT targets.row, {names}, coalesce(status IN ('ok', 'partial'), 0), velocities.rv_kms"
        " FROM targets LEFT JOIN results USING (row) LEFT JOIN velocities USING (row)"
        " WHERE targets.row IN ({})"
    )
    wanted = [int(row) for row in rows]
    made: dict[int, Task] = {}
    for start in range(0, len(wanted), _ASKED):
        listed = ", ".join(map(str, wanted[start : start + _ASKED]))
        for values in connection.execute(query.format(listed)):
            task = _task(values, folder)
            made[task.row] = task
    return [made[row] for row in wanted]


def _task(values: Sequence[Any], folder: Path) -> Task:
    row, path, problem, obsid, epic, *numbers, scored, by_hand = values
    ra, dec, teff, logg, feh, rv = (np.nan if n is None else n for n in numbers)
    star = Parameters(teff, logg, feh, rv, epic, ra, dec)
    if by_hand is not None:
        star = replace(star, rv_kms=by_hand, rv_from="hand")
    return Task(row, path, folder / path, problem, obsid, star, bool(scored))
