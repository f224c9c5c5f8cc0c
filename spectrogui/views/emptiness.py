"""Which part of a filter hides every row."""

import re

from spectrogui.core.errors import InputError
from spectrogui.core.query import Query
from spectrogui.core.table import Table

_TOKEN = re.compile(r"""("[^"]*"|'[^']*'|[()]|\band\b)""", re.IGNORECASE)


def why_empty(text: str, table: Table) -> str:
    """One sentence for a filter that no row passes; names the parts that no row passes alone."""
    rows = "the only row" if len(table) == 1 else f"all {len(table):,} rows"
    sentence = f"The filter “{text}” hides {rows}"
    parts = conditions(text)
    guilty = [f"“{part}”" for part in parts if len(parts) > 1 and _hides_all(part, table)]
    if not guilty:
        return f"{sentence}."
    if len(guilty) == 1:
        return f"{sentence}: none passes {guilty[0]}."
    return f"{sentence}: none passes {', none '.join(guilty)}."


def conditions(text: str) -> list[str]:
    """The parts of an expression that `and` joins, outside of brackets and quotes."""
    parts, depth = [""], 0
    for piece in _TOKEN.split(text):
        depth += (piece == "(") - (piece == ")")
        if piece.lower() == "and" and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return [part.strip() for part in parts]


def _hides_all(part: str, table: Table) -> bool:
    try:
        return not Query.parse(part, table).rows(table).any()
    except InputError:
        return False
