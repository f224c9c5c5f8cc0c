"""Shifts that the tests put in are found again."""

import numpy as np
import pytest
from stars import (
    FILE_WAVE,
    decoded,
    forest,
    known_continuum,
    spectrum,
    tiny_model,
    with_line,
    without,
)

from spectrogui.core.grid import R1800_BANDS, R1800_WAVE
from spectrogui.core.wavelength import SPEED_OF_LIGHT, vacuum_to_air
from spectrogui.science.frame import HALF_PIXEL, find_lag
from spectrogui.science.joint_fit import posed
from spectrogui.science.prepare import prepare
from spectrogui.science.red_arm import red_arms
from spectrogui.science.shifting import shifted
from spectrogui.science.velocity import TemplateBank

TEMPLATE = forest(R1800_WAVE).astype(np.float32)[None]


def at_rest(*stars, rv=0.0):
    arms = red_arms(list(stars))
    velocity = np.broadcast_to(np.asarray(rv, float), len(stars))
    return prepare(arms, known_continuum(arms, stars), velocity)


def lag_of(*stars, template=TEMPLATE):
    made = at_rest(*stars)
    templates = np.repeat(template, len(stars), axis=0)
    return find_lag(posed(made.flux, made.sigma, made.good, templates, None))


@pytest.mark.parametrize("velocity", [-150, -80, -23, -5, 0, 3, 11, 40, 101, 150])
def test_an_injected_shift_is_found_to_3_km_s(velocity):
    stars = [spectrum(rv=velocity, snr=60, seed=seed) for seed in range(3)]

    assert lag_of(*stars).kms == pytest.approx([velocity] * 3, abs=3)


def test_its_error_is_as_large_as_the_scatter():
    stars = [spectrum(rv=10, snr=8, seed=seed) for seed in range(200)]
    lag = lag_of(*stars)

    assert 0.6 < (lag.kms - 10).std() / np.median(lag.error) < 1.4


def test_a_file_in_air_is_caught():
    star = spectrum(snr=60)
    in_air = np.interp(FILE_WAVE, vacuum_to_air(FILE_WAVE), star.flux).astype(np.float32)
    star.flux[:] = in_air
    lag = lag_of(star)

    assert lag.kms[0] == pytest.approx(-83, abs=4)
    assert abs(lag.kms[0]) > HALF_PIXEL


def test_half_a_pixel_at_halpha_is_the_tolerance():
    assert pytest.approx(0.5 / 6562.8 * SPEED_OF_LIGHT, abs=0.5) == HALF_PIXEL


def test_emission_at_the_active_lines_does_not_pull_it():
    profile = with_line(with_line(forest, 6565.0, 10.0), 8545.0, 4.0)
    lag = lag_of(spectrum(snr=60), spectrum(profile, snr=60))

    assert lag.kms[1] == pytest.approx(lag.kms[0], abs=3)


def test_a_cosmic_ray_does_not_pull_it():
    star = spectrum(snr=60)
    star.flux[np.argmin(np.abs(FILE_WAVE - 6602.0))] += 5000

    assert lag_of(star).kms[0] == pytest.approx(0, abs=3)


def test_bands_that_disagree_widen_the_error():
    def torn(rest):
        moved = rest / (1 + 100 / SPEED_OF_LIGHT)
        return np.where(rest > 7500, forest(moved), forest(rest))

    whole, apart = lag_of(spectrum(snr=60)), lag_of(spectrum(torn, snr=60))

    assert apart.error[0] > whole.error[0] + 25
    assert apart.kms[0] > 15


def test_fewer_than_200_points_have_no_lag():
    star = without(spectrum(), (FILE_WAVE > 5600) & ~((FILE_WAVE > 6500) & (FILE_WAVE < 6680)))
    lag = lag_of(star)

    assert np.isnan(lag.kms[0])
    assert np.isnan(lag.error[0])


def test_a_template_without_lines_has_no_lag():
    lag = lag_of(spectrum(snr=30), template=np.ones((1, 800), np.float32))

    assert np.isnan(lag.kms[0])


def test_shifting_moves_redward_for_positive_velocities():
    moved = shifted(TEMPLATE, 100.0)

    for band in R1800_BANDS:
        wave = R1800_WAVE[band.rows][10:-10]
        wanted = forest(wave / (1 + 100 / SPEED_OF_LIGHT))
        assert np.abs(moved[0, band.rows][10:-10] - wanted).max() < 2e-3


def test_shifting_by_nothing_changes_nothing():
    ragged = np.random.default_rng(0).normal(1, 0.1, (2, 800))

    assert shifted(ragged, 0.0) == pytest.approx(ragged, abs=1e-9)


@pytest.mark.parametrize("velocity", [-700.0, -30.0, 30.0, 700.0])
def test_beyond_the_ends_of_a_band_its_edge_goes_on(velocity):
    ragged = np.random.default_rng(0).normal(1, 0.1, (2, 800))
    moved = shifted(ragged, velocity)

    end = 0 if velocity > 0 else -1
    for band in R1800_BANDS:
        assert moved[:, band.rows][:, end] == pytest.approx(ragged[:, band.rows][:, end])


@pytest.fixture(scope="module")
def bank():
    model = tiny_model()
    return TemplateBank(model.decode(model.starts))


@pytest.mark.parametrize("velocity", [-400, -250, -60, 0, 35, 180, 400])
def test_cross_correlation_finds_velocities_to_10_km_s(bank, velocity):
    latents = np.random.default_rng(4).normal(0, 0.8, (4, 4))
    stars = [spectrum(decoded(z), rv=velocity, snr=40, seed=i) for i, z in enumerate(latents)]
    made = at_rest(*stars)
    found = bank.correlate(made.flux, made.sigma, made.good)

    assert found.kms == pytest.approx([velocity] * 4, abs=10)
    assert found.sure.all()


def test_cross_correlation_is_not_led_by_emission(bank):
    profile = with_line(with_line(decoded(np.zeros(4)), 6566.0, 20.0), 8546.0, 5.0)
    made = at_rest(spectrum(profile, rv=-70, snr=40))
    found = bank.correlate(made.flux, made.sigma, made.good)

    assert found.kms[0] == pytest.approx(-70, abs=10)


def test_noise_alone_has_no_sure_velocity(bank):
    stars = [spectrum(lambda rest: np.ones(len(rest)), snr=2, seed=i) for i in range(30)]
    made = at_rest(*stars)
    found = bank.correlate(made.flux, made.sigma, made.good)

    assert found.sure.mean() < 0.15


def test_its_neighbours_do_not_touch_a_velocity(bank):
    latents = np.random.default_rng(4).normal(0, 0.8, (16, 4))
    stars = [spectrum(decoded(z), rv=9 * i, snr=40, seed=i) for i, z in enumerate(latents)]
    made = at_rest(*stars)
    found = bank.correlate(made.flux, made.sigma, made.good)

    for row in (2, 7, 15):
        same = np.full(16, row)
        alone = bank.correlate(made.flux[same], made.sigma[same], made.good[same])
        assert alone.kms == pytest.approx([found.kms[row]] * 16, abs=1e-5)


def test_the_level_of_a_band_does_not_matter(bank):
    made = at_rest(spectrum(decoded(np.zeros(4)), rv=50, snr=40))
    tilted = made.flux * np.where(np.arange(800) < 400, 1.1, 0.9).astype(np.float32)
    one = bank.correlate(made.flux, made.sigma, made.good)
    other = bank.correlate(tilted, made.sigma, made.good)

    assert other.kms[0] == pytest.approx(one.kms[0], abs=3)
