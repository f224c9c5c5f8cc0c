"""What decides the numbers, and its hash: two results compare only if these agree."""

import hashlib
import json
from dataclasses import asdict

from spectrogui.core.grid import R1800_BANDS
from spectrogui.core.lines import MEASURED, TELLURIC
from spectrogui.science.continuum import ContinuumRecipe

CONTINUUM = ContinuumRecipe()
METHOD = 4
"""Raise it whenever velocities, the fit or the measuring change what comes out for a spectrum:
results of before are then seen to be of another kind, and are offered to be made again.
2: rows hold surface fluxes and R′, which were empty before.
3: templates have zero points; errors and χ² know the star's kind, the noise and the sky.
4: velocities, lags and templates are found in other, shorter ways, within their errors."""


def preparation() -> dict[str, object]:
    """Everything that decides what the model sees of a spectrum."""
    return {
        "continuum": asdict(CONTINUUM),
        "medium": "air (Morton 2000, VALD's form)",
        "frame": "stellar rest, 1 + v/c",
        "resampling": "linear",
        "bands": [[band.low, band.high, band.stop - band.start] for band in R1800_BANDS],
        "windows": {line.key: [line.low, line.high] for line in MEASURED},
        "telluric": TELLURIC,
    }


def preparation_sha256() -> str:
    """SHA-256 of `preparation`: a model fits only spectra that were prepared like its own."""
    return _sha256(preparation())


def method_sha256() -> str:
    """SHA-256 of `preparation` and `METHOD`: what a result was made with beside the model."""
    return _sha256({"method": METHOD, **preparation()})


def _sha256(settings: dict[str, object]) -> str:
    text = json.dumps(settings, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
