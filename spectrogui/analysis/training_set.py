"""Spectra to train on: LAMOST files, collections of red arms, and template libraries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.recipe import CONTINUUM
from spectrogui.core.errors import InputError, UnreadableError
from spectrogui.core.grid import BAD, FLAGGED, R1800_BANDS, R1800_WAVE
from spectrogui.core.job import Ticket
from spectrogui.core.lines import MEASURED
from spectrogui.core.spectrum import Spectrum
from spectrogui.core.wavelength import SPEED_OF_LIGHT
from spectrogui.science.continuum import fit_continuum
from spectrogui.science.prepare import prepare
from spectrogui.science.red_arm import LOG_START, PIXELS, RedArms, red_arms, scaled
from spectrogui.science.spectral_type import type_letter, type_teff

LIBRARY_ERROR = 0.006
"""1σ per pixel given to library templates, which come without errors."""
_CHUNK = 256


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
    InputError : an .npz that is neither
    """
    parts: list[TrainingSet] = []
    others: list[Path] = []
    for path in paths:
        if path.suffix == ".npz":
            parts.append(_collection(path))
        else:
            others.append(path)
    if others:
        parts.extend(_from_files(others, ticket))
    columns = [[getattr(part, f.name) for part in parts] for f in fields(TrainingSet)]
    together = TrainingSet(*(np.concatenate(column) for column in columns))
    return replace(together, number=np.arange(len(together)))


def _collection(path: Path) -> TrainingSet:
    with np.load(path, allow_pickle=False) as arrays:
        if "log10_wave_vacuum" in arrays:
            return _red_arm_collection(dict(arrays))
        if "flux_raw" in arrays and "wave_ha" in arrays:
            return _library(dict(arrays))
    raise InputError(
        f"{path.name} is no training material: an .npz holds either red arms "
        "(log10_wave_vacuum, flux, ivar, …) or template bands (wave_ha, flux_raw, …)."
    )


def _red_arm_collection(arrays: dict[str, NDArray[Any]]) -> TrainingSet:
    grid = arrays["log10_wave_vacuum"]
    if len(grid) != PIXELS or abs(grid[0] - LOG_START) > 1e-7:
        raise InputError("The red-arm collection is not on LAMOST's pixels from 5623 Å.")
    flagged = np.unpackbits(arrays["ormask"], axis=1)[:, :PIXELS] * np.uint8(FLAGGED)
    shape = arrays["flux"].shape
    arms = scaled(RedArms(arrays["flux"], arrays["ivar"], flagged, np.zeros(shape, np.float32)))
    return _prepared(
        arms,
        rv_kms=np.where(np.abs(arrays["z"]) < 0.01, arrays["z"], np.nan) * SPEED_OF_LIGHT,
        snr=np.where(arrays["snr_r"] > -900, arrays["snr_r"], np.nan),
        teff=arrays["teff"],
        subclass=arrays["subclass"].astype(str),
        source=arrays["source"].astype(str),
        remark=arrays["category"].astype(str),
        ra=arrays["ra"],
        dec=arrays["dec"],
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
    )


def _emission(subclass: str, source: str) -> bool:
    """Emission types, and PyHammer's means from M5 on, which hold active stars."""
    letter = type_letter(subclass)
    if "e" in subclass[1:]:
        return True
    late = letter == "M" and type_teff(subclass) < 3100
    return late and "hammer" in source.lower()


def _from_files(paths: list[Path], ticket: Ticket) -> Iterable[TrainingSet]:
    from spectrogui.io.inputs import gather
    from spectrogui.io.readers import open_spectrum

    targets = [target for target in gather(paths).targets if not target.problem]
    for start in range(0, len(targets), _CHUNK):
        ticket.checkpoint(start, len(targets))
        spectra: list[Spectrum] = []
        for target in targets[start : start + _CHUNK]:
            try:
                spectra.append(open_spectrum(Path(target.path)))
            except UnreadableError:
                continue
        if spectra:
            yield _from_spectra(spectra)


def _from_spectra(spectra: list[Spectrum]) -> TrainingSet:
    heads = [spectrum.header for spectrum in spectra]
    stars = [head.spectral_class in ("STAR", "") for head in heads]
    return _prepared(
        red_arms(spectra),
        rv_kms=np.array([head.z if abs(head.z) < 0.01 else np.nan for head in heads])
        * SPEED_OF_LIGHT,
        snr=np.array([head.snr_r for head in heads]),
        teff=np.full(len(heads), np.nan),
        subclass=np.array([head.subclass for head in heads]),
        source=np.full(len(heads), "LAMOST files"),
        remark=np.where(stars, "", "not a star"),
        ra=np.array([head.ra for head in heads]),
        dec=np.array([head.dec for head in heads]),
    )


def _prepared(arms: RedArms, *, rv_kms: NDArray[np.float64], **facts: Any) -> TrainingSet:
    continuum = fit_continuum(arms.flux, arms.bits, CONTINUUM)
    prepared = prepare(arms, continuum, np.nan_to_num(rv_kms))
    good = (prepared.bits & BAD == 0) & np.isfinite(rv_kms)[:, None]
    subclass = facts["subclass"]
    from_type = np.array([type_teff(kind) for kind in subclass])
    facts["teff"] = np.where(np.isfinite(facts["teff"]), facts["teff"], from_type)
    letter = np.array([type_letter(kind) for kind in subclass])
    return TrainingSet(
        prepared.flux,
        prepared.sigma,
        good,
        prepared.window_sigma,
        letter=letter,
        number=np.arange(len(letter)),
        **facts,
    )
