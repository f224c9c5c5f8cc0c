"""One step of labelling as data, so that it can be taken back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.io.label_log import LabelChange
from spectrogui.store.selection import Rows

SIGNED = ("inspector", "labelled_utc")
LABEL_COLUMNS = ("verdict", "tags", "star", "comment", *SIGNED)
Values = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """A change of one label column of some rows.

    Rows that follow one another and are alike before and after make a stretch; of all rows of a
    session, of which nothing was said yet, there is one.

    Attributes
    ----------
    number : unique within a session
    kind : verdict, tags, star or comment
    rows : (k,) ascending
    starts : (m,) where in `rows` each stretch begins
    before, after : the column `kind` and who signed it when, of each stretch, (m,) each, as the
        table stores them
    """

    number: int
    kind: str
    rows: Rows
    starts: Rows
    before: Values
    after: Values

    @classmethod
    def of(
        cls, number: int, kind: str, rows: Rows, before: Values, after: NDArray[Any], by: str
    ) -> "Edit":
        """What someone says now of rows, ascending, instead of what was said `before`.

        Parameters
        ----------
        before : (k,) each
        after : (k,) the new values of the column `kind`
        by : who says it
        """
        begins = np.ones(len(rows), dtype=bool)
        begins[1:] = rows[1:] != rows[:-1] + 1
        for values in (*before.values(), after):
            begins[1:] |= differ(values[1:], values[:-1])
        starts = np.flatnonzero(begins)
        old = {name: values[starts] for name, values in before.items()}
        new = {
            kind: after[starts],
            "inspector": np.full(len(starts), by, dtype=object),
            "labelled_utc": np.full(len(starts), now(), dtype=object),
        }
        return cls(number, kind, rows, starts, old, new)

    def values(self, mark: str) -> Values:
        """What holds once it was done, or taken back (`mark` is undo): (k,) each."""
        counts = np.diff(self.starts, append=len(self.rows))
        said = self.before if mark == "undo" else self.after
        return {name: np.repeat(one, counts) for name, one in said.items()}

    def change(self, mark: str, utc: str, inspector: str) -> LabelChange:
        """The same for the log."""
        old, new = (self.after, self.before) if mark == "undo" else (self.before, self.after)
        ends = np.append(self.starts[1:], len(self.rows)) - 1
        signed, signed_utc = (new[name].tolist() for name in SIGNED)
        return LabelChange(
            utc,
            inspector,
            self.kind,
            self.number,
            mark,
            self.rows[self.starts].tolist(),
            self.rows[ends].tolist(),
            _plain(old[self.kind]),
            _plain(new[self.kind]),
            signed,
            signed_utc,
        )


def differ(old: NDArray[Any], new: NDArray[Any]) -> NDArray[np.bool_]:
    """(k,) where values are others; unknown ones are alike."""
    out: NDArray[np.bool_] = old != new
    return out if old.dtype == object else out & ((old == old) | (new == new))


def now() -> str:
    """The time in UTC, ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(values: NDArray[Any]) -> list[Any]:
    """Texts as they are, numbers as int, None for unknown."""
    cells: list[Any] = values.tolist()
    return cells if values.dtype == object else [None if v != v else int(v) for v in cells]
