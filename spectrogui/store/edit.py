"""One step of labelling as data, so that it can be taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import COLUMN
from spectrogui.core.table import Table, plain
from spectrogui.io.label_log import LabelEvent, LabelState
from spectrogui.store.selection import Rows

SIGNED = ("inspector", "labelled_utc")
LABEL_COLUMNS = ("verdict", "tags", "star", "comment", *SIGNED)
Values = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """A change of one label column of some rows.

    Attributes
    ----------
    number : unique within a session
    kind : verdict, tags, star or comment
    rows : (k,)
    before, after : the column `kind` and who signed it when, (k,) each, as the table stores them
    """

    number: int
    kind: str
    rows: Rows
    before: Values
    after: Values

    def events(self, table: Table, mark: str, utc: str, inspector: str) -> Iterator[LabelEvent]:
        """What the log says of this step, or of taking it back (`mark` is undo)."""
        old, new = (self.after, self.before) if mark == "undo" else (self.before, self.after)
        column, batch = COLUMN[self.kind], int(len(self.rows) > 1)
        ids = (table[name][self.rows].tolist() for name in ("obsid", "input_sha256"))
        values = (old[self.kind].tolist(), new[self.kind].tolist())
        for row, obsid, sha, was, now in zip(self.rows.tolist(), *ids, *values, strict=True):
            texts = _text(column.kind, was), _text(column.kind, now)
            yield LabelEvent(
                utc, row, obsid, sha, self.kind, *texts, batch, inspector, self.number, mark
            )

    def states(self, table: Table, values: Values) -> Iterator[LabelState]:
        """What holds for the rows once `values` are put over the table's."""
        names = ("obsid", "input_sha256", *LABEL_COLUMNS)
        columns = {name: table[name][self.rows] for name in names} | values
        for row, *cells in zip(
            self.rows.tolist(), *(columns[name].tolist() for name in names), strict=True
        ):
            obsid, sha, verdict, tags, star, comment, inspector, labelled = cells
            yield LabelState(
                row,
                obsid,
                sha,
                plain(COLUMN["verdict"], verdict),
                tags,
                None if star != star else int(star),
                comment,
                inspector,
                labelled,
            )


def sign(size: int, inspector: str, utc: str) -> Values:
    """Who said it, and when, for `size` rows."""
    return {
        "inspector": np.full(size, inspector, dtype=object),
        "labelled_utc": np.full(size, utc, dtype=object),
    }


def now() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(kind: str, value: Any) -> str:
    if kind == "text":
        return str(value)
    return "" if value != value else str(round(value))
