"""Training the network on prepared, inactive spectra (paper section 3.2)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.model.fitter import Scaling
from spectrogui.model.infer import Array
from spectrogui.model.vae import Architecture, Vae, kl_divergence


@dataclass(frozen=True, slots=True)
class TrainingRecipe:
    """How a network is trained.

    Attributes
    ----------
    kl_weight : of the Kullback–Leibler divergence beside the mean squared error
    line_emission : probability that an active line of an input spectrum gets fake emission
    line_blank : probability that an active line of an input spectrum is hidden
    patience : epochs without a better validation loss before training stops
    """

    epochs: int = 60
    batch: int = 256
    learning_rate: float = 1e-3
    kl_weight: float = 1e-3
    line_emission: float = 0.9
    line_blank: float = 0.3
    patience: int = 12
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Spectra to learn from.

    Attributes
    ----------
    flux : (n, 800) continuum = 1
    error : (n, 800) 1σ of flux
    """

    flux: Array
    error: Array


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A network and how it got there: losses per epoch on both sets."""

    vae: Vae
    scaling: Scaling
    train_loss: list[float]
    validation_loss: list[float]


Corruption = Callable[[Tensor, TrainingRecipe, torch.Generator], tuple[Tensor, Tensor]]
"""From clean flux (n, size) to what the encoder sees, and which of its pixels are hidden."""


def train(
    sample: Sample,
    validation: Sample,
    architecture: Architecture,
    recipe: TrainingRecipe,
    report: Callable[[int, int], None] = lambda done, total: None,
    corrupt: Corruption | None = None,
) -> Trained:
    """Train with corrupted inputs and clean targets; keep the best epoch on the validation set.

    The squared error is taken in units of the continuum rather than of each pixel's standard
    deviation, so that Hα and the triplet, where stars differ most, count most; and each pixel
    by its inverse variance, so that a noisy target does not teach its noise.

    Parameters
    ----------
    corrupt : how inputs are corrupted; as fits the R1800 model, unless given
    """
    torch.manual_seed(recipe.seed)
    corrupt = corrupt or _corrupt
    mean, deviation = sample.flux.mean(axis=0), sample.flux.std(axis=0)
    scaling = Scaling(torch.from_numpy(mean), torch.from_numpy(deviation))
    emphasis = (scaling.deviation / scaling.deviation.mean()) ** 2
    flux, weight = _tensors(sample)
    held, held_weight = _tensors(validation)
    generator = torch.Generator().manual_seed(recipe.seed + 1)
    held_input = _standard(*corrupt(held, recipe, generator), scaling)

    vae = Vae(architecture)
    optimiser = torch.optim.Adam(vae.parameters(), lr=recipe.learning_rate)
    steps = len(flux) // recipe.batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.learning_rate, total_steps=recipe.epochs * steps, pct_start=0.1
    )
    train_loss: list[float] = []
    validation_loss: list[float] = []
    best = {name: value.clone() for name, value in vae.state_dict().items()}
    for epoch in range(recipe.epochs):
        report(epoch, recipe.epochs)
        vae.train()
        total = 0.0
        order = torch.randperm(len(flux), generator=generator)
        for step in range(steps):
            pick = order[step * recipe.batch : (step + 1) * recipe.batch]
            clean = flux[pick]
            x = _standard(*corrupt(clean, recipe, generator), scaling)
            loss = _loss(vae, x, clean, weight[pick] * emphasis, scaling, recipe.kl_weight)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        train_loss.append(total / max(steps, 1))
        vae.eval()
        with torch.inference_mode():
            value = _loss(vae, held_input, held, held_weight * emphasis, scaling, 0.0)
        validation_loss.append(float(value))
        if validation_loss[-1] == min(validation_loss):
            best = {name: value.clone() for name, value in vae.state_dict().items()}
        if epoch - int(np.argmin(validation_loss)) >= recipe.patience:
            break
    vae.load_state_dict(best)
    return Trained(vae.eval(), scaling, train_loss, validation_loss)


def _tensors(sample: Sample) -> tuple[Tensor, Tensor]:
    """Flux, and weights with mean one per spectrum."""
    flux = torch.from_numpy(np.ascontiguousarray(sample.flux, np.float32))
    error = torch.from_numpy(np.ascontiguousarray(sample.error, np.float32))
    weight = 1 / (error**2 + 0.01**2)
    return flux, weight / weight.mean(dim=1, keepdim=True)


def _standard(flux: Tensor, hidden: Tensor, scaling: Scaling) -> Tensor:
    standard = (flux - scaling.mean) / scaling.deviation
    return torch.where(hidden, torch.zeros(()), standard).clamp(-30, 30)


def _loss(
    vae: Vae, x: Tensor, clean: Tensor, weight: Tensor, scaling: Scaling, kl_weight: float
) -> Tensor:
    out, mean, log_variance = vae(x)
    wanted = (clean - scaling.mean) / scaling.deviation
    error: Tensor = ((out - wanted) ** 2 * weight).mean()
    return error + kl_weight * kl_divergence(mean, log_variance).mean()


def _corrupt(
    flux: Tensor, recipe: TrainingRecipe, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Noise, fake emission in and off the lines, and hidden stretches; flux and hidden pixels."""
    n, size = flux.shape

    def chance(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=generator)

    wave = torch.from_numpy(np.asarray(R1800_WAVE, np.float32))
    noise = torch.randn(n, size, generator=generator)
    noise = 0.65 * (noise + torch.roll(noise, 1, dims=1))
    level = 0.003 * (0.08 / 0.003) ** chance(n, 1) * (chance(n, 1) < 0.8)
    out = flux + level * noise
    hidden = torch.zeros(n, size, dtype=torch.bool)
    for line in ACTIVE:
        strength = 8.0 if line.key == "ha" else 3.0
        width = (2 + 6 * chance(n, 1)) / 2.3548
        area = strength * chance(n, 1) ** 2 * (chance(n, 1) < recipe.line_emission)
        away = wave - (line.air + 3 * (chance(n, 1) - 0.5))
        out = out + area / (width * 2.5066) * torch.exp(-0.5 * (away / width) ** 2)
        near = (wave - line.air).abs() < line.half_width
        hidden |= near & (chance(n, 1) < recipe.line_blank)
    for _ in range(3):
        centre = wave[torch.randint(0, size, (n, 1), generator=generator)]
        height = 0.05 * torch.exp(3.5 * chance(n, 1)) * (chance(n, 1) < 0.4)
        out = out + height * torch.exp(-0.5 * ((wave - centre) / (0.6 + 1.2 * chance(n, 1))) ** 2)
    middle = torch.randint(0, size, (n, 1), generator=generator)
    stretch = 30 * chance(n, 1) * (chance(n, 1) < 0.15)
    hidden |= (torch.arange(size) - middle).abs() < stretch
    return out, hidden


def latents_of(vae: Vae, scaling: Scaling, flux: Array, seen: NDArray[np.bool_]) -> Array:
    """The encoder's mean latents (n, k) of spectra (n, 800)."""
    with torch.inference_mode():
        x = _standard(torch.from_numpy(np.float32(flux)), ~torch.from_numpy(seen), scaling)
        return np.asarray(vae.encode(x)[0].numpy())
