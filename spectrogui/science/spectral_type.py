"""What a spectral type says, roughly: its letter, and a temperature to sort stars by."""

import re

_TYPE = re.compile(r"(?:e?sd|usd|[dg])?([AFGKM])(?![A-HJ-UW-Za-df-z])(\d?)")
_TEFF = {
    "A": (9700, 7400), "F": (7200, 6050), "G": (5950, 5330), "K": (5270, 3950), "M": (3850, 2400),
}  # fmt: skip


def type_letter(subclass: str) -> str:
    """The letter of a spectral type: "dM3" → "M", "gK" → "K"; "" when it is no A–M star."""
    found = _TYPE.match(subclass.strip())
    return found[1] if found else ""


def type_teff(subclass: str) -> float:
    """A temperature in K good enough to sort stars into bins of 500 K; NaN if not A–M."""
    found = _TYPE.match(subclass.strip())
    if not found:
        return float("nan")
    hot, cool = _TEFF[found[1]]
    return hot + (cool - hot) * int(found[2] or 5) / 9
