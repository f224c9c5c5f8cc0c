"""Least squares whose solution may not be negative, such as variances."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls


def nonnegative(
    terms: NDArray[np.float64], values: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(t,) parts ≥ 0 of terms (n, t) that come nearest to values (n,), by Lawson & Hanson 1974.

    Parameters
    ----------
    weight : (n,) one over the 1σ of each value
    """
    return np.asarray(nnls(terms * weight[:, None], values * weight)[0], np.float64)
