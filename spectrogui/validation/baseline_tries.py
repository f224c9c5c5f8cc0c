"""What was tried to make better templates: a table that was made once, and is kept."""

import csv
from pathlib import Path

from spectrogui.validation.section import Cell, Sheet

FILE = Path(__file__).parents[2] / "docs" / "validation" / "tries.csv"


def tries_sheet(file: Path = FILE) -> Sheet | None:
    """The table; None where the program was installed without its documents.

    Parameters
    ----------
    file : CSV with a line of heads; its first column is words, the rest numbers
    """
    if not file.is_file():
        return None
    with file.open(encoding="utf-8", newline="") as text:
        heads, *rows = csv.reader(text)
    return Sheet(
        "tries",
        "What was tried to make better templates, on the held-out stars of the bundled model's "
        "material, by type and S/N(r): median RMSE outside the lines; Hα: the robust scatter of "
        "EW(Hα) over that of one network of 4 latents with 24 modes; ±: the error of that ratio "
        "(1σ, paired bootstrap).",
        tuple(heads),
        [tuple(_cell(cell, column) for column, cell in enumerate(row)) for row in rows],
    )


def _cell(text: str, column: int) -> Cell:
    if not column:
        return text
    return float(text) if text else None
