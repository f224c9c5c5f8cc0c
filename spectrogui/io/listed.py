"""The targets of lists and catalogues: one for each line or row."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from spectrogui.core.job import Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.io.delimited import text_lines
from spectrogui.io.listing import Listing
from spectrogui.io.resolving import Resolver, below
from spectrogui.io.targets import Target

_EVERY = 256  # rows between two looks at the ticket


class UnusedError(Exception):
    """A catalogue of which no spectrum was found; the message says so."""


def listed(path: Path, resolver: Resolver, ticket: Ticket) -> Iterator[Target]:
    """A text list: each line is a path or an obsid."""
    lines = [line.strip().strip("\"'") for line in text_lines(path, errors="replace")]
    entries = [line for line in lines if line and not line.startswith("#")]
    for number, entry in enumerate(entries):
        if number % _EVERY == 0:
            ticket.checkpoint(number, len(entries))
        obsid = entry if entry.isdecimal() else ""
        if obsid:
            found = resolver.find(obsid, None, path)
            found = found or resolver.find(obsid.lstrip("0"), None, path)
        else:
            found = resolver.by_path(entry, path)
        yield _target(found, entry, obsid, None, resolver.folder(path))


def catalogued(listing: Listing, resolver: Resolver, ticket: Ticket) -> Iterator[Target]:
    """A catalogue: each row is about one spectrum."""
    name, folder = listing.path.name, resolver.folder(listing.path)
    if not listing.names_spectra:
        raise UnusedError(
            f"{name} names no spectra: it has no column path, obsid, or lmjd, planid, spid and "
            "fiberid."
        )
    if not listing.size:
        raise UnusedError(f"{name} has the names of columns but no rows.")
    found = []
    for row in range(listing.size):
        if row % _EVERY == 0:
            ticket.checkpoint(row, listing.size)
        found.append(_row(listing, row, resolver))
    if not any(found) and not any(listing.paths):
        raise UnusedError(
            f"{name} lists {listing.size} spectra, but none of them lies {below(folder)}: set "
            "--root to their folder, or give it with --catalogue to join its values."
        )
    for row, path in enumerate(found):
        obsid, known = listing.obsids[row], listing.parameters(row)
        entry = listing.paths[row] or obsid or _named(listing, row)
        yield replace(
            _target(path, entry, obsid, known, folder), curves=_curves(listing, row, resolver)
        )


def _curves(listing: Listing, row: int, resolver: Resolver) -> tuple[str, ...]:
    """The light curves that a row names, those that are there."""
    if "curve" not in listing.texts:
        return ()
    named = filter(None, map(str.strip, listing.texts["curve"][row].split(";")))
    found = (resolver.by_path(text, listing.path) for text in named)
    return tuple(os.path.abspath(path) for path in found if path is not None)


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
    why = f"{what} lies {below(folder)}: check it, or set --root to the folder of the spectra."
    return Target(entry, why, known, obsid)


def _named(listing: Listing, row: int) -> str:
    """What to call a row without a path and an obsid."""
    seen = listing.observations[row]
    if seen is None:
        return f"{listing.path.name} row {row + 1}"
    return f"spec-{seen.lmjd:05d}-{seen.planid}_sp{seen.spid:02d}-{seen.fiberid:03d}.fits"
