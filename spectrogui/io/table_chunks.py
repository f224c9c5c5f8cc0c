"""The rows of a table that are to be written, a few thousand at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import Column
from spectrogui.core.job import Ticket
from spectrogui.core.table import Table

_SIZE = 4096  # rows


@dataclass(frozen=True, slots=True, eq=False)
class Chunks:
    """Some rows of a table, and the ticket that may stop the writing of them."""

    table: Table
    rows: NDArray[np.intp]
    ticket: Ticket

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is written."""
        return self.table.columns

    def values(self, column: Column) -> NDArray[Any]:
        """A whole column, as the table stores it."""
        self.ticket.checkpoint()
        return self.table[column.name][self.rows]

    def texts(self) -> Iterator[list[list[str]]]:
        """The cells of each chunk as the window shows them: a list for each column."""
        for start in range(0, len(self.rows), _SIZE):
            self.ticket.checkpoint(start, len(self.rows))
            rows = self.rows[start : start + _SIZE]
            yield [_texts(column, self.table[column.name][rows]) for column in self.columns]


def _texts(column: Column, values: NDArray[Any]) -> list[str]:
    if column.kind != "text" and np.isnan(values).all():
        return [""] * len(values)
    texts = list(map(column.format, values.tolist()))
    if column.kind == "text":  # no reader of text files takes a NUL
        return [text.replace("\0", "") for text in texts]
    return texts
