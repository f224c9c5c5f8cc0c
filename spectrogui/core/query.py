"""Which rows a person asks for: an expression over columns, or words to search for.

Grammar, from loose to tight: `or`, `and`, `not`, comparison, `+ -`, `* /`, sign. A comparison is
one of `< <= > >= = == !=`, `~` (text contains), `has` (a word among words joined by ;),
`is empty`, `is not empty`. A comparison with an unknown value is false.
"""

from collections.abc import Container
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.query_nodes import Node, SearchNode
from spectrogui.core.query_parser import Parser
from spectrogui.core.query_tokens import looks_like_expression, tokens
from spectrogui.core.table import Table
from spectrogui.core.text_search import Texts


@dataclass(frozen=True, slots=True)
class Query:
    """A question that every row answers with yes or no.

    Attributes
    ----------
    text : as the person wrote it
    columns : the names of the columns that decide
    """

    text: str
    columns: frozenset[str]
    _node: Node | None = None

    @classmethod
    def parse(cls, text: str, names: Container[str]) -> "Query":
        """Understand a text; `names` are the columns there are (a `Table` will do).

        Raises
        ------
        InputError
            if the text starts like an expression but is none: the sentence points at the place
        """
        text = text.strip()
        if not text:
            return cls(text, frozenset())
        if looks_like_expression(text, names):
            parser = Parser(text, tokens(text), names)
            node = parser.condition()
            return cls(text, frozenset(parser.used), node)
        search = SearchNode.of(text)
        return cls(text, frozenset(search.columns), search)

    def rows(self, table: Table, among: NDArray[np.intp] | None = None) -> NDArray[np.bool_]:
        """The answer of every row of a table, (n,), or of the rows `among` them."""
        columns = _Columns(table, among)
        if self._node is None:
            return np.ones(len(columns), dtype=bool)
        return np.broadcast_to(self._node.value(columns), (len(columns),)).astype(bool)


@dataclass(frozen=True, slots=True)
class _Columns:
    """All rows of a table, or some: as arrays, or in little memory where the table has them so."""

    table: Table
    among: NDArray[np.intp] | None

    def __len__(self) -> int:
        return len(self.table) if self.among is None else len(self.among)

    def numbers(self, name: str) -> NDArray[np.float64]:
        values = self._column(name)
        return values if isinstance(values, np.ndarray) else values.all()

    def texts(self, name: str) -> Texts:
        return self._column(name)

    def _column(self, name: str) -> Texts:
        if self.among is not None:
            return self.table.cells(name, self.among)
        form = self.table.form(name)
        return form if form is not None and form.size == len(self.table) else self.table[name]
