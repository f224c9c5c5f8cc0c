"""What the user gives to `spectrogui lightcurve`, as light curves to be: files or EPIC numbers."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from spectrogui.core.errors import InputError, UnreadableError
from spectrogui.core.job import Ticket
from spectrogui.io import aliases
from spectrogui.io.delimited import separator_of, text_lines
from spectrogui.io.fits_bytes import is_something_else, read_start
from spectrogui.io.k2_content import is_light_curve
from spectrogui.io.k2_names import epic_text, name_of
from spectrogui.io.listing import Listing, read_listing
from spectrogui.io.spectrum_index import files_below

_EPIC = re.compile(r"(?:(?:epic|ktwo|k2)[\s_]*)?(\d{8,9})", re.IGNORECASE)
_LONE = re.compile("[\ud800-\udfff]")  # how Python spells bytes that are not UTF-8
_ROLES = {"epic", "path", "curve"}
_HEAD = 200  # lines among which the first that is no comment must be


@dataclass(frozen=True, slots=True)
class CurveTarget:
    """One row to be.

    Attributes
    ----------
    given : what stands for it among the inputs
    paths : its files, several if they are products of one star; none to look for the number
    epic : nine digits, "" unknown
    problem : why there is nothing to read, "" if there is
    """

    given: str
    paths: tuple[str, ...] = ()
    epic: str = ""
    problem: str = ""


def as_epic(text: str) -> str:
    """The nine digits of a text that is an EPIC number, with or without the word; else ""."""
    found = _EPIC.fullmatch(text.strip())
    return epic_text(found[1]) if found else ""


def gather_curves(words: Sequence[str], ticket: Ticket | None = None) -> list[CurveTarget]:
    """The light curves of files, folders (all below), EPIC numbers, lists and catalogues.

    A list has a path or an EPIC number in each line, a catalogue a column of either. Every file,
    line and row has one target, in order; a folder has one for each light curve below it.

    Raises
    ------
    Cancelled
        if the ticket was cancelled
    """
    ticket = ticket or Ticket()
    found: list[CurveTarget] = []
    for number, word in enumerate(words):
        ticket.checkpoint(number, len(words))
        try:
            found += _targets(word, ticket)
        except (InputError, UnreadableError) as error:
            found.append(CurveTarget(word, problem=str(error)))
    return [_sound(target) for target in found]


def _targets(word: str, ticket: Ticket) -> list[CurveTarget]:
    """What one word stands for."""
    path = Path(word)
    if os.path.isdir(path):
        return _below(path, ticket)
    if not os.path.exists(path):
        return [_named(word, Path())]
    if is_light_curve(path):
        return [CurveTarget(word, (word,))]
    start = read_start(path, 1 << 16)
    if start.startswith(b"SIMPLE  ="):
        return _of_fits(path)
    if b"<VOTABLE" in start[:4096]:
        return _of_catalogue(read_listing(path))
    if b"\0" in start or is_something_else(start):
        return [CurveTarget(word, (word,))]
    return _of_text(path)


def _below(folder: Path, ticket: Ticket) -> list[CurveTarget]:
    found = []
    for path in files_below(folder, ticket):
        if path.is_dir():
            why = f"{path.name} may not be read: change its permissions."
            found.append(CurveTarget(str(path), problem=why))
        elif _looks_like_one(path):
            found.append(CurveTarget(str(path), (str(path),)))
    if not found and not os.access(folder, os.R_OK | os.X_OK):
        why = f"{folder} may not be read: change its permissions."
        return [CurveTarget(str(folder), problem=why)]
    nothing = f"There are no K2 light curves below {folder}."
    return found or [CurveTarget(str(folder), problem=nothing)]


def _looks_like_one(path: Path) -> bool:
    """Whether a file is a light curve by its content, or by a name that an archive gives."""
    name = name_of(path.name)
    return (name is not None and bool(name.author)) or is_light_curve(path)


def _of_fits(path: Path) -> list[CurveTarget]:
    """A catalogue, if it has a table with a column that we know; else what is to be refused."""
    try:
        listing = read_listing(path)
    except InputError:
        return [CurveTarget(str(path), (str(path),))]
    if not _ROLES & {*listing.texts}:
        return [CurveTarget(str(path), (str(path),))]
    return _of_catalogue(listing)


def _of_text(path: Path) -> list[CurveTarget]:
    lines = [line.strip() for line in islice(text_lines(path, errors="replace"), _HEAD)]
    comments = [line for line in lines if line.startswith("#")]
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if not first:
        raise InputError(f"{path.name} is empty: it needs an EPIC number or a path in a line.")
    separator = separator_of(first, comments)
    names = first.split(separator) if separator else [first]
    if _ROLES & {*aliases.roles(names)} and not _is_entry(first, path.parent):
        return _of_catalogue(read_listing(path))
    if any(_is_entry(line, path.parent) for line in lines):
        return list(_lines(path))
    raise InputError(
        f"{path.name} is no light curve, and no list of them: a list has a path or an EPIC number "
        "in each line, a table a column epic or path."
    )


def _is_entry(line: str, folder: Path) -> bool:
    return bool(as_epic(line)) or name_of(line) is not None or os.path.isfile(folder / line)


def _lines(path: Path) -> Iterator[CurveTarget]:
    for line in text_lines(path, errors="replace"):
        entry = line.strip().strip("\"'")
        if entry and not entry.startswith("#"):
            yield _named(entry, path.parent)


def _of_catalogue(listing: Listing) -> list[CurveTarget]:
    if not _ROLES & {*listing.texts}:
        raise InputError(
            f"{listing.path.name} names no light curves: it has no column epic and none of paths."
        )
    if not listing.size:
        raise InputError(f"{listing.path.name} has the names of columns but no rows.")
    return [_of_row(listing, row) for row in range(listing.size)]


def _of_row(listing: Listing, row: int) -> CurveTarget:
    """The light curves that a row names; those of its star, if it names none that are there."""
    path, epic, curves = (
        listing.texts[role][row] if role in listing.texts else ""
        for role in ("path", "epic", "curve")
    )
    folder = listing.path.parent
    named = [name for text in curves.split(";") if (name := text.strip())]
    found = [there for name in named if (there := _there(name, folder))]
    if not found and path and (there := _there(path, folder)) and is_light_curve(Path(there)):
        found = [there]
    given = ";".join(named) or path or epic or f"{listing.path.name} row {row + 1}"
    if found or epic:
        return CurveTarget(given, tuple(found), epic)
    if named:
        why = f"There is no light curve {named[0]}, named by row {row + 1} of {listing.path.name}."
        return CurveTarget(given, problem=why)
    if "epic" in listing.texts or "curve" in listing.texts:
        why = f"Row {row + 1} of {listing.path.name} has no EPIC number and no light curve."
        return CurveTarget(given, problem=why)
    return _named(path, folder) if path else CurveTarget(given, problem=f"{given} has no path.")


def _named(text: str, folder: Path) -> CurveTarget:
    """A path or an EPIC number."""
    if there := _there(text, folder):
        return CurveTarget(text, (there,))
    if epic := as_epic(text):
        return CurveTarget(text, (), epic)
    return CurveTarget(
        text,
        problem=f"There is no file {text}, and it is no EPIC number: check how it is spelled.",
    )


def _there(text: str, folder: Path) -> str:
    """The file that a path means, from the list's folder or from here; "" if there is none."""
    for tried in (folder / text, Path(text)):
        for path in (str(tried), f"{tried}.gz"):
            if os.path.isfile(path):
                return path
    return ""


def _sound(target: CurveTarget) -> CurveTarget:
    """The target; one whose name is not UTF-8 cannot be kept in a table, and says so."""
    if not any(map(_LONE.search, (target.given, *target.paths))):
        return target
    name = os.fsencode(target.given).decode("utf-8", "replace")
    why = f"{os.path.basename(name)} has a name that is not UTF-8: rename it."
    return CurveTarget(name, problem=why)
