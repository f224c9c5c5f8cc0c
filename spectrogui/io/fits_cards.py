"""The cards of FITS headers, parsed only as far as they are asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from spectrogui.io.fits_bytes import BLOCK

Value = str | float | bool | None
_CARD = 80
_END = b"END".ljust(_CARD)
_LARGEST = 2.0**48  # of whole numbers that say how large something is
_COMMENTS = {b"COMMENT ", b"HISTORY ", b"        "}


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a header, 80 bytes each, under the 8 bytes of their names."""

    raw: Mapping[bytes, bytes]

    def get(self, name: str) -> Value:
        """Text without padding, a number or a truth value; None if it is missing or empty."""
        raw = self.raw.get(name.encode().ljust(8))
        return _value(raw) if raw is not None and raw[8:10] == b"= " else None

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
    raw: dict[bytes, bytes] = {}
    for at in range(start, len(content) - _CARD + 1, _CARD):
        card = content[at : at + _CARD]
        if card == _END:
            return Cards(raw), at + BLOCK - (at - start) % BLOCK
        if (name := card[:8]) not in _COMMENTS:
            raw.setdefault(name, card)
    return None


def _value(card: bytes) -> Value:
    text = card[10:].decode("latin-1").lstrip()
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
