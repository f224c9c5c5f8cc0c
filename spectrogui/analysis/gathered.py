"""Spectra to train on or to judge a model by, as they are read, with what is known of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from spectrogui.core.errors import InputError, UnreadableError
from spectrogui.core.grid import FLAGGED
from spectrogui.core.job import Ticket
from spectrogui.core.parameters import Parameters
from spectrogui.core.spectrum import Spectrum
from spectrogui.core.wavelength import SPEED_OF_LIGHT
from spectrogui.science.red_arm import LOG_START, PIXELS, RedArms, red_arms, scaled

if TYPE_CHECKING:
    from spectrogui.io.catalogue import Catalogue
    from spectrogui.io.inputs import Target

FILES = "LAMOST files"
"""What is said of the source of a spectrum that came as a file."""
_CHUNK = 256
_NOTHING = Parameters()


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """n spectra and their stars; see `analysis.training_set.TrainingSet` for what is there too.

    Attributes
    ----------
    arms : n red arms
    rv_kms : (n,) of the header or a catalogue, NaN if neither has one
    teff, logg, feh : (n,) of a catalogue, NaN if unknown
    """

    arms: RedArms
    rv_kms: NDArray[np.float64]
    snr: NDArray[np.float64]
    teff: NDArray[np.float64]
    logg: NDArray[np.float64]
    feh: NDArray[np.float64]
    subclass: NDArray[np.str_]
    source: NDArray[np.str_]
    remark: NDArray[np.str_]
    ra: NDArray[np.float64]
    dec: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.arms)

    def take(self, rows: NDArray[Any]) -> "Gathered":
        """Some of the spectra."""
        arms = RedArms(*(getattr(self.arms, field.name)[rows] for field in fields(RedArms)))
        facts = [field.name for field in fields(Gathered) if field.name != "arms"]
        return Gathered(arms, *(getattr(self, name)[rows] for name in facts))


def join_gathered(parts: Sequence[Gathered]) -> Gathered:
    """Several sets of spectra as one, in order; at least one is needed."""
    arms = RedArms(
        *(
            np.concatenate([getattr(part.arms, field.name) for part in parts])
            for field in fields(RedArms)
        )
    )
    facts = [field.name for field in fields(Gathered) if field.name != "arms"]
    return Gathered(
        arms, *(np.concatenate([getattr(part, name) for part in parts]) for name in facts)
    )


def from_collection(arrays: dict[str, NDArray[Any]]) -> Gathered:
    """The spectra of an ``.npz`` with red arms.

    Raises
    ------
    InputError : they are not on LAMOST's pixels
    """
    grid = arrays["log10_wave_vacuum"]
    if len(grid) != PIXELS or abs(grid[0] - LOG_START) > 1e-7:
        raise InputError("The red-arm collection is not on LAMOST's pixels from 5623 Å.")
    flagged = np.unpackbits(arrays["ormask"], axis=1)[:, :PIXELS] * np.uint8(FLAGGED)
    shape = arrays["flux"].shape
    unknown = np.full(shape[0], np.nan)
    return Gathered(
        scaled(RedArms(arrays["flux"], arrays["ivar"], flagged, np.zeros(shape, np.float32))),
        rv_kms=np.where(np.abs(arrays["z"]) < 0.01, arrays["z"], np.nan) * SPEED_OF_LIGHT,
        snr=np.where(arrays["snr_r"] > -900, arrays["snr_r"], np.nan),
        teff=arrays["teff"],
        logg=arrays.get("logg", unknown),
        feh=arrays.get("feh", unknown),
        subclass=arrays["subclass"].astype(str),
        source=arrays["source"].astype(str),
        remark=arrays["category"].astype(str),
        ra=arrays["ra"],
        dec=arrays["dec"],
    )


def everything(targets: "list[Target]") -> "list[Target]":
    """All of them."""
    return targets


def from_files(
    paths: Sequence[Path],
    ticket: Ticket,
    catalogue: "Catalogue | None" = None,
    choose: "Callable[[list[Target]], list[Target]]" = everything,
) -> Iterator[Gathered]:
    """The readable spectra of files, folders, lists and catalogues, some at a time.

    Parameters
    ----------
    catalogue : knows Teff, log g, [Fe/H] and velocity of stars of which the list says nothing
    choose : which of the spectra that were found are read
    """
    from spectrogui.io.inputs import gather
    from spectrogui.io.readers import open_spectrum

    found = gather(paths, None, ticket).targets
    targets = choose([target for target in found if not target.problem])
    for start in range(0, len(targets), _CHUNK):
        ticket.checkpoint(start, len(targets))
        spectra: list[Spectrum] = []
        known: list[Parameters] = []
        for target in targets[start : start + _CHUNK]:
            try:
                spectra.append(open_spectrum(Path(target.path)))
            except UnreadableError:
                continue
            known.append(_parameters(target, spectra[-1], catalogue))
        if spectra:
            yield from_spectra(spectra, known)


def from_spectra(spectra: list[Spectrum], known: Sequence[Parameters] = ()) -> Gathered:
    """Spectra that were read one by one, with what a catalogue knows of each star."""
    heads = [spectrum.header for spectrum in spectra]
    known = known or [_NOTHING] * len(heads)
    stars = [head.spectral_class in ("STAR", "") for head in heads]
    header_rv = np.array([head.z if abs(head.z) < 0.01 else np.nan for head in heads])
    catalogue_rv = np.array([star.rv_kms for star in known])
    return Gathered(
        red_arms(spectra),
        rv_kms=np.where(np.isfinite(catalogue_rv), catalogue_rv, header_rv * SPEED_OF_LIGHT),
        snr=np.array([head.snr_r for head in heads]),
        teff=np.array([star.teff for star in known]),
        logg=np.array([star.logg for star in known]),
        feh=np.array([star.feh for star in known]),
        subclass=np.array([head.subclass for head in heads]),
        source=np.full(len(heads), FILES),
        remark=np.where(stars, "", "not a star"),
        ra=np.array([head.ra for head in heads]),
        dec=np.array([head.dec for head in heads]),
    )


def _parameters(target: "Target", spectrum: Spectrum, catalogue: "Catalogue | None") -> Parameters:
    """What the list says of a star, else what the catalogue does."""
    if target.parameters is not None and np.isfinite(target.parameters.teff):
        return target.parameters
    found = catalogue.look_up(spectrum.header) if catalogue is not None else None
    return found or target.parameters or _NOTHING
