"""A K2 light curve that can be had: in a file here, in the cache, or from the archive."""

from dataclasses import dataclass
from math import nan
from typing import Literal

Where = Literal["local", "cached", "archive"]


@dataclass(frozen=True, slots=True)
class Product:
    """One light curve of one star.

    Attributes
    ----------
    epic : nine digits, "" if the file does not tell
    author, campaign : as in `core.light_curve.CurveHeader`
    where : ``local`` is a file of the user, ``cached`` was downloaded, ``archive`` can be
    path : the file, "" while it is only in the archive
    filename : its name, here and in the archive
    uri : where the archive has it, ``mast:…``
    size : bytes in the archive, 0 if unknown
    cadence_s : seconds between two points, NaN if unknown
    distance : arcsec from the position that was asked for, NaN if it was asked for by number
    """

    epic: str
    author: str
    campaign: str
    where: Where
    path: str = ""
    filename: str = ""
    uri: str = ""
    size: int = 0
    cadence_s: float = nan
    distance: float = nan

    @property
    def title(self) -> str:
        """Author and campaign: ``K2SFF C13``."""
        return f"{self.author} C{self.campaign}" if self.campaign else self.author


PREFERENCE = ("EVEREST", "K2SFF", "K2", "K2SC", "K2VARCAT")
"""Whose light curve is looked at first: those that keep slow rotation come first."""


def preferred(products: tuple[Product, ...]) -> tuple[Product, ...]:
    """The same products, the best for rotation first; long cadence before short."""
    known = {author: place for place, author in enumerate(PREFERENCE)}

    def rank(product: Product) -> tuple[bool, int, str, str]:
        short = product.cadence_s < 1000
        return short, known.get(product.author, len(known)), product.author, product.campaign

    return tuple(sorted(products, key=rank))
