"""The stars of a material at R = 250, each judged by a network that has not seen it."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.slitless_judging import inactive_stars
from spectrogui.analysis.slitless_labelled import Known, Labelled, label
from spectrogui.analysis.slitless_networks import SlitlessLeft, slitless_plan
from spectrogui.analysis.slitless_parts import (
    SlitlessPart,
    judged,
    part_calibrations,
    slitless_parts,
)
from spectrogui.analysis.slitless_set import SlitlessSet, slitless_set
from spectrogui.analysis.training_set import join_sets
from spectrogui.core.grid import R250_WAVE
from spectrogui.core.job import Ticket
from spectrogui.core.lines import ACTIVE
from spectrogui.core.slitless_bands import FWHM
from spectrogui.io.models import model_folder
from spectrogui.model.slitless_bundle import load_slitless
from spectrogui.model.slitless_calibration import SlitlessCalibration
from spectrogui.science.slitless import Degraded, degrade, join_degraded
from spectrogui.science.slitless_width import halpha_width
from spectrogui.validation.material import Material
from spectrogui.validation.measures import Measures

Floats = NDArray[np.float64]
Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessMeasures:
    """Numbers of n stars at R = 250, as `spectrogui score` gives them.

    Attributes
    ----------
    rows : (n,) which stars of the material they are: those of which nearly all is seen
    left : what the judge of each star leaves of it
    excess, error : (n,) Å, over the template, zero point subtracted, and 1σ of it
    labelled : cool stars of known kind, and inactive ones with added emission
    judges, calibrations : of the parts
    trained : whether the judges were trained for this material
    """

    rows: NDArray[np.intp]
    left: SlitlessLeft
    excess: Floats
    error: Floats
    labelled: Labelled
    judges: tuple[SlitlessPart, ...]
    calibrations: tuple[SlitlessCalibration, ...]
    trained: bool


def slitless_measures(
    material: Material, found: Measures, ticket: Ticket, report: Report
) -> SlitlessMeasures:
    """Train what is needed, and measure.

    Parameters
    ----------
    found : the same stars at R1800
    """
    seen = degrade(material.arms, material.rv_kms)
    rows = np.flatnonzero(slitless_rows(seen))
    trained = any(len(learnt) for learnt in material.learnt)
    calibrations: tuple[SlitlessCalibration, ...] = ()
    if trained:
        chosen, where = _chosen(material, seen)
        workers = min(2, os.cpu_count() or 1)
        parts = slitless_parts(chosen, where, slitless_plan(), ticket, report, workers)
        part = material.part[rows]
    else:
        bundle = load_slitless(model_folder("r250"))
        modes = bundle.modes.astype(float)
        parts = (SlitlessPart(bundle.network, modes),)
        part = np.zeros(len(rows), np.intp)
        calibrations = (bundle.calibration,)
    left = judged(parts, part, seen.take(rows))
    if trained:
        stars = material.stars.take(rows)
        calm = inactive_stars(stars, found.width[rows, 0], found.rmse[rows])
        calibrations = part_calibrations(parts, part[calm], seen.take(rows[calm]), left.take(calm))
    excess, error = calibrated(parts, calibrations, part, left)
    known = Known(
        teff=material.stars.teff[rows],
        widths=np.nan_to_num(found.width[rows], nan=np.inf),
        rmse=found.rmse[rows],
        remark=material.stars.remark[rows],
        part=part,
        arms=material.take_arms(rows),
        rv_kms=material.rv_kms[rows],
        left=left,
    )
    return SlitlessMeasures(
        rows, left, excess, error, label(known, parts), parts, calibrations, trained
    )


def slitless_rows(seen: Degraded) -> NDArray[np.bool_]:
    """(n,) stars of which nearly all is seen."""
    return np.asarray(seen.good.mean(axis=1) > 0.97)


def calibrated(
    parts: tuple[SlitlessPart, ...],
    calibrations: tuple[SlitlessCalibration, ...],
    part: NDArray[np.intp],
    left: SlitlessLeft,
) -> tuple[Floats, Floats]:
    """Excess with its zero point subtracted, and its error, (n,) Å."""
    zero, error = np.zeros(len(part)), np.zeros(len(part))
    for number, (judge, calibration) in enumerate(zip(parts, calibrations, strict=True)):
        rows = np.flatnonzero(part == number)
        zero[rows], scale = calibration.at(judge.network.starts, left.latent[rows])
        error[rows] = calibration.error(scale, left.photons[rows], left.template[rows])
    return left.excess - zero, error


def response(width: Floats) -> Floats:
    """(n,) Å of excess at R = 250 that narrow emissions of so many Å in Hα make.

    A quarter of each lies outside the window of eq. 5 or lifts the continuum beside it.
    """
    sigma = FWHM / (2 * np.sqrt(2 * np.log(2)))
    line = np.exp(-0.5 * ((R250_WAVE - ACTIVE[0].air) / sigma) ** 2)
    line /= sigma * np.sqrt(2 * np.pi)
    return halpha_width(1 + np.asarray(width, float)[:, None] * line).value


def _chosen(material: Material, seen: Degraded) -> tuple[SlitlessSet, NDArray[np.intp]]:
    """Inactive stars and library templates to train on, and the part of each."""
    quiet = np.flatnonzero(material.quiet)
    stars, spectra = [material.stars.take(quiet)], [seen.take(quiet)]
    where = [material.part[quiet]]
    first = material.learnt[0]
    library = first.take(first.library)
    if material.library is not None and material.library_number is not None and len(library):
        place = np.searchsorted(material.library_number, library.number)
        stars.append(library)
        spectra.append(material.library.take(place))
        where.append(np.full(len(library), -1, np.intp))
    together, part = join_sets(stars), np.concatenate(where)
    chosen = slitless_set(together, join_degraded(spectra))
    return chosen, part[chosen.stars.number]
