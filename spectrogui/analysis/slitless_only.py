"""Rows with the numbers of the R250 model alone (`--model r250`)."""

from collections.abc import Mapping

import numpy as np

from spectrogui.core.block_rows import Values
from spectrogui.core.columns import MODEL, STAR, WIDTHS

_STAYS = {"teff", "logg", "feh", "flags"}
_DROPPED = {column.name for column in (*MODEL, *WIDTHS, *STAR) if column.name not in _STAYS}
_PROBLEM = "Hα, or the continuum beside it, has no usable flux at R = 250."


def without_r1800(columns: Mapping[str, Values]) -> dict[str, Values]:
    """The columns without what the R1800 model measured; what is missing is said of R250."""
    out = {name: values for name, values in columns.items() if name not in _DROPPED}
    failed, missing = out["status"] == "failed", np.isnan(out["ew_exc_ha_r250"])
    status = np.where(missing, "partial", "ok").astype(object)
    problem = np.where(missing, _PROBLEM, "").astype(object)
    out["status"] = np.where(failed, out["status"], status)
    out["problem"] = np.where(failed, out["problem"], problem)
    return out
