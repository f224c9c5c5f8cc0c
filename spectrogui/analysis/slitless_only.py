"""A row with the numbers of the R250 model alone (`--model r250`)."""

from collections.abc import Mapping
from typing import Any

from spectrogui.core.columns import MODEL, STAR, WIDTHS

_STAYS = {"teff", "logg", "feh", "flags"}
_DROPPED = [column.name for column in (*MODEL, *WIDTHS, *STAR) if column.name not in _STAYS]


def without_r1800(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row without what the R1800 model measured; what is missing is said of R250."""
    out = dict(row) | dict.fromkeys(_DROPPED)
    if row["status"] == "failed":
        return out
    if row["ew_exc_ha_r250"] is None:
        problem = "Hα, or the continuum beside it, has no usable flux at R = 250."
        return out | {"status": "partial", "problem": problem}
    return out | {"status": "ok", "problem": ""}
