"""The texts of a whole column at once: each exactly what `Column.format` makes of its value.

A number that is the nearest double to k / 10^d has the text of the whole number k with a point
before its last d digits (the error of the double is smaller than half of the last digit as long
as k is below 2^52). So digits are made for all values of a column together, as bytes; what is no
such number (nobody rounded it, or it is too large, infinite, or -0.0) goes one by one.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import Column

_LARGEST = 1e15
_ZERO, _POINT, _MINUS, _BREAK = b"0.-\n"
_BOOLS = np.array(["False", "True", ""], dtype=object)

Bytes = NDArray[np.uint8]


def column_texts(column: Column, values: NDArray[Any]) -> list[str]:
    """The text of each value, (n,) as a table stores them; "" where unknown."""
    if column.kind == "text":
        return list(map(column.format, values.tolist()))
    known = values == values
    if not known.any():
        return [""] * len(values)
    if column.kind == "bool":
        texts: list[str] = _BOOLS[np.where(known, values != 0, 2).astype(np.intp)].tolist()
        return texts
    return _numbers(column, values, known)


def _numbers(column: Column, values: NDArray[np.float64], known: NDArray[np.bool_]) -> list[str]:
    digits = column.digits if column.kind == "float" else 0
    divisor = 10.0**digits
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = np.rint(values * divisor)
        plain = (np.abs(scaled) < _LARGEST) & (scaled / divisor == values)
    if column.kind == "float":
        plain &= (values != 0) | ~np.signbit(values)
    rows = _digits(np.where(plain, scaled, 0).astype(np.int64), digits)
    rows[~plain, :-1] = 0
    texts = rows[rows > 0].tobytes().decode("ascii").split("\n")[:-1]
    for row in np.flatnonzero(known & ~plain).tolist():
        texts[row] = column.format(values[row])
    return texts


def _digits(whole: NDArray[np.int64], decimals: int) -> Bytes:
    """(n, w) the characters of whole / 10^decimals and a line break, 0 where there is none."""
    left = np.abs(whole)
    size = len(str(int(left.max(initial=0))))
    before = max(1, size - decimals)  # the point
    out = np.zeros((1 + before + (1 + decimals if decimals else 0) + 1, len(whole)), np.uint8)
    out[0] = np.where(whole < 0, _MINUS, 0)
    out[-1] = _BREAK
    for place in range(decimals):
        left, out[-2 - place] = _parted(left)
    if decimals:
        out[1 + before] = _POINT
    for place in range(before):
        shown = left > 0
        left, digit = _parted(left)
        out[before - place] = np.where(shown, digit, 0) if place else digit
    return np.ascontiguousarray(out.T)


def _parted(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], Bytes]:
    """All but the last digits, and these as characters."""
    rest = numbers // 10
    return rest, (numbers - 10 * rest + _ZERO).astype(np.uint8)
