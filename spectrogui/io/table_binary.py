"""Tables as binary files: FITS and Parquet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import Column
from spectrogui.io.table_chunks import Chunks

About = Mapping[str, str]

_SPELLED = str.maketrans({"α": "alpha", "σ": "sigma", "χ": "chi", "Å": "A", "⁴": "^4"})
_NULL = -(2**31)  # what an unknown integer is in FITS, said by TNULL


def write_fits(path: Path, chunks: Chunks, about: About) -> None:
    """A binary table; a bool is 1, 0 or null, and text beyond ASCII is written as \\u4e2d."""
    from astropy.io import fits

    made = [_fits_column(column, chunks.values(column)) for column in chunks.columns]
    part = fits.BinTableHDU.from_columns(made, name="RESULTS")
    for number, column in enumerate(chunks.columns, 1):
        if column.note:
            part.header[f"TCOMM{number}"] = _ascii(column.note)
    first = fits.PrimaryHDU()
    for key, value in about.items():
        first.header.add_comment(_ascii(f"{key}: {value}"))
    chunks.ticket.checkpoint()
    fits.HDUList([first, part]).writeto(path)


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
    fields, arrays = [], []
    for column in chunks.columns:
        kind, values = kinds[column.kind], chunks.values(column)
        unknown = values == "" if column.kind == "text" else np.isnan(values)
        if column.kind == "text":
            values = np.array([_sound(text) for text in values], dtype=object)
        elif column.kind != "float":
            values = np.where(unknown, 0, values).astype(bool if column.kind == "bool" else int)
        arrays.append(pyarrow.array(values, kind, mask=unknown.astype(bool)))
        facts = {"unit": column.unit, "description": column.note}
        fields.append(pyarrow.field(column.name, kind, metadata=facts))
    schema = pyarrow.schema(fields, metadata=dict(about))
    pyarrow.parquet.write_table(pyarrow.table(arrays, schema=schema), path)


def _fits_column(column: Column, values: NDArray[Any]) -> Any:
    from astropy.io import fits

    unit = None if column.unit in {"", "dex"} else column.unit  # FITS knows no dex
    if column.kind == "float":
        return fits.Column(column.name, "D", unit=unit, array=values)
    if column.kind == "text":
        texts = np.array([_ascii(text).encode() for text in values] or [b""])
        width = max(1, texts.dtype.itemsize)
        return fits.Column(column.name, f"{width}A", array=texts[: len(values)])
    whole = np.where(np.isnan(values), _NULL, values).astype(np.int32)
    return fits.Column(column.name, "J", unit=unit, null=_NULL, array=whole)


def _ascii(text: str) -> str:
    """Text in printable ASCII, all that FITS allows; anything else as \\u4e2d or a blank."""
    plain = text.translate(_SPELLED).encode("ascii", "backslashreplace").decode()
    return "".join(c if " " <= c <= "~" else " " for c in plain)


def _sound(text: str) -> str:
    """Text that UTF-8 can hold: file names may have bytes that are none."""
    return text.encode("utf-8", "replace").decode()
