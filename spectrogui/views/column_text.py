"""How columns are written on axes, table heads and in tips: title, unit, numbers."""

from typing import Any

from spectrogui.core.columns import COLUMNS, Column

_SIGNS = {"Angstrom": "Å", "deg": "°"}
MINUS = "\N{MINUS SIGN}"


def heading(column: Column) -> str:
    """The title with its unit: "EW Hα (Å)"."""
    unit = _SIGNS.get(column.unit, column.unit)
    return f"{column.title} ({unit})" if unit else column.title


def shown_value(column: Column, value: Any) -> str:
    """A value as people read it: the digits of the files with a true minus sign."""
    text = column.format(value)
    return text.replace("-", MINUS, 1) if column.kind != "text" else text


def value_with_unit(column: Column, value: Any) -> str:
    """A value for running text: "1.2345 Å", or "" if unknown."""
    text = shown_value(column, value)
    unit = _SIGNS.get(column.unit, column.unit)
    return f"{text} {unit}" if text and unit else text


def numeric_columns() -> tuple[Column, ...]:
    """Every column that can be an axis or a colour: the latents first, then as in the files."""
    numeric = [column for column in COLUMNS if column.kind != "text"]
    latent = [column for column in numeric if column.name in {"z1", "z2", "z3", "z4"}]
    return (*latent, *(column for column in numeric if column not in latent))


def counted(count: int, noun: str, plural: str = "") -> str:
    """ "1 row", "1,000 rows"."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
