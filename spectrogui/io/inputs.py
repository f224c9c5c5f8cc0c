"""What the user gives to the program, as targets: files, folders, lists and catalogues."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from spectrogui.core.errors import InputError, UnreadableError
from spectrogui.core.job import Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.io.content import Kind, kind_of
from spectrogui.io.delimited import text_lines
from spectrogui.io.listing import Listing, read_listing
from spectrogui.io.resolving import Resolver
from spectrogui.io.spectrum_index import is_fits, spectra_below

_LONE = re.compile("[\ud800-\udfff]")  # how Python spells bytes that are not UTF-8
_EVERY = 256  # rows between two looks at the ticket


@dataclass(frozen=True, slots=True)
class Target:
    """One row to be: a spectrum file, or the sentence that says why there is none.

    Attributes
    ----------
    path : the file, or what was given in its place
    problem : why there is nothing to read, "" if there is
    parameters : what a catalogue says of the star
    obsid : LAMOST's number, if a list gives it
    """

    path: str
    problem: str = ""
    parameters: Parameters | None = None
    obsid: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All targets in the order given, and remarks for the user, one sentence each."""

    targets: list[Target] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class _Unused(Exception):
    """A catalogue of which no spectrum was found; the message says so."""


def gather(
    paths: Sequence[Path | str], root: Path | None = None, ticket: Ticket | None = None
) -> Inputs:
    """The targets of files, folders (with all below), lists of paths or obsids, and catalogues.

    What a file is, its content decides. Every file, every line of a list and every row of a
    catalogue has exactly one target, in order; what is named twice is there twice. Only a
    catalogue of which no spectrum is found has one target for all of it, or, beside other
    inputs, a note.

    Parameters
    ----------
    root : where the spectra lie that lists and catalogues name; else beside the list itself
    ticket : is looked at between files

    Raises
    ------
    InputError
        if there is no folder `root`
    Cancelled
        if the ticket was cancelled
    """
    ticket = ticket or Ticket()
    resolver = Resolver(None if root is None else Path(root), ticket)
    found: list[list[Target]] = []
    notes: list[str] = []
    unused: dict[int, str] = {}
    for number, path in enumerate(resolver.given(Path(path)) for path in paths):
        ticket.checkpoint(number, len(paths))
        try:
            found.append(list(_targets(path, resolver, ticket, notes)))
        except _Unused as error:
            if is_fits(path):  # it may have been meant as a spectrum
                found.append([Target(str(path), str(error))])
            else:
                unused[number] = str(error)
                found.append([])
        except (InputError, UnreadableError) as error:
            found.append([Target(str(path), str(error))])
    if any(found):
        notes.extend(f"{why} It was not used." for why in unused.values())
    else:
        for number, why in unused.items():
            found[number].append(Target(str(paths[number]), why))
    return Inputs([_sound(target) for target in chain.from_iterable(found)], notes)


def _targets(
    path: Path, resolver: Resolver, ticket: Ticket, notes: list[str]
) -> Iterator[Target] | list[Target]:
    """What one path stands for."""
    kind = kind_of(path)
    if kind is Kind.FOLDER:
        return _below(path, ticket)
    if kind is Kind.SPECTRUM:
        return [Target(str(path))]
    if kind is Kind.LIST:
        found = list(_listed(path, resolver, ticket))
    else:
        found = list(_catalogued(read_listing(path), resolver, ticket))
    if missing := sum(bool(target.problem) for target in found):
        notes.append(
            f"{missing} of the {len(found)} spectra that {path.name} names were not found below "
            f"{resolver.folder(path)}."
        )
    return found


def _below(folder: Path, ticket: Ticket) -> list[Target]:
    """Every spectrum below a folder."""
    found = [
        Target(str(path), f"{path.name} may not be read: change its permissions.")
        if path.is_dir()
        else Target(str(path))
        for path in spectra_below(folder, ticket)
    ]
    if not found and not os.access(folder, os.R_OK | os.X_OK):
        return [Target(str(folder), f"{folder.name} may not be read: change its permissions.")]
    nothing = f"There are no spectra below {folder}: give a folder with LAMOST FITS files."
    return found or [Target(str(folder), nothing)]


def _listed(path: Path, resolver: Resolver, ticket: Ticket) -> Iterator[Target]:
    """A text list: each line is a path or an obsid."""
    lines = [line.strip().strip("\"'") for line in text_lines(path, errors="replace")]
    entries = [line for line in lines if line and not line.startswith("#")]
    for number, entry in enumerate(entries):
        if number % _EVERY == 0:
            ticket.checkpoint(number, len(entries))
        obsid = entry if entry.isdecimal() else ""
        found = resolver.find(obsid, None, path) if obsid else resolver.by_path(entry, path)
        yield _target(found, entry, obsid, None, resolver.folder(path))


def _catalogued(listing: Listing, resolver: Resolver, ticket: Ticket) -> Iterator[Target]:
    """A catalogue: each row is about one spectrum."""
    name, folder = listing.path.name, resolver.folder(listing.path)
    if not listing.names_spectra:
        raise _Unused(
            f"{name} names no spectra: it has no column path, obsid, or lmjd, planid, spid and "
            "fiberid; to join its values give it with --catalogue."
        )
    found = []
    for row in range(listing.size):
        if row % _EVERY == 0:
            ticket.checkpoint(row, listing.size)
        found.append(_row(listing, row, resolver))
    if not any(found) and not any(listing.paths):
        raise _Unused(
            f"{name} lists {listing.size} spectra, but none of them lies below {folder}: set "
            "--root to their folder, or give it with --catalogue to join its values."
        )
    for row, path in enumerate(found):
        obsid, known = listing.obsids[row], listing.parameters(row)
        entry = listing.paths[row] or obsid or _named(listing, row)
        yield _target(path, entry, obsid, known, folder)


def _row(listing: Listing, row: int, resolver: Resolver) -> Path | None:
    """The file of a row of a catalogue."""
    path, obsid = listing.paths[row], listing.obsids[row]
    found = resolver.by_path(path, listing.path) if path else None
    if found is None:
        found = resolver.find(obsid, listing.observations[row], listing.path)
    return found


def _target(
    found: Path | None, entry: str, obsid: str, known: Parameters | None, folder: Path
) -> Target:
    """The target of a line or row; without a file it has a sentence."""
    if found is not None:
        return Target(str(found), "", known, obsid)
    what = f"No spectrum with obsid {entry}" if entry.isdecimal() else f"No file {entry}"
    why = f"{what} lies below {folder}: check it, or set --root to the folder of the spectra."
    return Target(entry, why, known, obsid)


def _sound(target: Target) -> Target:
    """The target; one whose name is not UTF-8 cannot be kept anywhere, and says so."""
    if target.path.isascii() or not _LONE.search(target.path):
        return target
    name = os.fsencode(target.path).decode("utf-8", "replace")
    return Target(name, f"{os.path.basename(name)} has a name that is not UTF-8: rename it.")


def _named(listing: Listing, row: int) -> str:
    """What to call a row without a path and an obsid."""
    seen = listing.observations[row]
    if seen is None:
        return f"{listing.path.name} row {row + 1}"
    return f"spec-{seen.lmjd:05d}-{seen.planid}_sp{seen.spid:02d}-{seen.fiberid:03d}.fits"
