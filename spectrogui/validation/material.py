"""What a model is judged on: real spectra, and for each a model that has not seen its star."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.inactive import Step
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.model.calibration import Calibration
from spectrogui.model.infer import Model
from spectrogui.science.red_arm import RedArms
from spectrogui.science.slitless import Degraded


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """A model with its calibration, neither of which has seen the stars that it judges."""

    model: Model
    calibration: Calibration


@dataclass(frozen=True, eq=False)
class Material:
    """n LAMOST spectra with S/N(r) > 10, usable pixels and a known type, active and odd ones too.

    Attributes
    ----------
    stars : n prepared spectra; `stars.teff` is from the type where no catalogue knows it
    arms : the same n spectra as they were read, for what passes through the continuum
    rv_kms : (n,) the velocity with which they were prepared
    teff, logg, feh : (n,) of a catalogue; NaN where unknown
    quiet : (n,) stars that passed every step of the paper's selection of inactive stars
    steps : what each step of that selection left
    part : (n,) which of `judges` is the judge of a star
    judges : one for each part of the sky; a single one if the whole list is new to the model
    learnt : what each of them was trained on (library templates included), for baselines
    split : a sentence: how it is made sure that no judge has seen a star that it judges
    library : the slitless spectra of the template libraries in the list, in their order, and
        `library_number` what number each has in `learnt`; None if there are none
    """

    stars: TrainingSet
    arms: RedArms
    rv_kms: NDArray[np.float64]
    teff: NDArray[np.float64]
    logg: NDArray[np.float64]
    feh: NDArray[np.float64]
    quiet: NDArray[np.bool_]
    steps: tuple[Step, ...]
    part: NDArray[np.intp]
    judges: tuple[Judge, ...]
    learnt: tuple[TrainingSet, ...]
    split: str
    library: Degraded | None = None
    library_number: NDArray[np.intp] | None = None

    def __len__(self) -> int:
        return len(self.stars)

    @cached_property
    def odd(self) -> NDArray[np.bool_]:
        """(n,) stars of which a person said something odd."""
        return np.asarray(self.stars.remark != "")

    def take_arms(self, rows: NDArray[Any]) -> RedArms:
        """The red arms of some of the stars."""
        arms = self.arms
        return RedArms(arms.flux[rows], arms.ivar[rows], arms.bits[rows], arms.offset[rows])
