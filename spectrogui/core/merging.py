"""Changes of some rows put into a column in little memory, without making it as an array."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.compact import Coded, Form, Numbers, Pooled, Rows, Unknown, pooled

_INTEGERS = (np.int8, np.int16, np.int32)


def merged(form: Form, size: int, rows: Rows, values: NDArray[Any]) -> Form:
    """A form of `size` rows, at least those of `form`, with other values in some of them.

    Parameters
    ----------
    rows : (k,) ascending, all different
    values : (k,) as a table stores them
    """
    if isinstance(form, Unknown):
        form = _begun(form)
    if isinstance(form, Numbers):
        return _numbers(form, size, rows, values)
    if isinstance(form, Coded):
        return _coded(form, size, rows, values.tolist())
    if isinstance(form, Pooled):
        return _pooled(form, size, rows, values.tolist())
    raise TypeError(f"nothing can be put into {type(form).__name__}")


def _begun(form: Unknown) -> Form:
    if form.is_text:
        return Coded(np.zeros(form.size, dtype=np.uint8), np.array([""], dtype=object))
    return Numbers(np.full(form.size, np.nan))


def _numbers(form: Numbers, size: int, rows: Rows, values: NDArray[Any]) -> Form:
    if form.divisor:
        known = values == values
        with np.errstate(invalid="ignore", over="ignore"):
            scaled = np.rint(values * form.divisor) + 0.0  # no -0.0, which integers lack
            same = scaled / form.divisor
        exact = same[known].tobytes() == values[known].tobytes()
        largest = float(np.abs(scaled[known]).max(initial=0.0))
        fitting = [
            kind
            for kind in _INTEGERS
            if largest < np.iinfo(kind).max and np.dtype(kind) >= form.values.dtype
        ]
        if exact and fitting:
            lowest = np.iinfo(fitting[0]).min
            made = np.full(size, lowest, dtype=fitting[0])
            old = form.values != np.iinfo(form.values.dtype).min
            np.copyto(made[: form.size], form.values, where=old)
            made[rows] = np.where(known, scaled, lowest)
            return Numbers(made, form.divisor)
    made = np.full(size, np.nan)
    made[: form.size] = form.all()
    made[rows] = values
    return Numbers(made)


def _coded(form: Coded, size: int, rows: Rows, texts: list[str]) -> Form:
    place = {word: number for number, word in enumerate(form.words.tolist())}
    for text in ("", *texts):
        place.setdefault(text, len(place))
    codes = np.full(size, place[""], dtype=np.uint32)
    codes[: form.size] = form.codes
    codes[rows] = [place[text] for text in texts]
    used = np.flatnonzero(np.bincount(codes, minlength=len(place)))
    number = np.zeros(len(place), dtype=np.min_scalar_type(max(0, len(used) - 1)))
    number[used] = np.arange(len(used))
    words = np.empty(len(place), dtype=object)
    words[:] = list(place)
    return Coded(number[codes], words[used])


def _pooled(form: Pooled, size: int, rows: Rows, texts: list[str]) -> Form:
    new = pooled(texts)
    lengths = np.zeros(size, dtype=np.int64)
    lengths[: form.size] = np.diff(form.ends)
    lengths[rows] = np.diff(new.ends)
    old_ends = np.full(size + 1, form.ends[-1])
    old_ends[: form.size + 1] = form.ends
    pieces, after = [], 0
    for row, (a, b) in zip(rows.tolist(), pairwise(new.ends.tolist()), strict=True):
        pieces += [form.pool[old_ends[after] : old_ends[row]], new.pool[a:b]]
        after = row + 1
    pieces.append(form.pool[old_ends[after] :])
    ends = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    return Pooled(np.concatenate(pieces), ends)
