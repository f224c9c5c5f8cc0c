"""Whether a star is active by the paper's criteria (section 4.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Criteria:
    """The thresholds, which the paper calls arbitrary: Å, Å, units of the continuum, K."""

    ew_ha: float = 1.0
    ew_ca: float = 0.0
    rmse: float = 0.02
    teff: float = 6000.0


PAPER = Criteria()


def is_active(values: Mapping[str, Any], criteria: Criteria = PAPER) -> bool | None:
    """EW(Hα) and each Ca II EW above, RMSE and Teff below their thresholds.

    None without a Teff, and when a number that is missing decides.
    """
    if not _known(values.get("teff")):
        return None
    wanted = [(values["ew_ha"], criteria.ew_ha, True)]
    wanted += [(values[f"ew_ca{n}"], criteria.ew_ca, True) for n in (8498, 8542, 8662)]
    wanted += [(values["rmse"], criteria.rmse, False), (values["teff"], criteria.teff, False)]
    met = [
        bool(value > limit if above else value < limit) if _known(value) else None
        for value, limit, above in wanted
    ]
    if any(one is False for one in met):
        return False
    return None if None in met else True


def _known(value: float | None) -> bool:
    return value is not None and value == value
