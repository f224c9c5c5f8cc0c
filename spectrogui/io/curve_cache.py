"""The folder that downloaded light curves are kept in: ``author/file``."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from math import nan
from pathlib import Path

from spectrogui.core.errors import ArchiveError
from spectrogui.core.k2_product import Product, preferred
from spectrogui.io.k2_names import name_of

PART = ".part"  # ends the name of a folder in which a download is under way
OLD_S = 3600.0  # after which such a folder was left by a program that was killed
LONG_S, SHORT_S = 1800.0, 60.0
"""Cadence of official files, which their names tell; as the archive rounds it."""


class CurveCache:
    """Finds, takes in and deletes files; nothing in the folder is trusted before it is whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, product: Product) -> Path:
        """Where the file of a product is kept, whether it is there or not.

        Raises ArchiveError for a name that would lead out of the folder.
        """
        name = product.filename
        if not name or name != Path(name).name or not re.fullmatch(r"\w[\w.+-]*", name):
            raise ArchiveError(f"The archive names a light curve {name!r}: it is not downloaded.")
        return self.folder / (re.sub(r"[^\w+-]", "_", product.author) or "unknown") / name

    def find(self, product: Product) -> Product | None:
        """The same product as it lies in the folder, None if it does not."""
        path = self.path_of(product)
        try:
            size = path.stat().st_size
        except OSError:
            return None
        return replace(product, where="cached", path=str(path), size=size)

    def of_star(self, epic: str) -> tuple[Product, ...]:
        """What is there of one star, the best first; `epic` as nine digits or fewer."""
        wanted = _digits(epic)
        if not wanted:
            return ()
        likely = self._files(wanted.lstrip("0"))
        return preferred(tuple(p for p in map(_as_product, likely) if p.epic == wanted))

    def size(self) -> int:
        """Bytes that all the files take up."""
        total = 0
        for path in self._files():
            with suppress(OSError):
                total += path.stat().st_size
        return total

    def delete(self, product: Product) -> None:
        """Delete the file of a product, if it is in the folder; ArchiveError if it must stay."""
        path = Path(product.path)
        if product.where != "cached" or path.parent.parent != self.folder:
            return
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ArchiveError(
                f"{path} cannot be deleted ({error.strerror or error}): see whether another "
                "program has it open."
            ) from error

    @contextmanager
    def draft(self, product: Product) -> Iterator[Path]:
        """A path to download to; it goes with all that is there when the block is left.

        Raises ArchiveError if the folder cannot be written.
        """
        place = self.path_of(product)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._sweep()
            made = tempfile.mkdtemp(suffix=PART, dir=self.folder)
        except OSError as error:
            raise ArchiveError(
                f"The folder {self.folder} for downloaded light curves cannot be written "
                f"({error.strerror or error}): see whether it is in order."
            ) from error
        try:
            yield Path(made, place.name)  # under its own name, which some readers look at
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def take(self, draft: Path, product: Product) -> Product:
        """Move a file that has been checked to its place, in one step."""
        place = self.path_of(product)
        try:
            with draft.open("r+b") as file:
                os.fsync(file.fileno())
            os.replace(draft, place)
        except OSError as error:
            raise ArchiveError(
                f"{place} cannot be written ({error.strerror or error}): see whether its folder "
                "is in order."
            ) from error
        return replace(product, where="cached", path=str(place), size=place.stat().st_size)

    def _files(self, part: str = "") -> Iterator[Path]:
        """The files with this in their names; there may be many thousands of others."""
        for author in _names(self.folder):
            if not author.endswith(PART):
                folder = self.folder / author
                yield from (folder / name for name in _names(folder) if part in name)

    def _sweep(self) -> None:
        """Remove what killed programs left of their downloads."""
        for name in _names(self.folder):
            place = self.folder / name
            with suppress(OSError):
                if name.endswith(PART) and time.time() - place.stat().st_mtime > OLD_S:
                    shutil.rmtree(place, ignore_errors=True)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:  # there is no such folder yet, or it is a file
        return []


def _as_product(path: Path) -> Product:
    known = name_of(path.name)
    digits = re.search(r"(?<!\d)\d{9}(?!\d)", path.name)  # products of other authors
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    return Product(
        epic=_digits(known.epic) if known else digits[0] if digits else "",
        author=path.parent.name,
        campaign=known.campaign if known else "",
        where="cached",
        path=str(path),
        filename=path.name,
        size=size,
        cadence_s=_cadence(path.name),
    )


def _cadence(name: str) -> float:
    if not name.startswith("ktwo"):
        return nan
    return SHORT_S if name.endswith("_slc.fits") else LONG_S


def _digits(epic: str) -> str:
    text = epic.strip()
    return text.zfill(9) if text.isascii() and text.isdigit() else ""
