"""Columns in little memory: numbers as scaled integers, texts as codes or as one long text.

Every form gives back exactly the values that it was made from, as a table stores them.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
_MANY = 64  # texts, above which they are gathered into one
STEP = 1 << 15  # rows that are looked at in one go, so that other threads need not wait


class Form(Protocol):
    """The first rows of a column; those after them are unknown."""

    @property
    def size(self) -> int:
        """How many rows."""
        ...

    @property
    def is_dear(self) -> bool:
        """Whether `all` takes long and much memory: a text of its own for every row."""
        ...

    def all(self) -> NDArray[Any]:
        """(size,) the values, in an array of their own."""
        ...

    def at(self, rows: Rows) -> NDArray[Any]:
        """(k,) the values of some rows, each below `size`."""
        ...

    def here(self) -> "Form":
        """The same in memory."""
        ...


@dataclass(frozen=True, slots=True)
class Unknown:
    """A column of which nothing is known.

    Attributes
    ----------
    is_text : whether the unknown is "", not NaN
    size : rows
    """

    is_text: bool
    size: int = 0
    is_dear = False

    def all(self) -> NDArray[Any]:
        """(size,) of "" or NaN."""
        return blank(self.is_text, self.size)

    def at(self, rows: Rows) -> NDArray[Any]:
        """(k,) of "" or NaN."""
        return blank(self.is_text, len(rows))

    def here(self) -> Form:
        """Itself."""
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Numbers as they are, or as integers that are to be divided.

    Attributes
    ----------
    values : (n,) float64, or a signed integer whose lowest value stands for NaN
    divisor : 0.0 for float64
    """

    values: NDArray[Any]
    divisor: float = 0.0
    is_dear = False

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.values)

    def all(self) -> NDArray[Any]:
        """(n,) float64."""
        return self._floats(self.values)

    def at(self, rows: Rows) -> NDArray[Any]:
        """(k,) float64."""
        return self._floats(self.values[rows])

    def here(self) -> Form:
        """Itself."""
        return self

    def _floats(self, values: NDArray[Any]) -> NDArray[Any]:
        if not self.divisor:
            return values.copy()
        made = values / self.divisor
        made[values == np.iinfo(values.dtype).min] = np.nan
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Texts of which only few are different.

    Attributes
    ----------
    codes : (n,) unsigned, the place of each text in `words`
    words : (m,) of str, all different, each used at least once
    """

    codes: NDArray[Any]
    words: NDArray[Any]
    is_dear = False

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.codes)

    def all(self) -> NDArray[Any]:
        """(n,) of str; equal texts are one object."""
        out: NDArray[Any] = self.words[self.codes]
        return out

    def at(self, rows: Rows) -> NDArray[Any]:
        """(k,) of str."""
        out: NDArray[Any] = self.words[self.codes[rows]]
        return out

    def here(self) -> Form:
        """Itself."""
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Texts one after the other.

    Attributes
    ----------
    pool : (b,) uint8, UTF-8
    ends : (n + 1,) int64, where each text begins and the one before it ends, from 0
    """

    pool: NDArray[np.uint8]
    ends: NDArray[np.int64]
    is_dear = True

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.ends) - 1

    def all(self) -> NDArray[Any]:
        """(n,) of str."""
        made = np.empty(self.size, dtype=object)
        for start in range(0, self.size, STEP):
            ends = self.ends[start : start + STEP + 1]
            made[start : start + STEP] = split(self.pool[ends[0] : ends[-1]], ends - ends[0])
        return made

    def at(self, rows: Rows) -> NDArray[Any]:
        """(k,) of str."""
        made = np.empty(len(rows), dtype=object)
        if len(rows) > _MANY:
            begin, sizes = self.ends[rows], self.ends[rows + 1] - self.ends[rows]
            ends = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
            places = np.repeat(begin - ends[:-1], sizes) + np.arange(ends[-1])
            made[:] = split(self.pool[places], ends)
            return made
        for place, row in enumerate(rows.tolist()):
            made[place] = self.pool[self.ends[row] : self.ends[row + 1]].tobytes().decode()
        return made

    def here(self) -> Form:
        """Itself."""
        return self


def blank(is_text: bool, size: int) -> NDArray[Any]:
    """(size,) unknown values."""
    return np.full(size, "", dtype=object) if is_text else np.full(size, np.nan)


def split(pool: NDArray[np.uint8], ends: NDArray[np.int64]) -> list[str]:
    """The texts between `ends`, (n + 1,), of a pool."""
    raw, at = pool.tobytes(), ends.tolist()
    if raw.isascii():
        text = raw.decode("ascii")
        return [text[a:b] for a, b in pairwise(at)]
    return [raw[a:b].decode() for a, b in pairwise(at)]


def pooled(texts: list[str]) -> Pooled:
    """Texts one after the other."""
    ends = np.zeros(len(texts) + 1, dtype=np.int64)
    joined = "".join(texts)
    raw = joined.encode()
    sizes: Any = map(len, texts)
    if len(raw) != len(joined):
        sizes = (len(text.encode()) for text in texts)
    np.cumsum(np.fromiter(sizes, dtype=np.int64, count=len(texts)), out=ends[1:])
    return Pooled(np.frombuffer(raw, dtype=np.uint8), ends)
