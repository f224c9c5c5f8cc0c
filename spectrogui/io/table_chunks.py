"""The rows of a table that are to be written, a few thousand at a time.

However many rows there are, only those of a chunk are in memory twice. Between chunks the ticket
is looked at, and other threads have their turn.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import Column
from spectrogui.core.job import Ticket
from spectrogui.core.table import Table
from spectrogui.io.column_text import column_texts

SIZE = 2048  # rows

Cells = dict[str, NDArray[Any]]
"""Some rows of each column, as a table stores them."""


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

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, size: int = SIZE) -> Iterator[Cells]:
        """The cells of each chunk of so many rows; the last tells the ticket that all is done."""
        for rows in self._parts(size):
            yield {column.name: self.table.cells(column.name, rows) for column in self.columns}

    def column(self, column: Column, size: int = SIZE) -> Iterator[NDArray[Any]]:
        """One column, chunk by chunk, for those who have to know it before they write."""
        for start in range(0, len(self.rows), size):
            self.ticket.checkpoint(0, len(self.rows))
            yield self.table.cells(column.name, self.rows[start : start + size])

    def texts(self) -> Iterator[list[list[str]]]:
        """The cells of each chunk as the window shows them: a list for each column."""
        for rows in self._parts(SIZE):
            yield [self._texts(column, rows) for column in self.columns]

    def _texts(self, column: Column, rows: NDArray[np.intp]) -> list[str]:
        if self.table.knows_nothing(column.name):
            return [""] * len(rows)
        texts = column_texts(column, self.table.cells(column.name, rows))
        if column.kind == "text" and "\0" in "".join(texts):  # no reader of text files takes one
            return [text.replace("\0", "") for text in texts]
        return texts

    def _parts(self, size: int) -> Iterator[NDArray[np.intp]]:
        for start in range(0, len(self.rows), size):
            self.ticket.checkpoint(start, len(self.rows))
            time.sleep(0)  # the window is another thread
            yield self.rows[start : start + size]
        self.ticket.checkpoint(len(self.rows), len(self.rows))
