"""The paper's own recipe (Xiang, Gu & Cao 2022, sections 3.1–3.2), as a baseline.

The encoder's mean latents, decoded; nothing is fitted, hidden or weighted. The network learns
from the same stars, prepared and mixed in the same way as ours.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from spectrogui.analysis.mixing import mixtures
from spectrogui.analysis.training_set import TrainingSet
from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.job import Ticket
from spectrogui.core.lines import ACTIVE
from spectrogui.model.vae import Architecture, Vae, kl_divergence
from spectrogui.science.red_arm import Flux
from spectrogui.validation.baseline_lines import Mask

_VALIDATION = 0.2
_WIDEST = 30.0


@dataclass(frozen=True, slots=True)
class PaperRecipe:
    """What the paper says, and what it leaves open.

    Attributes
    ----------
    kl_weight : beside the mean squared error of the 800 standardised pixels. The paper writes
        "MSE + KL" and no weight. With 1 the latents of a mean over pixels carry nothing; 1/800
        makes it the sum of squared errors over the pixels, which is the likelihood, plus KL
    corrupted : whether inputs get noise and fake emission
    epochs, mixtures, batch, learning_rate, patience : not in the paper
    """

    latent: int = 4
    dropout: float = 0.2
    kl_weight: float = 1 / 800
    corrupted: bool = True
    epochs: int = 30
    mixtures: int = 16_000
    batch: int = 256
    learning_rate: float = 1e-3
    patience: int = 8
    seed: int = 0


@dataclass(frozen=True, eq=False)
class PaperNetwork:
    """A trained network.

    Attributes
    ----------
    mean, deviation : (800,) of the training set
    loss : of the validation set at its best epoch, MSE of standardised pixels
    """

    vae: Vae
    mean: Flux
    deviation: Flux
    loss: float

    def templates(self, flux: Flux, sigma: Flux, good: Mask) -> Flux:
        """(n, 800) templates; a pixel without usable flux counts as the mean of the set."""
        standard = np.where(good, (flux - self.mean) / self.deviation, 0)
        with torch.inference_mode():
            x = torch.from_numpy(standard.astype(np.float32)).clamp(-_WIDEST, _WIDEST)
            out = self.vae.decode(self.vae.encode(x)[0]).numpy()
        return np.asarray(out * self.deviation + self.mean, np.float32)


def train_as_the_paper(stars: TrainingSet, recipe: PaperRecipe, ticket: Ticket) -> PaperNetwork:
    """Train on four fifths of the stars, stop by the others, keep the best epoch."""
    rng = np.random.default_rng(recipe.seed)
    held = rng.random(len(stars)) < _VALIDATION
    learn, check = stars.take(~held), stars.take(held & ~stars.library)
    clean = mixtures(learn, recipe.mixtures, recipe.seed).flux
    mean, deviation = clean.mean(axis=0), clean.std(axis=0)
    torch.manual_seed(recipe.seed)
    generator = torch.Generator().manual_seed(recipe.seed + 1)
    target = torch.from_numpy((clean - mean) / deviation)
    real = np.where(check.good, (check.flux - mean) / deviation, 0).astype(np.float32)
    known = torch.from_numpy(real).clamp(-_WIDEST, _WIDEST)
    scale = torch.from_numpy(deviation)

    vae = Vae(Architecture(latent=recipe.latent, dropout=recipe.dropout))
    optimiser = torch.optim.Adam(vae.parameters(), lr=recipe.learning_rate)
    best, lowest, since = vae.state_dict(), np.inf, 0
    for epoch in range(recipe.epochs):
        ticket.checkpoint(epoch, recipe.epochs)
        vae.train()
        order = torch.randperm(len(target), generator=generator)
        for start in range(0, len(order), recipe.batch):
            pick = order[start : start + recipe.batch]
            _step(vae, optimiser, target[pick], scale, recipe, generator)
        value = _validation(vae, known)
        since += 1
        if value < lowest:
            best = {name: part.clone() for name, part in vae.state_dict().items()}
            lowest, since = value, 0
        if since >= recipe.patience:
            break
    vae.load_state_dict(best)
    return PaperNetwork(vae.eval(), mean, deviation, float(lowest))


def _step(
    vae: Vae,
    optimiser: torch.optim.Optimizer,
    clean: Tensor,
    scale: Tensor,
    recipe: PaperRecipe,
    generator: torch.Generator,
) -> None:
    x = clean
    if recipe.corrupted:
        x = (clean + _added(len(clean), generator) / scale).clamp(-_WIDEST, _WIDEST)
    out, mean, log_variance = vae(x)
    loss = ((out - clean) ** 2).mean()
    loss = loss + recipe.kl_weight * kl_divergence(mean, log_variance).mean()
    optimiser.zero_grad()
    torch.autograd.backward(loss)
    optimiser.step()


def _validation(vae: Vae, known: Tensor) -> float:
    vae.eval()
    with torch.inference_mode():
        return float(((vae.decode(vae.encode(known)[0]) - known) ** 2).mean())


def _added(count: int, generator: torch.Generator) -> Tensor:
    """(count, 800) what corrupts inputs: Gaussian noise, emission of the active lines, and
    emission-like features anywhere, as of nebulae and cosmic rays.
    """
    wave = torch.from_numpy(np.asarray(R1800_WAVE, np.float32))

    def chance(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=generator)

    level = 0.05 * chance(count, 1) ** 2
    out = level * torch.randn(count, len(wave), generator=generator)
    anywhere = [wave[torch.randint(0, len(wave), (count, 1), generator=generator)]] * 2
    for centre in [*(torch.full((count, 1), line.air) for line in ACTIVE), *anywhere]:
        width = (2 + 6 * chance(count, 1)) / 2.3548
        height = 0.8 * chance(count, 1) ** 2 * (chance(count, 1) < 0.5)
        out = out + height * torch.exp(-0.5 * ((wave - centre) / width) ** 2)
    return out
