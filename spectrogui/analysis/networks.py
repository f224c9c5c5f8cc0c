"""One training of one network on chosen stars, and what it then makes of others."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.mixing import mixtures
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import OUTSIDE_LINES
from spectrogui.core.job import Ticket
from spectrogui.core.lines import MEASURED
from spectrogui.model.infer import FLOOR, Array, Model
from spectrogui.model.modes import learn_modes, mode_weights
from spectrogui.model.training import Sample, Trained, TrainingRecipe, latents_of, train
from spectrogui.model.vae import Architecture
from spectrogui.science.measure import reduced_chi2, rms_outside
from spectrogui.science.prepare import window_weights

STARTS = 64
"""Starting points of the fit, spread over the training stars."""
_WEIGHTS = np.stack([window_weights(line) for line in MEASURED], axis=1)
_CHUNK = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything; see `TrainingRecipe` for the rest.

    Attributes
    ----------
    mixtures : spectra that the training stars are mixed to
    """

    architecture: Architecture = field(default_factory=lambda: Architecture(dropout=0.0))
    recipe: TrainingRecipe = field(default_factory=lambda: TrainingRecipe(epochs=30))
    mixtures: int = 24_000


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A trained network, and the model that it makes with its starting points."""

    trained: Trained
    model: Model

    def with_modes(self, modes: NDArray[np.floating]) -> "Network":
        """The same with modes of the residual: see `model.modes`."""
        model = Model(self.trained.vae, self.trained.scaling, self.model.starts, modes)
        return Network(self.trained, model)


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """What a model leaves of n stars.

    Attributes
    ----------
    rmse : (n,) outside the active lines
    misfit : (n,) reduced χ² of the network alone, with its own error
    widths, sigma : (n, 5) Å, sums over the windows, and 1σ from photons, latents and modes
    latent : (n, k)
    plain : (n, 800) residual of the network alone, 0 where there is no usable flux
    """

    rmse: NDArray[np.float64]
    misfit: NDArray[np.float64]
    widths: NDArray[np.float64]
    sigma: NDArray[np.float64]
    latent: Array
    plain: Array


def train_network(
    stars: TrainingSet, held: NDArray[np.bool_], plan: Plan, ticket: Ticket
) -> Network:
    """Train on the stars that are not held back; those decide when to stop."""
    learn, check = stars.take(~held), stars.take(held & ~stars.library)
    sample = mixtures(learn, plan.mixtures, plan.recipe.seed)
    validation = Sample(
        np.where(check.good, check.flux, 1).astype(np.float32),
        np.where(check.good, np.minimum(check.sigma, 1e3), 1e3).astype(np.float32),
    )
    trained = train(sample, validation, plan.architecture, plan.recipe, ticket.checkpoint)
    proposals = latents_of(trained.vae, trained.scaling, _filled(learn), learn.good)
    draft = Model(trained.vae, trained.scaling, spread_starts(proposals))
    starts = spread_starts(residuals(draft, learn).latent)
    return Network(trained, Model(trained.vae, trained.scaling, starts))


def residuals(model: Model, stars: TrainingSet) -> Residuals:
    """Fit every star and see what is left."""
    parts = []
    for start in range(0, len(stars), _CHUNK):
        some = stars.take(np.arange(start, min(start + _CHUNK, len(stars))))
        fit = model.fit(some.flux, some.sigma, some.good, _WEIGHTS)
        rest, plain = some.flux - fit.template, some.flux - fit.decoded
        noise = np.hypot(np.minimum(some.sigma, 1e3), FLOOR).astype(np.float32)
        parts.append(
            (
                rms_outside(rest, some.good),
                reduced_chi2(plain, noise, some.good, fit.latent.shape[1]),
                np.where(some.good, rest, 0) @ _WEIGHTS,
                np.hypot(some.window_sigma, fit.window_sigma),
                fit.latent,
                np.where(some.good, plain, 0).astype(np.float32),
            )
        )
    return Residuals(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def modes_of(stars: TrainingSet, left: Residuals) -> NDArray[np.float64]:
    """The modes of what networks leave of stars that they have not seen."""
    rest = left.plain.astype(float)
    return learn_modes(rest, mode_weights(rest, stars.sigma.astype(float), stars.good))


def clean(stars: TrainingSet) -> NDArray[np.bool_]:
    """(n,) stars with usable flux in nine tenths of the pixels outside the active lines."""
    good: NDArray[np.bool_] = stars.good[:, OUTSIDE_LINES].mean(axis=1) > 0.9
    return good


def _filled(stars: TrainingSet) -> Array:
    return np.where(stars.good, stars.flux, 1).astype(np.float32)


def spread_starts(latent: Array) -> Array:
    """Points far from one another: each next one is the farthest from those before."""
    centre = np.median(latent, axis=0)
    chosen = [int(np.argmin(((latent - centre) ** 2).sum(axis=1)))]
    away = ((latent - latent[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < min(STARTS, len(latent)):
        chosen.append(int(np.argmax(away)))
        away = np.minimum(away, ((latent - latent[chosen[-1]]) ** 2).sum(axis=1))
    return latent[chosen].astype(np.float32)
