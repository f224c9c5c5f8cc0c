"""From what is found in a light curve to rows of the tables of `spectrogui lightcurve`."""

from typing import Any

import numpy as np

from spectrogui import __version__
from spectrogui.analysis.curves import row_of
from spectrogui.core.curve_study import Study


def curve_row(study: Study) -> dict[str, Any]:
    """The columns `core.curve_columns.CURVE_COLUMNS` of a light curve."""
    curve, header = study.curve, study.curve.header
    time = curve.time[curve.good]
    return row_of(study) | {
        "path": header.path,
        "epic": header.epic,
        "ra": header.ra,
        "dec": header.dec,
        "kepmag": header.kepmag,
        "baseline_d": float(np.ptp(time)) if len(time) else None,
        "cadence_s": header.cadence_s,
        "n_points": len(time),
        "flux_column": header.flux_column,
        "simulated": header.simulated,
        "status": "ok",
        "app_version": __version__,
    }


def failed_row(path: str, epic: str, why: str, product: str = "") -> dict[str, Any]:
    """The row of a light curve that could not be had or read."""
    return {
        "path": path,
        "epic": epic,
        "lc_product": product,
        "status": "failed",
        "problem": why,
        "app_version": __version__,
    }


def flare_rows(study: Study) -> list[dict[str, Any]]:
    """The columns `core.curve_columns.FLARE_COLUMNS`, one row for each flare."""
    header = study.curve.header
    return [
        {
            "path": header.path,
            "epic": header.epic,
            "lc_product": header.product,
            "start": flare.start,
            "peak": flare.peak,
            "stop": flare.stop,
            "amplitude": flare.amplitude,
            "significance": flare.significance,
            "duration_h": flare.duration_h,
            "energy_s": flare.energy_s,
            "app_version": __version__,
        }
        for flare in study.flares
    ]
