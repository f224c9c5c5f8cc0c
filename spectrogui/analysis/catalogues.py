"""Catalogues to be joined: a large one is read in a process of its own and laid out on disk, so
that nobody has to hold it.
"""

import os
import shutil
import uuid
import weakref
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from spectrogui.analysis.apart import run_apart
from spectrogui.analysis.chunks import Catalogue
from spectrogui.core.errors import InputError
from spectrogui.core.job import Ticket
from spectrogui.io.catalogue_map import CatalogueMap, write_map

_LARGE = 5_000_000
"""Bytes of a file, from which reading it takes ten times as much memory and some seconds."""


def open_catalogue(path: Path, ticket: Ticket | None = None) -> Catalogue:
    """A catalogue that can be asked for stars.

    Raises
    ------
    InputError : as `io.catalogue.Catalogue.read`; or there is no room to lay it out
    Cancelled : the ticket was cancelled while a large one was read
    """
    from spectrogui.io.catalogue import Catalogue as Whole

    if _size(path) < _LARGE:
        return Whole.read(path)
    folder = Path(mkdtemp(prefix="spectrogui-catalogue-"))
    made = CatalogueMap(folder)
    weakref.finalize(made, shutil.rmtree, folder, ignore_errors=True)
    run_apart(ticket or Ticket(), lay_out, path, folder)
    return made


def laid_out(path: Path, folder: Path, ticket: Ticket) -> Path:
    """The same under a name that stays: `folder`, made if it is not there.

    Raises
    ------
    InputError, Cancelled : as `open_catalogue`
    """
    if folder.is_dir():
        return folder
    draft = folder.with_name(f".{folder.name}-{uuid.uuid4().hex}")
    try:
        draft.mkdir(parents=True)
        run_apart(ticket, lay_out, path, draft)
        with suppress(FileExistsError, OSError):  # somebody else was quicker
            os.rename(draft, folder)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if not folder.is_dir():
        raise InputError(f"{folder} cannot be written.")
    return folder


def lay_out(path: Path, folder: Path) -> None:
    """Read a catalogue and lay it out in a folder; raises InputError."""
    from spectrogui.io.catalogue import Catalogue as Whole

    listing = Whole.read(path).listing
    try:
        write_map(listing, folder)
    except OSError as error:
        raise InputError(
            f"{path.name} cannot be laid out in {folder}: {error.strerror or error}."
        ) from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # reading it says what is wrong
