"""What the parts of a query compute."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Columns = Callable[[str], NDArray[Any]]
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
        return columns(self.name)


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
        left, right = _folded(self.left.value(columns)), _folded(self.right.value(columns))
        same = np.asarray(left == right, dtype=bool)
        if self.sign != "!=":
            return same
        return ~same & np.asarray(left != "", dtype=bool) & np.asarray(right != "", dtype=bool)


@dataclass(frozen=True, slots=True)
class Contains:
    """A piece of text somewhere in a column, without regard to case."""

    column: str
    piece: str
    kind: Kind = "truth"

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        piece = self.piece.lower()
        texts = columns(self.column)
        return np.fromiter((piece in text.lower() for text in texts), dtype=bool, count=len(texts))


@dataclass(frozen=True, slots=True)
class HasWord:
    """A whole word among the words of a column that are joined by ;."""

    column: str
    word: str
    kind: Kind = "truth"

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        word, texts = f";{self.word.lower()};", columns(self.column)
        found = (bool(text) and word in f";{text.lower()};" for text in texts)
        return np.fromiter(found, dtype=bool, count=len(texts))


@dataclass(frozen=True, slots=True)
class Empty:
    """Whether a column is unknown."""

    column: str
    kind: Kind = "truth"

    def value(self, columns: Columns) -> Any:
        """(n,) truths."""
        values = columns(self.column)
        return np.asarray(values == "", bool) if values.dtype == object else np.isnan(values)


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
        texts = [columns(name) for name in self.columns]
        rows = ("\n".join(row).lower() for row in zip(*texts, strict=True))
        words = self.words
        found = (all(word in row for word in words) for row in rows)
        return np.fromiter(found, dtype=bool, count=len(texts[0]))


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return value.lower()
    return np.array([text.lower() for text in value], dtype=object)
