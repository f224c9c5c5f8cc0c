"""The prepared spectra of a session: one file of records of equal size, a cache.

Whatever is missing or damaged here is made again from the FITS files. Records are read and
written with plain file calls: a page of a memory map that finds the disk full kills the program.
Prepared spectra stay when another model scores; its templates take the place of those of before.
"""

import json
import threading
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.errors import InputError
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.shown import Shown
from spectrogui.io.pack_record import RECORD, Packed, Record, packed, record_at

__all__ = ["Pack", "Packed", "Record", "as_shown", "pack_path", "packed", "read_records"]

_HEAD = 512  # bytes
_FORMAT = 3
"""2: records hold the error of the template; 3: and all that measuring again needs."""
_POINTS = len(R1800_WAVE)
_OLD = np.dtype(
    [
        ("flux", "<f4", _POINTS),
        ("sigma", "<f4", _POINTS),
        ("template", "<f4", _POINTS),
        ("template_sigma", "<f4", _POINTS),
        ("bits", "u1", _POINTS),
        ("check", "<u4"),
    ]
)
"""Records of format 2, which are still drawn; a pack of them begins anew when it is written to."""
_KINDS = {_FORMAT: RECORD, 2: _OLD}


class Pack:
    """Records by row number; every thread may call it."""

    def __init__(self, path: Path, model_sha256: str = "", prep_sha256: str = "") -> None:
        """Go on with the records made with this preparation, or begin anew.

        Without hashes whatever is there is taken as it is. A file that is of no use is replaced
        when the first record is written.

        Raises
        ------
        InputError
            if the file cannot be read or made
        """
        self.path = path
        self._lock = threading.Lock()
        self._made_by = (model_sha256, prep_sha256)
        self._kind: np.dtype[Any] | None = None
        try:
            is_new = not path.exists()
            self._file = path.open("w+b" if is_new else "r+b", buffering=0)
            kind, made_by = _told(self._file)
            if is_new:
                self._put_head()
        except OSError as error:
            raise self._failure(error) from error
        if made_by and (made_by[1] == prep_sha256 or not (model_sha256 or prep_sha256)):
            self._kind = kind
            self._made_by = (model_sha256 or made_by[0], made_by[1])

    def close(self) -> None:
        """Let the file go; closing twice is fine."""
        with self._lock:
            self._file.close()

    def made_with(self, model_sha256: str, prep_sha256: str) -> None:
        """From now on records are of this model; of another preparation none are kept."""
        with self._lock:
            if self._kind is not RECORD or self._made_by[1] != prep_sha256:
                self._kind = None
            self._made_by = (model_sha256, prep_sha256)
            try:
                self._put_head()
            except OSError as error:
                raise self._failure(error) from error

    @property
    def made_by(self) -> tuple[str, str]:
        """Hashes of the model that made the last records, and of the preparation of all of them;
        "" for unknown.
        """
        return self._made_by

    def put(self, rows: NDArray[np.intp], records: Sequence[Record]) -> None:
        """Store records; raises InputError if the disk does not take them."""
        self.put_packed(rows, packed(records))

    def put_packed(self, rows: NDArray[np.intp], made: Packed) -> None:
        """The same with records that `packed` has made, maybe in another process."""
        content = np.ascontiguousarray(made).view(np.uint8).data
        size = RECORD.itemsize
        with self._lock:
            try:
                if self._kind is not RECORD:
                    self._put_head()
                for run in _runs(rows):
                    self._file.seek(_HEAD + int(rows[run.start]) * size)
                    self._write(content[run.start * size : run.stop * size])
            except OSError as error:
                raise self._failure(error) from error

    def get(self, row: int) -> Record | None:
        """The record of a row, without its basis; None if there is none, or a damaged one."""
        with self._lock:
            kind = self._kind
            if kind is None:
                return None
            raw = _read(self._file, kind, row, 1)
        if kind is not RECORD:
            return _old_record(raw, self._made_by[0])
        return record_at(np.frombuffer(raw, RECORD), 0) if len(raw) == kind.itemsize else None

    def read(self, rows: NDArray[np.intp]) -> Packed:
        """(n,) records as they lie in the file, to be measured again; blank where is none."""
        with self._lock:
            return _records(self._file, self._kind, rows)

    def shown(self, row: int, values: Mapping[str, Any]) -> Shown | None:
        """A row as the panels draw it, but for the red arm; None if its record is missing."""
        record = self.get(row)
        if record is None:
            return None
        return as_shown(row, record, values)

    def _put_head(self) -> None:
        """Say what is in the file; begin it anew if it is of another kind."""
        if self._kind is not RECORD:
            self._file.truncate(0)
            self._kind = RECORD
        self._file.seek(0)
        head = [_FORMAT, RECORD.itemsize, *self._made_by]
        self._write(memoryview(json.dumps(head).encode().ljust(_HEAD)))

    def _write(self, left: memoryview) -> None:
        while left:  # an unbuffered file may take a part only
            left = left[self._file.write(left) or 0 :]

    def _failure(self, error: OSError) -> InputError:
        reason = error.strerror or str(error)
        return InputError(f"{self.path.name} cannot be written in {self.path.parent}: {reason}.")


