"""Numbers as people read them: two digits on the error, as many decimals on the value."""

from math import floor, isfinite, log10

UNKNOWN = "unknown"
DETECTED = 3.0
"""σ from which a width counts as detected; below, its upper limit is told as well."""


def minus(text: str) -> str:
    """Text with hyphens as minus signs."""
    return text.replace("-", "−")


def fixed(value: float | None, decimals: int, unit: str = "") -> str:
    """A number with a unit, or `UNKNOWN`; a value that rounds to zero has no sign."""
    if value is None or not isfinite(value):
        return UNKNOWN
    rounded = round(value, decimals) + 0.0
    return minus(f"{rounded:.{decimals}f}") + (f" {unit}" if unit else "")


def signed(value: float, decimals: int) -> str:
    """A number that always shows its sign, except zero."""
    rounded = round(value, decimals) + 0.0
    return minus(f"{rounded:+.{decimals}f}") if rounded else f"{rounded:.{decimals}f}"


def decimals_of(error: float, most: int = 4) -> int:
    """How many decimals show two significant digits of an error; `most` at the most."""
    if not isfinite(error) or error <= 0:
        return 2
    two_digits = float(f"{error:.1e}")
    return min(most, max(0, 1 - floor(log10(two_digits))))


def measured(value: float | None, error: float | None, unit: str = "") -> str:
    """For example ``1.234 ± 0.083 Å``; `UNKNOWN` without a value."""
    if value is None or not isfinite(value):
        return UNKNOWN
    if error is None or not isfinite(error) or error <= 0:
        return fixed(value, 2, unit)
    decimals = decimals_of(error)
    text = f"{fixed(value, decimals)} ± {error:.{decimals}f}"
    return f"{text} {unit}" if unit else text


def significance(value: float | None, error: float | None) -> str:
    """How many σ a value lies from zero, e.g. ``15σ`` or ``−1.4σ``; "" if unknown."""
    if value is None or error is None or not isfinite(value) or not isfinite(error) or error <= 0:
        return ""
    sigmas = value / error
    return fixed(sigmas, 0 if abs(sigmas) >= 9.95 else 1) + "σ"


def upper_limit(value: float | None, error: float | None, unit: str = "") -> str:
    """The 3σ limit of what is not detected: ``< 0.42 Å``; "" for what is, or is unknown.

    A value below zero limits as zero does; one that is significantly below has no limit.
    """
    if not significance(value, error) or value is None or error is None:
        return ""
    if round(abs(value) / error, 1) >= DETECTED:  # what reads 3.0σ is one
        return ""
    limit = max(value, 0.0) + DETECTED * error
    return f"< {fixed(limit, decimals_of(limit), unit)}"


def width(value: float | None, error: float | None, unit: str = "Å") -> str:
    """An equivalent width with all that is to be known of it.

    For example ``0.45 ± 0.12 Å (3.8σ)`` and ``0.12 ± 0.10 Å (1.2σ), < 0.42 Å``.
    """
    text, sure = measured(value, error, unit), significance(value, error)
    limit = upper_limit(value, error, unit)
    text = f"{text} ({sure})" if sure else text
    return f"{text}, {limit}" if limit else text
