"""The work of `spectrogui lightcurve`: from targets to rows, flares and figures, one by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spectrogui.app.console import say
from spectrogui.core.curve_study import Study
from spectrogui.core.errors import (
    ArchiveError,
    InputError,
    OfflineError,
    UnreadableError,
)
from spectrogui.core.job import Ticket
from spectrogui.core.k2_product import Product
from spectrogui.io.curve_source import CurveSource
from spectrogui.io.curve_targets import CurveTarget

_ENDINGS = re.compile(r"\.(?:fits?|gz|txt|csv|dat)$", re.IGNORECASE)


class Plots:
    """Figures of light curves in a folder; after one that cannot be written no more are."""

    def __init__(self, folder: Path | None, ending: str) -> None:
        self._folder, self._ending = folder, ending
        self._used: set[str] = set()
        self.failed = False

    def save(self, study: Study) -> None:
        """Write the figure of a light curve, named as its file."""
        if self._folder is None or self.failed:
            return
        from spectrogui.analysis.figures import save_curve_figure

        try:
            save_curve_figure(self._folder / f"{self._name(study)}.{self._ending}", study)
        except InputError as error:
            self.failed = True
            say(f"spectrogui lightcurve: {error} No more figures are made.")

    def _name(self, study: Study) -> str:
        """The name of the file without its endings; a number makes a second one another."""
        name = Path(study.curve.header.path).name
        while _ENDINGS.search(name):
            name = _ENDINGS.sub("", name)
        name, number = name or "light-curve", 1
        while (unique := f"{name}-{number}" if number > 1 else name).casefold() in self._used:
            number += 1
        self._used.add(unique.casefold())
        return unique


@dataclass
class CurveResults:
    """What came of the targets so far.

    Attributes
    ----------
    targets : in their order
    rows : of each target that is done, one or, if all products are wanted, several
    flares : in the order of the rows
    """

    targets: Sequence[CurveTarget]
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    flares: list[dict[str, Any]] = field(default_factory=list)

    @property
    def measured(self) -> int:
        """How many rows have numbers."""
        return sum(row["status"] == "ok" for rows in self.rows for row in rows)


def measure_all(
    source: CurveSource, results: CurveResults, plots: Plots, every: bool, ticket: Ticket
) -> None:
    """Measure target by target; what is done stays in `results` if the ticket is cancelled.

    Parameters
    ----------
    every : a row for each product of a star, not for the best one alone

    Raises
    ------
    Cancelled : the ticket was cancelled
    """
    for number, target in enumerate(results.targets):
        ticket.checkpoint(number, len(results.targets))
        rows, studies = _measured(source, target, every, _Silent(ticket))
        for study in studies:
            plots.save(study)
            results.flares += _flare_rows(study)
        results.rows.append(rows)


def _measured(
    source: CurveSource, target: CurveTarget, every: bool, ticket: Ticket
) -> tuple[list[dict[str, Any]], list[Study]]:
    """The rows of a target, and what was found in those that could be read."""
    from spectrogui.analysis.curve_rows import curve_row, failed_row

    if target.problem:
        return [failed_row(target.given, target.epic, target.problem)], []
    try:
        products = source.products(target, ticket)
    except (OfflineError, ArchiveError) as error:
        return [failed_row(target.given, target.epic, str(error))], []
    rows, studies, failures = [], [], []
    for product in products:
        try:
            study = _study(source, product, target.epic, ticket)
        except (UnreadableError, OfflineError, ArchiveError) as error:
            path = product.path or product.filename
            failures.append(failed_row(path, product.epic, str(error), product.title))
            rows += failures[-1:] if every else []
            continue
        rows.append(curve_row(study) | {"epic": study.curve.header.epic or product.epic})
        studies.append(study)
        if not every:
            break
    if studies and not every:
        for failure in failures:
            say(f"spectrogui lightcurve: {failure['problem']} Another product was taken.")
    nothing = f"K2 has no light curve of EPIC {target.epic}{source.by_author}."
    return rows or failures[:1] or [failed_row(target.given, target.epic, nothing)], studies


def _study(source: CurveSource, product: Product, epic: str, ticket: Ticket) -> Study:
    """What is in a light curve, which must be of the star that was asked for."""
    from spectrogui.analysis.curves import measure

    there = source.bring(product, ticket)
    ticket.checkpoint()
    study = measure(Path(there.path))
    told = study.curve.header.epic
    if epic and told and told != epic:
        raise UnreadableError(f"{Path(there.path).name} is of EPIC {told}, not of EPIC {epic}.")
    return study


def _flare_rows(study: Study) -> list[dict[str, Any]]:
    from spectrogui.analysis.curve_rows import flare_rows

    return flare_rows(study)


class _Silent(Ticket):
    """Is cancelled with another ticket, and keeps its own progress to itself."""

    def __init__(self, outer: Ticket) -> None:
        super().__init__()
        self._outer = outer

    @property
    def cancelled(self) -> bool:
        """Whether someone asked the other one to stop."""
        return self._outer.cancelled
