"""Headers and data as the bytes of FITS."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from spectrogui.io.fits_bytes import BLOCK


def header(
    cards: Mapping[str, Any], notes: Mapping[str, str], lines_after: Sequence[str] = ()
) -> bytes:
    """A header, whole blocks.

    Parameters
    ----------
    notes : the comments of the cards
    lines_after : lines of 80 characters that follow the cards
    """
    lines = [_card(name, value, notes.get(name, "")) for name, value in cards.items()]
    lines += lines_after
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


def comment(text: str) -> list[str]:
    """Lines of a COMMENT, of text in ASCII."""
    parts = [text[start : start + 72] for start in range(0, max(1, len(text)), 72)]
    return [f"COMMENT {part}".ljust(80) for part in parts]


def text_cards(name: str, text: str) -> list[str]:
    """A card with text in ASCII of any length, as the convention CONTINUE has it."""
    parts = [""]
    for sign in text.replace("'", "\0"):  # a pair of quotes stays on one line
        sign = "''" if sign == "\0" else sign
        if len(parts[-1]) + len(sign) > 67:
            parts.append("")
        parts[-1] += sign
    told = [f"'{part}&'" for part in parts[:-1]] + [f"'{parts[-1]:<8}'"]
    heads = [f"{name:<8}= "] + ["CONTINUE  "] * (len(parts) - 1)
    return [f"{head}{part}".ljust(80) for head, part in zip(heads, told, strict=True)]


def padded(content: bytes, fill: bytes = b"\0", size: int | None = None) -> bytes:
    """Filled up to whole blocks.

    Parameters
    ----------
    size : of all that there is to fill up, if `content` is only the end of it
    """
    return content + fill * (-(len(content) if size is None else size) % BLOCK)
