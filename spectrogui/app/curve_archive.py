"""The one archive of the program: made when a worker first needs it."""

import threading
from collections.abc import Callable
from math import nan
from typing import Protocol

from spectrogui.core.job import Ticket
from spectrogui.core.k2_product import Product


class Archive(Protocol):
    """What the program needs of `io.mast.Archive`."""

    def search(
        self,
        epic: str = "",
        ra: float = nan,
        dec: float = nan,
        radius: float = 10.0,
        ticket: Ticket | None = None,
    ) -> tuple[Product, ...]:
        """What there is of a star."""
        ...

    def download(self, product: Product, ticket: Ticket | None = None) -> Product:
        """A light curve, in a file from then on."""
        ...

    def cached(self, epic: str) -> tuple[Product, ...]:
        """What was downloaded before."""
        ...

    def delete(self, product: Product) -> None:
        """Remove a file that was downloaded."""
        ...

    def close(self) -> None:
        """Stop whatever goes on."""
        ...


class SharedArchive:
    """Hands out the archive to workers; a closed one is replaced when it is needed again."""

    def __init__(self, make: Callable[[], Archive]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: Archive | None = None

    def __call__(self) -> Archive:
        """The archive; for workers, making it may read the disk."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def close(self) -> None:
        """Stop whatever goes on; the next who asks gets a new one."""
        with self._lock:
            made, self._made = self._made, None
        if made is not None:
            made.close()
