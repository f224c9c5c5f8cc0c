"""The columns of a session in a file beside it: a cache, from which a few cells are read at once.

Labels are not in it: they change with every key, and are few or alike.

It may be deleted at any time. What is in it is believed only if its identity is the one that the
session knows, and block by block only if the checksum is right.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.columns import COLUMNS, VERDICT
from spectrogui.core.compact import Coded, Form, Numbers, Pooled, Unknown, pooled
from spectrogui.io.checked_file import CheckedFile, CheckedWriter, DamagedError

Runs = list[list[Any]]
COPIED = tuple(column for column in COLUMNS if column not in VERDICT)
"""The columns that are copied."""
_FORMAT = 1
_KINDS = [[column.name, column.kind] for column in COPIED]


def copy_path(session: Path) -> Path:
    """Where the columns of a session are copied to."""
    return session.with_name(session.name + "-columns")


def write_copy(
    path: Path,
    identity: str,
    size: int,
    runs: Runs,
    forms: Iterable[tuple[str, Form]],
    let_go: Callable[[], None] = lambda: None,
) -> None:
    """Write the columns of `size` rows, in one step; raises OSError, and then nothing changed.

    It is not waited for until it is on the disk, which would hold up whoever writes a label
    meanwhile: what a power cut spoils, the checksums tell.

    Parameters
    ----------
    runs : the models and programs that made results, as the session numbers them
    forms : every column, one after the other
    let_go : closes the copy that is there, which else cannot be replaced on Windows
    """
    draft = path.with_name(f".{path.name}.tmp")  # a left-over of a crash is overwritten
    try:
        with draft.open("wb") as file:
            writer = CheckedWriter(file)
            columns = {name: _written(writer, form) for name, form in forms}
            writer.finish(
                {
                    "format": _FORMAT,
                    "identity": identity,
                    "size": size,
                    "runs": runs,
                    "kinds": _KINDS,
                    "columns": columns,
                }
            )
        if os.name == "nt":
            let_go()
        os.replace(draft, path)
    finally:
        with suppress(OSError):
            draft.unlink()


class ColumnCopy:
    """Such a file, open; raises DamagedError if it is not whole or not of the columns of now."""

    def __init__(self, path: Path) -> None:
        self._file = CheckedFile(path)
        head = self._file.head
        try:
            fits = (head["format"], head["kinds"]) == (_FORMAT, _KINDS)
            self.identity, self.size = str(head["identity"]), int(head["size"])
            self.runs: Runs = head["runs"]
            self._columns: Mapping[str, Any] = head["columns"]
        except (KeyError, TypeError, ValueError) as error:
            self.close()
            raise DamagedError("it is of another kind") from error
        if not fits:
            self.close()
            raise DamagedError("it has other columns")
        self._words: dict[str, NDArray[Any]] = {}

    def close(self) -> None:
        """Let the file go; closing twice is fine."""
        self._file.close()

    def is_unknown(self, name: str) -> bool:
        """Whether no row has a value."""
        return bool(self._columns[name]["form"] == "unknown")

    def is_pooled(self, name: str) -> bool:
        """Whether nearly every row has a text of its own."""
        return bool(self._columns[name]["form"] == "pooled")

    def form(self, name: str) -> Form:
        """A column, read as a whole."""
        said = self._columns[name]
        if said["form"] == "unknown":
            return Unknown(said["is_text"], self.size)
        if said["form"] == "numbers":
            return Numbers(self._all(said["values"]), said["divisor"])
        if said["form"] == "coded":
            return Coded(self._all(said["codes"]), self._words_of(name))
        return self._pooled(said)

    def at(self, name: str, rows: NDArray[np.intp]) -> NDArray[Any]:
        """(k,) cells of a column; for a few rows, of which only the blocks are read."""
        said = self._columns[name]
        if said["form"] == "unknown":
            return Unknown(said["is_text"], self.size).at(rows)
        if said["form"] == "numbers":
            return Numbers(self._some(said["values"], rows), said["divisor"]).all()
        if said["form"] == "coded":
            return Coded(self._some(said["codes"], rows), self._words_of(name)).all()
        return self._texts(said, rows)

    def _texts(self, said: Any, rows: NDArray[np.intp]) -> NDArray[Any]:
        """(k,) of str."""
        begin, end = (self._some(said["ends"], rows + more).astype(np.int64) for more in (0, 1))
        first, count, _ = said["pool"]
        if len(rows) and (begin.min() < 0 or np.any(end < begin) or end.max() > count):
            raise DamagedError("a text lies outside")
        if len(rows) > 1 and end.max() - begin.min() < 4 * (end - begin).sum():  # near
            low = int(begin.min())
            raw = self._file.read(first + low, int(end.max()) - low)
        else:
            low, raw = 0, b""
        made = np.empty(len(rows), dtype=object)
        for place, (a, b) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
            piece = raw[a - low : b - low] if raw else self._file.read(first + a, b - a)
            made[place] = piece.decode()
        return made

    def _all(self, part: Any) -> NDArray[Any]:
        first, count, kind = part
        return np.frombuffer(self._file.view(first, count), dtype=kind)

    def _some(self, part: Any, rows: NDArray[np.intp]) -> NDArray[Any]:
        """(k,) numbers of an array."""
        first, _, kind = part
        dtype = np.dtype(kind)
        if len(rows) > 1 and rows.max() - rows.min() < 4 * len(rows):  # near one another
            low, high = int(rows.min()), int(rows.max())
            raw = self._file.read(first + low * dtype.itemsize, (high - low + 1) * dtype.itemsize)
            out: NDArray[Any] = np.frombuffer(raw, dtype=dtype)[rows - low]
            return out
        size = dtype.itemsize
        raw = b"".join(self._file.read(first + row * size, size) for row in rows.tolist())
        return np.frombuffer(raw, dtype=dtype)

    def _words_of(self, name: str) -> NDArray[Any]:
        if name not in self._words:
            self._words[name] = self._pooled(self._columns[name]["words"]).all()
        return self._words[name]

    def _pooled(self, said: Any) -> Pooled:
        return Pooled(self._all(said["pool"]), self._all(said["ends"]).astype(np.int64))


def _written(writer: CheckedWriter, form: Form) -> dict[str, Any]:
    """Write a column; what the head says of it."""
    form = form.here()
    if isinstance(form, Unknown):
        return {"form": "unknown", "is_text": form.is_text}
    if isinstance(form, Numbers):
        values = _part(writer, form.values)
        return {"form": "numbers", "divisor": form.divisor, "values": values}
    if isinstance(form, Coded):
        words = _written(writer, pooled(form.words.tolist()))
        return {"form": "coded", "codes": _part(writer, form.codes), "words": words}
    if isinstance(form, Pooled):
        ends = form.ends.astype(np.uint32 if form.ends[-1] < 1 << 32 else np.int64)
        return {"form": "pooled", "pool": _part(writer, form.pool), "ends": _part(writer, ends)}
    raise TypeError(f"a column cannot be written as {type(form).__name__}")


def _part(writer: CheckedWriter, values: NDArray[Any]) -> list[Any]:
    stored = values.astype(values.dtype.newbyteorder("<"), copy=False)
    return [*writer.add(stored), stored.dtype.str]
