"""Which rows go into an exported table, and what the table says of its origin."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from spectrogui import __version__
from spectrogui.core.job import Ticket
from spectrogui.core.table import Table
from spectrogui.store.edit import now
from spectrogui.store.selection import Rows
from spectrogui.store.session import Session
from spectrogui.store.settings import Settings


@dataclass(frozen=True, slots=True)
class Choice:
    """One set of rows that can be exported; `id` is how it is called in the file."""

    id: str
    title: str


CHOICES: tuple[Choice, ...] = (
    Choice("selected", "Selected rows"),
    Choice("filtered", "Rows that pass the filter, in their order"),
    Choice("labelled", "Rows with a verdict, star, tag or comment"),
    Choice("all", "All rows"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """What to write, and where to."""

    choice: str
    rows: Rows
    path: Path


def rows_of(session: Session, choice: str) -> Rows:
    """The rows of a choice, with all that was said of them until now."""
    session.labels.finish()
    if choice == "selected":
        return session.selection.picked
    if choice == "filtered":
        return session.queue.rows
    if choice == "labelled":
        return np.flatnonzero(session.labels.labelled())
    return np.arange(len(session.table), dtype=np.intp)


def about(session: Session, settings: Settings, export: Export) -> dict[str, str]:
    """Where the rows come from, for the head of the file: what can be said at once."""
    table = session.table
    kept = session.file.kept() if session.file is not None else {}
    facts = {
        "program": f"spectrogui {__version__}",
        "written_utc": now(),
        "inspector": settings.inspector,
        "session": session.file.path.name if session.file is not None else "",
        "rows": f"{export.choice}: {len(export.rows)} of {len(table)}",
        "filter": session.queue.filter,
        "sorted_by": session.queue.sort_name,
        "catalogue": Path(kept.get("catalogue", "")).name,
    }
    facts |= {
        key.removeprefix("provenance."): value
        for key, value in kept.items()
        if key.startswith("provenance.")
    }
    return {key: value for key, value in facts.items() if value}


def write(export: Export, table: Table, facts: Mapping[str, str], ticket: Ticket) -> None:
    """The job: write what was asked for, and with what it was made.

    Parameters
    ----------
    table : as it was when that was asked, see `Table.snapshot`

    Raises
    ------
    InputError : the file cannot be written
    Cancelled : the ticket was cancelled; the old file stays
    """
    from spectrogui.io.tables import write_table

    names = ("model_sha256", "prep_sha256")
    made = {name: " ".join(sorted(_words(table, name, export.rows))) for name in names}
    told = {name: text for name, text in made.items() if text and name not in facts}
    write_table(export.path, table, export.rows, {**facts, **told}, ticket)


def _words(table: Table, name: str, rows: Rows) -> set[str]:
    """The different texts of a column in some rows."""
    return set(table.cells(name, rows).tolist()) - {""}
