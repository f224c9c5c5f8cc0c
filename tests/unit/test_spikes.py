"""What is narrower than the spectrograph can see is a spike; lines and noise are not."""

import numpy as np
import pytest
from stars import FILE_WAVE, LSF, gauss, known_continuum, noisy, spectrum, with_line

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.wavelength import air_to_vacuum
from spectrogui.science.prepare import prepare
from spectrogui.science.red_arm import red_arms
from spectrogui.science.spikes import find_spikes

BANDS = {band.key: band for band in R1800_BANDS}
MIDDLE = {"ha": 6590.0, "ca": 8600.0}  # Å in air


def flat(rest):
    return np.ones(len(rest))


def spikes(star, rv=0.0, often=1):
    """(n, 800) of a star without lines of its own."""
    arms = red_arms([star])
    level = np.repeat(known_continuum(arms, [star]), often, axis=0)
    arms = arms if often == 1 else noisy(arms, often)
    made = prepare(arms, level, np.full(len(arms), rv))
    return find_spikes(made.flux - 1, made.sigma, made.good)


def hit(place, height, snr=100.0):
    """A star with one pixel too high, its place in air."""
    star = spectrum(flat, snr=snr)
    at = int(np.argmin(np.abs(FILE_WAVE - air_to_vacuum(np.array([place]))[0])))
    star.flux[at] += height * 1000
    return star


@pytest.mark.parametrize("rv", np.arange(0.0, 70.0, 7.0))
@pytest.mark.parametrize("key", BANDS)
@pytest.mark.parametrize("height", [0.3, 3.0])
def test_one_pixel_is_found_wherever_it_falls_on_the_grid(key, height, rv):
    found = spikes(hit(MIDDLE[key], height), rv)[0]

    moved = MIDDLE[key] * (1 - rv / 299_792.458)
    assert found[np.abs(R1800_WAVE - moved) <= 1].any()
    assert not found[np.abs(R1800_WAVE - moved) > 6].any()


@pytest.mark.parametrize("share", [1.0, 1.5, 3.0])
@pytest.mark.parametrize("key", BANDS)
def test_a_line_as_wide_as_the_spectrograph_makes_it_is_none(key, share):
    for phase in np.linspace(0, 2, 9):
        width = share * LSF[key]
        star = spectrum(with_line(flat, MIDDLE[key] + phase, 1.5 * width, width), snr=100)

        assert not spikes(star, often=20).any()


@pytest.mark.parametrize("key", BANDS)
def test_a_faint_line_of_that_width_is_seldom_taken_for_one(key):
    star = spectrum(with_line(flat, MIDDLE[key], 0.2 * LSF[key], LSF[key]), snr=60)
    near = np.abs(R1800_WAVE - MIDDLE[key]) < 4
    found = spikes(star, often=300)

    assert found[:, near].any(axis=1).mean() < 0.02


@pytest.mark.parametrize("snr", [10, 30, 100])
def test_noise_is_none(snr):
    found = spikes(spectrum(flat, snr=snr), often=500)

    assert found.any(axis=1).mean() < 0.005


def test_absorption_is_none():
    assert not spikes(hit(6590.0, -0.8)).any()


def test_two_pixels_from_the_spike_are_left_out_too():
    found = spikes(hit(6590.0, 3.0))[0]

    assert 5 <= found.sum() <= 7


def test_what_stands_in_a_bad_pixel_is_none():
    residual = np.zeros((1, 800), np.float32)
    good = np.ones((1, 800), bool)
    residual[0, 200], good[0, 200] = 1e20, False
    sigma = np.where(good, 0.01, np.inf).astype(np.float32)

    assert not find_spikes(residual, sigma, good).any()


def test_the_two_bands_do_not_see_each_other():
    residual = np.zeros((1, 800), np.float32)
    residual[0] = gauss(R1800_WAVE, 6770.0, 1.5, 3.0)
    found = find_spikes(residual, np.full((1, 800), 0.01), np.ones((1, 800), bool))

    assert not found[0, BANDS["ca"].rows].any()
