"""The preparation's settings and their hash: two results compare only if these agree."""

import hashlib
import json
from dataclasses import asdict

from spectrogui.core.grid import R1800_BANDS
from spectrogui.core.lines import MEASURED, TELLURIC
from spectrogui.science.continuum import ContinuumRecipe

CONTINUUM = ContinuumRecipe()


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
    """SHA-256 of `preparation`."""
    text = json.dumps(preparation(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
