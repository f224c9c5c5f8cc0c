"""Drawing the boundary between active and inactive stars at R = 250 through known stars."""

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.boundary import Boundary
from spectrogui.core.errors import InputError

Floats = NDArray[np.float64]

DEGREE = 3
_GAMMA, _COEF0 = 0.5, 1.0


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
