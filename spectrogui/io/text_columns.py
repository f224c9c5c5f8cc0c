"""Columns of texts as catalogues have them, in little memory; read like lists of str."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, overload

import numpy as np
from numpy.typing import NDArray

from spectrogui.io import aliases


class _Texts(Sequence[str]):
    """What the kinds of columns share; they say what `_some` of their rows hold."""

    size: int

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[str]:
        step = 1 << 16
        for start in range(0, self.size, step):
            yield from self._some(slice(start, start + step))

    @overload
    def __getitem__(self, rows: int) -> str: ...

    @overload
    def __getitem__(self, rows: slice) -> list[str]: ...

    def __getitem__(self, rows: int | slice) -> str | list[str]:
        if isinstance(rows, slice):
            return self._some(rows)
        if not -self.size <= rows < self.size:
            raise IndexError(f"there are {self.size} rows")
        return self._some(slice(rows, rows + 1 or None))[0]

    @abstractmethod
    def _some(self, rows: slice) -> list[str]:
        """The texts of a run of rows."""


class Ids(_Texts):
    """Positive whole numbers, "" where unknown.

    Attributes
    ----------
    numbers : (n,) 0 where unknown
    """

    def __init__(self, numbers: NDArray[np.int64]) -> None:
        self.numbers, self.size = numbers, len(numbers)

    def _some(self, rows: slice) -> list[str]:
        return [str(number) if number else "" for number in self.numbers[rows].tolist()]


class Words(_Texts):
    """Texts of which only few are different.

    Attributes
    ----------
    codes : (n,) the place of each in `words`
    words : all different
    """

    def __init__(self, codes: NDArray[np.int32], words: Sequence[str]) -> None:
        self.codes, self.words, self.size = codes, words, len(codes)

    def _some(self, rows: slice) -> list[str]:
        words = self.words
        return [words[code] for code in self.codes[rows].tolist()]


class Builder(Protocol):
    """Puts a column together that comes in parts."""

    def add(self, cells: Any) -> None:
        """More of it, as it stands in the file."""
        ...

    def done(self) -> Any:
        """All of it."""
        ...


def builder(role: str) -> Builder:
    """What puts the column of a role together: see `io.aliases`."""
    if role == "obsid":
        return _Joined(aliases.as_ids, np.int64, Ids)
    if role == "epic":
        return _Joined(aliases.as_epics, np.int64, Ids)
    if role in aliases.NUMBERS:
        return _Joined(aliases.as_numbers, np.float64)
    return _Words() if role in {"planid", "rv_source"} else _Listed()


class _Joined:
    """Parts that become arrays."""

    def __init__(
        self,
        read: Callable[[Any], NDArray[Any]],
        kind: type[np.generic],
        made: Callable[[NDArray[Any]], Any] = np.asarray,
    ) -> None:
        self._read, self._made = read, made
        self._parts: list[NDArray[Any]] = [np.zeros(0, kind)]

    def add(self, cells: Any) -> None:
        self._parts.append(self._read(cells))

    def done(self) -> Any:
        return self._made(np.concatenate(self._parts))


class _Words:
    """Texts of which only few are different."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._parts: list[NDArray[np.int32]] = [np.zeros(0, np.int32)]

    def add(self, cells: Any) -> None:
        texts, places = aliases.as_texts(cells), self._places
        for text in dict.fromkeys(texts):
            places.setdefault(text, len(places))
        codes = map(places.__getitem__, texts)
        self._parts.append(np.fromiter(codes, np.int32, len(texts)))

    def done(self) -> Words:
        return Words(np.concatenate(self._parts), list(self._places))


class _Listed:
    """Texts that are all different."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def add(self, cells: Any) -> None:
        self._texts += aliases.as_texts(cells)

    def done(self) -> list[str]:
        return self._texts
