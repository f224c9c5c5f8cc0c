"""What the inspector says of each row, with undo; written down before it is believed."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QObject, Signal

from spectrogui.core.errors import InputError
from spectrogui.core.table import Table
from spectrogui.core.text_search import unknown
from spectrogui.io.label_log import LabelChange
from spectrogui.store.edit import LABEL_COLUMNS, SIGNED, Edit, Values, differ, now
from spectrogui.store.selection import Rows, ascending
from spectrogui.store.vocabulary import Vocabulary, read_vocabulary
from spectrogui.store.writing import Writing

MANY = 20_000
"""Rows that are written within a frame or two."""


class Journal(Protocol):
    """Where every change is written before it shows."""

    def log(self, change: LabelChange) -> None:
        """Write all or nothing; raises InputError with a sentence for the inspector."""
        ...


class Labels(QObject):
    """Verdict, tags, star and comment of each row; the values live in the table's columns.

    A change is written to the journal first. If that fails nothing changes, and `write_failed`
    says why: what is on screen is always what is on disk. A change of more than `MANY` rows is
    written beside the event loop, and the methods that ask for it return before it shows; whatever
    is said next waits for it.
    """

    changed = Signal(object)  # the rows
    saved = Signal(str)  # UTC
    write_failed = Signal(str)

    def __init__(
        self,
        table: Table,
        journal: Journal | None = None,
        vocabulary: Vocabulary | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.vocabulary = vocabulary or read_vocabulary()
        self.inspector = ""
        self._writing = Writing(self)
        self.use(table, journal)

    def use(self, table: Table, journal: Journal | None, first_edit: int = 1) -> None:
        """Speak of another table from now on; edits are numbered from `first_edit`."""
        self.finish()
        self.table, self._journal = table, journal
        self._number = first_edit
        self._done: list[Edit] = []
        self._undone: list[Edit] = []
        self._labelled = np.empty(0, dtype=bool)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of verdicts 1 to 5."""
        return tuple(verdict.name for verdict in self.vocabulary.verdicts)

    def name(self, code: int) -> str:
        """The name of a verdict; "" for 0."""
        return self.names[code - 1] if code else ""

    @property
    def done(self) -> Sequence[Edit]:
        """The steps that `undo` can take back, oldest first."""
        return tuple(self._done)

    @property
    def undone(self) -> Sequence[Edit]:
        """The steps that `redo` can do again, the next one last."""
        return tuple(self._undone)

    def labelled(self) -> NDArray[np.bool_]:
        """(n,) the rows of which anything was said that still holds; not to be written to."""
        if len(self._labelled) != len(self.table):
            self._labelled = np.zeros(len(self.table), dtype=bool)
            for name in LABEL_COLUMNS:
                if not self.table.knows_nothing(name):
                    form = self.table.form(name)
                    is_text = self.table.column(name).kind == "text"
                    if form is not None and is_text and form.size == len(self.table):
                        self._labelled |= ~unknown(form)
                    else:
                        self._labelled |= _is_known(self.table[name])
        return self._labelled

    def is_labelled(self, row: int) -> bool:
        """Whether anything was said of a row that still holds."""
        return any(_is_known(self.table.cells(name, [row]))[0] for name in LABEL_COLUMNS)

    def has_verdict(self) -> NDArray[np.bool_]:
        """(n,) the rows with a verdict."""
        if self.table.knows_nothing("verdict"):
            return np.zeros(len(self.table), dtype=bool)
        return np.asarray(self.table["verdict"] > 0)

    @property
    def judged(self) -> int:
        """How many rows have a verdict."""
        return int(np.count_nonzero(self.has_verdict()))

    def give_verdict(self, rows: ArrayLike, code: int) -> bool:
        """Verdict 1 to 5, or 0 to take it away; False if it could not be written."""
        if not 0 <= code <= len(self.names):
            raise ValueError(f"there is no verdict {code}")
        rows = ascending(rows)
        return self._change("verdict", rows, np.full(len(rows), code or np.nan))

    def set_star(self, rows: ArrayLike, on: bool) -> bool:
        """Star rows, or take their stars away."""
        rows = ascending(rows)
        return self._change("star", rows, np.full(len(rows), 1.0 if on else np.nan))

    def toggle_star(self, rows: ArrayLike) -> bool:
        """Star all rows, unless all are starred already: then none."""
        self.finish()
        rows = ascending(rows)
        return self.set_star(rows, not np.all(self.table.cells("star", rows) == 1))

    def toggle_tag(self, rows: ArrayLike, tag: str) -> bool:
        """Put a tag on all rows, or take it away if all have it already."""
        self.finish()
        rows = ascending(rows)
        texts = self.table.cells("tags", rows).tolist()
        words = {text: text.split(";") if text else [] for text in set(texts)}
        if all(tag in given for given in words.values()):
            new = {text: [word for word in given if word != tag] for text, given in words.items()}
        else:
            new = {text: given if tag in given else [*given, tag] for text, given in words.items()}
        joined = {text: ";".join(given) for text, given in new.items()}
        values = np.array([joined[text] for text in texts], dtype=object)
        return self._change("tags", rows, values)

    def comment(self, row: int, text: str) -> bool:
        """Replace the comment of a row."""
        return self._change("comment", ascending(row), np.array([text.strip()], dtype=object))

    def undo(self) -> Rows | None:
        """Take back the newest step; its rows, or None if there is none or it failed."""
        return self._again(self._done, "undo")

    def redo(self) -> Rows | None:
        """Do again what `undo` took back."""
        return self._again(self._undone, "redo")

    def finish(self) -> bool:
        """Wait for the step in hand, as whatever is said next does; False if it failed."""
        return self._writing.finish()

    def _change(self, kind: str, rows: Rows, values: NDArray[Any]) -> bool:
        """Write a new step; rows that hold the value already are left out."""
        self.finish()
        differs = differ(self.table.cells(kind, rows), values)
        rows, values = rows[differs], values[differs]
        if not len(rows):
            return True
        before = {name: self.table.cells(name, rows) for name in (kind, *SIGNED)}
        edit = Edit.of(self._number, kind, rows, before, values, self.inspector)
        return self._write(edit, "")

    def _again(self, source: list[Edit], mark: str) -> Rows | None:
        if not self.finish() or not source:  # not one before the one that was meant
            return None
        edit = source[-1]
        return edit.rows if self._write(edit, mark) else None

    def _write(self, edit: Edit, mark: str) -> bool:
        """Write a step, beside the event loop if it is long, or what undo or redo makes of it."""
        utc = now()
        then = partial(self._written, edit, mark, utc)
        if self._journal is None:
            return then(None)
        write = partial(self._journal.log, edit.change(mark, utc, self.inspector))
        if len(edit.rows) > MANY:
            self._writing.start(write, then)
            return True
        try:
            write()
        except InputError as error:
            return then(error)
        return then(None)

    def _written(self, edit: Edit, mark: str, utc: str, error: InputError | None) -> bool:
        """What was written holds from now on; what was not does not."""
        if error is not None:
            self.write_failed.emit(str(error))
            return False
        if mark == "":
            self._number += 1
            self._undone.clear()
        else:
            (self._done if mark == "undo" else self._undone).pop()
        (self._undone if mark == "undo" else self._done).append(edit)
        self._place(edit.rows, edit.values(mark))
        self.saved.emit(utc)
        self.changed.emit(edit.rows)
        return True

    def _place(self, rows: Rows, values: Values) -> None:
        self.table.place(rows, values)
        if len(self._labelled) == len(self.table):
            self._labelled[rows] = True
            rest = rows[~_is_known(values["labelled_utc"])]  # what is signed is a label
            cells = (self.table.cells(name, rest) for name in LABEL_COLUMNS)
            self._labelled[rest] = np.any([_is_known(some) for some in cells], axis=0)


def _is_known(values: NDArray[Any]) -> NDArray[np.bool_]:
    return np.asarray(values != "" if values.dtype == object else ~np.isnan(values), dtype=bool)
