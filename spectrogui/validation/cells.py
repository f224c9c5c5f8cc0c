"""Cells of tables as text: the same digits on the page and in the file."""

import csv
import io
from math import isfinite

from spectrogui.validation.section import Cell, Sheet

_MOST = 6  # decimals


def printed(sheet: Sheet) -> list[list[str]]:
    """The cells of a table as text; every column has one number of decimals.

    That is the largest that a number of the column needs, so that 0.5 beside 0.25 is 0.50.
    """
    rows = [list(row) for row in sheet.rows]
    decimals = [_decimals([row[i] for row in rows]) for i in range(len(sheet.columns))]
    return [
        [_text(cell, places) for cell, places in zip(row, decimals, strict=True)] for row in rows
    ]


def numeric(sheet: Sheet) -> list[bool]:
    """Which columns hold numbers alone, which are set to the right."""
    rows = list(sheet.rows)
    return [
        any(row[i] is not None for row in rows)
        and not any(isinstance(row[i], str) for row in rows)
        for i in range(len(sheet.columns))
    ]


def shown(sheet: Sheet) -> tuple[list[list[str]], int]:
    """The cells that stand on the page, with a minus as people write it; and how many rows the
    whole table has.
    """
    cells, right = printed(sheet), numeric(sheet)
    some = cells if sheet.shown is None else cells[: sheet.shown]
    return [
        [
            cell.replace("-", "−") if number else cell
            for cell, number in zip(row, right, strict=True)
        ]
        for row in some
    ], len(cells)


def as_csv(sheet: Sheet) -> str:
    """The whole table as CSV with its heads; what is not known is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(sheet.columns)
    writer.writerows(printed(sheet))
    return out.getvalue()


def _decimals(cells: list[Cell]) -> int:
    most = 0
    for cell in cells:
        if isinstance(cell, float) and isfinite(cell):
            text = f"{cell:.{_MOST}f}".rstrip("0")
            most = max(most, len(text) - text.index(".") - 1)
    return most


def _text(cell: Cell, decimals: int) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return str(cell)
    if not isfinite(cell):
        return ""
    return f"{cell + 0.0:.{decimals}f}"
