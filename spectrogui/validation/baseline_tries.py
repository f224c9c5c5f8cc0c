"""What was tried to make better templates: a table that was made once, and is kept."""

import csv
from pathlib import Path

from spectrogui.validation.section import Cell, Sheet

FILE = Path(__file__).parents[2] / "docs" / "validation" / "tries.csv"
_BRIGHT = "> 150"
_TEXT = 3
"""Columns at the left that are words."""


def tries_sheet(file: Path = FILE) -> Sheet | None:
    """The table; None where the program was installed without its documents.

    Parameters
    ----------
    file : CSV with a line of heads; its first three columns are words, the rest numbers
    """
    if not file.is_file():
        return None
    with file.open(encoding="utf-8", newline="") as text:
        heads, *rows = csv.reader(text)
    cells = [tuple(_cell(cell, i) for i, cell in enumerate(row)) for row in rows]
    first = [row for row in cells if row[2] == _BRIGHT]
    return Sheet(
        "tries",
        "What was tried, of held-out stars of the bundled models' material: median RMSE and "
        "reduced χ² outside the lines, robust scatter of widths, and the scatter of Hα over that "
        "of one network with 24 modes, with the error of that ratio (paired bootstrap).",
        tuple(heads),
        first + [row for row in cells if row[2] != _BRIGHT],
        shown=len(first),
    )


def _cell(text: str, column: int) -> Cell:
    if column < _TEXT:
        return text
    if not text:
        return None
    return int(text) if column == _TEXT else float(text)
