"""Which texts of a column hold a piece, are equal to one, or pass a test of their words.

Of texts that are few different ones, each is looked at once. Texts that lie one after the other
are searched as one long text. Capital and small letters are the same everywhere.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.compact import STEP, Coded, Form, Pooled, Unknown

Truths = NDArray[np.bool_]
Texts = Form | NDArray[Any]
_SHARE = 16  # rows for each place that is looked up one by one


def holding(texts: Texts, piece: str) -> Truths:
    """(n,) whether a text holds a piece."""
    piece = piece.lower()
    if isinstance(texts, Pooled):
        return _in_parts(texts, lambda part: _holding(part, piece))
    return passing(texts, lambda text: piece in text.lower())


def equal_to(texts: Texts, other: str) -> Truths:
    """(n,) whether a text is this one."""
    other = other.lower()
    if isinstance(texts, Pooled):
        return _in_parts(texts, lambda part: _equal_to(part, other))
    return passing(texts, lambda text: text.lower() == other)


def having(texts: Texts, word: str) -> Truths:
    """(n,) whether a word is among the words of a text that are joined by ;."""
    word = f";{word.lower()};"
    return passing(texts, lambda text: bool(text) and word in f";{text.lower()};")


def unknown(texts: Texts) -> Truths:
    """(n,) whether a text is empty."""
    if isinstance(texts, Pooled):
        return np.asarray(np.diff(texts.ends) == 0)
    return passing(texts, lambda text: not text)


def passing(texts: Texts, test: Callable[[str], bool]) -> Truths:
    """(n,) whether a text passes a test, which is made once for each different text."""
    if isinstance(texts, Coded):
        answers: Truths = np.array([test(word) for word in texts.words], dtype=bool)[texts.codes]
        return answers
    if isinstance(texts, Unknown):
        return np.full(texts.size, test(""))
    words = (texts if isinstance(texts, np.ndarray) else texts.all()).tolist()
    answer = {word: test(word) for word in set(words)}
    return np.fromiter(map(answer.__getitem__, words), dtype=bool, count=len(words))


def _in_parts(texts: Pooled, ask: Callable[[Pooled], Truths]) -> Truths:
    """(n,) the answers for some rows after the other, so that other threads need not wait."""
    starts = range(0, texts.size, STEP)
    parts = (Pooled(texts.pool, texts.ends[start : start + STEP + 1]) for start in starts)
    return np.concatenate([np.empty(0, dtype=bool), *map(ask, parts)])


def _holding(texts: Pooled, piece: str) -> Truths:
    found = _places(texts, piece) if piece else None
    if found is not None:
        return _rows_of(texts, found, len(piece))
    return passing(texts, lambda text: piece in text.lower())


def _equal_to(texts: Pooled, other: str) -> Truths:
    raw = _plain(texts) if other else None
    if raw is not None:
        return _equal_rows(texts, raw, other)
    return passing(texts, lambda text: text.lower() == other)


def _plain(texts: Pooled) -> bytes | None:
    """All texts in small letters; None if there are others than the plain ones."""
    raw = texts.pool[texts.ends[0] : texts.ends[-1]].tobytes()
    return raw.lower() if raw.isascii() else None


def _places(texts: Pooled, piece: str) -> NDArray[np.int64] | None:
    """Where a piece begins in all texts together; None if they hold other than plain letters."""
    raw = _plain(texts)
    if raw is None:
        return None
    if not piece.isascii():
        return np.empty(0, dtype=np.int64)
    wanted = piece.encode()
    found: list[int] = []
    at, most = raw.find(wanted), texts.size // _SHARE
    while at >= 0 and len(found) <= most:
        found.append(at)
        at = raw.find(wanted, at + 1)
    if at < 0:
        return np.array(found, dtype=np.int64)
    return _many_places(raw, wanted)


def _many_places(raw: bytes, wanted: bytes) -> NDArray[np.int64]:
    """The same for a piece that is all over the place: letter by letter, the rarest first."""
    letters = np.frombuffer(raw, dtype=np.uint8)
    number = np.bincount(letters[:: 1 + len(letters) // 65536], minlength=256)
    rest = sorted(range(len(wanted)), key=lambda place: int(number[wanted[place]]))
    first = rest.pop(0)
    last = len(letters) - len(wanted) + 1
    at = np.flatnonzero(letters[first : first + last] == wanted[first])
    for place in rest:
        at = at[letters[at + place] == wanted[place]]
    return at


def _rows_of(texts: Pooled, at: NDArray[np.int64], size: int) -> Truths:
    """(n,) the rows in which pieces of a size lie as a whole."""
    ends = texts.ends - texts.ends[0]
    row = np.searchsorted(ends, at, side="right") - 1
    found = np.zeros(texts.size, dtype=bool)
    found[row[at + size <= ends[row + 1]]] = True
    return found


def _equal_rows(texts: Pooled, raw: bytes, other: str) -> Truths:
    """(n,) the rows whose text is a piece and nothing else."""
    found = np.zeros(texts.size, dtype=bool)
    if not other.isascii():
        return found
    letters, wanted = np.frombuffer(raw, dtype=np.uint8), other.encode()
    starts = texts.ends[:-1] - texts.ends[0]
    rows = np.flatnonzero(np.diff(texts.ends) == len(wanted))
    for place in reversed(range(len(wanted))):
        rows = rows[letters[starts[rows] + place] == wanted[place]]
    found[rows] = True
    return found
