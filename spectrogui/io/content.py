"""What a path is, by its content: a folder, a spectrum, a list or a catalogue."""

import os
from enum import Enum
from itertools import islice
from pathlib import Path

from spectrogui.core.errors import InputError
from spectrogui.io import aliases
from spectrogui.io.delimited import separator_of, text_lines
from spectrogui.io.fits_bytes import BLOCK, is_something_else, read_start
from spectrogui.io.fits_cards import cards_at
from spectrogui.io.fits_parts import Part

_PEEK = 32 * BLOCK
_LINES = 200
_KEYS = ({"path"}, {"obsid"}, {"lmjd", "planid", "spid", "fiberid"})


class Kind(Enum):
    """What the user can give; a file of no known kind counts as a spectrum that fails."""

    FOLDER = "folder"
    SPECTRUM = "spectrum"
    LIST = "list"
    CATALOGUE = "catalogue"


def kind_of(path: Path) -> Kind:
    """What a path is.

    Raises
    ------
    UnreadableError
        if it cannot be read
    InputError
        if it is text, but neither a list nor a table
    """
    if os.path.isdir(path):
        return Kind.FOLDER
    start = read_start(path, _PEEK)
    if start.startswith(b"SIMPLE  ="):
        return Kind.CATALOGUE if _is_catalogue(start) else Kind.SPECTRUM
    if b"<VOTABLE" in start[:4096]:
        return Kind.CATALOGUE
    if b"\0" in start or is_something_else(start):
        return Kind.SPECTRUM
    return _kind_of_text(path)


def names_spectra(names: list[str]) -> bool:
    """Whether columns of these names say which spectrum a row is about."""
    found = set(aliases.roles(names))
    return any(key <= found for key in _KEYS)


def is_entry(text: str, folder: Path) -> bool:
    """Whether a line of text may be a path of a spectrum or an obsid."""
    if (text.isdecimal() and len(text) > 2) or ".fit" in text.lower():
        return True
    return os.path.isfile(folder / text)


def _is_catalogue(start: bytes) -> bool:
    """Whether a FITS file holds a table that names spectra."""
    first = cards_at(start)
    if first is None or first[0].get("NAXIS") != 0:
        return False
    second = cards_at(start, first[1])
    if second is None:
        return False
    names = Part(second[0], memoryview(b"")).columns
    return bool(names) and names_spectra(list(names))


def _kind_of_text(path: Path) -> Kind:
    comments: list[str] = []
    useful: list[str] = []
    for line in islice(text_lines(path, errors="replace"), _LINES):
        if line.strip():
            (comments if line.startswith("#") else useful).append(line.strip())
    if not useful:
        raise InputError(f"{path.name} is an empty list: it needs one path or obsid in a line.")
    separator = separator_of(useful[0], comments)
    names = useful[0].split(separator) if separator else [useful[0]]
    if names_spectra(names):
        return Kind.CATALOGUE
    if any(is_entry(line, path.parent) for line in useful):
        return Kind.LIST
    if separator:
        return Kind.CATALOGUE
    raise InputError(
        f"{path.name} is neither a spectrum nor a list: a list has one path or obsid in a line."
    )
