"""The fully connected variational autoencoder of Xiang, Gu & Cao 2022, Fig. 3.

D → 512 → 256 → 128 → (μ, log σ²) → 128 → 256 → 512 → D, with PReLU and dropout after each
hidden layer and a linear output. Kingma & Welling 2014 for the variational part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Architecture:
    """The sizes that define a network."""

    size: int = 800
    hidden: tuple[int, ...] = (512, 256, 128)
    latent: int = 4
    dropout: float = 0.2


class Vae(nn.Module):
    """Encoder and decoder on standardised spectra."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        a = architecture
        self.encoder = _stack((a.size, *a.hidden), a.dropout)
        self.mean = nn.Linear(a.hidden[-1], a.latent)
        self.log_variance = nn.Linear(a.hidden[-1], a.latent)
        self.decoder = nn.Sequential(
            *_stack((a.latent, *reversed(a.hidden)), a.dropout), nn.Linear(a.hidden[0], a.size)
        )

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance, each (n, latent), of standardised spectra (n, size)."""
        h = self.encoder(x)
        return self.mean(h), self.log_variance(h)

    def decode(self, z: Tensor) -> Tensor:
        """Standardised spectra (n, size) of latents (n, latent)."""
        out: Tensor = self.decoder(z)
        return out

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Reconstruction (n, size), mean and log variance; z is sampled while training."""
        mean, log_variance = self.encode(x)
        z = mean
        if self.training:
            z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        return self.decode(z), mean, log_variance


def kl_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Kullback–Leibler divergence of N(mean, exp(log_variance)) from N(0, 1), (n,)."""
    return -0.5 * torch.sum(1 + log_variance - mean**2 - log_variance.exp(), dim=1)


def _stack(sizes: Sequence[int], dropout: float) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.PReLU(), nn.Dropout(dropout)]
    return nn.Sequential(*layers)
