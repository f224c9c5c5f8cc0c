"""What the name of a light curve file tells: the star, who made it, and the campaign.

Archives name their files so that all three can be read off: see `_ARCHIVES`. Other people's names
count when they hold nine digits of an EPIC number and a word that goes with light curves; bare
nine digits do not, as LAMOST names spectra so.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spectrogui.core.job import Ticket
from spectrogui.io.k2_content import is_light_curve
from spectrogui.io.spectrum_index import files_below


@dataclass(frozen=True, slots=True)
class CurveName:
    """What a file name tells; "" for what it leaves open.

    Attributes
    ----------
    epic : nine digits
    author, campaign : as in `core.light_curve.CurveHeader`
    """

    epic: str
    author: str
    campaign: str


_NUMBER = r"(?<!\d)(?P<epic>2\d{8}|0?60\d{6})(?!\d)"
_CAMPAIGN = r"(?:[-_. ]?c(?P<campaign>\d{1,3}[ab]?)(?![0-9a-z]))?"
_ARCHIVES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("K2", re.compile(rf"ktwo{_NUMBER}{_CAMPAIGN}_[ls]lc", re.IGNORECASE)),
    ("", re.compile(rf"hlsp_(?P<author>[^_]+)_k2_.*?{_NUMBER}{_CAMPAIGN}", re.IGNORECASE)),
    ("K2SC", re.compile(rf"EPIC_{_NUMBER}_mast", re.IGNORECASE)),
)
_LOOSE = re.compile(rf"{_NUMBER}(?:.*?[-_. ]c(?P<campaign>\d{{1,3}}[ab]?)(?![0-9a-z]))?", re.I)
_WORDS = re.compile(
    r"epic|ktwo|light[-_ ]?curve|everest|(?<![a-z0-9])(?:k2|k2sff|k2sc|[ls]?lc)(?![a-z])", re.I
)
_NO_CURVE = re.compile(r"(?:spec|med)-|.*(?:[ls]pd-targ|tpf|target[-_ ]?pixel)", re.IGNORECASE)
_FITS = re.compile(r"(?:\.fits?|\.gz)+$", re.IGNORECASE)
_TEXT = re.compile(r"\.(?:txt|csv|dat)$", re.IGNORECASE)
_HALVES = {9, 10, 11}  # campaigns that were broken off and began anew


def name_of(filename: str) -> CurveName | None:
    """What a file name tells of a light curve; None if it is not one's name."""
    if not _FITS.search(filename) and not _TEXT.search(filename):
        return None
    if _NO_CURVE.match(filename):
        return None
    for author, pattern in _ARCHIVES:
        if found := pattern.match(filename):
            return _named(found, author or found["author"].upper())
    if (found := _LOOSE.search(filename)) and _WORDS.search(filename):
        return _named(found, "")
    return None


def campaign_text(number: int) -> str:
    """A campaign as people write it: 91 is ``9a``; "" for none."""
    half, part = divmod(number, 10)
    if half in _HALVES and part in {1, 2}:
        return f"{half}{'ab'[part - 1]}"
    return str(number) if 0 <= number <= 19 else ""


def epic_text(digits: str) -> str:
    """A number in the catalog as nine digits; "" if it is none, such as one of Kepler's KIC."""
    text = digits.strip().zfill(9)
    return text if re.fullmatch(r"2\d{8}|060\d{6}", text) else ""


def curves_below(folder: Path, ticket: Ticket) -> Iterator[Path]:
    """The light curves below a folder that tell their star by their name, sorted by path.

    Names of an archive are believed; of others, the first bytes of the file are asked as well.
    """
    for path in files_below(folder, ticket):
        name = name_of(path.name)
        if name is not None and path.is_file() and (name.author or is_light_curve(path)):
            yield path


def _named(found: re.Match[str], author: str) -> CurveName:
    campaign = (found.groupdict().get("campaign") or "").lower()
    text = campaign_text(int(campaign)) if campaign.isdecimal() else campaign.lstrip("0")
    return CurveName(epic_text(found["epic"]), author, text)
