"""Tables as FITS, some thousand rows at a time."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import Column
from spectrogui.io.fits_write import comment, header, padded, text_cards
from spectrogui.io.table_chunks import Chunks

_SPELLED = str.maketrans({"α": "alpha", "σ": "sigma", "χ": "chi", "Å": "A", "⁴": "^4"})
_NULL = -(2**31)  # what an unknown integer is, said by TNULL
_NOTES = {
    "SIMPLE": "conforms to FITS standard",
    "XTENSION": "binary table extension",
    "BITPIX": "array data type",
    "NAXIS": "number of array dimensions",
    "NAXIS1": "length of dimension 1",
    "NAXIS2": "length of dimension 2",
    "PCOUNT": "number of group parameters",
    "GCOUNT": "number of groups",
    "TFIELDS": "number of table fields",
    "EXTNAME": "extension name",
}


def write_fits(path: Path, chunks: Chunks, about: Mapping[str, str]) -> None:
    """A binary table; a bool is 1, 0 or null, and text beyond ASCII is written as \\u4e2d."""
    kinds = [_kind(column, chunks) for column in chunks.columns]
    row = np.dtype(
        [(column.name, kind) for column, kind in zip(chunks.columns, kinds, strict=True)]
    )
    with path.open("wb") as file:
        file.write(_first(about))
        file.write(_head(chunks, row))
        for cells in chunks.cells():
            made = np.zeros(len(next(iter(cells.values()))), row)
            for column in chunks.columns:
                made[column.name] = _cells(column, cells[column.name])
            file.write(made.data)
        file.write(padded(b"", size=len(chunks) * row.itemsize))


def _first(about: Mapping[str, str]) -> bytes:
    """The header before that of the table."""
    told = [line for key, value in about.items() for line in comment(_ascii(f"{key}: {value}"))]
    cards = {"SIMPLE": True, "BITPIX": 8, "NAXIS": 0, "EXTEND": True}
    return header(cards, _NOTES, told)


def _head(chunks: Chunks, row: np.dtype[Any]) -> bytes:
    cards = {
        "XTENSION": "BINTABLE",
        "BITPIX": 8,
        "NAXIS": 2,
        "NAXIS1": row.itemsize,
        "NAXIS2": len(chunks),
        "PCOUNT": 0,
        "GCOUNT": 1,
        "TFIELDS": len(chunks.columns),
    }
    more: dict[str, Any] = {}
    for number, column in enumerate(chunks.columns, 1):
        kind = row[column.name]
        more[f"TTYPE{number}"] = column.name
        more[f"TFORM{number}"] = {"f": "D", "i": "J"}.get(kind.kind, f"{kind.itemsize}A")
        if column.unit not in {"", "dex"}:  # FITS knows no dex
            more[f"TUNIT{number}"] = column.unit
        if kind.kind == "i":
            more[f"TNULL{number}"] = _NULL
    more["EXTNAME"] = "RESULTS"
    return header(cards | more, _NOTES, list(_column_notes(chunks)))


def _column_notes(chunks: Chunks) -> Iterator[str]:
    for number, column in enumerate(chunks.columns, 1):
        if column.note:
            yield from text_cards(f"TCOMM{number}", _ascii(column.note))


def _kind(column: Column, chunks: Chunks) -> str:
    """The type of a column's cells; for texts all of them are looked at."""
    if column.kind != "text":
        return ">f8" if column.kind == "float" else ">i4"
    width = 1
    if not chunks.table.knows_nothing(column.name):
        for values in chunks.column(column):
            width = max(width, *map(len, _ascii_texts(values)))
    return f"S{width}"


def _cells(column: Column, values: NDArray[Any]) -> Any:
    if column.kind == "float":
        return values
    if column.kind == "text":
        return _ascii_texts(values)
    return np.where(np.isnan(values), _NULL, values).astype(np.int32)


def _ascii_texts(values: NDArray[Any]) -> list[str]:
    texts: list[str] = values.tolist()
    joined = "".join(texts)
    if joined.isascii() and joined.isprintable():
        return texts
    known = {text: _ascii(text) for text in set(texts)}
    return [known[text] for text in texts]


def _ascii(text: str) -> str:
    """Text in printable ASCII, all that FITS allows; anything else as \\u4e2d or a blank."""
    plain = text.translate(_SPELLED).encode("ascii", "backslashreplace").decode()
    return "".join(c if " " <= c <= "~" else " " for c in plain)
