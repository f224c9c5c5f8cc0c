"""From spectra to rows: the one path that window, command line and Python share."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectrogui import __version__
from spectrogui.analysis.blocks import BLOCK, blocks
from spectrogui.analysis.flags import find_flags
from spectrogui.analysis.frames import adaptable
from spectrogui.analysis.freed_memory import keep_freed_memory
from spectrogui.analysis.measured import measure
from spectrogui.analysis.prepared_stars import PreparedStars, from_spectra
from spectrogui.analysis.recipe import method_sha256, preparation_sha256
from spectrogui.analysis.rows import Judged, make_columns
from spectrogui.analysis.slitless import SlitlessModel, shown
from spectrogui.analysis.slitless_only import without_r1800
from spectrogui.analysis.velocities import VelocityFinder
from spectrogui.core.block_rows import block_rows
from spectrogui.core.errors import InputError, UnreadableError
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.parameters import Parameters
from spectrogui.core.shown import Slitless
from spectrogui.core.spectrum import Spectrum
from spectrogui.io.models import chosen_models, model_folder
from spectrogui.io.pack_record import Basis
from spectrogui.io.readers import open_spectrum
from spectrogui.model.bundle import Bundle, load_bundle
from spectrogui.model.threads import OneThread
from spectrogui.science.frame import find_lag


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What is known of one spectrum.

    Attributes
    ----------
    wave : (800,) Å, air, stellar rest frame
    flux, sigma : (800,) continuum = 1, and its 1σ (infinite where there is no usable flux)
    good : (800,) usable pixels: neither without flux nor a spike
    bits : (800,) see `core.grid`
    template, template_sigma : (800,) the star without activity, and 1σ of it from the latents
    residual : (800,) flux minus template
    latent, latent_sigma : (4,)
    row : the columns of `core.columns`, str, int, float or bool; None where unknown
    slitless : the star at R = 250; None if the R250 model was not asked, or sees nothing
    basis : what another model needs beside flux and sigma to measure the star again
    """

    wave: NDArray[np.float64]
    flux: NDArray[np.float32]
    sigma: NDArray[np.float32]
    good: NDArray[np.bool_]
    bits: NDArray[np.uint8]
    template: NDArray[np.float32]
    template_sigma: NDArray[np.float32]
    residual: NDArray[np.float32]
    latent: NDArray[np.float32]
    latent_sigma: NDArray[np.float32]
    row: Mapping[str, Any]
    slitless: Slitless | None = None
    basis: Basis | None = None


