"""Whether a star is active by the paper's criteria (section 4.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Criteria:
    """The thresholds, which the paper calls arbitrary: Å, Å, units of the continuum, K."""

    ew_ha: float = 1.0
    ew_ca: float = 0.0
    rmse: float = 0.02
    teff: float = 6000.0


PAPER = Criteria()
_NAMES = ("ew_ha", "ew_ca8498", "ew_ca8542", "ew_ca8662", "rmse", "teff")


def is_active(values: Mapping[str, Any], criteria: Criteria = PAPER) -> bool | None:
    """EW(Hα) and each Ca II EW above, RMSE and Teff below their thresholds.

    None without a Teff, and when a number that is missing decides.
    """
    given = {name: values[name] for name in _NAMES[:-1]} | {"teff": values.get("teff")}
    one = {name: np.array([np.nan if v is None else float(v)]) for name, v in given.items()}
    found = float(all_active(one, criteria)[0])
    return None if found != found else bool(found)


def all_active(values: Mapping[str, Floats], criteria: Criteria = PAPER) -> Floats:
    """(n,) 1 for active, 0 for not, NaN for unknown; columns are NaN where unknown."""
    above = {"ew_ha": criteria.ew_ha} | dict.fromkeys(_NAMES[1:4], criteria.ew_ca)
    below = {"rmse": criteria.rmse, "teff": criteria.teff}
    met = [values[name] > limit for name, limit in above.items()]
    met += [values[name] < limit for name, limit in below.items()]
    missing = np.isnan([values[name] for name in (*above, *below)])
    fails, open_ = (~(np.array(met) | missing)).any(axis=0), missing.any(axis=0)
    found = np.where(fails, 0.0, np.where(open_, np.nan, 1.0))
    return np.asarray(np.where(np.isnan(values["teff"]), np.nan, found))
