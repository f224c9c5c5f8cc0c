"""One training of one network on chosen stars, and what it then makes of others."""

import copy
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from spectrogui.analysis.mixing import mixtures
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import OUTSIDE_LINES
from spectrogui.core.job import Ticket
from spectrogui.core.lines import MEASURED
from spectrogui.model.infer import FLOOR, Array, Model, Scaling
from spectrogui.model.training import Sample, Trained, TrainingRecipe, latents_of, train
from spectrogui.model.vae import Architecture
from spectrogui.science.measure import reduced_chi2, rms_outside
from spectrogui.science.prepare import window_weights

STARTS = 64
"""Starting points of the fit, spread over the training stars."""
_WEIGHTS = np.stack([window_weights(line) for line in MEASURED], axis=1)
_CHUNK = 256


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
    """A trained network, its starting points, and the model that they make."""

    trained: Trained
    starts: torch.Tensor
    model: Model


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """What a model leaves of n stars.

    Attributes
    ----------
    rmse, misfit : (n,) outside the active lines; misfit is a reduced χ² with the model's error
    widths, sigma : (n, 5) Å, sums over the windows, and 1σ from photons and latents
    latent : (n, k)
    template : (n, 800)
    """

    rmse: NDArray[np.float64]
    misfit: NDArray[np.float64]
    widths: NDArray[np.float64]
    sigma: NDArray[np.float64]
    latent: Array
    template: Array


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
    draft = _model(trained, _spread(proposals))
    starts = _spread(residuals(draft, learn).latent)
    return Network(trained, starts, _model(trained, starts))


def residuals(model: Model, stars: TrainingSet) -> Residuals:
    """Fit every star and see what is left."""
    parts = []
    for start in range(0, len(stars), _CHUNK):
        some = stars.take(np.arange(start, min(start + _CHUNK, len(stars))))
        fit = model.fit(some.flux, some.sigma, some.good, _WEIGHTS)
        rest = some.flux - fit.template
        noise = np.hypot(np.minimum(some.sigma, 1e3), FLOOR).astype(np.float32)
        parts.append(
            (
                rms_outside(rest, some.good),
                reduced_chi2(rest, noise, some.good, fit.latent.shape[1]),
                np.where(some.good, rest, 0) @ _WEIGHTS,
                np.hypot(some.window_sigma, fit.window_sigma),
                fit.latent,
                fit.template,
            )
        )
    return Residuals(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def clean(stars: TrainingSet) -> NDArray[np.bool_]:
    """(n,) stars with usable flux in nine tenths of the pixels outside the active lines."""
    good: NDArray[np.bool_] = stars.good[:, OUTSIDE_LINES].mean(axis=1) > 0.9
    return good


def _model(trained: Trained, starts: torch.Tensor) -> Model:
    scaling = Scaling(trained.scaling.mean, trained.scaling.deviation)
    return Model(copy.deepcopy(trained.vae), scaling, starts)


def _filled(stars: TrainingSet) -> Array:
    return np.where(stars.good, stars.flux, 1).astype(np.float32)


def _spread(latent: Array) -> torch.Tensor:
    """Points far from one another: each next one is the farthest from those before."""
    centre = np.median(latent, axis=0)
    chosen = [int(np.argmin(((latent - centre) ** 2).sum(axis=1)))]
    away = ((latent - latent[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < min(STARTS, len(latent)):
        chosen.append(int(np.argmax(away)))
        away = np.minimum(away, ((latent - latent[chosen[-1]]) ** 2).sum(axis=1))
    return torch.from_numpy(latent[chosen].astype(np.float32))