def read_records(path: Path, rows: NDArray[np.intp], prep_sha256: str) -> Packed:
    """(n,) records of a pack that another process has open, as `Pack.read` gives them.

    Parameters
    ----------
    prep_sha256 : records of another preparation count as missing
    """
    try:
        with path.open("rb", buffering=0) as file:
            kind, made_by = _told(file)
            return _records(file, kind if made_by[1:] == (prep_sha256,) else None, rows)
    except OSError:
        return np.zeros(len(rows), RECORD)


def as_shown(row: int, record: Record, values: Mapping[str, Any]) -> Shown:
    """A row as the panels draw it, but for what is read from its file."""
    return Shown(
        row,
        R1800_WAVE,
        record.flux,
        record.sigma,
        record.bits,
        record.template,
        record.template_sigma,
        values,
    )


def pack_path(session: Path) -> Path:
    """Where the pack of a session lies."""
    return session.with_name(session.name + "-pack")


def _told(file: IO[bytes]) -> tuple[np.dtype[Any] | None, tuple[str, ...]]:
    """The kind of records that a pack says it holds, and hashes of model and preparation."""
    head = file.read(_HEAD) or b""
    try:
        found = json.loads(head.decode().rstrip("\0 "))
        number, size, model, prep = found
        kind = _KINDS[number]
    except (ValueError, TypeError, KeyError):
        return None, ()
    return (kind, (str(model), str(prep))) if kind.itemsize == size else (None, ())


def _records(file: IO[bytes], kind: np.dtype[Any] | None, rows: NDArray[np.intp]) -> Packed:
    made = np.zeros(len(rows), RECORD)
    if kind is not RECORD:
        return made
    content = made.view(np.uint8).data
    size = RECORD.itemsize
    for run in _runs(rows):
        raw = _read(file, kind, int(rows[run.start]), run.stop - run.start)
        content[run.start * size : run.start * size + len(raw)] = raw
    return made


def _read(file: IO[bytes], kind: np.dtype[Any], row: int, count: int) -> bytes:
    """Some records that follow one another; fewer bytes if the file ends, or went away."""
    try:
        file.seek(_HEAD + row * kind.itemsize)
        return file.read(count * kind.itemsize) or b""
    except (OSError, ValueError):  # a drive that went away; a closed file
        return b""


def _old_record(raw: bytes, model: str) -> Record | None:
    """A record of format 2; None if there is none, or a damaged one."""
    if len(raw) < _OLD.itemsize:
        return None
    made: Any = np.frombuffer(raw, dtype=_OLD)[0]
    if made["check"] == 0 or made["check"] != (zlib.crc32(raw[:-4]) or 1):
        return None
    arrays = {name: made[name] for name in _OLD.names or () if name != "check"}
    return Record(**arrays, model=model)


def _runs(rows: NDArray[np.intp]) -> list[slice]:
    """The stretches of rows that follow one another."""
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    edges = [0, *breaks.tolist(), len(rows)]
    return [slice(a, b) for a, b in pairwise(edges) if b > a]
