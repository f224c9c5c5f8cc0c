"""The files of the demo list: spectra and light curves, a catalogue, and the truth.

Every spectrum says in its header (`SIMULATD`), its plan (`SIMULATED`) and its designation that
it is no observation.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.demo_curves import FOLDER, curve_names, write_curves
from spectrogui.analysis.demo_kinds import Star
from spectrogui.analysis.demo_spectrum import spectrum_of
from spectrogui.analysis.demo_stars import COUNT, SEED, plan
from spectrogui.analysis.demo_temperature import temperatures
from spectrogui.analysis.demo_variation import Variation, variations
from spectrogui.core.job import Ticket
from spectrogui.core.spectrum import Header, Spectrum
from spectrogui.io.lamost_write import write_lamost

CATALOGUE, TRUTH = "demo.csv", "truth.csv"
CURVES = "light_curves"
"""The column that names the files of a star's light curves, joined by ;."""

Templates = NDArray[np.floating]

_LAYOUTS = ("coadd", "image5", "coadd", "image5_dr1", "coadd", "image5")
_NIGHT, _PLAN = 60000, "SIMULATED"
_FIRST_OBSID = 999_000_001
_FIBRES = 250  # of a spectrograph
_KNOWN = 0.94  # share of stars whose temperature the catalogue knows
_LEFT = 0.4  # of the bytes of a truncated file
_TRUTH = (
    *("path", "obsid", "kind", "layout", "subclass", "teff", "snr_r", "rv_kms", "z"),
    *("ew_ha", "ew_ca8498", "ew_ca8542", "ew_ca8662", "ew_li", "ew_nebular_ha"),
    *("epic", "variation", "period_d", "amplitude", "flares", CURVES),
)


def fill(folder: Path, templates: Templates, ticket: Ticket) -> None:
    """Write all files of the demo list into a folder.

    Parameters
    ----------
    templates : (m, 800) continuum = 1, of all types

    Raises
    ------
    OSError : a file cannot be written
    Cancelled : the ticket was cancelled
    """
    random = np.random.default_rng(SEED)
    stars = plan(temperatures(templates), SEED)
    for number, star in enumerate(stars):
        ticket.checkpoint(number, COUNT)
        _write(folder / _name(number), number, star, spectrum_of(star, templates, random))
    known = (random.random(COUNT) < _KNOWN).tolist()
    seen = variations(stars, SEED)
    write_curves(folder / FOLDER, seen, SEED, ticket)
    both = list(enumerate(zip(stars, seen, strict=True)))
    _table(
        folder / TRUTH,
        _TRUTH,
        ((*_truth(number, star), *_truth_of_curve(one)) for number, (star, one) in both),
    )
    _table(
        folder / CATALOGUE,
        ("path", "obsid", "epic", "teff", "logg", "feh", CURVES),
        (_listed(number, star, one, known[number]) for number, (star, one) in both),
    )


def _write(path: Path, number: int, star: Star, spectrum: Spectrum) -> None:
    write_lamost(path, replace(spectrum, header=_header(number, star)), layout=_layout(number))
    if star.truncated:
        content = path.read_bytes()
        path.write_bytes(content[: round(len(content) * _LEFT)])


def _header(number: int, star: Star) -> Header:
    spectrograph, fibre = _place(number)
    return Header(
        path=_name(number),
        obsid=str(_FIRST_OBSID + number),
        designation=f"SIMULATED {number + 1:03d}",
        lmjd=_NIGHT,
        planid=_PLAN,
        spid=spectrograph,
        fiberid=fibre,
        spectral_class="STAR",
        subclass=star.subclass,
        snr_r=star.snr,
        z=round(star.z, 8),
        objname=_PLAN,
        simulated=True,
    )


def _name(number: int) -> str:
    spectrograph, fibre = _place(number)
    return f"spec-{_NIGHT}-{_PLAN}_sp{spectrograph:02d}-{fibre:03d}.fits.gz"


def _place(number: int) -> tuple[int, int]:
    return number // _FIBRES + 1, number % _FIBRES + 1


def _layout(number: int) -> str:
    return _LAYOUTS[number % len(_LAYOUTS)]


def _listed(number: int, star: Star, seen: Variation | None, known: bool) -> tuple[Any, ...]:
    values = (star.teff, star.logg, star.feh) if known else ("", "", "")
    epic, files = (seen.epic, _files(seen)) if seen else ("", "")
    return (_name(number), _FIRST_OBSID + number, epic, *values, files)


def _files(seen: Variation) -> str:
    """The light curves of a star, relative to the catalogue."""
    return ";".join(f"{FOLDER}/{name}" for name in curve_names(seen))


def _truth(number: int, star: Star) -> tuple[Any, ...]:
    who = (_name(number), _FIRST_OBSID + number, star.kind, _layout(number), star.subclass)
    z = f"{star.z:.7f}" if isfinite(star.z) else ""
    widths = (star.ew_ha, *star.ew_ca, star.ew_li, star.nebula)
    return (*who, star.teff, star.snr, star.rv_kms, z, *widths)


def _truth_of_curve(seen: Variation | None) -> tuple[Any, ...]:
    if seen is None:
        return ("",) * 6
    period = seen.period if isfinite(seen.period) else ""
    amplitude = seen.amplitude or ""
    return (seen.epic, seen.kind, period, amplitude, len(seen.bursts) or "", _files(seen))


def _table(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
