"""The template of a star: found again, and not moved by what is to be measured against it."""

import numpy as np
import pytest
from stars import gauss, tiny_model

from spectrogui.core.grid import R1800_WAVE
from spectrogui.core.lines import ACTIVE, MEASURED
from spectrogui.model.infer import line_free
from spectrogui.science.prepare import window_weights

HALPHA = window_weights(MEASURED[0])
EVERYTHING = np.ones((1, 800), bool)


@pytest.fixture(scope="module")
def model():
    return tiny_model()


def latents(count, seed=3):
    return np.random.default_rng(seed).normal(0, 0.8, (count, 4)).astype(np.float32)


def observed(model, latent, noise, seed=0):
    flux = model.decode(latent)
    random = np.random.default_rng(seed)
    flux = flux + noise * random.standard_normal(flux.shape)
    sigma = np.full(flux.shape, noise, np.float32)
    return flux.astype(np.float32), sigma, np.ones(flux.shape, bool)


def test_a_decoded_spectrum_gives_its_latents_back(model):
    wanted = latents(16)
    fit = model.fit(*observed(model, wanted, 0.001))

    near = np.abs(fit.latent - wanted).max(axis=1) < 0.1
    assert near.mean() > 0.9
    assert np.abs(fit.template - model.decode(wanted)).max() < 0.02


def test_the_template_is_within_the_noise_of_many_pixels(model):
    wanted = latents(16)
    fit = model.fit(*observed(model, wanted, 0.03))

    miss = (fit.template - model.decode(wanted)).std(axis=1)
    assert np.median(miss) < 0.006


@pytest.fixture(scope="module")
def repeated(model):
    """One star, fitted under eighty realisations of its noise."""
    weights = np.stack([window_weights(line) for line in MEASURED], axis=1)
    return model.fit(*observed(model, np.repeat(latents(1), 80, axis=0), 0.03), weights)


def test_latents_scatter_as_much_as_they_say(repeated):
    ratio = repeated.latent.std(axis=0) / np.median(repeated.latent_sigma, axis=0)

    assert (ratio > 0.4).all()
    assert (ratio < 1.5).all()


def test_a_window_of_the_template_scatters_no_more_than_it_says(repeated):
    weights = np.stack([window_weights(line) for line in MEASURED], axis=1)
    scatter = (repeated.template @ weights).std(axis=0)

    assert repeated.window_sigma.shape == (80, 5)
    assert (scatter < 1.5 * np.median(repeated.window_sigma, axis=0) + 0.01).all()


@pytest.mark.parametrize("width", [3.0, 5.0, 7.0])
def test_emission_at_halpha_does_not_move_the_template(model, width):
    flux, sigma, good = observed(model, latents(8), 0.015)
    before = model.fit(flux, sigma, good)
    added = flux + gauss(R1800_WAVE, 6562.80, width, 3.0).astype(np.float32)
    after = model.fit(added, sigma, good)

    assert np.abs((after.template - before.template) @ HALPHA).max() < 0.07


def test_what_lies_in_the_cores_of_the_lines_is_not_looked_at_at_all(model):
    flux, sigma, good = observed(model, latents(5), 0.015)
    other = np.where(line_free(), flux, 7.0).astype(np.float32)

    assert np.array_equal(
        model.fit(flux, sigma, good).latent, model.fit(other, sigma, good).latent
    )


def test_the_cores_that_are_hidden_are_those_of_the_active_lines():
    hidden = R1800_WAVE[~line_free()]

    for line in ACTIVE:
        assert np.abs(hidden - line.air).min() < 0.6
    assert np.min(np.abs(hidden[:, None] - [line.air for line in ACTIVE]), axis=1).max() <= 12


def test_a_cosmic_ray_does_not_move_the_template(model):
    flux, sigma, good = observed(model, latents(8), 0.015)
    before = model.fit(flux, sigma, good)
    struck = flux.copy()
    struck[:, 150:152] += 5
    struck[:, 640] += 2
    after = model.fit(struck, sigma, good)

    assert np.abs(after.template - before.template).max() < 0.01


@pytest.mark.parametrize("value", [1e30, np.nan, 0.0])
def test_what_stands_in_bad_pixels_never_matters(model, value):
    flux, sigma, good = observed(model, latents(5), 0.015)
    good[:, 100:140] = good[:, 500:510] = False
    dirty = np.where(good, flux, value).astype(np.float32)
    blind = np.where(good, sigma, np.inf).astype(np.float32)
    wanted, found = model.fit(flux, sigma, good), model.fit(dirty, blind, good)

    assert np.array_equal(wanted.template, found.template)
    assert np.isfinite(found.template_sigma).all()


def test_a_spectrum_with_half_its_pixels_still_has_its_template(model):
    wanted = latents(5)
    flux, sigma, good = observed(model, wanted, 0.01)
    good[:, 400:] = False
    fit = model.fit(flux, sigma, good)

    assert np.abs(fit.template - model.decode(wanted))[:, :400].max() < 0.05


def test_without_any_pixel_the_template_is_an_ordinary_star(model):
    flux, sigma, _ = observed(model, latents(2), 0.01)
    fit = model.fit(flux, sigma, np.zeros((2, 800), bool))

    assert np.isfinite(fit.template).all()
    assert np.abs(fit.latent).max() < 0.1


@pytest.mark.parametrize("level", [0.96, 1.04])
def test_a_continuum_that_is_a_little_off_is_taken_up(model, level):
    flux, sigma, good = observed(model, latents(5), 0.01)
    before, after = model.fit(flux, sigma, good), model.fit(np.float32(level) * flux, sigma, good)

    assert np.abs(after.template / before.template - level).max() < 0.015


def test_a_result_does_not_depend_on_the_others_that_are_fitted_with_it(model):
    flux, sigma, good = observed(model, latents(6), 0.02)
    flux[4] = np.random.default_rng(1).uniform(-3, 8, 800)  # nothing like a star
    together = model.fit(flux, sigma, good)

    for row in range(6):
        alone = model.fit(flux[row : row + 1], sigma[row : row + 1], good[row : row + 1])
        assert alone.latent[0] == pytest.approx(together.latent[row], abs=1e-4)
        assert alone.template[0] == pytest.approx(together.template[row], abs=1e-4)


def test_the_encoder_takes_bad_pixels_as_average(model):
    flux, _, good = observed(model, latents(3), 0.01)
    good[:, 200:220] = False
    dirty = flux.copy()
    dirty[:, 200:220] = 99

    assert np.array_equal(model.encode(flux, good), model.encode(dirty, good))


def test_decoding_gives_one_template_for_each_latent(model):
    some = latents(6)

    assert model.decode(some).shape == (6, 800)
    assert np.allclose(model.decode(some)[3], model.decode(some[3:4])[0], atol=1e-6)
