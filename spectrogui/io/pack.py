"""The prepared spectra of a session: one file of records of equal size, a cache.

Whatever is missing or damaged here is made again from the FITS files. Records are read and
written with plain file calls: a page of a memory map that finds the disk full kills the program.
"""

import json
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.errors import InputError
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.shown import Shown

_POINTS = len(R1800_WAVE)
_HEAD = 512  # bytes
_RECORD = np.dtype(
    [
        ("flux", "<f4", _POINTS),
        ("sigma", "<f4", _POINTS),
        ("template", "<f4", _POINTS),
        ("template_sigma", "<f4", _POINTS),
        ("bits", "u1", _POINTS),
        ("check", "<u4"),
    ]
)
_PAYLOAD = _RECORD.itemsize - 4
_FORMAT = 2
"""2: records hold the error of the template."""
_ARRAYS = ("flux", "sigma", "template", "template_sigma", "bits")


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """One prepared spectrum, (800,) each: as in `core.shown.Shown`."""

    flux: NDArray[np.float32]
    sigma: NDArray[np.float32]
    template: NDArray[np.float32]
    template_sigma: NDArray[np.float32]
    bits: NDArray[np.uint8]


Packed = NDArray[np.void]
"""(n,) records as they lie in the file, each with its check."""


def packed(records: Sequence[Record]) -> Packed:
    """Records as they lie in the file."""
    made = np.zeros(len(records), dtype=_RECORD)
    for number, record in enumerate(records):
        for name in _ARRAYS:
            made[name][number] = getattr(record, name)
        made["check"][number] = _check(made[number : number + 1].tobytes())
    return made


class Pack:
    """Records by row number; every thread may call it."""

    def __init__(self, path: Path, model_sha256: str = "", prep_sha256: str = "") -> None:
        """Go on with the records made with this model and preparation, or begin anew.

        Without hashes whatever is there is taken as it is.

        Raises
        ------
        InputError
            if the file cannot be read or made
        """
        self.path = path
        self._lock = threading.Lock()
        self._made_with = [_FORMAT, _RECORD.itemsize, model_sha256, prep_sha256]
        try:
            self._file = path.open("r+b" if path.exists() else "w+b", buffering=0)
            self._take_up(bool(model_sha256 or prep_sha256))
        except OSError as error:
            raise self._failure(error) from error

    def close(self) -> None:
        """Let the file go; closing twice is fine."""
        with self._lock:
            self._file.close()

    def made_with(self, model_sha256: str, prep_sha256: str) -> None:
        """Keep only records of this model and preparation: if others are here, begin anew."""
        wanted = [_FORMAT, _RECORD.itemsize, model_sha256, prep_sha256]
        with self._lock:
            if wanted != self._made_with:
                self._made_with = wanted
                self._begin()

    @property
    def made_by(self) -> tuple[str, str]:
        """Hashes of the model and the preparation that made the records, "" for unknown."""
        return str(self._made_with[2]), str(self._made_with[3])

    def put(self, rows: NDArray[np.intp], records: Sequence[Record]) -> None:
        """Store records; raises InputError if the disk does not take them."""
        self.put_packed(rows, packed(records))

    def put_packed(self, rows: NDArray[np.intp], made: Packed) -> None:
        """The same with records that `packed` has made, maybe in another process."""
        with self._lock:
            try:
                for run in _runs(rows):
                    self._file.seek(_HEAD + int(rows[run.start]) * _RECORD.itemsize)
                    self._write(made[run].tobytes())
            except OSError as error:
                raise self._failure(error) from error

    def get(self, row: int) -> Record | None:
        """The record of a row; None if there is none, or a damaged one."""
        with self._lock:
            try:
                self._file.seek(_HEAD + row * _RECORD.itemsize)
                raw = self._file.read(_RECORD.itemsize) or b""
            except (OSError, ValueError):  # a drive that went away; a closed file
                return None
        if len(raw) < _RECORD.itemsize:
            return None
        made: Any = np.frombuffer(raw, dtype=_RECORD)[0]
        if made["check"] == 0 or made["check"] != _check(raw):
            return None
        return Record(*(made[name] for name in _ARRAYS))

    def shown(self, row: int, values: Mapping[str, Any]) -> Shown | None:
        """A row as the panels draw it, but for the red arm; None if its record is missing."""
        record = self.get(row)
        if record is None:
            return None
        return as_shown(row, record, values)

    def _take_up(self, picky: bool) -> None:
        """Read the head; begin anew if it is not of the kind wanted."""
        head = self._file.read(_HEAD) or b""
        try:
            found = json.loads(head.decode().rstrip("\0 "))
        except ValueError:
            found = []
        usable = isinstance(found, list) and found[:2] == self._made_with[:2]
        if usable and not picky:
            self._made_with = found
        elif found != self._made_with:
            self._begin()

    def _begin(self) -> None:
        self._file.truncate(0)
        self._file.seek(0)
        self._write(json.dumps(self._made_with).encode().ljust(_HEAD))

    def _write(self, content: bytes) -> None:
        left = memoryview(content)
        while left:  # an unbuffered file may take a part only
            left = left[self._file.write(left) or 0 :]

    def _failure(self, error: OSError) -> InputError:
        reason = error.strerror or str(error)
        return InputError(f"{self.path.name} cannot be written in {self.path.parent}: {reason}.")


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


def _check(record: bytes) -> int:
    """A number that tells whether a record is whole; never 0, which an empty record has."""
    return zlib.crc32(record[:_PAYLOAD]) or 1


def _runs(rows: NDArray[np.intp]) -> list[slice]:
    """The stretches of rows that follow one another."""
    breaks = np.flatnonzero(np.diff(rows) != 1) + 1
    edges = [0, *breaks.tolist(), len(rows)]
    return [slice(a, b) for a, b in pairwise(edges) if b > a]
