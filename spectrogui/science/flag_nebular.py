"""Gas before, around or beside the star: forbidden lines that no star's atmosphere makes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.lines import LINES
from spectrogui.core.wavelength import SPEED_OF_LIGHT
from spectrogui.science.narrow_lines import NarrowLines

_AIR = {line.key: line.air for line in LINES}
_PLACES = np.array([_AIR["nii6548"], _AIR["nii6583"], _AIR["sii6716"], _AIR["sii6731"]])
_FASTEST = 210.0
"""km/s against the star. What stands out most at a higher velocity yet is something else."""
_KMS = np.arange(-260.0, 261.0, 20.0)
_TRIED = len(_PLACES), len(_KMS)
_ALONE = 5.0
_TOGETHER = 5.5
_EACH = 2.0
_TELLING = 3.0
_LEAST = 0.04
"""Å of [N II] 6583 or of [S II] 6716 + 6731; what templates miss of lines there is smaller."""
_RATIO = 1 / 3
"""[N II] 6548 over 6583, fixed by atomic physics (Osterbrock & Ferland 2006, section 3.5)."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Nebula:
    """What was seen of forbidden lines at the velocity where they stand out most, (n,) each.

    Attributes
    ----------
    kms : velocity against the star; the gas has its own
    nii, sii : equivalent width of [N II] 6583 and of [S II] 6716 + 6731, Å
    significance : σ of both pairs together
    found : whether it is gas
    """

    kms: Floats
    nii: Floats
    sii: Floats
    significance: Floats
    found: NDArray[np.bool_]


def find_nebula(lines: NarrowLines) -> Nebula:
    """Look for [N II] and [S II] at every velocity of ±200 km/s against the star.

    Each pair must be whole: [N II] 6548 a third of 6583 within the errors, both [S II] there in
    a ratio that gas has (0.4 to 1.5: Osterbrock & Ferland 2006, section 5.6).
    """
    width, error = lines.at((_PLACES[:, None] * (1 + _KMS / SPEED_OF_LIGHT)).ravel())
    tried = _judged(*(part.reshape(-1, *_TRIED).transpose(1, 0, 2) for part in (width, error)))
    best = tried.significance.argmax(axis=1)
    rows = np.arange(len(best))
    nii, sii, strength, found = (
        one[rows, best] for one in (tried.nii, tried.sii, tried.significance, tried.found)
    )
    kms = _KMS[best]
    return Nebula(kms, nii, sii, strength, found & (np.abs(kms) <= _FASTEST))


def _judged(width: Floats, error: Floats) -> Nebula:
    """What each line says, (4, n, velocities), taken together: (n, velocities)."""
    n48, n83, s16, s31 = width
    e48, e83, e16, e31 = error
    share = np.where(np.isfinite(e48), _RATIO / np.maximum(e48, 1e-9), 0.0)
    main = np.where(np.isfinite(e83), 1 / np.maximum(e83, 1e-9), 0.0)
    power = np.maximum(share**2 + main**2, 1e-30)
    nii = (share * np.where(share > 0, n48 / e48, 0.0) + main**2 * n83) / power
    sigma_n = nii * np.sqrt(power)
    whole_n = (main > 0) & (np.abs(n48 - _RATIO * nii) < 3 * np.where(share > 0, e48, np.inf))
    whole_n &= n83 > _EACH * e83
    sii, error_s = s16 + s31, np.hypot(e16, e31)
    sigma_s = np.where(np.isfinite(error_s), sii / np.where(error_s > 0, error_s, 1), 0.0)
    ratio_low, ratio_high = s16 - 0.3 * s31 > -2 * e16, s31 - 0.5 * s16 > -2 * e31
    whole_s = (s16 > _EACH * e16) & (s31 > _EACH * e31) & ratio_low & ratio_high
    both = np.hypot(np.maximum(sigma_n, 0) * whole_n, np.maximum(sigma_s, 0) * whole_s)
    found = whole_n & (sigma_n > _ALONE) & (nii > _LEAST)
    found |= whole_s & (sigma_s > _ALONE) & (sii > _LEAST)
    pair = whole_n & whole_s & (sigma_n > _TELLING) & (sigma_s > _TELLING)
    found |= pair & (both > _TOGETHER) & (nii + sii > _LEAST)
    return Nebula(np.broadcast_to(_KMS, both.shape), nii, sii, both, found)
