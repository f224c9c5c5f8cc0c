"""Who a LAMOST spectrum is, from the cards of its first header."""

import re
from math import isfinite, nan
from pathlib import Path
from typing import NamedTuple

from spectrogui.core.spectrum import Header
from spectrogui.io.fits_cards import Cards

SIMULATED = "SIMULATD"
"""The card that is T in a file that a program made: see `io.lamost_write`."""
_NAME = re.compile(r"(?:spec-)?(\d{5})-([^/]+?)_sp(\d{1,2})-(\d{1,3})(?=\D|$)")
_UNKNOWN = {"", "undefined", "null", "nan", "-9999", "-9999.0", "none"}
_LARGEST = 999_999.0  # of nights, spectrographs, fibres and signal-to-noise ratios
_OVERFLOW = 999.0  # what the pipeline writes for a signal-to-noise ratio that it cannot


class Observation(NamedTuple):
    """Night, plan, spectrograph and fibre: together they name one LAMOST spectrum."""

    lmjd: int
    planid: str
    spid: int
    fiberid: int


def observation_of(name: str) -> Observation | None:
    """The observation that a file name tells, such as ``spec-57041-X01_sp08-055.fits``."""
    found = _NAME.search(name)
    if found is None:
        return None
    lmjd, planid, spid, fiberid = found.groups()
    return Observation(int(lmjd), planid, int(spid), int(fiberid))


def header_of(cards: Cards, path: Path, layout: str = "", sha256: str = "") -> Header:
    """What the cards say; identifiers that they leave out are taken from the file's name."""
    named = observation_of(known_text(cards, "FILENAME")) or observation_of(path.name)
    lmjd, spid, fiberid = (_within(0, _LARGEST, cards, n) for n in ("LMJD", "SPID", "FIBERID"))
    planid = known_text(cards, "PLANID")
    if named is not None:
        lmjd = lmjd if lmjd == lmjd else named.lmjd
        spid = spid if spid == spid else named.spid
        fiberid = fiberid if fiberid == fiberid else named.fiberid
        planid = planid or named.planid
    snr_r = _within(-_OVERFLOW, _LARGEST, cards, "SNRR", "SN_R")
    return Header(
        path=str(path),
        obsid=obsid_of(cards),
        designation=known_text(cards, "DESIG"),
        lmjd=lmjd,
        planid=planid,
        spid=spid,
        fiberid=fiberid,
        epic=_digits(cards, "EPIC"),
        ra=_within(0, 360, cards, "RA", "RA_OBS", "OBS_RA"),
        dec=_within(-90, 90, cards, "DEC", "DEC_OBS", "OBS_DEC"),
        spectral_class=known_text(cards, "CLASS"),
        subclass=known_text(cards, "SUBCLASS"),
        snr_r=nan if snr_r == _OVERFLOW else snr_r,
        z=known(cards, "Z"),
        objname=known_text(cards, "OBJNAME"),
        data_v=known_text(cards, "DATA_V"),
        layout=layout,
        input_sha256=sha256,
        simulated=cards.get(SIMULATED) is True,
    )


def obsid_of(cards: Cards) -> str:
    """OBSID as text, "" if it is missing."""
    return _digits(cards, "OBSID")


def known(cards: Cards, *names: str) -> float:
    """The first of some cards that holds a number; NaN if none does, or only a stand-in."""
    for name in names:
        value = cards.get(name)
        try:
            number = nan if value is None else float(value)
        except ValueError:
            continue
        if isfinite(number) and number > -900:
            return number
    return nan


def _within(low: float, high: float, cards: Cards, *names: str) -> float:
    """The number that `known` finds; NaN if it is beyond what it can be."""
    number = known(cards, *names)
    return number if low <= number <= high else nan


def known_text(cards: Cards, name: str) -> str:
    """A card as text; "" if it is missing or holds a stand-in."""
    text = cards.text(name)
    return "" if text.lower() in _UNKNOWN else text


def _digits(cards: Cards, name: str) -> str:
    """An identifier made of digits, which a card may hold as a number or as text."""
    raw = cards.get(name)
    text = f"{raw:.0f}" if isinstance(raw, float) and isfinite(raw) else str(raw or "").strip()
    return text if text.isdecimal() and int(text) > 0 and len(text) <= 18 else ""
