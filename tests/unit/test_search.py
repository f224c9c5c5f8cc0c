"""The search for latents: to the bottom, whatever company a star is in."""

import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from stars import SIZES, tiny_model, tiny_vae

from spectrogui.model.infer import FLOOR, Fit, line_free
from spectrogui.model.layers import Layers
from spectrogui.model.misfit import Misfit, Observed
from spectrogui.science.spikes import find_spikes

NOISE = 0.02
COUNT = 270
STRUCK = (3, 20, 21, 266)  # stars with cosmic rays
RAYS = (40, 90, 110, 240, 270, 300, 350, 450, 520, 610, 700, 760)  # where these fell


@pytest.fixture(scope="module")
def model():
    return tiny_model()


@pytest.fixture(scope="module")
def stars(model):
    """Flux, 1σ and usable pixels of more stars than are worked on at a time."""
    random = np.random.default_rng(7)
    flux = model.decode(random.normal(0, 0.8, (COUNT, 4)).astype(np.float32))
    flux = (flux + NOISE * random.standard_normal(flux.shape)).astype(np.float32)
    flux[np.ix_(STRUCK, RAYS)] += 0.3
    return flux, np.full(flux.shape, NOISE, np.float32), np.ones(flux.shape, bool)


@pytest.fixture(scope="module")
def together(model, stars):
    return fitted(model, stars, np.arange(COUNT))


def fitted(model, stars, rows):
    return model.fit(*(values[rows] for values in stars), find_spikes=find_spikes)


def same(one, row, other, at):
    """Bit for bit."""
    for name in Fit.__slots__:
        assert np.array_equal(getattr(one, name)[row], getattr(other, name)[at]), name


def loss(model, star, latent):
    """Misfit and priors in double precision, of the decoder itself."""
    flux, sigma, good = (torch.from_numpy(values[None]) for values in star)
    weight = (good & torch.from_numpy(line_free())) / (sigma.double() ** 2 + FLOOR**2)
    flat = torch.from_numpy(model.decode(latent[None].astype(np.float32)).astype(np.float64))
    match = Misfit(torch.float64).match(Observed(flux.double(), weight), flat, rounds=4)
    return float(match.loss) + float((latent**2).sum())


@pytest.mark.parametrize("row", [0, 3, 21, 40, 269])
def test_a_star_alone_is_fitted_as_among_others(model, stars, together, row):
    same(fitted(model, stars, np.array([row])), 0, together, row)


@pytest.mark.parametrize("count", [5, 33, 200])
def test_and_in_any_other_company_and_place(model, stars, together, count):
    rows = np.random.default_rng(count).permutation(COUNT)[:count]
    some = fitted(model, stars, rows)

    for at, row in enumerate(rows):
        same(some, at, together, row)


def test_a_spectrum_with_a_spike_is_fitted_again_without_it(model, stars, together):
    flux, sigma, good = (values[list(STRUCK)] for values in stars)
    spikes = together.spikes[list(STRUCK)]
    known, struck = model.fit(flux, sigma, good & ~spikes), model.fit(flux, sigma, good)
    off = np.abs(together.latent[list(STRUCK)] - known.latent).max()

    assert spikes[:, RAYS].mean() > 0.8
    assert off < 0.3 * np.abs(struck.latent - known.latent).max()


def test_one_without_stays_what_it_was(model, stars, together):
    plain = model.fit(*stars)
    calm = ~together.spikes.any(axis=1)

    assert calm.sum() >= COUNT - len(STRUCK) - 2
    assert np.array_equal(plain.template[calm], together.template[calm])


@pytest.mark.parametrize("row", [1, 11, 30, 55])
def test_nothing_lower_lies_near_the_latents_that_are_found(model, stars, together, row):
    star = tuple(values[row] for values in stars)
    found = together.latent[row].astype(float)
    best = minimize(
        lambda latent: loss(model, star, latent), found, method="Nelder-Mead", tol=1e-4
    )

    assert loss(model, star, found) < best.fun + 0.01


def test_a_fit_near_latents_that_are_known_ends_where_one_from_afar_does(model, stars):
    again = model.fit(*stars, near=model.fit(*stars).latent + np.float32(0.05))

    assert np.median(np.abs(again.latent - model.fit(*stars).latent)) < 0.005


def test_units_and_their_slopes_are_those_of_autograd():
    decoder = tiny_vae(seed=5).eval().decoder
    hidden = decoder[:-1]
    latent = torch.from_numpy(np.random.default_rng(3).normal(0, 0.8, (4, 4))).float()
    layers = Layers(decoder)
    kinks = layers.kinks(latent)
    wanted = [torch.autograd.functional.jacobian(hidden, one) for one in latent]

    assert kinks.slope.shape == (4, SIZES.latent, SIZES.hidden[0])
    assert torch.allclose(layers.output(latent), hidden(latent), atol=1e-5)
    assert torch.allclose(kinks.slope.mT, torch.stack(wanted), atol=1e-5)
    assert torch.allclose(
        layers.back(kinks, torch.ones(4, SIZES.hidden[0]))[0], kinks.slope.sum(dim=2), atol=1e-4
    )
