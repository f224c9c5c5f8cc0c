"""K2SFF light curves (Vanderburg & Johnson 2014, PASP 126, 948): FITS, and text.

The flux is relative, has no errors, and its slow trends are the telescope's as much as the
star's. MOVING marks points that were taken while the thrusters fired.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from spectrogui.core.light_curve import BKJD, CurveHeader, LightCurve
from spectrogui.io.fits_bytes import read_whole, refusal
from spectrogui.io.fits_parts import FitsFile, Part
from spectrogui.io.k2_curve import Columns, curve_of, flags, header_of, numbers, plausible, zero_of
from spectrogui.io.k2_names import name_of
from spectrogui.io.k2_refusal import LIGHT_CURVE

AUTHOR = "K2SFF"


def is_sff(file: FitsFile) -> bool:
    """A table named BESTAPER with T and FCOR."""
    return bool(_best(file))


def read_sff(file: FitsFile) -> LightCurve:
    """Read what `is_sff` accepts: FCOR of the best aperture, where MOVING is 0."""
    part = _best(file)[0]
    moving = flags(part, "MOVING") if "MOVING" in part.columns else None
    columns = Columns(
        time=numbers(part, "T"),
        zero=zero_of(part, file.parts[0], "T"),
        flux=numbers(part, "FCOR"),
        good=None if moving is None else moving == 0,
        quality=moving,
    )
    header = replace(header_of(file, part, AUTHOR), flux_column="FCOR")
    return curve_of(file.path, columns, header)


def read_sff_text(path: Path) -> LightCurve:
    """Read what `k2_content.is_sff_text` accepts; who the star is, only the file's name tells.

    Raises
    ------
    UnreadableError
        if it cannot be read, or does not hold two numbers a line
    """
    named = name_of(path.name)
    content, sha256 = read_whole(path, LIGHT_CURVE)
    rows = [_row(line) for line in content.splitlines()[1:] if line.strip()]
    if None in rows[:-1]:  # the last line may be cut off
        raise refusal(path, "is K2SFF text with lines that are no numbers: download it again")
    pairs = np.array([row for row in rows if row is not None], np.float64).reshape(-1, 2)
    time, flux = plausible(pairs).T
    header = CurveHeader(
        path=str(path),
        epic=named.epic if named else "",
        author=AUTHOR,
        campaign=named.campaign if named else "",
        flux_column="Corrected Flux",
        input_sha256=sha256,
    )
    return curve_of(path, Columns(time=time, zero=BKJD, flux=flux), header)


def _row(line: bytes) -> tuple[float, float] | None:
    """Time and flux; a comma may follow them."""
    parts = line.replace(b",", b" ").split()
    try:
        return float(parts[0]), float(parts[1])
    except (ValueError, IndexError):
        return None


def _best(file: FitsFile) -> list[Part]:
    named = (part for part in file.parts[1:] if part.name == "BESTAPER")
    return [part for part in named if {*part.columns} >= {"T", "FCOR"}]
