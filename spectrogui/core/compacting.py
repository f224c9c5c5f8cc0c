"""Making the smallest form of a column that gives back exactly its values."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.compact import STEP, Coded, Form, Numbers, Pooled, Unknown, pooled

_WORDS = 1 << 16  # different texts, above which codes do not pay
_SHARE = 4  # rows for each of them, below which they do not either


def compact_numbers(values: NDArray[np.float64], digits: int) -> Form:
    """(n,) numbers of at most so many decimals, in the smallest form that gives them back."""
    known = values == values
    if not known.any():
        return Unknown(False, len(values))
    divisor = 10.0**digits
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = np.rint(values * divisor)
    largest = float(np.abs(scaled[known]).max())
    for kind in (np.int8, np.int16, np.int32):
        if largest < np.iinfo(kind).max:
            made = np.where(known, scaled, np.iinfo(kind).min).astype(kind)
            form = Numbers(made, divisor)
            if _same(form.all(), values):
                return form
            break
    return Numbers(values.copy())


def compact_texts(values: NDArray[Any]) -> Form:
    """(n,) texts in the smallest form that gives them back."""
    builder = TextBuilder(len(values))
    for start in range(0, len(values), STEP):
        part = values[start : start + STEP]
        builder.add(part, len(part))
    return builder.form()


class NumberBuilder:
    """Takes numbers a few at a time and makes the smallest form of them all."""

    def __init__(self, digits: int) -> None:
        """For numbers of so many decimals."""
        self._digits = digits
        self._parts: list[Form] = []

    def add(self, values: NDArray[np.float64] | None, count: int) -> None:
        """Put more numbers at the end, (count,); None for unknown ones."""
        if values is None:
            self._parts.append(Unknown(False, count))
        else:
            self._parts.append(compact_numbers(values, self._digits))

    def form(self) -> Form:
        """What came of them."""
        parts = [part for part in self._parts if isinstance(part, Numbers)]
        size = sum(part.size for part in self._parts)
        if not parts:
            return Unknown(False, size)
        if any(not part.divisor for part in parts):
            return Numbers(np.concatenate([part.all() for part in self._parts]))
        kind = max((part.values.dtype for part in parts), key=lambda dtype: dtype.itemsize)
        made = np.full(size, np.iinfo(kind).min, dtype=kind)
        start = 0
        for part in self._parts:
            if isinstance(part, Numbers):
                known = part.values != np.iinfo(part.values.dtype).min
                np.copyto(made[start : start + part.size], part.values, where=known)
            start += part.size
        return Numbers(made, parts[0].divisor)


class TextBuilder:
    """Takes texts a few at a time and makes the smallest form of them all."""

    def __init__(self, size: int) -> None:
        """For about `size` texts."""
        self._most = min(_WORDS, max(16, size // _SHARE))
        self._place: dict[str, int] = {}
        self._codes: list[NDArray[np.uint32]] = []
        self._pools: list[Pooled] | None = None

    def add(self, values: NDArray[Any] | None, count: int) -> None:
        """Put more texts at the end, (count,) of str; None for unknown ones."""
        if values is None and self._pools is None:
            code = self._place.setdefault("", len(self._place))
            self._codes.append(np.full(count, code, dtype=np.uint32))
            return
        texts: list[str] = [""] * count if values is None else values.tolist()
        if self._pools is None:
            place = self._place
            try:
                codes = np.fromiter(map(place.__getitem__, texts), np.uint32, count)
            except KeyError:  # words that are new
                for text in dict.fromkeys(texts):
                    place.setdefault(text, len(place))
                codes = np.fromiter(map(place.__getitem__, texts), np.uint32, count)
            if len(place) <= self._most:
                self._codes.append(codes)
                return
            self._pools = [pooled(part) for part in self._parts()]
            self._place, self._codes = {}, []
        self._pools.append(pooled(texts))

    def form(self) -> Form:
        """What came of them."""
        if self._pools is None:
            return self._coded()
        shift, ends = 0, [np.zeros(1, dtype=np.int64)]
        for part in self._pools:
            ends.append(part.ends[1:] + shift)
            shift += len(part.pool)
        return Pooled(np.concatenate([part.pool for part in self._pools]), np.concatenate(ends))

    def _coded(self) -> Form:
        words = np.empty(len(self._place), dtype=object)
        words[:] = list(self._place)
        codes = np.concatenate([np.zeros(0, np.uint32), *self._codes])
        if words.tolist() in ([], [""]):
            return Unknown(True, len(codes))
        return Coded(codes.astype(np.min_scalar_type(len(words) - 1)), words)

    def _parts(self) -> Iterator[list[str]]:
        words = list(self._place)
        for codes in self._codes:
            yield [words[code] for code in codes.tolist()]


def _same(a: NDArray[Any], b: NDArray[Any]) -> bool:
    return bool(np.array_equal(a, b, equal_nan=True)) and not bool(
        np.any((a == 0) & (np.signbit(a) != np.signbit(b)))
    )
