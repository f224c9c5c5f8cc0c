"""One step of labelling as data, so that it can be taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.table import Table
from spectrogui.io.label_log import LabelEvent, LabelState
from spectrogui.store.selection import Rows

SIGNED = ("inspector", "labelled_utc")
IDS = ("obsid", "input_sha256")
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
        cells = zip(
            repeat(utc),
            self.rows.tolist(),
            *(table.cells(name, self.rows).tolist() for name in IDS),
            repeat(self.kind),
            _texts(old[self.kind]),
            _texts(new[self.kind]),
            repeat(int(len(self.rows) > 1)),
            repeat(inspector),
            repeat(self.number),
            repeat(mark),
            strict=False,
        )
        return map(LabelEvent._make, cells)

    def states(self, table: Table, values: Values) -> Iterator[LabelState]:
        """What holds for the rows once `values` are put over the table's."""
        names = (*IDS, *LABEL_COLUMNS)
        columns = {name: table.cells(name, self.rows) for name in names} | values
        cells = (_plain(columns[name]) for name in names)
        return map(LabelState._make, zip(self.rows.tolist(), *cells, strict=True))


def sign(size: int, inspector: str, utc: str) -> Values:
    """Who said it, and when, for `size` rows."""
    return {
        "inspector": np.full(size, inspector, dtype=object),
        "labelled_utc": np.full(size, utc, dtype=object),
    }


def now() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(values: NDArray[Any]) -> list[Any]:
    """Texts as they are, numbers as int, None for unknown."""
    cells: list[Any] = values.tolist()
    return cells if values.dtype == object else [None if v != v else int(v) for v in cells]


def _texts(values: NDArray[Any]) -> list[str]:
    return ["" if value is None else str(value) for value in _plain(values)]
