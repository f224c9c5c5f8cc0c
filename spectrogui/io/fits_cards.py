"""The cards of FITS headers, parsed only as far as they are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spectrogui.io.fits_bytes import BLOCK

Value = str | float | bool | None
_CARD, _NAME = 80, 8
_END = b"END".ljust(_CARD)
_LARGEST = 2.0**48  # of whole numbers that say how large something is


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a header, 80 bytes each.

    Attributes
    ----------
    content : what the header is part of
    start, end : where it begins there, and its END
    place : where in it the first card of each name of 8 bytes, padded, begins
    """

    content: bytes
    start: int
    end: int
    place: Mapping[bytes, int]

    @property
    def raw(self) -> bytes:
        """The header as it stands in the file, END included."""
        return self.content[self.start : self.end + _CARD]

    def get(self, name: str) -> Value:
        """Text without padding, a number or a truth value; None if it is missing or empty."""
        at = self.place.get(_padded(name))
        if at is None or self.content[at + 8 : at + 10] != b"= ":
            return None
        return _value(self.content[at + 10 : at + _CARD])

    def text(self, *names: str) -> str:
        """The first of some cards that says something, as text; "" if none does."""
        for name in names:
            value = self.get(name)
            if value is not None and (found := str(value).strip()):
                return found
        return ""

    def whole(self, name: str, default: int = 0) -> int:
        """A card that must hold an integer; raises ValueError if it holds anything else."""
        value = self.get(name)
        if value is None:
            return default
        if isinstance(value, str) or not -64 <= value <= _LARGEST or value != int(value):
            raise ValueError(f"{name} = {value}")
        return int(value)


def cards_at(content: bytes, start: int = 0) -> tuple[Cards, int] | None:
    """The header that begins at `start`, and where its data begin; None if it has no end."""
    end = content.find(_END, start)
    while end >= 0 and (end - start) % _CARD:
        end = content.find(_END, end + 1)
    if end < 0:
        return None
    count = (end - start) // _CARD
    names = np.ndarray((count,), f"S{_NAME}", content, start, (_CARD,)).tolist()
    places = range(start, end, _CARD)
    first = dict(zip(reversed(names), reversed(places), strict=True))  # of equal names
    return Cards(content, start, end, first), end + BLOCK - (end - start) % BLOCK


@lru_cache(4096)
def _padded(name: str) -> bytes:
    return name.encode().ljust(_NAME)


def _value(field: bytes) -> Value:
    """What a card says from its 11th byte on."""
    if field.startswith(b"'"):
        end = field.find(b"'", 1)
        if field[end + 1 : end + 2] != b"'":
            return field[1:end].decode("latin-1").rstrip()
    else:
        try:
            return float(field.partition(b"/")[0])
        except ValueError:
            pass
    return _unusual(field.decode("latin-1").lstrip())


def _unusual(text: str) -> Value:
    """What is neither a plain number nor text that begins at once and has no quote inside."""
    if text.startswith("'"):
        return _quoted(text)
    text = text.partition("/")[0].strip()
    if text in {"T", "F"}:
        return text == "T"
    try:
        return float(text.replace("D", "E"))
    except ValueError:
        return text or None


def _quoted(text: str) -> str:
    """What stands between quotes; a quote inside is written twice."""
    parts, rest = [], text[1:]
    while True:
        before, _, rest = rest.partition("'")
        parts.append(before)
        if not rest.startswith("'"):
            return "'".join(parts).rstrip()
        rest = rest[1:]
