"""Where the light curves of a star come from: a folder, the cache, or the archive."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from spectrogui.core.errors import ArchiveError, OfflineError
from spectrogui.core.job import Ticket
from spectrogui.core.k2_product import Product, preferred
from spectrogui.io.curve_targets import CurveTarget
from spectrogui.io.k2_names import curves_below, name_of
from spectrogui.io.mast import Archive


class CurveSource:
    """Says which products there are of a target, the best for rotation first.

    Parameters
    ----------
    archive : gives the archive when it, or what came from it before, is first needed
    author : of this one alone, in any case of letters; "" for all
    every : all products are wanted, not the best one alone
    offline : nothing is asked over the network
    """

    def __init__(
        self,
        archive: Callable[[], Archive],
        author: str = "",
        *,
        every: bool = False,
        offline: bool = False,
    ) -> None:
        self._archive, self._author = archive, author.upper()
        self._every, self._offline = every, offline
        self._local: dict[str, list[Product]] = {}
        self._known: dict[str, tuple[Product, ...]] = {}

    @property
    def by_author(self) -> str:
        """For a sentence: by whom, "" if by anybody."""
        return f" by {self._author}" if self._author else ""

    def add_folder(self, folder: Path, ticket: Ticket) -> int:
        """Take light curves below a folder for the stars that their names tell; how many."""
        count = 0
        for path in curves_below(folder, ticket):
            product = local_product(str(path))
            self._local.setdefault(product.epic, []).append(product)
            count += 1
        return count

    def products(self, target: CurveTarget, ticket: Ticket) -> tuple[Product, ...]:
        """What there is of a target; empty if K2 has nothing of it, or nothing by the author.

        Files and the cache are enough, unless every product is wanted.

        Raises
        ------
        OfflineError, ArchiveError
            if the archive is needed and gives nothing
        Cancelled
            if the ticket was cancelled
        """
        if len(target.paths) == 1:  # named by itself: whoever made it
            return (local_product(target.paths[0], target.epic),)
        if target.paths:
            return self._fitting([local_product(path, target.epic) for path in target.paths])
        if local := self._fitting(self._local.get(target.epic, [])):
            return local
        if target.epic not in self._known:
            self._known[target.epic] = self._of_star(target.epic, ticket)
        return self._known[target.epic]

    def bring(self, product: Product, ticket: Ticket) -> Product:
        """The same product in a file, downloaded if need be; raises as `Archive.download`."""
        return product if product.path else self._archive().download(product, ticket)

    def _of_star(self, epic: str, ticket: Ticket) -> tuple[Product, ...]:
        archive = self._archive()
        cached = self._fitting(archive.cached(epic))
        if cached and (self._offline or not self._every):
            return cached
        if self._offline:
            raise OfflineError(
                f"No light curve of EPIC {epic} is on this computer, and the work is offline."
            )
        try:
            return self._fitting(archive.search(epic=epic, ticket=ticket))
        except (OfflineError, ArchiveError):
            if not cached:
                raise
            return cached

    def _fitting(self, products: Sequence[Product]) -> tuple[Product, ...]:
        wanted = [p for p in products if not self._author or p.author.upper() == self._author]
        return preferred(tuple(wanted))


def local_product(path: str, epic: str = "") -> Product:
    """A file of the user, with what its name tells."""
    filename = os.path.basename(path)
    name = name_of(filename)
    if name is None:
        return Product(epic, "", "", "local", path, filename)
    return Product(epic or name.epic, name.author, name.campaign, "local", path, filename)
