"""Fitting a decoder to slitless spectra: what is planted comes back, whatever else is with it."""

import numpy as np
import pytest
import torch

from spectrogui.core.slitless_bands import OUTSIDE, SHAPES
from spectrogui.io.models import model_folder
from spectrogui.model.plain import PlainStack
from spectrogui.model.slitless_atlas import make_atlas
from spectrogui.model.slitless_bundle import load_slitless
from spectrogui.model.slitless_fit import Beginnings
from spectrogui.model.slitless_misfit import Seen, bend, bent, loss
from spectrogui.model.vae import Architecture, Vae

SIGMA = 0.005


@pytest.fixture(scope="module")
def network():
    return load_slitless(model_folder("r250")).network


def planted(network, count=48, seed=1):
    """Latents between starting points, and noisy spectra of them with a smooth factor."""
    random = np.random.default_rng(seed)
    starts = network.starts[random.integers(0, len(network.starts), (count, 2))]
    share = random.uniform(0, 1, (count, 1))
    latent = share * starts[:, 0] + (1 - share) * starts[:, 1]
    truth = network.decode(latent)
    factor = 1 + random.normal(0, 0.05, (count, 4)) @ SHAPES.T
    noise = random.normal(0, SIGMA, truth.shape)
    return truth, factor, truth * factor + noise


def test_a_planted_template_comes_back_within_the_noise(network):
    truth, factor, flux = planted(network)

    fit = network.fit(flux, np.full(flux.shape, SIGMA), np.ones(flux.shape, bool))
    away = (fit.template * fit.factor / (truth * factor) - 1)[:, OUTSIDE]
    assert np.median(np.sqrt((away**2).mean(axis=1))) < SIGMA
    assert np.median(np.abs((fit.template / truth - 1)[:, ~OUTSIDE])) < SIGMA


def test_emission_in_halpha_moves_no_template(network):
    _, _, flux = planted(network)
    sigma, good = np.full(flux.shape, SIGMA), np.ones(flux.shape, bool)

    plain = network.fit(flux, sigma, good)
    bright = network.fit(flux + 3.0 * ~OUTSIDE, sigma, good)
    assert np.array_equal(plain.template, bright.template)


def test_a_spike_hardly_moves_a_template(network):
    _, _, flux = planted(network)
    sigma, good = np.full(flux.shape, SIGMA), np.ones(flux.shape, bool)
    spiked = flux.copy()
    spiked[:, 180] += 2.0

    plain, other = network.fit(flux, sigma, good), network.fit(spiked, sigma, good)
    assert np.median(np.abs(other.template - plain.template)) < 0.3 * SIGMA


@pytest.mark.parametrize("count", [0, 1, 3, 16, 17])
def test_a_fit_does_not_depend_on_how_many_are_fitted(network, count):
    _, _, flux = planted(network)
    sigma, good = np.full(flux.shape, SIGMA), np.ones(flux.shape, bool)

    every, some = (network.fit(flux[:n], sigma[:n], good[:n]) for n in (48, count))
    assert np.array_equal(every.template[:count], some.template)
    assert np.array_equal(every.covariance[:count], some.covariance)


def test_a_fit_does_not_depend_on_what_is_fitted_beside_it(network):
    _, _, flux = planted(network)
    sigma, good = np.full(flux.shape, SIGMA), np.ones(flux.shape, bool)
    order = np.random.default_rng(5).permutation(len(flux))

    here, there = network.fit(flux, sigma, good), network.fit(flux[order], sigma, good)
    assert np.array_equal(here.template[order], there.template)
    assert np.array_equal(here.covariance[order], there.covariance)


def test_a_star_of_which_nothing_is_seen_has_a_template_all_the_same(network):
    flux = np.ones((1, 300))

    fit = network.fit(flux, np.full(flux.shape, np.inf), np.zeros(flux.shape, bool))
    assert np.isfinite(fit.template).all()
    assert np.isfinite(fit.covariance).all()


def test_a_plain_stack_does_what_torch_does():
    vae = Vae(Architecture(size=300, hidden=(32, 16), latent=4)).eval()
    latent = torch.randn(5, 4)

    with torch.inference_mode():
        made, encoded = vae.decode(latent), vae.encode(made := vae.decode(latent))[0]
    assert PlainStack(vae.decoder)(latent.numpy()) == pytest.approx(made.numpy(), abs=1e-6)
    stack = PlainStack([*vae.encoder, vae.mean], 2.0, 1.0)
    assert stack(made.numpy()) == pytest.approx(2 * encoded.numpy() + 1, abs=1e-5)


def test_an_atlas_knows_how_a_smooth_decoder_changes():
    random = np.random.default_rng(2)
    weights = random.normal(size=(4, 30)).astype(np.float32)
    starts = random.normal(size=(20, 4)).astype(np.float32)

    atlas = make_atlas(lambda latent: latent @ weights, starts)
    assert atlas.slope == pytest.approx(np.broadcast_to(weights, atlas.slope.shape), abs=1e-4)
    assert np.array_equal(atlas.nearest(starts), np.arange(20))


def test_the_smooth_factor_that_is_found_lowers_the_loss_most():
    random = np.random.default_rng(3)
    flat = (1 + 0.1 * random.normal(size=(4, 300))).astype(np.float32)
    terms = random.normal(0, 0.05, (4, 4)).astype(np.float32)
    flux = flat * bent(terms) + random.normal(0, SIGMA, flat.shape).astype(np.float32)
    seen = Seen(flux, np.full(flat.shape, SIGMA**-2, np.float32))
    latent = np.zeros((4, 4), np.float32)

    found = bend(seen, flat)
    least = loss(seen, flat, latent, found)
    assert found == pytest.approx(terms, abs=2e-3)
    for by in 0.01 * np.eye(4, dtype=np.float32):
        assert (loss(seen, flat, latent, found + by) > least).all()
        assert (loss(seen, flat, latent, found - by) > least).all()


def test_starting_points_are_compared_by_least_squares():
    random = np.random.default_rng(4)
    flat = (1 + 0.1 * random.normal(size=(3, 300))).astype(np.float32)
    latent = random.normal(size=(3, 4)).astype(np.float32)
    flux = flat[[2, 0]] * np.float32(1.02)
    weight = np.full(flux.shape, 1e3, np.float32)

    losses = Beginnings(latent, flat).losses(flux, weight)
    assert losses.argmin(axis=1).tolist() == [2, 0]
    own = (latent[[2, 0]] ** 2).sum(axis=1)
    assert losses.min(axis=1) == pytest.approx(own + 0.02**2 / 0.15**2, abs=1e-3)
