"""Light curve files to light curves: one reader for each product, chosen by the content."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from spectrogui.core.light_curve import LightCurve
from spectrogui.io import k2_everest, k2_official, k2_polar, k2_sc, k2_sff, k2_varcat
from spectrogui.io.fits_bytes import read_start, refusal
from spectrogui.io.fits_parts import FitsFile, open_fits
from spectrogui.io.k2_content import is_sff_text
from spectrogui.io.k2_refusal import LIGHT_CURVE, why_foreign, why_unknown


@dataclass(frozen=True, slots=True)
class CurveReader:
    """One kind of file.

    Attributes
    ----------
    name : of the product
    accepts : whether a file is of this kind, by its structure
    read : the light curve of a file that `accepts` took; raises UnreadableError
    """

    name: str
    accepts: Callable[[FitsFile], bool]
    read: Callable[[FitsFile], LightCurve]


CURVE_READERS: tuple[CurveReader, ...] = (
    CurveReader("K2SFF", k2_sff.is_sff, k2_sff.read_sff),
    CurveReader("K2SC", k2_sc.is_sc, k2_sc.read_sc),
    CurveReader("EVEREST", k2_everest.is_everest, k2_everest.read_everest),
    CurveReader("EVEREST 1", k2_everest.is_everest_1, k2_everest.read_everest_1),
    CurveReader("POLAR", k2_polar.is_polar, k2_polar.read_polar),
    CurveReader("K2VARCAT", k2_varcat.is_varcat, k2_varcat.read_varcat),
    CurveReader("lightkurve", k2_official.is_saved, k2_official.read_saved),
    CurveReader("K2", k2_official.is_official, k2_official.read_official),
)
_DAMAGED = "is a damaged light curve file: copy or download it again"


def open_light_curve(path: Path) -> LightCurve:
    """The K2 light curve in a file, whatever its name.

    Raises
    ------
    UnreadableError
        with one sentence that says what is wrong with the file and what to do
    """
    path = Path(path)
    if path.is_dir():
        raise refusal(path, "is a folder: give a light curve, or add it as a folder of them")
    if is_sff_text(read_start(path, 256)):
        return k2_sff.read_sff_text(path)
    file = open_fits(path, LIGHT_CURVE)
    try:
        if why := why_foreign(file):
            raise refusal(path, why)
        for reader in CURVE_READERS:
            if reader.accepts(file):
                return reader.read(file)
        raise refusal(path, why_unknown(file))
    except (ValueError, KeyError, IndexError) as error:
        raise refusal(path, _DAMAGED) from error
