"""Slitless spectra to train on: of LAMOST's red arms, and those of template libraries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.gathered import Gathered
from spectrogui.analysis.training_set import TrainingSet, join_sets, prepared, read_material
from spectrogui.core.errors import InputError
from spectrogui.core.grid import R250_WAVE
from spectrogui.core.job import Ticket
from spectrogui.core.slitless_bands import NEAR_LINE
from spectrogui.science.red_arm import RedArms
from spectrogui.science.slitless import Degraded, degrade, join_degraded

LIBRARY_ERROR = 0.003
"""1σ per pixel given to slitless spectra of libraries, which come without errors."""
_LEAST_SEEN = 0.97


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessSet:
    """n stars at R = 250.

    Attributes
    ----------
    stars : what is known of them; flux, sigma and good are (n, 300)
    seen : their slitless spectra
    """

    stars: TrainingSet
    seen: Degraded

    def __len__(self) -> int:
        return len(self.stars)

    def take(self, rows: NDArray[Any]) -> "SlitlessSet":
        """Some of the stars."""
        return SlitlessSet(self.stars.take(rows), self.seen.take(rows))


def slitless_set(stars: TrainingSet, seen: Degraded) -> SlitlessSet:
    """Stars with their slitless spectra, those left out of which too little is seen."""
    known = replace(
        stars,
        flux=seen.flux.astype(np.float32),
        sigma=np.minimum(seen.sigma, 1e3).astype(np.float32),
        good=seen.good,
    )
    return SlitlessSet(known, seen).take(seen.good.mean(axis=1) > _LEAST_SEEN)


@dataclass(frozen=True, slots=True, eq=False)
class Both:
    """The same n candidates as the R1800 and as the R250 model sees them.

    Attributes
    ----------
    candidates : numbered 0 to n − 1
    seen : slitless spectra; of stars without a velocity nothing is good
    arms : red arms, those of library templates blank
    rv_kms : (n,) NaN where unknown
    """

    candidates: TrainingSet
    seen: Degraded
    arms: RedArms
    rv_kms: NDArray[np.float64]


def read_both(paths: Sequence[Path], ticket: Ticket) -> Both:
    """Read training material for both models; see `analysis.training_set.load_training_set`.

    Raises
    ------
    InputError : an .npz that is no training material, or nothing that could be read
    """
    sets, seen, arms, velocity = [], [], [], []
    for part, path in _parts(paths, ticket):
        if isinstance(part, Gathered):
            sets.append(prepared(part))
            seen.append(_without_velocity(degrade(part.arms, np.nan_to_num(part.rv_kms)), part))
            arms.append(part.arms)
            velocity.append(part.rv_kms)
        else:
            sets.append(part)
            seen.append(library_slitless(path))
            arms.append(_blank(len(part)))
            velocity.append(np.full(len(part), np.nan))
    candidates = join_sets(sets)
    names = ("flux", "ivar", "bits", "offset")
    joined = RedArms(*(np.concatenate([getattr(part, name) for part in arms]) for name in names))
    return Both(candidates, join_degraded(seen), joined, np.concatenate(velocity))


def library_slitless(path: Path) -> Degraded:
    """The slitless spectra of a template library, (n, 300); what it lacks is not good.

    Raises
    ------
    InputError : the library has none on the model's grid
    """
    with np.load(path, allow_pickle=False) as arrays:
        if "flux_R250" not in arrays or not np.array_equal(arrays["wave_R250"], R250_WAVE):
            raise InputError(
                f"{path.name} has no slitless spectra (flux_R250) on 6005…7500 Å in steps of 5 Å."
            )
        flux = arrays["flux_R250"].astype(float)
    good = np.isfinite(flux)
    points = NEAR_LINE.stop - NEAR_LINE.start
    return Degraded(
        np.where(good, flux, 1.0),
        np.where(good, LIBRARY_ERROR, np.inf),
        good,
        np.tile(LIBRARY_ERROR**2 * np.eye(points), (len(flux), 1, 1)),
        good.all(axis=1),
    )


def library_spectra(paths: Sequence[Path], ticket: Ticket) -> Degraded | None:
    """The slitless spectra of all template libraries among training material, in order.

    Of a library that has none on the model's grid nothing is good; None without a library.
    """
    found = []
    for part, path in _parts([path for path in paths if path.suffix == ".npz"], ticket):
        if isinstance(part, TrainingSet):
            try:
                found.append(library_slitless(path))
            except InputError:
                found.append(_unseen(len(part)))
    return join_degraded(found) if found else None


def _unseen(count: int) -> Degraded:
    shape, points = (count, len(R250_WAVE)), NEAR_LINE.stop - NEAR_LINE.start
    return Degraded(
        np.ones(shape),
        np.full(shape, np.inf),
        np.zeros(shape, bool),
        np.zeros((count, points, points)),
        np.zeros(count, bool),
    )


def _parts(paths: Sequence[Path], ticket: Ticket) -> Iterator[tuple[Gathered | TrainingSet, Path]]:
    """Each part of the material, and the file it is of if it is a collection."""
    for path in (path for path in paths if path.suffix == ".npz"):
        for part in read_material([path], ticket):
            yield part, path
    others = [path for path in paths if path.suffix != ".npz"]
    if not others:
        return
    for part in read_material(others, ticket):
        yield part, Path()


def _without_velocity(seen: Degraded, part: Gathered) -> Degraded:
    known = np.isfinite(part.rv_kms)
    return replace(seen, good=seen.good & known[:, None], whole=seen.whole & known)


def _blank(count: int) -> RedArms:
    from spectrogui.core.grid import BAD
    from spectrogui.science.red_arm import PIXELS

    empty = np.zeros((count, PIXELS), np.float32)
    return RedArms(empty, empty, np.full(empty.shape, BAD, np.uint8), empty)
