"""Templates of stellar libraries, put onto the continuum of LAMOST's spectra.

A library template is known in the two bands only, so the continuum of the whole red arm cannot
be fitted to it. It gets the continuum of the LAMOST stars that look like it.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import R1800_BANDS

_ALIKE = 5
_LEAST_SNR = 40.0
_WORST = {"A": 0.04, "F": 0.025, "G": 0.025, "K": 0.03, "M": 0.05}
"""Largest rms between a template and its nearest LAMOST star, units of the continuum."""


def on_lamost_continuum(stars: TrainingSet, reference: NDArray[np.bool_]) -> TrainingSet:
    """The set with every library template on the level of LAMOST stars of its kind.

    In each band a parabola, fitted to each reference star, takes the template to that star; the
    mean of the parabolas of the five best is used. A template that is like no LAMOST star gets
    the remark "not like LAMOST". Without reference stars the set is returned as it is.

    Parameters
    ----------
    reference : (n,) stars to compare with; those of low S/N are left out
    """
    known = np.flatnonzero(reference & ~stars.library & (stars.snr > _LEAST_SNR))
    wanted = np.flatnonzero(stars.library)
    if len(known) < _ALIKE or not len(wanted):
        return stars
    flux, remark = stars.flux.copy(), stars.remark.astype("U40")
    observed = np.where(stars.good[known], stars.flux[known], 1).astype(float)
    for row in wanted:
        made, miss = _levelled(stars.flux[row].astype(float), stars.good[row], observed)
        flux[row] = np.where(stars.good[row], made, 1)
        if miss > _WORST.get(str(stars.letter[row]), 0.0):
            remark[row] = "not like LAMOST"
    return replace(stars, flux=flux, remark=remark)


def _levelled(
    template: NDArray[np.float64], good: NDArray[np.bool_], observed: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """The template on the continuum of the stars it is like, and its rms from the nearest."""
    misfit = np.zeros(len(observed))
    fits = []
    for band in R1800_BANDS:
        x = np.linspace(-1, 1, band.stop - band.start)
        bends = np.stack([np.ones_like(x), x, x**2], axis=1)
        seen = good[band.rows]
        design = np.where(seen, template[band.rows], 0)[:, None] * bends
        target = np.where(seen, observed[:, band.rows], 0)
        terms = target @ np.linalg.pinv(design).T
        misfit += ((target - terms @ design.T) ** 2).mean(axis=1)
        fits.append((band, bends, terms))
    best = np.argsort(misfit)[:_ALIKE]
    weight = 1 / np.maximum(misfit[best], 1e-8)
    weight /= weight.sum()
    out = template.copy()
    for band, bends, terms in fits:
        out[band.rows] *= bends @ (weight @ terms[best])
    return out, float(np.sqrt(misfit[best[0]] / len(R1800_BANDS)))
