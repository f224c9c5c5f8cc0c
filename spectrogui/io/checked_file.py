"""A file of arrays that tells when it is damaged, in whatever small part of it is read.

Arrays lie one after the other, each from the beginning of a block; behind them a checksum of
every block, a head that says what is where, and a tail of fixed size. The file is read with plain
calls, never through a memory map: if it is cut short meanwhile, that is an error like any other.
"""

import json
import os
import struct
import threading
import weakref
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

BLOCK = 4096
_HELD = 1024  # blocks that were read last and are likely to be asked for again
_TAIL = struct.Struct("<8sQQIII")
"""Magic, bytes in all, blocks, bytes of the head, checksums of the head and of the sums."""
_MAGIC = b"spgui\r\n\1"


class DamagedError(Exception):
    """The file is not whole; what it held must be taken from elsewhere."""


class CheckedWriter:
    """Writes such a file from front to back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sums: list[int] = []

    def add(self, values: NDArray[Any]) -> tuple[int, int]:
        """Write an array, (n,); returns where it lies: first byte, and how many."""
        first = len(self._sums) * BLOCK
        raw = np.ascontiguousarray(values).view(np.uint8).data
        whole = len(raw) // BLOCK * BLOCK
        self._blocks(raw[:whole])
        if whole < len(raw):
            self._blocks(memoryview(bytes(raw[whole:]).ljust(BLOCK, b"\0")))
        return first, len(raw)

    def finish(self, head: Any) -> None:
        """Write what must come last; `head` is anything that JSON can say."""
        sums = np.array(self._sums, dtype="<u4").tobytes()
        said = json.dumps(head).encode()
        size = len(self._sums) * BLOCK + len(sums) + len(said) + _TAIL.size
        tail = _TAIL.pack(
            _MAGIC, size, len(self._sums), len(said), zlib.crc32(said), zlib.crc32(sums)
        )
        self._file.write(sums + said + tail)

    def _blocks(self, raw: memoryview) -> None:
        self._sums.extend(zlib.crc32(raw[at : at + BLOCK]) for at in range(0, len(raw), BLOCK))
        self._file.write(raw)


class CheckedFile:
    """Such a file, open; every thread may read from it.

    Raises
    ------
    DamagedError
        here and from `read`, if there is no such file or it is not whole
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._held: dict[int, bytes] = {}
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise DamagedError(str(error)) from error
        weakref.finalize(self, self._file.close)
        try:
            self.head, self._sums = self._begin()
        except (DamagedError, OSError, ValueError, struct.error) as error:
            self.close()
            raise DamagedError(str(error)) from error

    def close(self) -> None:
        """Let the file go; closing twice is fine."""
        with self._lock:
            self._file.close()

    def read(self, first: int, count: int) -> bytes:
        """Some bytes of one array."""
        if not count:
            return b""
        block = first // BLOCK
        stop = -(-(first + count) // BLOCK)
        if stop - block > 1:
            return self._blocks(block, stop)[first - block * BLOCK :][:count]
        raw = self._held.get(block)
        if raw is None:
            raw = self._blocks(block, stop)
            if len(self._held) >= _HELD:
                self._held.clear()
            self._held[block] = raw
        return raw[first - block * BLOCK :][:count]

    def view(self, first: int, count: int) -> memoryview:
        """The same without a copy, for a whole array: other threads would wait for it."""
        block, stop = first // BLOCK, -(-(first + count) // BLOCK)
        raw = memoryview(self._blocks(block, stop)) if count else memoryview(b"")
        return raw[first - block * BLOCK :][:count]

    def _blocks(self, block: int, stop: int) -> bytes:
        """Some blocks, if they are as they were written."""
        whole = self._raw(block * BLOCK, (stop - block) * BLOCK)
        raw = memoryview(whole)
        sums = self._sums[block:stop].tolist()
        if len(raw) < (stop - block) * BLOCK or len(sums) < stop - block:
            raise DamagedError("the file ends early")
        for at, wanted in zip(range(0, len(raw), BLOCK), sums, strict=True):
            if zlib.crc32(raw[at : at + BLOCK]) != wanted:
                raise DamagedError("a block has changed")
        return whole

    def _begin(self) -> tuple[Any, NDArray[np.uint32]]:
        """The head, and the checksums of the blocks."""
        size = self._file.seek(0, os.SEEK_END)
        tail = self._raw(max(0, size - _TAIL.size), _TAIL.size)
        magic, total, blocks, length, head_sum, sums_sum = _TAIL.unpack(tail)
        sums = self._raw(blocks * BLOCK, 4 * blocks)
        head = self._raw(blocks * BLOCK + 4 * blocks, length)
        if magic != _MAGIC or total != size:
            raise DamagedError("the file ends early, or is another one")
        if zlib.crc32(head) != head_sum or zlib.crc32(sums) != sums_sum:
            raise DamagedError("its head has changed")
        return json.loads(head), np.frombuffer(sums, dtype="<u4")

    def _raw(self, first: int, count: int) -> bytes:
        try:
            with self._lock:
                self._file.seek(first)
                return self._file.read(count) or b""
        except (OSError, ValueError, OverflowError) as error:  # a drive gone; a closed file
            raise DamagedError(str(error)) from error
