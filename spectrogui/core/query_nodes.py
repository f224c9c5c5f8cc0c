"""What the parts of a query compute."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from spectrogui.core import text_search

Kind = Literal["number", "text", "truth"]
SEARCHED = (
    "path",
    "obsid",
    "designation",
    "epic",
    "subclass",
    "flags",
    "tags",
    "comment",
    "problem",
)
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
}
COMBINE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


class Columns(Protocol):
    """What is known of the rows that are asked for."""

    def __len__(self) -> int:
        """How many rows."""
        ...

    def numbers(self, name: str) -> NDArray[np.float64]:
        """(n,) a column of numbers, NaN where unknown."""
        ...

    def texts(self, name: str) -> text_search.Texts:
        """(n,) a column of texts, "" where unknown."""
        ...


class Node(Protocol):
    """A part of a query: a number, a text or a truth for each row."""

    @property
    def kind(self) -> Kind:
        """What it is."""
        ...

    def value(self, columns: Columns) -> Any:
        """(n,) values, or one value that holds for all rows."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a text that the person wrote; `text` is how."""

    kind: Kind
    constant: Any
    text: str = ""

    def value(self, columns: Columns) -> Any:
        """The constant."""
        return self.constant


@dataclass(frozen=True, slots=True)
class Named:
    """A column."""

    kind: Kind
    name: str

    def value(self, columns: Columns) -> Any:
        """(n,) as the table holds it."""
        return columns.texts(self.name) if self.kind == "text" else columns.numbers(self.name)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers made into one; division by zero is unknown."""

    sign: str
    left: Node
    right: Node
    kind: Kind = "number"

    def value(self, columns: Columns) -> Any:
        """(n,) numbers."""
        with np.errstate(all="ignore"):
            made = COMBINE[self.sign](
                np.asarray(self.left.value(columns), dtype=np.float64),
                np.asarray(self.right.value(columns), dtype=np.float64),
            )
        return np.where(np.isfinite(made), made, np.nan)


@dataclass(frozen=True, slots=True)
class Magnitude:
    """A number without its sign."""

    inner: Node
    kind: Kind = "number"

    def value(self, columns: Columns) -> Any:
        """(n,) numbers."""
        return np.abs(self.inner.value(columns))


@dataclass(frozen=True, slots=True)
class NumbersCompared:
    """False where a side is unknown."""

    sign: str
    left: Node
    right: Node
    kind: Kind = "truth"

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        left, right = self.left.value(columns), self.right.value(columns)
        answer = COMPARE[self.sign](left, right)
        return answer & (left == left) & (right == right) if self.sign == "!=" else answer


@dataclass(frozen=True, slots=True)
class TextsCompared:
    """Equality without regard to case; false where a side is unknown."""

    sign: str
    left: Node
    right: Node
    kind: Kind = "truth"

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        left, right = self.left.value(columns), self.right.value(columns)
        same = _same(left, right)
        return same if self.sign != "!=" else ~same & ~_unknown(left) & ~_unknown(right)


@dataclass(frozen=True, slots=True)
class Contains:
    """A piece of text somewhere in a column, without regard to case."""

    column: str
    piece: str
    kind: Kind = "truth"

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        return text_search.holding(columns.texts(self.column), self.piece)


@dataclass(frozen=True, slots=True)
class HasWord:
    """A whole word among the words of a column that are joined by ;."""

    column: str
    word: str
    kind: Kind = "truth"

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        return text_search.having(columns.texts(self.column), self.word)


@dataclass(frozen=True, slots=True)
class Empty:
    """Whether a column is unknown."""

    column: str
    is_text: bool = False
    kind: Kind = "truth"

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        if self.is_text:
            return text_search.unknown(columns.texts(self.column))
        return np.isnan(columns.numbers(self.column))


@dataclass(frozen=True, slots=True)
class Negation:
    """The rows that a condition leaves out."""

    inner: Node
    kind: Kind = "truth"

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        return np.logical_not(self.inner.value(columns))


@dataclass(frozen=True, slots=True)
class Junction:
    """Both of two conditions, or at least one of them."""

    word: str
    left: Node
    right: Node
    kind: Kind = "truth"

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        join = np.logical_and if self.word == "and" else np.logical_or
        return join(self.left.value(columns), self.right.value(columns))


@dataclass(frozen=True, slots=True)
class SearchNode:
    """Words that must all occur somewhere in the texts of a row, without regard to case."""

    words: tuple[str, ...]
    kind: Kind = "truth"
    columns: tuple[str, ...] = SEARCHED

    @classmethod
    def of(cls, text: str) -> "SearchNode":
        """The words of a text; quotes keep words together."""
        found = re.findall(r'"([^"]+)"|(\S+)', text.lower())
        return cls(tuple(quoted or word.strip('"') for quoted, word in found))

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        texts = [columns.texts(name) for name in self.columns]
        found = np.ones(len(columns), dtype=bool)
        for word in self.words:
            found &= reduce(np.logical_or, (text_search.holding(one, word) for one in texts))
        return found


def _same(left: Any, right: Any) -> Any:
    """Whether two texts, or those of two columns, are the same."""
    if isinstance(left, str):
        return left.lower() == right.lower() if isinstance(right, str) else _same(right, left)
    if isinstance(right, str):
        return text_search.equal_to(left, right)
    pairs = zip(_listed(left), _listed(right), strict=True)
    return np.array([one.lower() == other.lower() for one, other in pairs], dtype=bool)


def _unknown(texts: Any) -> Any:
    return np.bool_(not texts) if isinstance(texts, str) else text_search.unknown(texts)


def _listed(texts: text_search.Texts) -> list[str]:
    listed: list[str] = (texts if isinstance(texts, np.ndarray) else texts.all()).tolist()
    return listed
