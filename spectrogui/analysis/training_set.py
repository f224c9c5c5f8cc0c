"""Spectra to train on: LAMOST files, collections of red arms, and template libraries."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.gathered import Gathered, everything, from_collection, from_files
from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.core.errors import InputError, NothingReadError
from spectrogui.core.grid import BAD, R1800_BANDS, R1800_WAVE
from spectrogui.core.job import Ticket
from spectrogui.core.lines import MEASURED
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.prepare import prepare
from spectrogui.science.spectral_type import type_letter, type_teff

if TYPE_CHECKING:
    from spectrogui.io.catalogue import Catalogue
    from spectrogui.io.inputs import Target

LIBRARY_ERROR = 0.006
"""1σ per pixel given to library templates, which come without errors."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingSet:
    """n candidate stars.

    Attributes
    ----------
    flux, sigma : (n, 800); good : (n, 800)
    window_sigma : (n, 5) Å, photon noise of each `MEASURED` window's sum
    snr : (n,) in the r band; infinite for a library template
    teff : (n,) K; from a catalogue or, only to choose and weight stars, from the type
    letter : (n,) A, F, G, K or M, "" for anything else
    subclass, source, remark : (n,) what the survey calls it, where it is from, what is odd
    ra, dec : (n,) degrees; NaN if unknown, as of a library template
    number : (n,) its place among all that was read
    rv_kms : (n,) the velocity taken out; 0 if unknown
    sky, colour : (n,) brightness of the sky against the star, and the star's colour: see
        `science.prepare.Prepared`
    """

    flux: NDArray[np.float32]
    sigma: NDArray[np.float32]
    good: NDArray[np.bool_]
    window_sigma: NDArray[np.float32]
    snr: NDArray[np.float64]
    teff: NDArray[np.float64]
    letter: NDArray[np.str_]
    subclass: NDArray[np.str_]
    source: NDArray[np.str_]
    remark: NDArray[np.str_]
    ra: NDArray[np.float64]
    dec: NDArray[np.float64]
    number: NDArray[np.intp]
    rv_kms: NDArray[np.float64]
    sky: NDArray[np.float64]
    colour: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.flux)

    @property
    def library(self) -> NDArray[np.bool_]:
        """(n,) True for a library template."""
        return np.isposinf(self.snr)

    def take(self, rows: NDArray[Any]) -> "TrainingSet":
        """Some of the stars."""
        return TrainingSet(*(getattr(self, field.name)[rows] for field in fields(self)))


def load_training_set(paths: Sequence[Path], ticket: Ticket) -> TrainingSet:
    """Read and prepare everything that can be trained on.

    Parameters
    ----------
    paths : ``.npz`` collections of red arms or of template bands, told apart by their arrays;
        anything else as `spectrogui.io.inputs.gather` takes it

    Raises
    ------
    InputError : an .npz that is neither, or nothing that could be read
    """
    return join_sets(
        [
            part if isinstance(part, TrainingSet) else prepared(part)
            for part in read_material(paths, ticket)
        ]
    )


def read_material(
    paths: Sequence[Path],
    ticket: Ticket,
    catalogue: "Catalogue | None" = None,
    choose: "Callable[[list[Target]], list[Target]]" = everything,
) -> Iterator[Gathered | TrainingSet]:
    """The same, some at a time: spectra as they are read, template libraries as a set.

    Parameters
    ----------
    catalogue : knows the stars of files of which their list says nothing
    choose : which of the files that were found are read
    """
    others: list[Path] = []
    for path in paths:
        if path.suffix == ".npz":
            yield _collection(path)
        else:
            others.append(path)
    if others:
        yield from from_files(others, ticket, catalogue, choose)


def join_sets(parts: Sequence[TrainingSet]) -> TrainingSet:
    """Several sets as one, in order and numbered anew.

    Raises
    ------
    NothingReadError : there are none
    """
    if not parts:
        raise NothingReadError(
            "No LAMOST low-resolution spectrum could be read in what was given."
        )
    columns = [[getattr(part, f.name) for part in parts] for f in fields(TrainingSet)]
    together = TrainingSet(*(np.concatenate(column) for column in columns))
    return replace(together, number=np.arange(len(together)))


