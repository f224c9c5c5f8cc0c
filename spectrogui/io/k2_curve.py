"""From the columns of a light curve file to a light curve, the same for every product."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.light_curve import BKJD, CurveHeader, Floats, LightCurve
from spectrogui.io.fits_bytes import refusal
from spectrogui.io.fits_cards import Cards
from spectrogui.io.fits_parts import FitsFile, Part
from spectrogui.io.k2_names import campaign_text, epic_text, name_of
from spectrogui.io.lamost_header import SIMULATED

DEFAULT_BITS = 1130799
"""Flags of the Kepler pipeline that rule a point out, as lightkurve's mask "default" has them:
attitude tweak 1, safe mode 2, coarse point 4, Earth point 8, desaturation 32, manual exclude 256,
detector anomaly 16384, no data 65536, thruster firing 1048576."""

_FIRST, _LAST = 1800.0, 3650.0  # BKJD: K2 observed from February 2014 to September 2018
_LONGEST = 2000.0  # d, from the middle of a light curve to its ends, if it is from other years
_ZEROS = {  # JD of what times may count from, if what the header says cannot be
    BKJD: "BJD - 2454833",
    0.0: "BJD",
    2400000.5: "MJD",
}
_NAMED = {"bkjd": BKJD, "btjd": 2457000.0, "jd": 0.0, "bjd": 0.0, "mjd": 2400000.5}
_OFFSET = re.compile(r"jd\s*-\s*(\d{1,8}(?:\.\d+)?)")  # in a unit such as "BJD - 2454833, days"
_LARGEST = 1e12  # of a flux or time in any unit; no star comes near, damaged bytes do
_PARTS = {"percent": 1e-2, "%": 1e-2, "ppt": 1e-3, "ppm": 1e-6}


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What a reader takes from a file; arrays of one length, in the file's order.

    Attributes
    ----------
    time : d, as in the file
    zero : JD of time 0
    flux, flux_err : as in `LightCurve`
    good, quality : as in `LightCurve`; None where the product has none
    """

    time: Floats
    zero: float
    flux: Floats
    flux_err: Floats | None = None
    good: NDArray[np.bool_] | None = None
    quality: NDArray[np.int64] | None = None


def numbers(part: Part, name: str) -> Floats:
    """A column as native float64, NaN for what cannot be a flux or time.

    Raises
    ------
    ValueError
        if it does not hold one number a row
    """
    with np.errstate(all="ignore"):
        return plausible(_column(part, name).astype(np.float64))


def plausible(values: Floats) -> Floats:
    """The same numbers, NaN for those that can be neither a flux nor a time."""
    return np.where(np.abs(values) < _LARGEST, values, nan)


def flags(part: Part, name: str) -> NDArray[np.int64]:
    """A column of bits as native int64; what is no whole number has none set."""
    values = _column(part, name)
    with np.errstate(all="ignore"):
        if values.dtype.kind == "f":
            values = np.where(np.abs(values) < 2.0**62, values, 0)
        return values.astype(np.int64)


def _column(part: Part, name: str) -> NDArray[Any]:
    values = part.column(name)
    if len(values) != part.shape[0]:
        raise ValueError(f"{name} does not hold one number a row")
    return values


def zero_of(part: Part, first: Part, time: str) -> float:
    """JD of time 0, from BJDREFI and BJDREFF, else from the unit of the column."""
    for cards in (part.cards, first.cards):
        whole, fraction = cards.get("BJDREFI"), cards.get("BJDREFF")
        if isinstance(whole, float) and isfinite(whole):
            more = fraction if isinstance(fraction, float) and isfinite(fraction) else 0.0
            return whole + more
    unit = unit_of(part, time).lower()
    if found := _OFFSET.search(unit):
        return float(found[1])
    return _NAMED.get(unit, BKJD)


def unit_of(part: Part, name: str) -> str:
    """The unit of a column as the file writes it, "" if there is none."""
    return part.cards.text(f"TUNIT{part.columns.index(name) + 1}")


def flux_unit(part: Part, name: str) -> str:
    """``e-/s`` if a flux is in electrons per second, else ""."""
    text = unit_of(part, name).lower().replace(" ", "")
    return "e-/s" if text in {"e-/s", "electron/s", "electrons/s", "e/s", "electrons-1"} else ""


