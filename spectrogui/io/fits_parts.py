"""The parts (HDUs) of a FITS file, parsed only as far as spectra need it.

`astropy.io.fits` takes several times as long for a file, which counts with 132,086 of them.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.io.fits_bytes import BLOCK, SPECTRUM, Wanted, read_fits, refusal
from spectrogui.io.fits_cards import Cards, cards_at

_IMAGES = {8: "u1", 16: ">i2", 32: ">i4", 64: ">i8", -32: ">f4", -64: ">f8"}
_NUMBERS = {"B": "u1", "I": ">i2", "J": ">i4", "K": ">i8", "E": ">f4", "D": ">f8"}
_MOST = 999  # axes, or columns
_WIDTHS = {"L": 1, "A": 1, "C": 8, "M": 16, "P": 8, "Q": 16}  # bytes; what no spectrum needs


@dataclass(frozen=True, eq=False)
class Part:
    """A header and the bytes that belong to it."""

    cards: Cards
    data: memoryview

    @property
    def name(self) -> str:
        """EXTNAME in capitals, "" if there is none."""
        return self.cards.text("EXTNAME").upper()

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Of an image or a table as numpy counts: the last axis is the fastest."""
        return _shape(self.cards)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of a table's columns, in capitals."""
        return self._table.columns

    @cached_property
    def _table(self) -> "_Table":
        return _table(self.cards.raw)

    def image(self) -> NDArray[Any]:
        """The numbers of an image, in native byte order."""
        values = np.frombuffer(self.data, _IMAGES[self.cards.whole("BITPIX")])
        return self._scaled(values, "BSCALE", "BZERO").reshape(self.shape)

    def column(self, name: str) -> NDArray[Any]:
        """The numbers of a binary table's column, all rows in one, in native byte order."""
        number = self.columns.index(name) + 1
        rows, width = self.shape
        if self._table.layout.itemsize != width:
            raise ValueError("the columns do not fill the rows")
        values = np.frombuffer(self.data, self._table.layout, rows)[f"f{number}"].reshape(-1)
        return self._scaled(values, f"TSCAL{number}", f"TZERO{number}")

    def _scaled(self, values: NDArray[Any], scale: str, zero: str) -> NDArray[Any]:
        by, plus = self.cards.get(scale), self.cards.get(zero)
        if by in {None, 1} and plus in {None, 0}:
            return values.astype(values.dtype.newbyteorder("="))
        return values * float(1 if by is None else by) + float(plus or 0)


class _Table:
    """What the header of a table says of its columns."""

    def __init__(self, cards: Cards) -> None:
        self._cards = cards
        self.columns: tuple[str, ...] = ()
        if cards.text("XTENSION") in {"BINTABLE", "TABLE"}:
            numbers = range(1, _count(cards, "TFIELDS") + 1)
            self.columns = tuple(cards.text(f"TTYPE{i}").upper() for i in numbers)

    @cached_property
    def layout(self) -> np.dtype[Any]:
        """Of a row, its columns named f1, f2 and so on."""
        return np.dtype([self._field(i) for i in range(1, len(self.columns) + 1)])

    def _field(self, number: int) -> tuple[str, str, tuple[int, ...]]:
        form = self._cards.text(f"TFORM{number}")
        digits = form[: len(form) - len(form.lstrip("0123456789"))]
        repeat, letter = int(digits or 1), form[len(digits) : len(digits) + 1]
        if letter in _NUMBERS:
            return f"f{number}", _NUMBERS[letter], (repeat,)
        size = (repeat + 7) // 8 if letter == "X" else repeat * _WIDTHS[letter]
        if size > _shape(self._cards)[-1]:  # numpy would call it a type that it does not know
            raise ValueError(f"TFORM{number} = {form}")
        return f"f{number}", f"V{size}", ()


@lru_cache(64)
def _table(header: bytes) -> _Table:
    """Of a header as it stands in a file; those of tables are often the same in many files."""
    found = cards_at(header)
    if found is None:
        raise ValueError("a header without an end")
    return _Table(found[0])


@dataclass(frozen=True, slots=True, eq=False)
class FitsFile:
    """A FITS file in memory: its path, the SHA-256 of its bytes on disk, and its parts."""

    path: Path
    sha256: str
    parts: tuple[Part, ...]


def open_fits(path: Path, wanted: Wanted = SPECTRUM) -> FitsFile:
    """Read a FITS file, unzipped if need be; `wanted` only chooses the words of a refusal.

    Raises
    ------
    UnreadableError
        with a sentence that says what is wrong
    """
    content, sha256 = read_fits(path, wanted)
    try:
        return FitsFile(path, sha256, tuple(_parts(path, content)))
    except (ValueError, KeyError) as error:
        raise refusal(path, "is a damaged FITS file: copy or download it again") from error


def _parts(path: Path, content: bytes) -> Iterator[Part]:
    view, start = memoryview(content), 0
    while start == 0 or content.startswith(b"XTENSION", start):
        found = cards_at(content, start)
        stop = len(content) + 1 if found is None else found[1] + _size(found[0])
        if found is None or stop > len(content):
            raise refusal(path, "is a FITS file that was cut short: copy or download it again")
        cards, begin = found
        yield Part(cards, view[begin:stop])
        start = stop + -stop % BLOCK


def _shape(cards: Cards) -> tuple[int, ...]:
    axes = range(_count(cards, "NAXIS"), 0, -1)
    return tuple(cards.whole(f"NAXIS{axis}") for axis in axes)


def _count(cards: Cards, name: str) -> int:
    """How many axes or columns there are; the standard allows no more than 999."""
    count = cards.whole(name)
    if count > _MOST:
        raise ValueError(f"{name} = {count}")
    return count


def _size(cards: Cards) -> int:
    """Of the data that follow a header, in bytes."""
    shape = _shape(cards)
    if min(shape, default=0) < 0:
        raise ValueError("an axis of negative length")
    points = math.prod(shape) + cards.whole("PCOUNT") if shape else 0
    return abs(cards.whole("BITPIX")) // 8 * points
