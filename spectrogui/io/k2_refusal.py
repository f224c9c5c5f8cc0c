"""What to say of FITS files that hold no K2 light curve."""

from spectrogui.io.fits_bytes import Wanted
from spectrogui.io.fits_cards import Cards
from spectrogui.io.fits_parts import FitsFile, Part
from spectrogui.io.k2_names import epic_text
from spectrogui.io.lamost import is_coadd, is_image

LIGHT_CURVE = Wanted(
    noun="light curve",
    largest=512 * 2**20,  # an EVEREST file of short cadence, with the pixels, has over 100 MB
    too_large="is larger than any K2 light curve ({size} MB): is it a target pixel file?",
    not_fits="is not a FITS file: K2 light curves are FITS, or text as K2SFF writes it",
)
_PIXELS = {"RAW_CNTS", "FLUX_BKG"}
_ONLY = "only light curves of K2 can be read"


def why_foreign(file: FitsFile) -> str:
    """Why a file holds no light curve of K2, whatever its columns are; "" if it may."""
    cards = file.parts[0].cards
    what = "target pixel file" if _is_pixels(file) else "light curve"
    star = cards.text("OBJECT").upper()
    if "TESS" in (cards.text("TELESCOP").upper(), cards.text("MISSION").upper()):
        return f"is a {what} of TESS, not of K2: {_ONLY}"
    if cards.text("MISSION").upper() == "KEPLER" or _is_of_kepler(cards):
        return (
            f"is a {what} of Kepler's first mission ({star or 'a KIC star'}), not of K2: {_ONLY}"
        )
    if what != "light curve":
        return (
            f"is a {what}, not a light curve: give the light curve of the star, whose file name "
            "ends in llc.fits"
        )
    if "folded" in cards.text("CREATOR").lower():
        return "is a folded light curve: give the one over time, which can be folded here"
    return ""


def why_unknown(file: FitsFile) -> str:
    """What a file is that no reader accepts, to follow its name."""
    if is_coadd(file) or is_image(file) or "LAMOST" in file.parts[0].cards.text("TELESCOP"):
        return "is a LAMOST spectrum, not a light curve: open it as a spectrum"
    found = "; ".join(filter(None, map(_described, file.parts))) or "it holds no data"
    return f"is no light curve of a known K2 product ({found[:200]}): {_ONLY}"


def _is_of_kepler(cards: Cards) -> bool:
    """Whether the star's number is of the Kepler Input Catalog, which ends before that of K2."""
    number = cards.get("KEPLERID")
    if isinstance(number, float) and 0 < number < 1e9:
        return not epic_text(f"{number:.0f}")
    return cards.text("OBJECT").upper().startswith(("KIC", "KPLR"))


def _is_pixels(file: FitsFile) -> bool:
    """Whether the first table holds images."""
    names = {*file.parts[1].columns} if len(file.parts) > 1 else set()
    return names >= {"TIME", "FLUX"} and bool(names & _PIXELS)


def _described(part: Part) -> str:
    if part.columns:
        more = ", …" if len(part.columns) > 6 else ""
        return f"table {part.name} with {', '.join(part.columns[:6])}{more}".replace("  ", " ")
    size = " x ".join(map(str, part.shape))
    return f"an image of {size}" if size else ""