def _collection(path: Path) -> Gathered | TrainingSet:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            if "log10_wave_vacuum" in arrays:
                return from_collection(dict(arrays))
            if "flux_raw" in arrays and "wave_ha" in arrays:
                return _library(dict(arrays))
    except (OSError, ValueError, TypeError, KeyError, BadZipFile) as error:
        raise InputError(f"{path.name} cannot be read as a collection: {error}.") from error
    raise InputError(
        f"{path.name} is no training material: an .npz holds either red arms "
        "(log10_wave_vacuum, flux, ivar, …) or template bands (wave_ha, flux_raw, …)."
    )


def _library(arrays: dict[str, NDArray[Any]]) -> TrainingSet:
    wave = np.concatenate([arrays["wave_ha"], arrays["wave_ca"]])
    if not np.array_equal(wave, R1800_WAVE):
        raise InputError("The template library is not on the model's grid.")
    flux = arrays["flux_raw"].astype(np.float32)
    for band in R1800_BANDS:
        flux[:, band.rows] /= np.nanmedian(flux[:, band.rows], axis=1, keepdims=True)
    n, names = len(flux), arrays["name"].astype(str)
    subclass = arrays["sptype"].astype(str)
    good = np.isfinite(flux)
    remark = np.full(n, "", dtype="U40")
    remark[arrays["hf_noise"] > LIBRARY_ERROR] = "noisy"
    for row, (name, kind, source) in enumerate(
        zip(names, subclass, arrays["source"].astype(str), strict=True)
    ):
        if name.endswith((".active", ".all")) or _emission(kind, source):
            remark[row] = "active"
    teff = arrays["params"][:, 0]
    return TrainingSet(
        np.where(good, flux, 1).astype(np.float32),
        np.full(flux.shape, LIBRARY_ERROR, np.float32),
        good,
        np.zeros((n, len(MEASURED)), np.float32),
        np.full(n, np.inf),
        np.where(np.isfinite(teff), teff, [type_teff(kind) for kind in subclass]),
        np.array([type_letter(kind) for kind in subclass]),
        subclass,
        arrays["source"].astype(str),
        remark,
        np.full(n, np.nan),
        np.full(n, np.nan),
        np.arange(n),
        np.zeros(n),
        np.zeros(n),
        np.zeros(n),
    )


def _emission(subclass: str, source: str) -> bool:
    """Emission types, and PyHammer's means from M5 on, which hold active stars."""
    letter = type_letter(subclass)
    if "e" in subclass[1:]:
        return True
    late = letter == "M" and type_teff(subclass) < 3100
    return late and "hammer" in source.lower()


def prepared(spectra: Gathered) -> TrainingSet:
    """Spectra as the model sees them; without a velocity none of their pixels is usable."""
    continuum = fit_continuum(spectra.arms.flux, spectra.arms.bits, CONTINUUM)
    ready = prepare(spectra.arms, continuum, np.nan_to_num(spectra.rv_kms))
    from_type = np.array([type_teff(kind) for kind in spectra.subclass])
    return TrainingSet(
        ready.flux,
        ready.sigma,
        (ready.bits & BAD == 0) & np.isfinite(spectra.rv_kms)[:, None],
        ready.window_sigma,
        snr=spectra.snr,
        teff=np.where(np.isfinite(spectra.teff), spectra.teff, from_type),
        letter=np.array([type_letter(kind) for kind in spectra.subclass]),
        subclass=spectra.subclass,
        source=spectra.source,
        remark=spectra.remark,
        ra=spectra.ra,
        dec=spectra.dec,
        number=np.arange(len(spectra)),
        rv_kms=ready.rv_kms,
        sky=ready.sky,
        colour=ready.colour,
    )
