"""The boundary between active and inactive stars at R = 250 (paper section 4.4, Fig. 17).

A support vector machine with a polynomial kernel on Teff and the equivalent width of Hα
(Cortes & Vapnik 1995). It is kept as plain numbers, so that no code comes with a model.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HOTTEST = 6000.0
"""K; hotter stars are not classified (paper section 4.3)."""


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
