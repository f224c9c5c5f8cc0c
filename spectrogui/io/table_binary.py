"""Tables as binary files: FITS and Parquet, a few thousand rows at a time."""

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import Column
from spectrogui.io.table_chunks import SIZE, Chunks

About = Mapping[str, str]

_SPELLED = str.maketrans({"α": "alpha", "σ": "sigma", "χ": "chi", "Å": "A", "⁴": "^4"})
_NULL = -(2**31)  # what an unknown integer is in FITS, said by TNULL
_BLOCK = 2880  # bytes, of FITS
_GROUP = 8 * SIZE  # rows that Parquet keeps together


def write_fits(path: Path, chunks: Chunks, about: About) -> None:
    """A binary table; a bool is 1, 0 or null, and text beyond ASCII is written as \\u4e2d."""
    kinds = [_fits_kind(column, chunks) for column in chunks.columns]
    row = np.dtype([(str(number), kind) for number, kind in enumerate(kinds)])
    with path.open("wb") as file:
        _write_fits_head(file, chunks, kinds, about)
        for cells in chunks.cells():
            made = np.zeros(len(cells[chunks.columns[0].name]), row)
            for number, column in enumerate(chunks.columns):
                made[str(number)] = _fits_cells(column, cells[column.name])
            file.write(made.data)
        file.write(b"\0" * (-len(chunks) * row.itemsize % _BLOCK))


def write_parquet(path: Path, chunks: Chunks, about: About) -> None:
    """Parquet; an unknown value is null, and the schema holds units and notes."""
    import pyarrow
    import pyarrow.parquet

    kinds = {
        "text": pyarrow.string(),
        "int": pyarrow.int64(),
        "float": pyarrow.float64(),
        "bool": pyarrow.bool_(),
    }
    fields = [
        pyarrow.field(
            column.name,
            kinds[column.kind],
            metadata={"unit": column.unit, "description": column.note},
        )
        for column in chunks.columns
    ]
    schema = pyarrow.schema(fields, metadata=dict(about))
    with pyarrow.parquet.ParquetWriter(path, schema) as writer:
        for cells in chunks.cells(_GROUP):
            arrays = []
            for column, field in zip(chunks.columns, fields, strict=True):
                values, unknown = _parquet_cells(column, cells[column.name])
                arrays.append(pyarrow.array(values, field.type, mask=unknown))
            writer.write_table(pyarrow.table(arrays, schema=schema))


def _fits_kind(column: Column, chunks: Chunks) -> str:
    """The type of a column's cells; for texts all of them are looked at."""
    if column.kind != "text":
        return ">f8" if column.kind == "float" else ">i4"
    width = 1
    if not chunks.table.knows_nothing(column.name):
        for values in chunks.column(column):
            width = max(width, *map(len, _ascii_texts(values)))
    return f"S{width}"


def _write_fits_head(file: IO[bytes], chunks: Chunks, kinds: list[str], about: About) -> None:
    from astropy.io import fits

    made = [_fits_column(*one) for one in zip(chunks.columns, kinds, strict=True)]
    part = fits.BinTableHDU.from_columns(made, name="RESULTS")
    part.header["NAXIS2"] = len(chunks)
    for number, column in enumerate(chunks.columns, 1):
        if column.note:
            part.header[f"TCOMM{number}"] = _ascii(column.note)
    first = fits.PrimaryHDU()
    for key, value in about.items():
        first.header.add_comment(_ascii(f"{key}: {value}"))
    first.header["EXTEND"] = True
    file.write(first.header.tostring().encode("ascii"))
    file.write(part.header.tostring().encode("ascii"))


def _fits_column(column: Column, kind: str) -> Any:
    from astropy.io import fits

    unit = None if column.unit in {"", "dex"} else column.unit  # FITS knows no dex
    if column.kind == "float":
        return fits.Column(column.name, "D", unit=unit)
    if column.kind == "text":
        return fits.Column(column.name, f"{kind[1:]}A")
    return fits.Column(column.name, "J", unit=unit, null=_NULL)


def _fits_cells(column: Column, values: NDArray[Any]) -> Any:
    if column.kind == "float":
        return values
    if column.kind == "text":
        return _ascii_texts(values)
    return np.where(np.isnan(values), _NULL, values).astype(np.int32)


def _parquet_cells(column: Column, values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Values, and which of them are unknown."""
    if column.kind != "text":
        unknown = np.isnan(values)
        if column.kind == "float":
            return values, unknown
        whole = np.where(unknown, 0, values)
        return whole.astype(bool if column.kind == "bool" else int), unknown
    texts = values.tolist()
    if not "".join(texts).isascii():
        values = np.array([_sound(text) for text in texts], dtype=object)
    return values, np.fromiter(map(len, texts), np.intp, len(texts)) == 0


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


def _sound(text: str) -> str:
    """Text that UTF-8 can hold: file names may have bytes that are none."""
    return text.encode("utf-8", "replace").decode()
