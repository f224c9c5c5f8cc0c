"""Writing spectra as LAMOST does: for the demo list, and for tests of the readers.

A spectrum that a program made must have the card `SIMULATD = T`, which the readers turn into
`Header.simulated`; everything shown of it is marked.
"""

import zlib
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.spectrum import Header, Spectrum
from spectrogui.io.fits_write import header, padded
from spectrogui.io.lamost_header import SIMULATED

LAYOUTS = ("coadd", "image5", "image5_dr1")
Cards = Mapping[str, Any]

_UNKNOWN = -9999.0
_COLUMNS = ("FLUX", "IVAR", "WAVELENGTH", "ANDMASK", "ORMASK", "NORMALIZATION")
_NOTES = {
    "FILENAME": "",
    "OBSID": "Unique number ID of this spectrum",
    "DATA_V": "Data release version",
    "DESIG": "Designation of LAMOST target",
    "LMJD": "Local Modified Julian Day",
    "PLANID": "Plan ID in use",
    "RA": "[deg] Right ascension of object",
    "DEC": "[deg] Declination of object",
    "FIBERID": "Fiber ID of Object",
    "SPID": "Spectrograph ID",
    "HELIO": "Heliocentric correction",
    "VACUUM": "Wavelengths are in vacuum",
    "COEFF0": "Central wavelength (log10) of first pixel",
    "COEFF1": "Log10 dispersion per pixel",
    "CLASS": "Class of object",
    "SUBCLASS": "Subclass of object",
    "Z": "Redshift of object",
    "SNRR": "SNR of r filter of object",
    "SN_R": "SNR of r filter of object",
    "EPIC": "Number in the K2 Ecliptic Plane Input Catalog",
    SIMULATED: "This spectrum was made by a program",
}


def write_lamost(
    path: Path, spectrum: Spectrum, cards: Cards | None = None, *, layout: str = "coadd"
) -> None:
    """Write a spectrum as FITS, gzipped if the name ends in .gz; equal calls, equal bytes.

    Parameters
    ----------
    cards : of the first header, on top of those that `spectrum.header` gives; None leaves one out
    layout : ``coadd`` (DR8 v2 and later), ``image5`` (DR2 to DR8 v1) or ``image5_dr1`` (pilot and
        DR1: no wavelengths, no OBSID, SN_R in place of SNRR)

    Raises
    ------
    ValueError
        if the layout is unknown, or ``image5_dr1`` is to hold wavelengths off a log-linear grid
    OSError
        if the file cannot be written
    """
    if layout not in LAYOUTS:
        raise ValueError(f"layout {layout!r} is none of {LAYOUTS}")
    found = {**_grid(spectrum.wave), **_who(spectrum.header), **dict(cards or {})}
    make = {"coadd": _coadd, "image5": _image5, "image5_dr1": _image5_dr1}[layout]
    content = make(spectrum, {name: value for name, value in found.items() if value is not None})
    if path.name.endswith(".gz"):
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)  # without a time in its header
        content = packer.compress(content) + packer.flush()
    path.write_bytes(content)


def _who(header: Header) -> dict[str, Any]:
    """The cards of a header; of what is unknown there is none, or the survey's stand-in."""
    texts = {
        "FILENAME": Path(header.path).name.removesuffix(".gz"),
        "OBSID": int(header.obsid or 0),
        "DATA_V": header.data_v,
        "DESIG": header.designation,
        "PLANID": header.planid,
        "OBJNAME": header.objname,
        "EPIC": header.epic,
        "CLASS": header.spectral_class,
        "SUBCLASS": header.subclass,
    }
    numbers = {"RA": header.ra, "DEC": header.dec}
    wholes = {"LMJD": header.lmjd, "SPID": header.spid, "FIBERID": header.fiberid}
    return {
        **{name: value for name, value in texts.items() if value},
        **{name: round(value) for name, value in wholes.items() if isfinite(value)},
        **{name: value for name, value in numbers.items() if isfinite(value)},
        "Z": header.z if isfinite(header.z) else _UNKNOWN,
        "SNRR": header.snr_r if isfinite(header.snr_r) else _UNKNOWN,
        **({SIMULATED: True} if header.simulated else {}),
    }


