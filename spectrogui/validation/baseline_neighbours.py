"""Baselines that copy: the spectra of a set that are most like a star outside its lines.

With the training stars as the set this is the nearest inactive neighbour; with the templates of
stellar libraries it is the classical subtraction of a standard star (Frasca & Catalano 1994).
"""

from dataclasses import dataclass

import numpy as np

from spectrogui.analysis.training_set import TrainingSet
from spectrogui.science.red_arm import Flux
from spectrogui.validation.baseline_lines import (
    Floats,
    Mask,
    levelled_chi2,
    straight_lines,
    weights_outside,
    whole,
)

_CHUNK = 128


@dataclass(frozen=True, eq=False)
class Copies:
    """Templates that are means of the `count` spectra of a set which fit best.

    Attributes
    ----------
    spectra : (m, 800) without gaps
    """

    spectra: Flux
    count: int

    def templates(self, flux: Flux, sigma: Flux, good: Mask) -> Flux:
        """(n, 800) templates of prepared spectra (n, 800)."""
        parts = [np.zeros((0, self.spectra.shape[1]), np.float32)]
        for start in range(0, len(flux), _CHUNK):
            rows = slice(start, start + _CHUNK)
            weight = weights_outside(sigma[rows], good[rows])
            parts.append(self._best(np.where(good[rows], flux[rows], 1), weight))
        return np.concatenate(parts)

    def _best(self, flux: Flux, weight: Floats) -> Flux:
        chi2, terms = levelled_chi2(flux, weight, self.spectra)
        count = min(self.count, len(self.spectra))
        near = np.argpartition(chi2, count - 1, axis=1)[:, :count]
        bends = 1 + np.take_along_axis(terms, near[:, :, None], axis=1) @ straight_lines().T
        return np.asarray((self.spectra[near] * bends).mean(axis=1), np.float32)


def neighbours(learnt: TrainingSet, count: int) -> Copies:
    """The nearest inactive stars among all that a network was trained on."""
    return Copies(whole(learnt.flux, learnt.good), count)


def library(learnt: TrainingSet) -> Copies:
    """The best template of the stellar libraries among the training set."""
    mine = learnt.take(learnt.library)
    return Copies(whole(mine.flux, mine.good), 1)
