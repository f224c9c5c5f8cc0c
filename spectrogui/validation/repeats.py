"""Stars observed more than once: what their velocities say of the errors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from spectrogui.validation.material import Material
from spectrogui.validation.section import Cell, Sheet

_NEAR = 3.0 / 206_265.0
_BINS = ((0.0, 50.0), (50.0, 100.0), (100.0, np.inf))
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """A paragraph, if any star was observed twice, and a table."""

    text: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def repeated(material: Material, rows: NDArray[np.intp], kms: Floats, error: Floats) -> Repeats:
    """Differences of velocities of spectra within 3″ of each other, by S/N(r) of the fainter.

    Parameters
    ----------
    rows : (n,) of the material; kms, error : (n,) their velocities
    """
    pairs = _pairs(material, rows)
    known = material.rv_kms[rows]
    snr = material.stars.snr[rows]
    cells: list[tuple[Cell, ...]] = []
    for low, high in _BINS:
        least = np.minimum(snr[pairs[:, 0]], snr[pairs[:, 1]])
        some = pairs[(least > low) & (least <= high)]
        apart = kms[some[:, 0]] - kms[some[:, 1]]
        good = np.isfinite(apart)
        if good.sum() < 5:
            continue
        spread = np.hypot(error[some[:, 0]], error[some[:, 1]])[good]
        header = np.abs(known[some[:, 0]] - known[some[:, 1]])[good]
        name = f"{low:.0f}–{high:.0f}" if np.isfinite(high) else f"> {low:.0f}"
        size = np.abs(apart[good])
        cells.append(
            (
                name,
                int(good.sum()),
                round(1.4826 * float(np.median(size)) / np.sqrt(2), 1),
                round(1.4826 * float(np.median(header)) / np.sqrt(2), 1),
                round(1.4826 * float(np.median(size / spread)), 2),
            )
        )
    if not cells:
        return Repeats((), ())
    text = (
        "Stars observed more than once say how far errors can be trusted, as far as they are no "
        "binaries. Where many pairs have a member from the pilot survey, the scatter is that of "
        "its red arm."
    )
    sheet = Sheet(
        "repeats",
        "Pairs of spectra within 3″: robust scatter of one velocity, ours and the header's, and "
        "of ours in units of its error.",
        ("S/N(r) of the fainter", "pairs", "1σ (km/s)", "header 1σ (km/s)", "pull"),
        cells,
    )
    return Repeats((text,), (sheet,))


def _pairs(material: Material, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """(m, 2) places in `rows` of different spectra of one star."""
    ra, dec = np.radians(material.stars.ra[rows]), np.radians(material.stars.dec[rows])
    where = np.stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)], axis=1)
    known = np.flatnonzero(np.isfinite(where).all(axis=1))
    found = cKDTree(where[known]).query_pairs(_NEAR, output_type="ndarray").reshape(-1, 2)
    pairs = known[found]
    flux = material.arms.flux[rows]
    other = [bool(np.any(flux[a] != flux[b])) for a, b in pairs.tolist()]
    return np.asarray(pairs[np.array(other, bool)], np.intp)