def flux_scale(part: Part, name: str) -> float:
    """What makes a flux relative to 1 if it is in parts per hundred, thousand or million."""
    return _PARTS.get(unit_of(part, name).lower(), 1.0)


def header_of(file: FitsFile, part: Part, author: str) -> CurveHeader:
    """Who the star is, from the cards of the first part, of the table, or the file's name."""
    named = name_of(file.path.name)
    both = (file.parts[0].cards, part.cards)
    epic = next(filter(None, map(_epic, both)), "") or (named.epic if named else "")
    campaign = next(filter(None, map(_campaign, both)), "")
    if named and (not campaign or named.campaign.rstrip("ab") == campaign):
        campaign = named.campaign  # a header may have 9 for both halves of campaign 9
    return CurveHeader(
        path=str(file.path),
        epic=epic,
        author=author,
        campaign=campaign,
        ra=_within(both, "RA_OBJ", 0, 360),
        dec=_within(both, "DEC_OBJ", -90, 90),
        kepmag=_within(both, "KEPMAG", -5, 40),
        input_sha256=file.sha256,
        simulated=any(cards.get(SIMULATED) is True for cards in both),
    )


def curve_of(path: Path, columns: Columns, header: CurveHeader) -> LightCurve:
    """Leave out what has no time or flux, put the rest in order, count time as K2 does.

    Raises
    ------
    UnreadableError
        if no point is left
    """
    time, note = _in_bkjd(columns.time, columns.zero)
    with np.errstate(all="ignore"):
        error = columns.flux_err if columns.flux_err is not None else np.full(len(time), nan)
        error = np.where(error > 0, error, nan)
    order = np.flatnonzero(np.isfinite(time) & np.isfinite(columns.flux))
    order = order[np.argsort(time[order], kind="stable")]
    order = order[np.diff(time[order], prepend=-np.inf) > 0]
    if not len(order):
        raise refusal(path, "holds no point with a time and a flux: take another light curve")
    quality = columns.quality if columns.quality is not None else np.zeros(len(time), np.int64)
    good = columns.good if columns.good is not None else np.ones(len(time), np.bool_)
    cadence = float(np.median(np.diff(time[order]))) * 86400 if len(order) > 1 else nan
    treatment = "; ".join(filter(None, (header.treatment, note)))
    return LightCurve(
        time[order],
        columns.flux[order],
        error[order],
        good[order],
        quality[order],
        replace(header, cadence_s=cadence, treatment=treatment),
    )


def _in_bkjd(time: Floats, zero: float) -> tuple[Floats, str]:
    """Times as BJD - 2454833, NaN where they cannot be, and what is to be said of them."""
    finite = time[np.isfinite(time)]
    middle = float(np.median(finite)) if len(finite) else nan
    possible = [at for at in (zero, *_ZEROS) if _FIRST < middle + at - BKJD < _LAST]
    with np.errstate(all="ignore"):
        if not possible:
            near = np.abs(time - middle) < _LONGEST
            return np.where(near, time + (zero - BKJD), nan), "its times are not of K2's years"
        shifted = time + (possible[0] - BKJD)
        note = "" if possible[0] == zero else f"its times are taken as {_ZEROS[possible[0]]}"
        return np.where((shifted > _FIRST) & (shifted < _LAST), shifted, nan), note


def _epic(cards: Cards) -> str:
    """The star's number, from the first card that holds one."""
    for name in ("KEPLERID", "EPIC", "OBJECT"):
        value = cards.get(name)
        if isinstance(value, float) and isfinite(value):
            value = f"{value:.0f}"
        text = str(value or "").upper().removeprefix("EPIC").removeprefix("KTWO").strip()
        if found := epic_text(text):
            return found
    return ""


def _campaign(cards: Cards) -> str:
    text = cards.text("CAMPAIGN").removesuffix(".0")  # a number comes as 4.0
    return campaign_text(int(text)) if text.isdecimal() and len(text) < 4 else ""


def _within(both: Sequence[Cards], name: str, low: float, high: float) -> float:
    """The first number of that name that can be true; NaN if there is none."""
    for cards in both:
        value = cards.get(name)
        if isinstance(value, float) and low <= value <= high:
            return value
    return nan