def _grid(wave: NDArray[np.float64]) -> dict[str, Any]:
    first, step = np.log10(wave[0]), np.log10(wave[-1] / wave[0]) / (len(wave) - 1)
    return {
        "TELESCOP": "LAMOST",
        "ORIGIN": "NAOC-LAMOST",
        "HELIO": True,
        "VACUUM": True,
        "COEFF0": round(float(first), 7),
        "COEFF1": round(float(step), 9),
        "DC-FLAG": 1,
    }


def _coadd(spectrum: Spectrum, cards: Cards) -> bytes:
    """An empty first part that names axes all the same, and a table of one row."""
    size = len(spectrum.wave)
    first = {"BITPIX": 16, "NAXIS": 0, "NAXIS1": size, "NAXIS2": 5, "EXTEND": True}
    table = {
        "BITPIX": 8,
        "NAXIS": 2,
        "NAXIS1": 4 * size * len(_COLUMNS),
        "NAXIS2": 1,
        "PCOUNT": 0,
        "GCOUNT": 1,
        "TFIELDS": len(_COLUMNS),
        "EXTNAME": "COADD",
        **{f"TTYPE{i}": name for i, name in enumerate(_COLUMNS, 1)},
        **{f"TFORM{i}": f"{size}E" for i in range(1, len(_COLUMNS) + 1)},
    }
    data = _rows(spectrum, spectrum.wave, np.full(size, _UNKNOWN))
    head = header({"SIMPLE": True, **first, "N_EXTEN": 2, "NORM": 0, **cards}, _NOTES)
    return head + header({"XTENSION": "BINTABLE", **table}, _NOTES) + padded(data)


def _image5(spectrum: Spectrum, cards: Cards) -> bytes:
    names = {"EXTNAME": "Flux", "EXTEN0": "Flux, Inverse, Wavelength, Andmask, Ormask"}
    return _image(_rows(spectrum, spectrum.wave), {**names, **cards}, len(spectrum.wave))


def _image5_dr1(spectrum: Spectrum, cards: Cards) -> bytes:
    size = len(spectrum.wave)
    there = 10 ** (cards["COEFF0"] + cards["COEFF1"] * np.arange(size))
    if np.abs(there / spectrum.wave - 1).max() > 1e-5:  # 3 km/s
        raise ValueError("image5_dr1 holds no wavelengths: they must be evenly spaced in log")
    good = spectrum.flux[spectrum.flux > 0]
    level = np.median(good) if len(good) else 1.0
    old = {"SN_R" if name == "SNRR" else name: value for name, value in cards.items()}
    old = {name: value for name, value in old.items() if name not in {"OBSID", "DATA_V"}}
    names = {"EXTEN0": "Flux Inverse Subcontinuum Andmask Ormask"}
    return _image(_rows(spectrum, spectrum.flux / level), {**names, **old}, size)


def _image(data: bytes, cards: Cards, size: int) -> bytes:
    axes = {"BITPIX": -32, "NAXIS": 2, "NAXIS1": size, "NAXIS2": 5, "EXTEND": True}
    return header({"SIMPLE": True, **axes, "N_EXTEN": 1, **cards}, _NOTES) + padded(data)


def _rows(spectrum: Spectrum, third: NDArray[Any], *more: NDArray[Any]) -> bytes:
    rows: Sequence[NDArray[Any]] = (
        spectrum.flux,
        spectrum.ivar,
        third,
        spectrum.andmask,
        spectrum.ormask,
        *more,
    )
    return np.stack([row.astype(">f4") for row in rows]).astype(">f4").tobytes()
