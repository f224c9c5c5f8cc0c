"""Writing light curves as the Kepler pipeline does: for the demo list, and for tests.

A light curve that a program made must have `header.simulated`, which becomes the card
`SIMULATD = T`, as in `io.lamost_write`; everything shown of it is marked.
"""

import zlib
from math import isfinite, nan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.light_curve import BKJD, LightCurve
from spectrogui.io.fits_write import header, padded
from spectrogui.io.k2_curve import DEFAULT_BITS
from spectrogui.io.lamost_header import SIMULATED

_EXCLUDED = 256  # the flag "manual exclude"
_HALVES = {"a": 1, "b": 2}
_FORMS = {"D": ">f8", "E": ">f4", "J": ">i4"}
_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("TIME", "D", "BJD - 2454833"),
    ("TIMECORR", "E", "d"),
    ("CADENCENO", "J", ""),
    ("SAP_FLUX", "E", "flux"),
    ("SAP_FLUX_ERR", "E", "flux"),
    ("SAP_BKG", "E", "flux"),
    ("SAP_BKG_ERR", "E", "flux"),
    ("PDCSAP_FLUX", "E", "flux"),
    ("PDCSAP_FLUX_ERR", "E", "flux"),
    ("SAP_QUALITY", "J", ""),
    ("PSF_CENTR1", "D", "pixel"),
    ("PSF_CENTR1_ERR", "E", "pixel"),
    ("PSF_CENTR2", "D", "pixel"),
    ("PSF_CENTR2_ERR", "E", "pixel"),
    ("MOM_CENTR1", "D", "pixel"),
    ("MOM_CENTR1_ERR", "E", "pixel"),
    ("MOM_CENTR2", "D", "pixel"),
    ("MOM_CENTR2_ERR", "E", "pixel"),
    ("POS_CORR1", "E", "pixels"),
    ("POS_CORR2", "E", "pixels"),
)
_NOTES = {
    "KEPLERID": "unique Kepler target identifier",
    "CAMPAIGN": "Observing campaign number",
    "MISSION": "Mission name",
    "RA_OBJ": "[deg] right ascension",
    "DEC_OBJ": "[deg] declination",
    "KEPMAG": "[mag] Kepler magnitude (Kp)",
    "BJDREFI": "integer part of BJD reference date",
    "BJDREFF": "fraction of the day in BJD reference date",
    "TIMEDEL": "[d] time resolution of data",
    SIMULATED: "This light curve was made by a program",
}


def write_k2(path: Path, curve: LightCurve) -> None:
    """Write a light curve as the official product of K2, gzipped if the name ends in .gz.

    Equal calls write equal bytes. The flux is written before and after PDC alike, in single
    precision, as the pipeline does. A point that is not good gets the flag "manual exclude" if
    none of its own rules it out; one that is good loses those that would.

    Raises
    ------
    ValueError
        if the star has a number that is not of K2
    OSError
        if the file cannot be written
    """
    content = _first(curve) + _table(curve)
    if path.name.endswith(".gz"):
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # without a time in its header
        content = packer.compress(content) + packer.flush()
    path.write_bytes(content)


def _first(curve: LightCurve) -> bytes:
    who = curve.header
    short = who.cadence_s < 1000
    cards: dict[str, Any] = {
        "SIMPLE": True,
        "BITPIX": 8,
        "NAXIS": 0,
        "EXTEND": True,
        "NEXTEND": 1,
        "EXTNAME": "PRIMARY",
        "EXTVER": 1,
        "ORIGIN": "spectrogui",
        "CREATOR": "spectrogui, as FluxExporter2PipelineModule",
        "TELESCOP": "Kepler",
        "INSTRUME": "Kepler Photometer",
        "OBJECT": f"EPIC {who.epic}" if who.epic else "",
        "KEPLERID": int(who.epic) if who.epic else "",
        "CAMPAIGN": _campaign(who.campaign),
        "OBSMODE": "short cadence" if short else "long cadence",
        "MISSION": "K2",
        "RADESYS": "ICRS",
        "RA_OBJ": _known(who.ra),
        "DEC_OBJ": _known(who.dec),
        "EQUINOX": 2000.0,
        "KEPMAG": _known(who.kepmag),
        **({SIMULATED: True} if who.simulated else {}),
    }
    return header({name: value for name, value in cards.items() if value != ""}, _NOTES)


def _table(curve: LightCurve) -> bytes:
    rows = _rows(curve)
    cards: dict[str, Any] = {
        "XTENSION": "BINTABLE",
        "BITPIX": 8,
        "NAXIS": 2,
        "NAXIS1": rows.dtype.itemsize,
        "NAXIS2": len(rows),
        "PCOUNT": 0,
        "GCOUNT": 1,
        "TFIELDS": len(_COLUMNS),
    }
    for number, (name, form, unit) in enumerate(_COLUMNS, 1):
        cards |= {f"TTYPE{number}": name, f"TFORM{number}": form}
        if unit := curve.header.unit if unit == "flux" else unit:
            cards[f"TUNIT{number}"] = unit
    cards |= {
        "EXTNAME": "LIGHTCURVE",
        "EXTVER": 1,
        "TELESCOP": "Kepler",
        "INSTRUME": "Kepler Photometer",
        "TIMEREF": "SOLARSYSTEM",
        "TIMESYS": "TDB",
        "BJDREFI": round(BKJD),
        "BJDREFF": 0.0,
        "TIMEUNIT": "d",
    }
    if isfinite(step := curve.header.cadence_s / 86400):
        cards["TIMEDEL"] = float(step)
    return header(cards, _NOTES) + padded(rows.tobytes())


def _rows(curve: LightCurve) -> NDArray[Any]:
    layout = np.dtype([(name, _FORMS[form]) for name, form, _ in _COLUMNS])
    rows = np.zeros(len(curve.time), layout)
    for name, form, _ in _COLUMNS:
        if form != "J":
            rows[name] = nan
    quality = np.where(curve.good, curve.quality & ~DEFAULT_BITS, curve.quality)
    ruled_out = (quality & DEFAULT_BITS) != 0
    rows["SAP_QUALITY"] = np.where(~curve.good & ~ruled_out, quality | _EXCLUDED, quality)
    rows["TIME"], rows["TIMECORR"], rows["CADENCENO"] = curve.time, 0, _cadences(curve)
    for name in ("SAP", "PDCSAP"):
        rows[f"{name}_FLUX"], rows[f"{name}_FLUX_ERR"] = curve.flux, curve.flux_err
    return rows


def _cadences(curve: LightCurve) -> NDArray[np.int64]:
    """Numbers that grow by 1 in the time of a cadence."""
    step = curve.header.cadence_s / 86400
    if not step > 0 or not len(curve.time):
        return np.arange(len(curve.time))
    numbers: NDArray[np.int64] = np.round((curve.time - curve.time[0]) / step).astype(np.int64)
    return numbers


def _campaign(text: str) -> int | str:
    """As the pipeline numbers it: 91 for ``9a``."""
    number, half = text.rstrip("ab"), text[-1:]
    if not number.isdecimal():
        return ""
    return int(number) * 10 + _HALVES[half] if half in _HALVES else int(number)


def _known(number: float) -> float | str:
    return number if isfinite(number) else ""