class Analyser:
    """The models, ready to analyse; loading them takes a moment, so keep it."""

    def __init__(
        self, bundle: Bundle, slitless: SlitlessModel | None = None, alone: bool = False
    ) -> None:
        """Take loaded models.

        Parameters
        ----------
        slitless : the R250 model, if it is to be asked too
        alone : rows get the numbers of the R250 model only; velocities and the frame check are
            always those of the R1800 model
        """
        self._model = bundle.model
        self._calibration = bundle.calibration
        self._velocities = VelocityFinder(bundle.model)
        self._one_thread = OneThread()
        keep_freed_memory()
        self.card = bundle.card
        self.model_sha256 = "" if alone else bundle.sha256
        self._slitless, self._alone = slitless, alone
        self.prep_sha256 = method_sha256()

    @classmethod
    def load(cls, model: str | Path = "r1800") -> "Analyser":
        """Load a model by name or folder, or ``both``: see `io.models.chosen_models`.

        Raises
        ------
        InputError : there is no such model, or it was made with another preparation
        """
        chosen = chosen_models(model)
        with OneThread()():  # beside other work threads would wait for one another, for seconds
            slitless = SlitlessModel.load(chosen.r250) if chosen.r250 is not None else None
            bundle = load_bundle(chosen.r1800 or model_folder("r1800"))
        if bundle.card.get("prep_sha256") != preparation_sha256():
            raise InputError(
                f"The model {bundle.card.get('name', model)} was trained on spectra prepared "
                "in another way than this version of spectrogui prepares them: train it again."
            )
        return cls(bundle, slitless, alone=chosen.r1800 is None)

    @property
    def provenance(self) -> dict[str, str]:
        """What a table or session should say of how it was made."""
        return {
            "model": str(self.card.get("name", "")),
            "model_sha256": self.model_sha256,
            "model_r250_sha256": "" if self._slitless is None else self._slitless.sha256,
            "prep_sha256": self.prep_sha256,
            "app_version": __version__,
        }

    def run(
        self, spectra: Sequence[Spectrum], parameters: Sequence[Parameters | None]
    ) -> list[Analysis]:
        """One analysis for each spectrum, in order."""
        out: list[Analysis] = []
        with self._one_thread():
            velocities = self._velocities.find(spectra, parameters)
            for numbers, count in blocks(len(spectra)):
                some, known = [spectra[i] for i in numbers], [parameters[i] for i in numbers]
                stars = from_spectra(some, velocities.take(numbers))
                out.extend(self._block(stars, known)[:count])
        return out

    def judge(
        self, stars: PreparedStars, parameters: Sequence[Parameters | None]
    ) -> list[Analysis]:
        """The same for stars that are prepared already, at the velocities that they have."""
        out: list[Analysis] = []
        with self._one_thread():
            for numbers, count in blocks(len(stars)):
                known = [parameters[i] for i in numbers]
                out.extend(self._block(stars.take(numbers), known)[:count])
        return out

    def _block(
        self, stars: PreparedStars, parameters: Sequence[Parameters | None]
    ) -> list[Analysis]:
        prepared, headers = stars.prepared, stars.headers
        found = measure(self._model, self._calibration, prepared)
        problem = adaptable(self._model, found.fit, prepared, found.good)
        lag = find_lag(problem)
        judged = Judged(
            velocities=stars.velocities,
            lag=lag,
            widths=found.widths,
            rmse=found.rmse,
            chi2=found.chi2,
            latent=found.fit.latent,
            bits=found.bits,
            outlier=found.outlier,
            flags=find_flags(found, prepared, problem, lag, headers, parameters),
        )
        made = {
            "model_sha256": self.model_sha256,
            "prep_sha256": self.prep_sha256,
            "app_version": __version__,
        }
        columns = make_columns(judged, headers, parameters)
        columns |= {name: np.full(len(headers), text, object) for name, text in made.items()}
        slitless: list[Slitless | None] = [None] * len(headers)
        if self._slitless is not None:
            teff = np.array([nan if star is None else star.teff for star in parameters])
            seen = self._slitless.judge(stars.seen)
            columns |= self._slitless.columns(seen, teff)
            slitless = shown(seen)
        if self._alone:
            columns = without_r1800(columns)
        rows = block_rows(columns, len(headers))
        return [
            Analysis(
                wave=R1800_WAVE,
                flux=prepared.flux[i],
                sigma=prepared.sigma[i],
                good=found.good[i],
                bits=found.bits[i],
                template=found.template[i],
                template_sigma=found.template_sigma[i],
                residual=found.residual[i],
                latent=found.fit.latent[i],
                latent_sigma=found.fit.latent_sigma[i],
                row=rows[i],
                slitless=slitless[i],
                basis=stars.basis(i),
            )
            for i in range(len(rows))
        ]


def analyse(
    path: str | Path,
    *,
    model: str | Path = "both",
    teff: float | None = None,
    logg: float | None = None,
    feh: float | None = None,
    rv_kms: float | None = None,
) -> Analysis:
    """Analyse one spectrum file.

    Parameters
    ----------
    model : ``r1800``, ``r250``, ``both``, another model's name, or its folder
    teff, logg, feh : K, dex, dex; without a Teff `active` stays unknown
    rv_kms : radial velocity; otherwise that of the header, or by cross-correlation

    Raises
    ------
    UnreadableError : the file is no LAMOST low-resolution spectrum; the message says why
    InputError : the model cannot be used
    """
    teff, logg, feh, rv_kms = (nan if v is None else float(v) for v in (teff, logg, feh, rv_kms))
    star = Parameters(teff=teff, logg=logg, feh=feh, rv_kms=rv_kms)
    spectrum = open_spectrum(Path(path))
    return _analyser(str(model)).run([spectrum], [star])[0]


def analyse_many(paths: Iterable[str | Path], *, model: str | Path = "both") -> Iterator[Analysis]:
    """The same for many files, in order, a batch at a time.

    Raises
    ------
    UnreadableError : at the first file that cannot be read; those before have been given
    """
    analyser = _analyser(str(model))
    rest = iter(paths)
    while some := list(islice(rest, 4 * BLOCK)):
        spectra: list[Spectrum] = []
        problem: Exception | None = None
        for path in some:
            try:
                spectra.append(open_spectrum(Path(path)))
            except UnreadableError as error:
                problem = error
                break
        yield from analyser.run(spectra, [None] * len(spectra))
        if problem is not None:
            raise problem


_LOADED: dict[str, Analyser] = {}


def _analyser(model: str) -> Analyser:
    """Keep the models that were used."""
    if model not in _LOADED:
        _LOADED[model] = Analyser.load(model)
    return _LOADED[model]
