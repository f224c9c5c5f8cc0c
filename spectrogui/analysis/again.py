"""Scoring stars again with another model out of their pack, without their files.

A star keeps the velocity that was taken out of its prepared spectrum, whether it came from hand,
catalogue, header or a cross-correlation. So another model sees the very spectrum that the first
one saw, and its numbers are those that it finds of the file at that velocity, digit for digit. Of
a cross-correlation that holds too: it compares the places of lines with templates at rest, which
those of every model are; what is left between spectrum and the new template says `lag_kms`, as
ever. Whose velocity by hand or catalogue is another one now is read from its file.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.chunks import (
    SCORED,
    Analyser,
    Catalogue,
    Scored,
    parameters_of,
    record_of,
    row_of,
)
from spectrogui.core.columns import COLUMN
from spectrogui.core.parameters import Parameters
from spectrogui.core.table import stored
from spectrogui.io.pack import Pack, Packed
from spectrogui.io.pack_record import RECORD, SOURCES, have_basis, headers, put_model
from spectrogui.io.session_read import Task

if TYPE_CHECKING:
    from spectrogui.analysis.prepared_stars import PreparedStars

_OF_SPECTRUM = ("none", "header", "ccf")


def score_records(
    tasks: Sequence[Task],
    records: Packed,
    analyser: Analyser,
    catalogue: Catalogue | None = None,
) -> Scored:
    """Measure again those stars of a chunk whose records hold all that it needs.

    Tasks that `Scored.rows` does not name are to be scored from their files: those without
    numbers, without a whole record of this preparation, or with another velocity by now.

    Parameters
    ----------
    records : (n,) of the tasks, as `Pack.read` gives them
    """
    from spectrogui.analysis.prepared_stars import from_records  # scipy

    chosen = _usable(tasks, records)
    some = [tasks[number] for number in chosen]
    who = headers(records[chosen], [str(task.file) for task in some])
    known = [parameters_of(*one, catalogue) for one in zip(some, who, strict=True)]
    holds = [_velocity_holds(*one) for one in zip(records[chosen], known, strict=True)]
    if not any(holds):
        return nothing()
    some, who, known = (
        list(compress(some, holds)), list(compress(who, holds)), list(compress(known, holds))
    )  # fmt: skip
    made = records[chosen][holds]
    stars = _renamed(from_records(made, who), known)
    analysed = analyser.judge(stars, known)
    put_model(made, [record_of(one) for one in analysed])
    rows = np.array([task.row for task in some], dtype=np.intp)
    values = [row_of(task, one.row) for task, one in zip(some, analysed, strict=True)]
    return Scored(rows=rows, columns=stored(values, SCORED), recorded=rows, records=made)


def out_of(
    pack: Pack | None,
    tasks: Sequence[Task],
    analyser: Analyser,
    catalogue: Catalogue | None = None,
) -> Scored:
    """The same with the records of a pack, if there is one."""
    again = [task for task in tasks if task.has_numbers]
    if pack is None or not again:
        return nothing()
    records = pack.read(np.array([task.row for task in again], dtype=np.intp))
    return score_records(again, records, analyser, catalogue)


def joined(one: Scored, other: Scored) -> Scored:
    """What was found of two parts of a chunk, as one."""
    names = {**one.columns, **other.columns}
    return Scored(
        np.concatenate([one.rows, other.rows]),
        {name: np.concatenate([_cells(one, name), _cells(other, name)]) for name in names},
        np.concatenate([one.recorded, other.recorded]),
        np.concatenate([one.records, other.records]),
    )


def _cells(scored: Scored, name: str) -> NDArray[Any]:
    """A column; unknown where there is none of that name."""
    if name in scored.columns:
        return scored.columns[name]
    if COLUMN[name].kind == "text":
        return np.full(len(scored.rows), "", object)
    return np.full(len(scored.rows), nan)


def left(tasks: Sequence[Task], scored: Scored) -> list[Task]:
    """The tasks that still have to be scored from their files."""
    done = set(scored.rows.tolist())
    return [task for task in tasks if task.row not in done]


def nothing() -> Scored:
    """The outcome of no tasks."""
    none = np.array([], dtype=np.intp)
    return Scored(none, {}, none, np.zeros(0, RECORD))


def _usable(tasks: Sequence[Task], records: Packed) -> list[int]:
    """Stars that were read before and whose records are whole; what failed is read anew."""
    whole = have_basis(records).tolist()
    return [number for number, task in enumerate(tasks) if whole[number] and task.has_numbers]


def _velocity_holds(record: np.void, star: Parameters | None) -> bool:
    """Whether the velocity that was taken out is still the one to be taken out."""
    if star is not None and np.isfinite(star.rv_kms):
        return bool(record["rv_kms"] == star.rv_kms)
    return SOURCES[int(record["rv_source"])] in _OF_SPECTRUM


def _renamed(stars: "PreparedStars", known: Sequence[Parameters | None]) -> "PreparedStars":
    """With where the velocities come from now; of which only the word can have changed."""
    source, quality = list(stars.velocities.source), stars.velocities.quality.copy()
    for number, star in enumerate(known):
        if star is not None and np.isfinite(star.rv_kms):
            source[number], quality[number] = star.rv_from, nan
    return replace(stars, velocities=replace(stars.velocities, source=source, quality=quality))
