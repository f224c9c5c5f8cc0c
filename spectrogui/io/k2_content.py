"""Whether a file is a light curve, by its first bytes."""

from pathlib import Path

from spectrogui.core.errors import UnreadableError
from spectrogui.io.fits_bytes import BLOCK, read_start
from spectrogui.io.fits_cards import Cards, cards_at
from spectrogui.io.fits_parts import Part

_PEEK = 24 * BLOCK  # the two first headers of every product, with room to spare
_TIMES = {"TIME", "T", "FILTIME", "DETTIME"}
_TEXT = b"bjd-2454833,correctedflux"  # the first line of a K2SFF text file


def is_light_curve(path: Path) -> bool:
    """Whether a file is a light curve of Kepler, K2 or TESS, or the pixels of one; in any state.

    It only says for whom the file is: `k2_readers.open_light_curve` may still refuse it.
    """
    try:
        start = read_start(path, _PEEK)
    except UnreadableError:
        return False
    if not start.startswith(b"SIMPLE  ="):
        return is_sff_text(start)
    try:
        return _is_curve(start)
    except ValueError:
        return False


def is_sff_text(start: bytes) -> bool:
    """Whether text begins with the names of the two columns of a K2SFF text file."""
    line = start.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n#").partition(b"\n")[0]
    return line.lower().replace(b" ", b"").strip().startswith(_TEXT)


def _is_curve(start: bytes) -> bool:
    first = cards_at(start)
    if first is None or first[0].get("NAXIS") != 0.0:
        return False
    second = cards_at(start, first[1])
    if second is None:
        return _names_mission(first[0])
    names = Part(second[0], memoryview(b"")).columns
    flux = any("FLUX" in name or name == "FCOR" for name in names)
    return bool(_TIMES & {*names}) and (flux or _names_mission(first[0]))


def _names_mission(cards: Cards) -> bool:
    text = cards.text("TELESCOP", "MISSION").upper()
    return any(name in text for name in ("KEPLER", "K2", "TESS"))
