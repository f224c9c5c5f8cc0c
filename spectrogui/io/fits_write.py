"""Headers and data as the bytes of FITS."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from spectrogui.io.fits_bytes import BLOCK


def header(cards: Mapping[str, Any], notes: Mapping[str, str]) -> bytes:
    """A header, whole blocks; `notes` are the comments of the cards."""
    lines = [_card(name, value, notes.get(name, "")) for name, value in cards.items()]
    return padded("".join([*lines, "END".ljust(80)]).encode("ascii"), b" ")


def _card(name: str, value: object, note: str) -> str:
    """One card, 80 characters of ASCII."""
    if isinstance(value, bool | np.bool_):
        text = f"{'T' if value else 'F':>20}"
    elif isinstance(value, int | float | np.number):
        text = f"{value!s:>20}".replace("e", "E")
    else:
        plain = str(value).encode("ascii", "replace").decode().replace("'", "''")
        text = f"'{plain[:66]:<8}'"
    return f"{name:<8}= {text:<20}{f' / {note}' if note else ''}"[:80].ljust(80)


def padded(content: bytes, fill: bytes = b"\0") -> bytes:
    """Filled up to whole blocks."""
    return content + fill * (-len(content) % BLOCK)
