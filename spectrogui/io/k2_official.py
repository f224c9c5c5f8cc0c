"""Light curves of the Kepler pipeline, and curves that somebody saved with lightkurve.

Columns and flags: Kepler Archive Manual (KDMC-10008-006), section 2.3.
"""

from dataclasses import replace

import numpy as np

from spectrogui.core.light_curve import LightCurve
from spectrogui.io.fits_bytes import refusal
from spectrogui.io.fits_parts import FitsFile, Part
from spectrogui.io.k2_curve import (
    DEFAULT_BITS,
    Columns,
    curve_of,
    flags,
    flux_scale,
    flux_unit,
    header_of,
    numbers,
    zero_of,
)

_NOBODY = (
    "was saved by lightkurve and does not say of which star it is: put the EPIC number into its "
    "name, as in EPIC_211117077.fits"
)
_SAVED = "saved by lightkurve: what was done to it before is not known"


def is_official(file: FitsFile) -> bool:
    """A table with TIME, SAP_QUALITY, and the flux of the pipeline before or after PDC."""
    return bool(_official(file))


def is_saved(file: FitsFile) -> bool:
    """What lightkurve's `to_fits` writes: a table LIGHTCURVE with TIME and FLUX."""
    return "lightkurve" in file.parts[0].cards.text("CREATOR") and bool(_saved(file))


def read_official(file: FitsFile) -> LightCurve:
    """Read what `is_official` accepts: PDCSAP_FLUX, and SAP_FLUX if that is empty."""
    part = _official(file)[0]
    name, note, after_pdc = "PDCSAP_FLUX", "", "PDCSAP_FLUX" in part.columns
    if not (after_pdc and np.isfinite(numbers(part, name)).any()) and "SAP_FLUX" in part.columns:
        name, note = "SAP_FLUX", "its PDCSAP_FLUX is empty: SAP_FLUX is used"
    return _read(file, part, name, "SAP_QUALITY", "K2", note)


def read_saved(file: FitsFile) -> LightCurve:
    """Read what `is_saved` accepts; raises UnreadableError if it is not of a K2 star."""
    part = _saved(file)[0]
    if not header_of(file, part, "").epic:
        raise refusal(file.path, _NOBODY)
    quality = next((n for n in ("SAP_QUALITY", "QUALITY") if n in part.columns), "")
    if _is_binned(part):
        return _read(file, part, "FLUX", "", "lightkurve", f"{_SAVED}; its points are bins")
    return _read(file, part, "FLUX", quality, "lightkurve", _SAVED)


def _read(
    file: FitsFile, part: Part, name: str, quality: str, author: str, note: str
) -> LightCurve:
    bits = flags(part, quality) if quality else None
    scale = flux_scale(part, name)
    error = f"{name}_ERR"
    columns = Columns(
        time=numbers(part, "TIME"),
        zero=zero_of(part, file.parts[0], "TIME"),
        flux=numbers(part, name) * scale,
        flux_err=numbers(part, error) * scale if error in part.columns else None,
        good=None if bits is None else (bits & DEFAULT_BITS) == 0,
        quality=bits,
    )
    header = header_of(file, part, author)
    header = replace(header, unit=flux_unit(part, name), flux_column=name, treatment=note)
    return curve_of(file.path, columns, header)


def _is_binned(part: Part) -> bool:
    """Whether points were put together: lightkurve then writes the mean of their flags."""
    if "CADENCENO" not in part.columns:
        return False
    step = np.diff(numbers(part, "CADENCENO"))
    return len(step) > 0 and float(np.median(step)) > 1


def _official(file: FitsFile) -> list[Part]:
    tables = (part for part in file.parts[1:] if {*part.columns} >= {"TIME", "SAP_QUALITY"})
    return [part for part in tables if {*part.columns} & {"PDCSAP_FLUX", "SAP_FLUX"}]


def _saved(file: FitsFile) -> list[Part]:
    named = (part for part in file.parts[1:] if part.name == "LIGHTCURVE")
    return [part for part in named if {*part.columns} >= {"TIME", "FLUX"}]
