"""K2 light curves from the archive MAST, through lightkurve in a process of its own.

Everything here is called from one lane; `close` and a ticket's `cancel` come from anywhere.
"""

import logging
import re
from math import isfinite, nan
from pathlib import Path
from typing import Any

from spectrogui.core.errors import ArchiveError, UnreadableError
from spectrogui.core.job import Ticket
from spectrogui.core.k2_product import Product, preferred
from spectrogui.io.curve_cache import CurveCache
from spectrogui.io.mast_errors import disk_sentence, web_page_sentence
from spectrogui.io.mast_probe import host_of, reach, server_of, with_scheme
from spectrogui.io.mast_process import MastProcess

log = logging.getLogger(__name__)
IDLE_S = 300.0  # s after which the process that is not asked ends by itself


class Archive:
    """Searches for light curves and downloads them into a folder.

    Parameters
    ----------
    cache : folder of the downloaded files; made with the first of them
    server : address of the archive, "" as astroquery is configured
    connect_s, read_s : seconds after which a silent server is given up: while connecting, and
        between two pieces of an answer
    idle_s : seconds after which the process that nobody asks ends

    Nothing is started or sent before the first call.
    """

    def __init__(
        self,
        cache: Path,
        server: str = "",
        connect_s: float = 10,
        read_s: float = 60,
        idle_s: float = IDLE_S,
    ) -> None:
        self._cache = CurveCache(Path(cache))
        self._server = with_scheme(server)
        self._process = MastProcess(self._server, connect_s, read_s, idle_s)

    def search(
        self,
        epic: str = "",
        ra: float = nan,
        dec: float = nan,
        radius: float = 10.0,
        ticket: Ticket | None = None,
    ) -> tuple[Product, ...]:
        """Every K2 light curve of a star; empty if K2 did not observe it.

        Parameters
        ----------
        epic : its EPIC number; where there is one, position and radius are not used
        ra, dec : degrees, ICRS
        radius : arcsec; if several stars lie within it, the nearest comes first
        ticket : to give the search up

        Returns
        -------
        all authors and campaigns, long and short cadence, for one star in the order of
        `core.k2_product.preferred`; those that are in the cache already are ``cached``

        Raises
        ------
        OfflineError, ArchiveError, InputError if the server has no address, or Cancelled within a
        second of the ticket's cancellation
        """
        number = _number(epic)
        if not number and not (isfinite(ra) and isfinite(dec)):
            return ()
        ticket = ticket or Ticket()
        reach(server_of(self._server), ticket)
        call = {"do": "search", "epic": number, "ra": ra, "dec": dec, "radius": radius}
        found = {p.uri: p for p in map(_as_product, self._process.ask(call, ticket))}
        products = [p for p in found.values() if not number or p.epic == number]
        return tuple(self._cache.find(p) or p for p in _nearest_first(products))

    def download(self, product: Product, ticket: Ticket | None = None) -> Product:
        """Bring a file of the archive into the cache; at once if it is there already.

        It is taken in only after it has been opened and read wholly, and is of the right star.
        The ticket is told the bytes that are there and the bytes in the archive (0 if unknown).

        Raises
        ------
        OfflineError, ArchiveError, or Cancelled within a second of the ticket's cancellation;
        then nothing of the file stays
        """
        if (there := self._cache.find(product)) is not None:
            return there
        ticket = ticket or Ticket()
        reach(server_of(self._server), ticket)
        with self._cache.draft(product) as draft:
            call = {"do": "download", "uri": product.uri, "to": str(draft)}
            size = self._process.ask(
                call, ticket, lambda: ticket.checkpoint(_size_of(draft), product.size)
            )
            ticket.checkpoint(size, product.size)
            self._check(draft, product)
            ticket.checkpoint(size, product.size)
            return self._cache.take(draft, product)

    def cached(self, epic: str) -> tuple[Product, ...]:
        """What is in the cache of a star, the best first; asks nobody."""
        return self._cache.of_star(epic)

    def delete(self, product: Product) -> None:
        """Delete a downloaded file; files of the user are never touched."""
        self._cache.delete(product)

    def size(self) -> int:
        """Bytes in the cache."""
        return self._cache.size()

    def close(self) -> None:
        """End the process at once; whatever is under way raises Cancelled."""
        self._process.close()

    @property
    def pid(self) -> int:
        """Of the process that asks, 0 while there is none."""
        return self._process.pid

    def _check(self, draft: Path, product: Product) -> None:
        """Raise ArchiveError unless a file is whole, readable, and of the star."""
        from spectrogui.io.k2_readers import open_light_curve

        host = host_of(server_of(self._server))
        if _is_web_page(draft):
            raise ArchiveError(web_page_sentence(host))
        size = _size_of(draft)
        if size < product.size:
            raise ArchiveError(
                f"Only {size:,} of {product.size:,} bytes of {product.filename} came from "
                f"{host}: try again."
            )
        try:
            header = open_light_curve(draft).header
        except UnreadableError as error:
            raise ArchiveError(f"The archive {host} sent what cannot be used: {error}") from error
        except OSError as error:
            raise ArchiveError(disk_sentence(error)) from error
        told = _number(header.epic)
        if told and product.epic and told != product.epic:
            raise ArchiveError(
                f"{product.filename} holds EPIC {told}, not EPIC {product.epic}: it is not used."
            )


def _as_product(row: dict[str, Any]) -> Product:
    """A row of the archive's answer; ``ktwo211117077`` and ``EPIC 211117077`` are a star."""
    target = row.pop("target")
    digits = re.search(r"(?<!\d)\d{8,9}(?!\d)", target)
    return Product(epic=_number(digits[0]) if digits else "", where="archive", **row)


def _nearest_first(products: list[Product]) -> list[Product]:
    """Star by star, the nearest first, and within a star as preferred."""
    nearest: dict[str, float] = {}
    for product in products:
        distance = product.distance if isfinite(product.distance) else 0.0
        nearest[product.epic] = min(distance, nearest.get(product.epic, distance))
    stars = sorted(nearest, key=lambda epic: (nearest[epic], epic))
    return [p for epic in stars for p in preferred(tuple(q for q in products if q.epic == epic))]


def _number(epic: str) -> str:
    """An EPIC number with nine digits, "" for anything else."""
    digits = epic.strip()
    return digits.zfill(9) if digits.isascii() and digits.isdigit() and int(digits) else ""


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_web_page(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(512).lstrip()[:1] in {b"<", b"{"}
    except OSError:  # the reader will say what is wrong with it
        return False
