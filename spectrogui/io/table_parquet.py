"""Tables as Parquet, some thousand rows at a time."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import Column
from spectrogui.io.table_chunks import SIZE, Chunks

_GROUP = 8 * SIZE  # rows that are kept together


def write_parquet(path: Path, chunks: Chunks, about: Mapping[str, str]) -> None:
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


def _sound(text: str) -> str:
    """Text that UTF-8 can hold: file names may have bytes that are none."""
    return text.encode("utf-8", "replace").decode()
