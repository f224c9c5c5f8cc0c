"""A simulated light curve in the layout of K2SFF (Vanderburg & Johnson 2014)."""

import gzip
import io
from pathlib import Path

import numpy as np
from astropy.io import fits

from spectrogui.core.light_curve import LightCurve
from spectrogui.io.files import write_bytes

_NAMES = ("T", "FRAW", "FCOR", "ARCLENGTH", "MOVING", "CADENCENO")


def write_k2sff(path: Path, curve: LightCurve) -> None:
    """Write the table of the best aperture, zipped; `quality` is not 0 where the telescope moved.

    Raises
    ------
    OSError : it cannot be written
    """

    number = np.round((curve.time - curve.time[0]) * 86400 / curve.header.cadence_s)
    turn = 2 * np.pi * number / 12
    arrays = (
        curve.time,
        curve.flux * (1 + 4e-3 * np.sin(turn)),
        curve.flux,
        np.round(2 + np.sin(turn), 3),
        (curve.quality != 0).astype(np.int16),
        100_000 + number.astype(np.int32),
    )
    columns = [
        fits.Column(name, form, array=array)
        for name, form, array in zip(_NAMES, "DDDDIJ", arrays, strict=True)
    ]
    table = fits.BinTableHDU.from_columns(columns, name="BESTAPER")
    table.header["MASKTYPE"] = ("CIRC_APER", "kind of aperture")
    table.header["MASKINDE"] = (4, "which of the apertures of this kind")
    table.header["NPIXSAP"] = (18, "pixels in the aperture")
    content = io.BytesIO()
    fits.HDUList([_primary(curve), table]).writeto(content)
    write_bytes(path, gzip.compress(content.getvalue(), mtime=0))


def _primary(curve: LightCurve) -> fits.PrimaryHDU:

    head = fits.PrimaryHDU()
    cards = {
        "TELESCOP": ("Kepler", "telescope"),
        "INSTRUME": ("Kepler Photometer", "detector type"),
        "OBJECT": (f"EPIC {curve.header.epic}", "string version of target id"),
        "KEPLERID": (int(curve.header.epic), "unique Kepler target identifier"),
        "CAMPAIGN": (int(curve.header.campaign), "Observing campaign number"),
        "OBSMODE": ("long cadence", "observing mode"),
        "MISSION": ("K2", "Mission name"),
        "KEPMAG": (curve.header.kepmag, "[mag] Kepler magnitude (Kp)"),
        "SIMULATD": (True, "made by a program, no observation"),
    }
    for name, value in cards.items():
        head.header[name] = value
    return head
