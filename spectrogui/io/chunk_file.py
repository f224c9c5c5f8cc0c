"""What was found of a chunk of a list, as a file that any process may make and make again.

A file is named after all that decides what stands in it, appears whole or not at all, and is
numpy's ``.npz`` without pickled objects: reading it executes nothing.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.io.files import write_bytes
from spectrogui.io.pack import Packed
from spectrogui.io.pack_record import RECORD
from spectrogui.io.session_read import Task

_FORMAT = 1
_DAMAGED = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error)
"""What reading a file raises that is cut short, or of which a part was lost."""
Look = tuple[int, int] | None
"""Size and time (ns) of a file; None if it was not there."""


@dataclass(frozen=True, slots=True, eq=False)
class ChunkContent:
    """What was found of n tasks.

    Attributes
    ----------
    at, columns : (k,) numbers of the tasks that have a result, from 0, and columns of (k,) as a
        table stores them
    recorded, records : (m,) numbers of the tasks that have a prepared spectrum, and (m,) these
        for the pack; without records it was not asked for them
    provenance, hashes : with what it was made; hashes of the model and of the preparation
    unread : the tasks of which nothing could be read, and how their files were then
    """

    at: NDArray[np.intp]
    columns: Mapping[str, NDArray[Any]]
    recorded: NDArray[np.intp]
    records: Packed | None
    provenance: Mapping[str, str]
    hashes: tuple[str, str]
    unread: Mapping[int, Look]


def chunk_name(tasks: Sequence[Task], made_with: Mapping[str, str]) -> str:
    """A hash of what decides what is found: of the tasks, but not of their row numbers and of
    what was found of them before, and of models, method and version.
    """
    told = [(str(task.file), task.problem, task.obsid, astuple(task.parameters)) for task in tasks]
    text = json.dumps([_FORMAT, RECORD.itemsize, sorted(made_with.items()), told])
    return hashlib.sha256(text.encode()).hexdigest()


def chunk_path(folder: Path, name: str) -> Path:
    """Where a chunk lies; no folder gets too many files."""
    return folder / name[:2] / f"{name}.npz"


def look_at(path: Path) -> Look:
    """Whether a file is there, and in which state."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def write_chunk(path: Path, content: ChunkContent) -> None:
    """Write a file, whole and on disk when it gets its name; raises OSError."""
    numbers = {name: v for name, v in content.columns.items() if v.dtype != object}
    texts = {name: v.tolist() for name, v in content.columns.items() if v.dtype == object}
    told = {
        "format": _FORMAT,
        "numbers": list(numbers),
        "texts": texts,
        "provenance": dict(content.provenance),
        "hashes": list(content.hashes),
        "unread": {str(at): look for at, look in content.unread.items()},
    }
    arrays: dict[str, Any] = {
        "told": np.frombuffer(zlib.compress(json.dumps(told).encode(), 1), np.uint8),
        "at": content.at.astype(np.int64),
        "numbers": np.array(list(numbers.values())).reshape(len(numbers), len(content.at)),
        "recorded": content.recorded.astype(np.int64),
    }
    if content.records is not None:
        arrays["records"] = np.frombuffer(content.records.tobytes(), np.uint8)
    with io.BytesIO() as file:
        np.savez(file, **arrays)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, file.getbuffer())


def read_chunk(path: Path, *, with_records: bool = False) -> ChunkContent | None:
    """What a file holds; None if there is none, it is damaged, or records are wanted that it
    does not hold.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if with_records and "records" not in arrays:
                return None
            raw = arrays["records"].tobytes() if with_records else None
            told = json.loads(zlib.decompress(arrays["told"].tobytes()))
            numbers, at, recorded = (arrays[name] for name in ("numbers", "at", "recorded"))
        columns: dict[str, NDArray[Any]] = dict(zip(told["numbers"], numbers, strict=True))
        columns |= {name: _texts(values) for name, values in told["texts"].items()}
        if {len(values) for values in columns.values()} - {len(at)}:
            return None
        records = None if raw is None else np.frombuffer(raw, RECORD)
        if records is not None and len(records) != len(recorded):
            return None
        unread = {int(number): _look(found) for number, found in told["unread"].items()}
        model, prep = told["hashes"]
        return ChunkContent(
            at.astype(np.intp), columns, recorded.astype(np.intp), records,
            told["provenance"], (model, prep), unread,
        )  # fmt: skip
    except _DAMAGED:
        return None


def _texts(values: list[str]) -> NDArray[Any]:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def _look(found: list[int] | None) -> Look:
    return None if found is None else (found[0], found[1])
