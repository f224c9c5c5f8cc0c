"""Training learns, stops in time, repeats itself, and never spoils what it is to learn."""

import numpy as np
import pytest
import torch
from stars import SIZES, gauss

from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import ACTIVE
from spectrogui.model.training import (
    Sample,
    TrainingRecipe,
    _corrupt,
    _loss,
    _standard,
    _tensors,
    latents_of,
    train,
)

RECIPE = TrainingRecipe(epochs=6, batch=32, learning_rate=3e-3)


def toy(count, seed=0):
    """Spectra of one number: how deep their lines are."""
    random = np.random.default_rng(seed)
    shape = sum(gauss(R1800_WAVE, place, 8.0, 3.0) for place in range(6380, 6770, 25))
    shape = shape + sum(gauss(R1800_WAVE, place, 8.0, 3.0) for place in range(8390, 8780, 25))
    depth = random.uniform(0.2, 1.2, (count, 1))
    flux = 1 - depth * shape + random.normal(0, 0.003, (count, 800))
    return Sample(flux.astype(np.float32), np.full((count, 800), 0.003, np.float32))


@pytest.fixture(scope="module")
def trained():
    return train(toy(256), toy(64, seed=1), SIZES, RECIPE)


def test_the_loss_falls_within_a_few_epochs(trained):
    assert trained.train_loss[-1] < 0.5 * trained.train_loss[0]
    assert min(trained.validation_loss) < 0.5 * trained.validation_loss[0]


def test_it_repeats_itself_for_a_seed_and_only_for_that(trained):
    again = train(toy(256), toy(64, seed=1), SIZES, RECIPE)
    other = train(toy(256), toy(64, seed=1), SIZES, TrainingRecipe(epochs=2, batch=32, seed=1))

    assert again.validation_loss == trained.validation_loss
    assert all(map(torch.equal, again.vae.parameters(), trained.vae.parameters()))
    assert other.train_loss[0] != trained.train_loss[0]


def test_it_stops_when_the_validation_set_gets_no_better():
    recipe = TrainingRecipe(epochs=60, batch=32, learning_rate=3e-3, patience=2)
    nothing_to_learn = toy(32, seed=3)
    shuffled = Sample(nothing_to_learn.flux[:, ::-1].copy(), nothing_to_learn.error)
    result = train(toy(64), shuffled, SIZES, recipe)

    best = int(np.argmin(result.validation_loss))
    assert len(result.validation_loss) < 60
    assert len(result.validation_loss) - 1 - best == 2


def test_the_best_epoch_is_kept_not_the_last():
    recipe = TrainingRecipe(epochs=8, batch=32, learning_rate=3e-3, patience=99)
    other = toy(32, seed=3)
    held = Sample(other.flux[:, ::-1].copy(), other.error)
    result = train(toy(64), held, SIZES, recipe)

    flux, weight = _tensors(held)
    x = _standard(*_corrupt(flux, recipe, torch.Generator().manual_seed(1)), result.scaling)
    emphasis = (result.scaling.deviation / result.scaling.deviation.mean()) ** 2
    with torch.inference_mode():
        kept = float(_loss(result.vae, x, flux, weight * emphasis, result.scaling, 0.0))
    assert kept == pytest.approx(min(result.validation_loss))
    assert kept < result.validation_loss[-1]


def test_every_epoch_is_reported():
    seen = []
    train(toy(64), toy(32, seed=1), SIZES, RECIPE, lambda done, total: seen.append((done, total)))

    assert seen == [(epoch, 6) for epoch in range(6)]


def test_a_latent_follows_what_the_spectra_differ_in(trained):
    sample = toy(100, seed=9)
    latent = latents_of(trained.vae, trained.scaling, sample.flux, np.ones((100, 800), bool))
    depth = 1 - sample.flux.mean(axis=1)

    found = [abs(np.corrcoef(depth, latent[:, i])[0, 1]) for i in range(4)]
    assert max(found) > 0.95


def test_corruption_leaves_the_target_alone():
    flux = torch.from_numpy(toy(20).flux)
    before = flux.clone()
    out, hidden = _corrupt(flux, TrainingRecipe(), torch.Generator().manual_seed(0))

    assert torch.equal(flux, before)
    assert not torch.equal(out, before)
    assert out.shape == hidden.shape == flux.shape


def test_corruption_puts_emission_on_the_active_lines_and_hides_some():
    flux = torch.ones(400, 800)
    recipe = TrainingRecipe(line_emission=1.0, line_blank=0.3)
    out, hidden = _corrupt(flux, recipe, torch.Generator().manual_seed(0))

    for line in ACTIVE:
        at = int(np.argmin(np.abs(R1800_WAVE - line.air)))
        assert float(out[:, at].mean()) > 1.1
        assert 0.2 < float(hidden[:, at].float().mean()) < 0.45
    assert float((out[:, 60] - 1).mean()) < 0.1


def test_corruption_adds_noise_as_a_rule_but_not_always():
    recipe = TrainingRecipe(line_emission=0.0)
    out, _ = _corrupt(torch.ones(400, 800), recipe, torch.Generator().manual_seed(0))

    scatter = (out[:, 250:300] - 1).abs().median(dim=1).values
    assert 0.1 < float((scatter < 1e-4).float().mean()) < 0.3
    assert float(scatter.max()) < 0.15


def test_a_noisy_spectrum_counts_less_than_its_noise():
    """Pixels with a large error do not teach: the network learns the others."""
    sample = toy(256)
    spoiled = sample.flux.copy()
    spoiled[:, 600:] = np.random.default_rng(0).normal(1, 0.3, (256, 200))
    error = sample.error.copy()
    error[:, 600:] = 10.0
    result = train(Sample(spoiled, error), toy(64, seed=1), SIZES, RECIPE)

    assert result.train_loss[-1] < 0.5 * result.train_loss[0]
