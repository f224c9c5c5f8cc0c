"""What the night sky left behind: its emission stands still in the observer's frame."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.core.products import weighed
from spectrogui.core.wavelength import SPEED_OF_LIGHT, air_to_vacuum, vacuum_to_air
from spectrogui.science.line_sums import LSF
from spectrogui.science.narrow_lines import NarrowLines

_AIR = {
    8382.4: 0.3,
    8399.2: 1.0,
    8415.2: 0.3,
    8430.2: 0.85,
    8452.3: 0.3,
    8465.4: 0.7,
    8493.4: 0.3,
    8504.6: 0.55,
    8538.7: 0.15,
    8548.7: 0.3,
    8760.6: 0.35,
    8767.9: 0.8,
    8777.9: 0.7,
}
"""Airglow of OH, bands 6–2 and 7–3: Å in air, and strength against 8399 (Osterbrock et al. 1996,
PASP 108, 277; strengths as the errors of 1,200 faint LAMOST spectra show them)."""
OH_BESIDE_HALPHA = (6498.7, 6533.0, 6544.0, 6553.6, 6577.2, 6604.0)
"""Å in air: band 6–1, the strongest."""
_PLACES = np.array(list(_AIR))
_STRENGTH = np.array(list(_AIR.values()))
_EVERYWHERE = np.concatenate([_PLACES, OH_BESIDE_HALPHA])
_FREE = 7.0
"""Å from the centre of an active line within which a sky line does not count as measured."""
_SIGNIFICANT = 5.0
_LEAST = 0.08
_ON_PLACE = 2.5

Floats = NDArray[np.float64]


def sky_lines() -> tuple[Floats, Floats]:
    """Å in air, and strength against 8399, of the airglow about the calcium lines."""
    return _PLACES.copy(), _STRENGTH.copy()


def sky_places(rv_kms: Floats) -> Floats:
    """(n, 19) Å, air, stellar rest frame: where the airglow's lines lie."""
    vacuum = air_to_vacuum(_EVERYWHERE)
    moved = vacuum / (1 + np.asarray(rv_kms, float)[:, None] / SPEED_OF_LIGHT)
    return np.asarray(vacuum_to_air(moved))


def sky_amplitude(lines: NarrowLines, rv_kms: Floats) -> tuple[Floats, Floats]:
    """(n,) Å that the sky has left at its line 8399, negative if too much was subtracted, and
    1σ; from its lines away from Ca II, by their known strengths.
    """
    place = sky_places(rv_kms)[:, : len(_PLACES)]
    width, error = lines.at(place)
    near = np.min(np.abs(place[:, :, None] - [line.air for line in ACTIVE]), axis=2)
    weight = np.where((near > _FREE) & np.isfinite(error), 1 / error**2, 0.0)
    power = np.maximum((weight * _STRENGTH**2).sum(axis=1), 1e-30)
    amplitude = (weight * _STRENGTH * width).sum(axis=1) / power
    scatter = (weight * (width - amplitude[:, None] * _STRENGTH) ** 2).sum(axis=1)
    excess = np.maximum(scatter / np.maximum((weight > 0).sum(axis=1) - 1, 1), 1)
    return amplitude, np.sqrt(excess / power)


def has_sky(lines: NarrowLines, rv_kms: Floats, errors: Floats) -> NDArray[np.bool_]:
    """(n,) the sky has left so much that it tells in the width of a calcium line.

    Parameters
    ----------
    errors : (n, 3) 1σ of the widths of the calcium lines, Å
    """
    amplitude, sigma = sky_amplitude(lines, rv_kms)
    seen = np.flatnonzero(np.abs(amplitude) > _SIGNIFICANT * sigma)
    found = np.zeros(len(amplitude), bool)
    if len(seen):
        share = np.stack([_inside(line.air, rv_kms[seen]) for line in ACTIVE[1:]], axis=1)
        put = np.abs(amplitude[seen, None] * share)
        with np.errstate(invalid="ignore"):
            found[seen] = ((put > _LEAST) & (put > 0.5 * errors[seen])).any(axis=1)
    return found


def sky_spikes(spikes: NDArray[np.bool_], rv_kms: Floats) -> NDArray[np.bool_]:
    """(n, 800) the part of spikes that lies on airglow: sky, no cosmic ray."""
    of_sky = np.zeros(spikes.shape, bool)
    rows, columns = np.nonzero(spikes)
    if len(rows):
        away = np.abs(sky_places(rv_kms)[rows] - R1800_WAVE[columns][:, None])
        of_sky[rows, columns] = away.min(axis=1) <= _ON_PLACE
    return of_sky


def _inside(air: float, rv_kms: Floats) -> Floats:
    """(n,) Å of sky in a line's window for an amplitude of 1 Å at 8399."""
    line = next(line for line in ACTIVE if line.air == air)
    place = sky_places(rv_kms)[:, : len(_PLACES)]
    scale = 2 * np.sqrt(np.log(2)) / LSF["ca"]
    inside = 0.5 * (erf(scale * (line.high - place)) - erf(scale * (line.low - place)))
    return weighed(inside, _STRENGTH)
