"""Why a star is called active or not, by the paper's criteria, in words."""

from collections.abc import Mapping
from typing import Any

from spectrogui.core.lines import ACTIVE
from spectrogui.core.numbers import fixed
from spectrogui.science.activity import PAPER, Criteria


def why_active(values: Mapping[str, Any], criteria: Criteria = PAPER) -> str:
    """Which criteria fail, and which cannot be checked; what is met if neither."""
    failing, missing = [], []
    for line in ACTIVE:
        least = criteria.ew_ha if line.key == "ha" else criteria.ew_ca
        width = values.get(f"ew_{line.key}")
        if width is None:
            missing.append(f"EW {line.label}")
        elif not width > least:
            failing.append(f"EW {line.label} {fixed(width, 2)} ≤ {least:g} Å")
    for name, title, limit, decimals, unit in (
        ("rmse", "RMSE", criteria.rmse, 4, ""),
        ("teff", "Teff", criteria.teff, 0, "K"),
    ):
        value = values.get(name)
        if value is None:
            missing.append(title)
        elif not value < limit:
            failing.append(f"{title} {fixed(value, decimals)} ≥ {limit:g} {unit}".strip())
    if missing:
        failing.append(f"not known: {', '.join(missing)}")
    return "; ".join(failing) or (
        f"EW Hα > {criteria.ew_ha:g} Å, each Ca II > {criteria.ew_ca:g} Å, "
        f"RMSE < {criteria.rmse:g}, Teff < {criteria.teff:g} K"
    )
