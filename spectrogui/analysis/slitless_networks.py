"""Training of R250 networks, and what they make of stars that they have not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spectrogui.analysis.cross_validation import held_to_stop
from spectrogui.analysis.mixing import mixtures
from spectrogui.analysis.networks import Plan, spread_starts
from spectrogui.analysis.slitless_set import SlitlessSet
from spectrogui.analysis.slitless_template import (
    MODES,
    SlitlessTemplate,
    make_templates,
    residual_weights,
)
from spectrogui.core.job import Ticket
from spectrogui.core.slitless_bands import NEAR_LINE
from spectrogui.model.modes import learn_modes
from spectrogui.model.slitless import SlitlessNetwork
from spectrogui.model.slitless_corruption import corrupt_slitless
from spectrogui.model.training import Sample, Trained, TrainingRecipe, latents_of, train
from spectrogui.model.vae import Architecture
from spectrogui.science.slitless import Degraded
from spectrogui.science.slitless_width import halpha_width, rms_outside

NO_MODES: NDArray[np.float64] = np.zeros((300, 0))
_CHUNK = 64


def slitless_plan() -> Plan:
    """How an R250 network is trained, unless it is said otherwise."""
    return Plan(
        architecture=Architecture(size=300, dropout=0.0),
        recipe=TrainingRecipe(epochs=22),
        mixtures=20_000,
    )


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessTrained:
    """A trained network, and what it is with its starting points."""

    trained: Trained
    network: SlitlessNetwork


@dataclass(frozen=True, slots=True, eq=False)
class SlitlessLeft:
    """What a network, with modes or without, leaves of n stars.

    Attributes
    ----------
    raw, rmse : (n,) outside Hα, before and after the shape correction
    width : (n,) Å, of Hα by eq. 5 after the correction
    excess : (n,) Å, over the template, without zero point
    photons, template : (n,) Å, 1σ of the excess from either
    latent : (n, k)
    rest : (n, 300) corrected flux minus template, 0 where nothing is seen
    """

    raw: NDArray[np.float64]
    rmse: NDArray[np.float64]
    width: NDArray[np.float64]
    excess: NDArray[np.float64]
    photons: NDArray[np.float64]
    template: NDArray[np.float64]
    latent: NDArray[np.float64]
    rest: NDArray[np.float64]

    def take(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "SlitlessLeft":
        """Of some of the stars."""
        return SlitlessLeft(*(getattr(self, name)[rows] for name in SlitlessLeft.__slots__))


def train_slitless_network(stars: SlitlessSet, plan: Plan, ticket: Ticket) -> SlitlessTrained:
    """Train on the stars but for a few, which decide when to stop."""
    held = held_to_stop(stars.stars, plan)
    learn, check = stars.stars.take(~held), stars.stars.take(held & ~stars.stars.library)
    sample = mixtures(learn, plan.mixtures, plan.recipe.seed)
    validation = Sample(np.where(check.good, check.flux, 1).astype(np.float32), check.sigma)
    trained = train(
        sample, validation, plan.architecture, plan.recipe, ticket.checkpoint, corrupt_slitless
    )
    filled = np.where(learn.good, learn.flux, 1).astype(np.float32)
    proposals = latents_of(trained.vae, trained.scaling, filled, learn.good)
    draft = SlitlessNetwork(trained.vae, trained.scaling, spread_starts(proposals))
    fitted = slitless_left(draft, NO_MODES, stars.take(~held).seen).latent
    starts = spread_starts(fitted.astype(np.float32))
    return SlitlessTrained(trained, SlitlessNetwork(trained.vae, trained.scaling, starts))


def slitless_left(
    network: SlitlessNetwork, modes: NDArray[np.floating], seen: Degraded
) -> SlitlessLeft:
    """Fit every star and see what is left."""
    parts = []
    for start in range(0, len(seen), _CHUNK):
        some = seen.take(np.arange(start, min(start + _CHUNK, len(seen))))
        made = make_templates(network, modes, some.flux, some.sigma, some.good)
        parts.append(left_of(some, made))
    return join_left(parts)


def join_left(parts: Sequence[SlitlessLeft]) -> SlitlessLeft:
    """What is left of several sets of stars as one, in order; at least one is needed."""
    names = SlitlessLeft.__slots__
    return SlitlessLeft(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


def left_of(seen: Degraded, made: SlitlessTemplate) -> SlitlessLeft:
    """What templates leave of n stars."""
    flux = seen.flux / made.factor
    near = made.factor[:, NEAR_LINE]
    covariance = seen.covariance / (near[:, :, None] * near[:, None, :])
    observed, quiet = halpha_width(flux), halpha_width(made.flux)
    fit = seen.whole & seen.good[:, NEAR_LINE].all(axis=1)
    return SlitlessLeft(
        raw=rms_outside(seen.flux - made.flux, seen.good),
        rmse=rms_outside(flux - made.flux, seen.good),
        width=np.where(fit, observed.value, np.nan),
        excess=np.where(fit, observed.value - quiet.value, np.nan),
        photons=observed.error(covariance),
        template=quiet.error(made.covariance),
        latent=made.latent,
        rest=np.where(seen.good, flux - made.flux, 0.0),
    )


def slitless_modes(
    seen: Sequence[Degraded], left: Sequence[SlitlessLeft], count: int = MODES
) -> NDArray[np.float64]:
    """(300, count) modes of what networks leave of inactive stars that they have not seen."""
    rest = np.concatenate([part.rest for part in left])
    sigma = np.concatenate([part.sigma for part in seen])
    good = np.concatenate([part.good for part in seen])
    return learn_modes(rest, residual_weights(rest, sigma, good), count)
