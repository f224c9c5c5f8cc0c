"""Why a star is called active or not, by the paper's criteria, in words."""

from collections.abc import Mapping
from typing import Any

from spectrogui.core.lines import ACTIVE
from spectrogui.views.numbers import fixed

EW_HA, EW_CA, RMSE, TEFF = 1.0, 0.0, 0.02, 6000.0
"""Paper, section 4.3: EW(Hα) > 1 Å, each Ca II EW > 0 Å, RMSE < 0.02, Teff < 6000 K."""


def why_active(values: Mapping[str, Any]) -> str:
    """Which criteria fail, which cannot be checked; what is met if none of either."""
    failing, missing = [], []
    for line in ACTIVE:
        least = EW_HA if line.key == "ha" else EW_CA
        width = values.get(f"ew_{line.key}")
        if width is None:
            missing.append(f"EW {line.label}")
        elif not width > least:
            failing.append(f"EW {line.label} {fixed(width, 2)} ≤ {least:.0f} Å")
    rmse, teff = values.get("rmse"), values.get("teff")
    if rmse is None:
        missing.append("RMSE")
    elif not rmse < RMSE:
        failing.append(f"RMSE {fixed(rmse, 4)} ≥ {RMSE}")
    if teff is None:
        missing.append("Teff")
    elif not teff < TEFF:
        failing.append(f"Teff {teff:.0f} ≥ {TEFF:.0f} K")
    said = []
    if failing:
        said.append("; ".join(failing))
    if missing:
        said.append(f"not known: {', '.join(missing)}")
    return "; ".join(said) or "EW Hα > 1 Å, Ca II in emission, RMSE < 0.02, Teff < 6000 K"
