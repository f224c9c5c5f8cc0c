"""Who a row is, in one line for a tip."""

import re
from collections.abc import Iterable
from math import isfinite
from pathlib import PurePath

from spectrogui.core.columns import COLUMN
from spectrogui.core.numbers import width as told
from spectrogui.core.table import Table
from spectrogui.views.column_text import value_with_unit

_ENDING = re.compile(r"(\.fits?)?(\.gz)?$", re.IGNORECASE)


def name_of(table: Table, row: int) -> str:
    """What a row goes by: its obsid, else its designation, else the name of its file."""
    known = table.cell("obsid", row) or table.cell("designation", row)
    return str(known) if known else _ENDING.sub("", PurePath(table.cell("path", row)).name)


def point_text(table: Table, row: int, also: Iterable[str] = ()) -> str:
    """Who, what, and how strong; the second line has the columns `also`.

    For example "457412345 · M4 · EW Hα 1.23 ± 0.08 Å (15σ) · RMSE 0.0123".
    """
    also = list(dict.fromkeys(also))
    parts = [name_of(table, row), str(table.cell("subclass", row))]
    width, error = table.cell("ew_ha", row), table.cell("e_ew_ha", row)
    if isfinite(width):
        parts.append(f"EW Hα {told(width, error)}")
    rmse = float(table.cell("rmse", row))
    if isfinite(rmse):
        parts.append(f"RMSE {rmse:.4f}")
    more = [
        f"{COLUMN[name].title} {value_with_unit(COLUMN[name], table.cell(name, row)) or 'unknown'}"
        for name in also
        if name not in {"ew_ha", "rmse"}
    ]
    first = " · ".join(part for part in parts if part)
    return f"{first}\n{' · '.join(more)}" if more else first
