"""What is asked of the archive through lightkurve and astroquery; runs in `io.mast_child`."""

import math
import os
import re
from typing import Any


class RefusedError(Exception):
    """The archive answered a download with an HTTP error.

    Attributes
    ----------
    status : the HTTP status, 0 if unknown
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        found = re.search(r"\b([45]\d\d)\b", message)
        self.status = int(found[1]) if found else 0


def search(epic: str, ra: float, dec: float, radius: float) -> list[dict[str, Any]]:
    """Light curves of one star by number, or of all stars within `radius` arcsec of a place.

    One dictionary for each file, in words of `core.k2_product.Product` except ``target``, which
    is the archive's name of the star.
    """
    import lightkurve

    lightkurve.search_lightcurve.cache_clear()  # or an empty answer would stay for ever
    if epic:
        found = lightkurve.search_lightcurve(f"EPIC {int(epic)}", mission="K2")
    else:
        place = f"{ra:.8f}, {dec:.8f}"
        found = lightkurve.search_lightcurve(place, radius=radius, mission="K2")
    return [_as_product(row, bool(epic)) for row in found.table]


def download(uri: str, to: str) -> int:
    """Download one file to a new path; its size in bytes."""
    from astroquery.mast import Observations

    status, message, _ = Observations.download_file(uri, local_path=to, cache=False)
    if status != "COMPLETE":
        raise RefusedError(str(message))
    return os.path.getsize(to)


def _as_product(row: Any, by_number: bool) -> dict[str, Any]:
    return {
        "target": _text(row, "target_name"),
        "author": _text(row, "author"),
        "campaign": _campaign(_text(row, "mission")),
        "filename": _text(row, "productFilename"),
        "uri": _text(row, "dataURI"),
        "size": max(0, int(_number(row, "size", 0.0))),
        "cadence_s": _number(row, "exptime", math.nan),
        "distance": math.nan if by_number else _number(row, "distance", math.nan),
    }


def _campaign(mission: str) -> str:
    """``K2 Campaign 04`` is 4, ``K2 Campaign 09a`` is 9a; "" if it is not told."""
    found = re.search(r"(\d+)([ab]?)$", mission)
    return f"{int(found[1])}{found[2]}" if found else ""


def _text(row: Any, name: str) -> str:
    value = row[name]
    return "" if _is_masked(value) else str(value).strip()


def _number(row: Any, name: str, unknown: float) -> float:
    value = row[name]
    return unknown if _is_masked(value) else float(value)


def _is_masked(value: Any) -> bool:
    from numpy.ma import masked

    return value is None or value is masked
