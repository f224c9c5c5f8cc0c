"""What is done to the inputs of the R250 model while it is trained (paper section 3.2)."""

import numpy as np
import torch
from torch import Tensor

from spectrogui.core.grid import R250_WAVE
from spectrogui.core.slitless_bands import FWHM, OUTSIDE
from spectrogui.model.training import TrainingRecipe

_SIGMA = FWHM / 2.3548


def corrupt_slitless(
    flux: Tensor, recipe: TrainingRecipe, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Noise, fake emission in Hα and elsewhere, a hidden Hα and hidden stretches.

    Returns
    -------
    flux (n, 300) and the pixels that are hidden
    """
    n, size = flux.shape

    def chance(*shape: int) -> Tensor:
        return torch.rand(*shape, generator=generator)

    wave = torch.from_numpy(np.asarray(R250_WAVE, np.float32))
    noise = torch.randn(n, size + 4, generator=generator).unfold(1, 5, 1).mean(dim=2) * 5**0.5
    level = 0.001 * (0.02 / 0.001) ** chance(n, 1) * (chance(n, 1) < 0.8)
    out = flux + level * noise
    area = 10.0 * chance(n, 1) ** 2 * (chance(n, 1) < recipe.line_emission)
    away = (wave - (6562.8 + 3 * (chance(n, 1) - 0.5))) / _SIGMA
    out = out + area / (_SIGMA * 2.5066) * torch.exp(-0.5 * away**2)
    hidden = (chance(n, 1) < recipe.line_blank) & torch.from_numpy(~OUTSIDE)
    for _ in range(2):
        centre = wave[torch.randint(0, size, (n, 1), generator=generator)]
        height = 0.01 * torch.exp(3 * chance(n, 1)) * (chance(n, 1) < 0.3)
        out = out + height * torch.exp(-0.5 * ((wave - centre) / _SIGMA) ** 2)
    middle = torch.randint(0, size, (n, 1), generator=generator)
    stretch = 15 * chance(n, 1) * (chance(n, 1) < 0.15)
    hidden = hidden | ((torch.arange(size) - middle).abs() < stretch)
    return out, hidden
