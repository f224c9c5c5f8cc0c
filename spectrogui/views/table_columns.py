"""How wide columns are, and lines of the table as text for the clipboard."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QFontMetrics

from spectrogui.core.columns import Column
from spectrogui.core.table import Table
from spectrogui.views.column_text import MINUS

_LETTERS = {
    "path": 34, "obsid": 11, "designation": 20, "epic": 10, "class": 5, "subclass": 5,
    "planid": 18, "status": 7, "problem": 40, "rv_source": 9, "flags": 16, "tags": 16,
    "comment": 30, "inspector": 12, "labelled_utc": 20, "app_version": 8,
}  # fmt: skip
_USUAL_LETTERS = 14
_TYPICAL = {"rmse": "0.00000", "snr_r": "000.00", "outlier": "0.0000", "logg": "0.000"}
_SIGNS = {"verdict": 0, "star": 26}


def usual_width(column: Column, title: str, cell: QFontMetrics, *, pad: int) -> int:
    """Pixels that the title and a typical value need."""
    head = cell.horizontalAdvance(title) + 2 * pad
    if column.name in _SIGNS:
        return _SIGNS[column.name] or head
    if column.kind == "text":
        letters = _LETTERS.get(column.name, _USUAL_LETTERS)
        return max(head, letters * cell.horizontalAdvance("0") + 2 * pad)
    typical = _TYPICAL.get(column.name) or {"bool": "False", "int": "57000"}.get(column.kind)
    typical = typical or f"{MINUS}00.{'0' * column.digits}"
    return max(head, cell.horizontalAdvance(typical) + 2 * pad)


def as_tsv(table: Table, rows: Iterable[int], columns: Sequence[Column]) -> str:
    """Rows as tab-separated lines under one line with the names of the columns.

    Values are written as in every text file; a tab or line break inside one becomes a space.
    """
    lines = ["\t".join(column.name for column in columns)]
    for row in rows:
        cells = (column.format(table.cell(column.name, row)) for column in columns)
        lines.append("\t".join(" ".join(cell.split()) for cell in cells))
    return "\n".join(lines) + "\n"


def in_order(shown: NDArray[np.intp], rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """`rows` in the order in which the table shows them; those it does not show come last."""
    seen = shown[np.isin(shown, rows)]
    return np.concatenate((seen, np.setdiff1d(rows, seen)))
