"""The bytes of a FITS file: from disk, unzipped, and what they are if they are not FITS.

ISA-L unzips in half the time of zlib, which is most of what reading a spectrum takes.
"""

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from isal import isal_zlib

from spectrogui.core.errors import UnreadableError

BLOCK = 2880
_GZIP = b"\x1f\x8b"
_RESERVED = 0xE0
"""Bits of a gzip member's flags that must be 0 (RFC 1952); ISA-L does not look at them."""
_DAMAGED: type[Exception] = vars(isal_zlib)["error"]
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"version https://git-lfs", "is a git-LFS pointer, not the file itself: run git lfs pull"),
    (b"<", "is a web page, not a {noun}: the server may ask for a log-in; download it again"),
    (b"{", "is a message of a server, not a {noun}: download it again"),
    (b"[{", "is a message of a server, not a {noun}: download it again"),
    (b"PK\x03\x04", "is a ZIP archive: unpack it first"),
    (b"BZh", "is packed with bzip2: unpack it first"),
    (b"\xfd7zXZ", "is packed with xz: unpack it first"),
)
_NO_FILE: dict[type[OSError], str] = {
    FileNotFoundError: "does not exist: check the path, or set --root for relative paths",
    NotADirectoryError: "does not exist: check the path, or set --root for relative paths",
    IsADirectoryError: "is a folder: give it as an input to read the spectra below it",
    PermissionError: "may not be read: change its permissions",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file is opened for, in the words of the sentences that refuse it.

    Attributes
    ----------
    noun : what the file should hold
    largest : bytes, unzipped
    too_large : what to say of more; ``{size}`` stands for it in MB
    not_fits : what to say of bytes of no known kind
    """

    noun: str
    largest: int
    too_large: str
    not_fits: str


SPECTRUM = Wanted(
    noun="spectrum",
    largest=64 * 2**20,  # the largest LAMOST spectrum file has about 2 MB
    too_large=("is larger than any LAMOST spectrum ({size} MB): give a catalogue as --catalogue"),
    not_fits="is not a FITS file: only LAMOST low-resolution spectra in FITS can be read",
)


def refusal(path: Path, why: str) -> UnreadableError:
    """The sentence of a file that is refused."""
    return UnreadableError(f"{path.name or path} {why}.")


def read_fits(path: Path, wanted: Wanted = SPECTRUM) -> tuple[bytes, str]:
    """The unzipped content of a FITS file, and the SHA-256 of its bytes on disk.

    Raises
    ------
    UnreadableError
        if it cannot be read, is not FITS, or is damaged gzip
    """
    content, sha256 = read_whole(path, wanted)
    if not content.startswith(b"SIMPLE  ="):
        raise refusal(path, _what_it_is(content, wanted))
    return content, sha256


def read_whole(path: Path, wanted: Wanted) -> tuple[bytes, str]:
    """As `read_fits`, of a file that need not be FITS."""

    def whole(size: int) -> bytes:
        if size > wanted.largest:
            raise refusal(path, wanted.too_large.format(size=size >> 20))
        return path.read_bytes()

    raw = _from_disk(path, whole)
    content = _unzip(path, raw, wanted) if raw.startswith(_GZIP) else raw
    return content, hashlib.sha256(raw).hexdigest()


def read_start(path: Path, size: int = 8 * BLOCK) -> bytes:
    """At most the first `size` unzipped bytes, without a check of what follows.

    Raises
    ------
    UnreadableError
        if it cannot be read
    """

    def start(_: int) -> bytes:
        with path.open("rb") as file:
            return file.read(size)

    raw = _from_disk(path, start)
    if not raw.startswith(_GZIP):
        return raw
    try:
        content: bytes = isal_zlib.decompressobj(31).decompress(raw, size)
    except _DAMAGED:
        return b""
    return content


def is_something_else(content: bytes) -> bool:
    """Whether bytes are empty, or of a kind that is known to be neither FITS nor a list."""
    start = content[:4096].lstrip()
    return not start or any(start.startswith(signature) for signature, _ in _SIGNATURES)


def _from_disk(path: Path, read: Callable[[int], bytes]) -> bytes:
    """What `read` makes of a file of so many bytes."""
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise refusal(path, "is a device or a pipe: give a file")  # reading might not end
        return read(found.st_size)
    except OSError as error:
        kind = IsADirectoryError if path.is_dir() else type(error)  # some answer "denied"
        reason = f"cannot be read: {error.strerror or error}"
        raise refusal(path, _NO_FILE.get(kind, reason)) from error
    except ValueError as error:  # a path with a NUL in it
        raise refusal(path, "is no path of a file") from error


def _unzip(path: Path, raw: bytes, wanted: Wanted) -> bytes:
    """Every member of a gzip file; zeros after the last are padding."""
    members, size = [], 0
    while raw.startswith(_GZIP):
        unzip = isal_zlib.decompressobj(31)
        try:
            if raw[3:4] and raw[3] & _RESERVED:
                raise _DAMAGED
            members.append(unzip.decompress(raw, wanted.largest - size + 1))
        except _DAMAGED as error:
            raise refusal(path, "is damaged gzip: copy or download it again") from error
        size += len(members[-1])
        if size > wanted.largest:
            raise refusal(path, wanted.too_large.format(size=f"over {wanted.largest >> 20}"))
        if not unzip.eof:
            raise refusal(path, "is a gzip file that was cut short: copy or download it again")
        raw = unzip.unused_data
    return members[0] if len(members) == 1 else b"".join(members)


def _what_it_is(content: bytes, wanted: Wanted) -> str:
    """What to say of bytes that do not begin as FITS does."""
    if not content:
        return "is empty: copy or download it again"
    start = content[:4096].lstrip()
    for signature, sentence in _SIGNATURES:
        if start.startswith(signature):
            return sentence.replace("{noun}", wanted.noun)
    if b"SIMPLE  =".startswith(content[:9]):
        return "is a FITS file that was cut short: copy or download it again"
    return wanted.not_fits
