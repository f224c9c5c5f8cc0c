"""`spectrogui validate`: the page by which a model is judged."""

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from spectrogui.app.console import say, working
from spectrogui.core.errors import InputError, NothingReadError
from spectrogui.core.job import Cancelled

if TYPE_CHECKING:
    from spectrogui.io.catalogue import Catalogue

INTERRUPTED, NOTHING_READ = 130, 3


def validate(arguments: argparse.Namespace) -> int:
    """Judge a model by a list of spectra, write the page; returns the exit status.

    Raises
    ------
    InputError : a list is missing, the folder is there, or the list does not do
    """
    from spectrogui.io.models import model_folder, read_card

    folder = model_folder(arguments.model)
    read_card(folder)
    out = _out(arguments.out, folder.resolve().name)
    for path in arguments.lists:
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.")
    _catalogue(arguments.catalogue)
    try:
        with _draft(out) as draft:
            took = _apart(arguments, draft)
    except NothingReadError as error:
        say(f"spectrogui validate: {error}")
        return NOTHING_READ
    except (Cancelled, KeyboardInterrupt):
        say("spectrogui validate: stopped; no page was written.")
        return INTERRUPTED
    say(f"spectrogui validate: the page is {out / 'index.html'} ({took}).")
    return 0


def _apart(arguments: argparse.Namespace, draft: Path) -> str:
    """Make the page in a process that Ctrl+C ends at once."""
    from spectrogui.analysis.apart import run_apart

    with working("Validating") as ticket:
        return run_apart(ticket, make, arguments, draft)


def make(arguments: argparse.Namespace, draft: Path) -> str:
    """Make the page in a folder, and say how far it is; returns what took longest."""
    from spectrogui.validation.page import Order, make_page, slowest

    tempfile.tempdir = str(draft)  # what is left when this process is ended goes with the draft
    order = Order(
        arguments.model,
        tuple(arguments.lists),
        cross=arguments.cross_validate or None,
        parts=arguments.parts,
        workers=arguments.workers or min(4, os.cpu_count() or 1),
        svg=not arguments.no_svg,
    )
    with working("Validating") as ticket:
        return slowest(
            make_page(order, draft, ticket, say, catalogue=_catalogue(arguments.catalogue))
        )


def _out(given: Path | None, name: str) -> Path:
    """The folder to make."""
    out = given or Path(f"validation-{name}")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"--out {out} is there already: choose another name, or remove it.")
    return out


def _catalogue(path: Path | None) -> "Catalogue | None":
    if path is None:
        return None
    from spectrogui.io.catalogue import Catalogue as Read  # astropy

    return Read.read(path)


@contextmanager
def _draft(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its place when the block is left, and is gone if it raises.

    Raises
    ------
    InputError : no folder can be made there
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise InputError(f"{out} cannot be made: {error.strerror or error}.") from error
    try:
        yield draft
        try:
            if out.is_dir():
                out.rmdir()
            draft.chmod(0o777 & ~_umask())
            draft.replace(out)
        except OSError as error:
            raise InputError(f"{out} cannot be made: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _umask() -> int:
    """The permissions that new files of this process do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
