"""The words and signs of a query, and whether they are an expression at all."""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from spectrogui.core.columns import COLUMN

_PATTERN = re.compile(
    r"""\s*(?:
        (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
      | (?P<text>"[^"]*"|'[^']*')
      | (?P<word>[^\W\d]\w*)
      | (?P<sign><=|>=|==|!=|[<>=~()+*/−-])
      | (?P<other>\S)
    )""",
    re.VERBOSE,
)
KEYWORDS = frozenset({"and", "or", "not", "is", "has", "empty", "true", "false"})
COMPARISONS = frozenset({"<", "<=", ">", ">=", "=", "==", "!="})
_AFTER_COLUMN = COMPARISONS | {"~", "is", "has", "+", "-", "−", "*", "/", "and", "or", ")"}


class Token(NamedTuple):
    """A piece of a query; `start` is where in the text it begins."""

    kind: str  # number, text, word, sign, other, end
    text: str
    start: int

    @property
    def key(self) -> str:
        """What the grammar compares: lower case for words, the sign itself for signs."""
        return self.text.lower() if self.kind == "word" else self.text


def tokens(text: str) -> list[Token]:
    """All pieces of a text, and an end."""
    return [*_pieces(text), Token("end", "", len(text))]


def _pieces(text: str) -> Iterator[Token]:
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup or "other"
        yield Token(kind, match.group(kind), match.start(kind))


def looks_like_expression(text: str, names: Container[str]) -> bool:
    """Whether a text begins as an expression does: with a column or a comparison."""
    found = tokens(text)
    while found[0].key in {"(", "not", "-", "−", "+"}:
        del found[0]
    first, second = found[0], found[1] if len(found) > 1 else found[0]
    if first.kind == "word" and first.key == "abs" and second.key == "(":
        return True
    if first.kind == "word" and first.key in names:
        if first.text != first.key and first.text not in names and second.kind == "end":
            return False  # "M" or "Star" is a word to look for
        return second.kind == "end" or second.key in _AFTER_COLUMN
    if first.kind == "number":
        return second.key in COMPARISONS or second.key in {"+", "-", "*", "/"}
    return first.kind in {"word", "text"} and second.key in COMPARISONS | {"~"}


def nearest_name(word: str, names: Container[str]) -> str:
    """The column that someone may have meant; "" if none is like it."""
    from difflib import get_close_matches

    known = [name for name in COLUMN if name in names]
    return next(iter(get_close_matches(word.lower(), known, n=1, cutoff=0.7)), "")
