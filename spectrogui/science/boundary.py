"""The boundary between active and inactive stars at R = 250 (paper section 4.4, Fig. 17).

A support vector machine with a polynomial kernel on Teff and the equivalent width of Hα
(Cortes & Vapnik 1995). It is kept as plain numbers, so that no code comes with a model.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.errors import InputError

Floats = NDArray[np.float64]

HOTTEST = 6000.0
"""K; hotter stars are not classified (paper section 4.3)."""
DEGREE = 3
_GAMMA, _COEF0 = 0.5, 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """Support vectors of features (x − centre)/scale, x = (Teff in K, EW in Å).

    Attributes
    ----------
    centre, scale : (2,)
    supports : (m, 2) scaled; weights : (m,) dual coefficients
    terms : (4,) intercept, gamma, coef0 and degree of the kernel (gamma x·y + coef0)^degree
    limits : (2, 2) least and largest x it was drawn through; beyond, it goes on as at the edge
    """

    centre: Floats
    scale: Floats
    supports: Floats
    weights: Floats
    terms: Floats
    limits: Floats

    def decision(self, teff: NDArray[np.floating], width: NDArray[np.floating]) -> Floats:
        """(n,) positive where a star counts as active."""
        asked = np.stack([teff, width], axis=-1).astype(float)
        points = (np.clip(asked, self.limits[0], self.limits[1]) - self.centre) / self.scale
        intercept, gamma, coef0, degree = self.terms.tolist()
        kernel = (gamma * points @ self.supports.T + coef0) ** round(degree)
        return np.asarray(kernel @ self.weights + intercept)

    def active(self, teff: NDArray[np.floating], width: NDArray[np.floating]) -> list[bool | None]:
        """Active or not; None without a Teff below 6000 K or without a width."""
        known = np.isfinite(teff) & np.isfinite(width)
        known &= np.where(known, teff, np.inf) < HOTTEST
        points = self.decision(np.where(known, teff, 5000.0), np.where(known, width, 0.0))
        pairs = zip(known.tolist(), (points > 0).tolist(), strict=True)
        return [above if fit else None for fit, above in pairs]


def fit_boundary(teff: Floats, width: Floats, active: NDArray[np.bool_]) -> Boundary:
    """Separate active from inactive stars, each kind with the same weight.

    Parameters
    ----------
    teff, width, active : (n,) K, Å, and which stars are known to be active

    Raises
    ------
    InputError : they are not of both kinds
    """
    if not active.any() or active.all():
        raise InputError(
            f"Of {len(active)} stars that are cooler than 6000 K and known to be active or not, "
            f"{int(active.sum())} are active: no boundary can be drawn between the two kinds."
        )
    from sklearn.svm import SVC

    points = np.stack([teff, width], axis=1).astype(float)
    centre, scale = points.mean(axis=0), points.std(axis=0)
    machine = SVC(
        kernel="poly", degree=DEGREE, gamma=_GAMMA, coef0=_COEF0, C=1.0, class_weight="balanced"
    )
    machine.fit((points - centre) / scale, active)
    return Boundary(
        centre,
        scale,
        np.asarray(machine.support_vectors_, float),
        np.asarray(machine.dual_coef_[0], float),
        np.array([float(machine.intercept_[0]), _GAMMA, _COEF0, float(DEGREE)]),
        np.stack([points.min(axis=0), points.max(axis=0)]),
    )
