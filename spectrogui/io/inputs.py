"""What the user gives to the program, as targets: files, folders, lists and catalogues."""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from spectrogui.core.errors import InputError, UnreadableError, one_line
from spectrogui.core.job import Ticket
from spectrogui.io.content import Kind, kind_of
from spectrogui.io.curve_inputs import alone, curves_in, given_curve, why_not_used
from spectrogui.io.k2_content import is_light_curve
from spectrogui.io.lamost_header import observation_of
from spectrogui.io.listed import UnusedError, catalogued, listed
from spectrogui.io.listing import read_listing
from spectrogui.io.resolving import Resolver, below
from spectrogui.io.session_curves import CurveFile
from spectrogui.io.spectrum_index import is_fits, spectra_below
from spectrogui.io.targets import Inputs, Target

__all__ = ["Inputs", "Target", "gather"]

_LONE = re.compile("[\ud800-\udfff]")  # how Python spells bytes that are not UTF-8


def gather(
    paths: Sequence[Path | str], root: Path | None = None, ticket: Ticket | None = None
) -> Inputs:
    """The targets of files, folders (with all below), lists of paths or obsids, and catalogues.

    What a file is, its content decides. Every file, every line of a list and every row of a
    catalogue has exactly one target, in order; what is named twice is there twice. Only a
    catalogue of which no spectrum is found has one target for all of it, or, beside other
    inputs, a note. Light curves have no targets but are given to the stars with their EPIC
    numbers; only if there is nothing else, each of their stars has one.

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
    curves: list[CurveFile] = []
    unused: dict[int, str] = {}
    for number, path in enumerate(resolver.given(Path(path)) for path in paths):
        ticket.checkpoint(number, len(paths))
        try:
            found.append(_targets(path, resolver, ticket, notes, curves))
        except UnusedError as error:
            if is_fits(path):  # it may have been meant as a spectrum
                found.append([Target(str(path), str(error))])
            else:
                unused[number] = str(error)
                found.append([])
        except (InputError, UnreadableError) as error:
            found.append([Target(str(path), str(error))])
    nothing_else = not any(found)
    for number, why in unused.items():
        if nothing_else:
            found[number].append(Target(str(paths[number]), why))
        else:
            notes.append(f"{why} It was not used.")
    targets = [_sound(target) for target in chain.from_iterable(found)]
    if curves and not targets:
        return Inputs(alone(curves), notes, curves, only_curves=True)
    return Inputs(targets, notes, curves)


def _targets(
    path: Path,
    resolver: Resolver,
    ticket: Ticket,
    notes: list[str],
    curves: list[CurveFile],
) -> list[Target]:
    """What one path stands for; its light curves are added to `curves`."""
    kind = None if path.is_file() and is_light_curve(path) else kind_of(path)
    if kind is Kind.FOLDER:
        given = list(curves_in(path, ticket))
        curves += given
        return _below(path, ticket, given, notes)
    if kind is None:
        curve, note = given_curve(path)
        if curve is None:
            return [Target(str(path), note)]
        curves.append(curve)
        notes += [note] if note else []
        return []
    if kind is Kind.SPECTRUM:
        return [Target(str(path))]
    if kind is Kind.LIST:
        found = list(listed(path, resolver, ticket))
    else:
        found = list(catalogued(read_listing(path, ticket), resolver, ticket))
    if missing := sum(bool(target.problem) for target in found):
        notes.append(
            f"{missing} of the {len(found)} spectra that {path.name} names were not found "
            f"{below(resolver.folder(path))}."
        )
    return found


def _below(
    folder: Path, ticket: Ticket, curves: Sequence[CurveFile], notes: list[str]
) -> list[Target]:
    """Every spectrum below a folder that holds these light curves."""
    others = {curve.path for curve in curves}
    found = []
    for path in spectra_below(folder, ticket):
        if path.is_dir():
            why = f"{path.name} may not be read: change its permissions."
            found.append(Target(str(path), why))
        elif not others:
            found.append(Target(str(path)))
        elif os.path.abspath(path) not in others:
            if observation_of(path.name) is None and is_light_curve(path):
                notes.append(why_not_used(path))
            else:
                found.append(Target(str(path)))
    if not found and others:
        return []
    if not found and not os.access(folder, os.R_OK | os.X_OK):
        return [Target(str(folder), f"{folder.name} may not be read: change its permissions.")]
    nothing = f"There are no spectra below {folder}: give a folder with LAMOST FITS files."
    return found or [Target(str(folder), nothing)]


def _sound(target: Target) -> Target:
    """The target; one whose name is not UTF-8 cannot be kept anywhere, and says so."""
    if target.path.isascii() or not _LONE.search(target.path):
        return replace(target, problem=one_line(target.problem)) if target.problem else target
    name = os.fsencode(target.path).decode("utf-8", "replace")
    return Target(name, f"{os.path.basename(name)} has a name that is not UTF-8: rename it.")
