"""What to say of FITS files that hold no low-resolution spectrum of LAMOST."""

import re

from spectrogui.io.fits_parts import FitsFile, Part
from spectrogui.io.lamost import is_elsewhere

_MEDIUM = re.compile(r"COADD_[BR]|[BR]-\d{5,}")
_SURVEYS = {
    "SDSS": "SDSS",
    "APO": "SDSS",
    "ZEISS-2M": "the 2-m telescope in Ondřejov",
    "ONDREJOV": "the 2-m telescope in Ondřejov",
    "ESO": "ESO",
    "KEPLER": "Kepler (a light curve or its pixels)",
    "TESS": "TESS (a light curve or its pixels)",
    "AAT": "the AAT",
    "MMT": "the MMT",
}
_ONLY = "only LAMOST low-resolution spectra can be read"


def why_not(file: FitsFile) -> str:
    """What is wrong with a file that no reader accepts, to follow its name."""
    names = [part.name for part in file.parts]
    columns = {name for part in file.parts for name in part.columns}
    if any(_MEDIUM.fullmatch(name) for name in names) or "INFORMATION" in names:
        return (
            "is a LAMOST medium-resolution spectrum (R = 7500, two short arms): give the "
            "low-resolution one, whose file name begins with spec"
        )
    if is_elsewhere(file):
        return f"is from {_telescope(file.parts[0])}, not from LAMOST: {_ONLY}"
    if _holds_single_exposures(file, columns):
        return (
            "holds single exposures or arms: give LAMOST's coadded low-resolution spectrum, "
            "whose file name begins with spec"
        )
    if columns:
        return (
            f"is a FITS table, not a spectrum ({_listed(file)}), and no catalogue of spectra: it "
            "has no column path, obsid, or lmjd, planid, spid and fiberid"
        )
    return f"is a FITS file but no LAMOST low-resolution spectrum ({_listed(file)}): {_ONLY}"


def _holds_single_exposures(file: FitsFile, columns: set[str]) -> bool:
    """A table with several fluxes, from LAMOST by its header or by its columns alone."""
    return "FLUX" in columns and bool(columns & {"IVAR", "WAVELENGTH", "LOGLAM", "ERROR"})


def _telescope(part: Part) -> str:
    name = part.cards.text("TELESCOP")
    for sign, survey in _SURVEYS.items():
        if sign in name.upper():
            return survey
    return f"the telescope {name}"


def _listed(file: FitsFile) -> str:
    """What the parts of a file are."""
    return ", ".join(filter(None, map(_described, file.parts[:4]))) or "it holds no data"


def _described(part: Part) -> str:
    size = " x ".join(map(str, part.shape))
    if part.columns:
        some = ", ".join(part.columns[:4]).lower()
        return f"a table of {part.shape[0]} rows with {some} …"
    return f"an image of {size}" if size else ""
