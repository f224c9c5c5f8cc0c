"""From the survey's pixels to the model's grid: nothing moves, nothing bad becomes a number."""

import numpy as np
import pytest
from stars import (
    FILE_WAVE,
    forest,
    gauss,
    known_continuum,
    noisy,
    pixels,
    spectrum,
    with_line,
    without,
)

from spectrogui.core.grid import BAD, FLAGGED, R1800_BANDS, R1800_WAVE
from spectrogui.core.lines import LINES, MEASURED
from spectrogui.core.wavelength import SPEED_OF_LIGHT, air_to_vacuum
from spectrogui.science.prepare import prepare, window_weights
from spectrogui.science.red_arm import red_arms

VELOCITIES = [-300.0, -150.0, -37.0, 0.0, 12.5, 150.0, 300.0]


def flat(rest):
    return np.ones(len(rest))


def prepared(*stars, rv=0.0):
    """On the continuum that the test put in."""
    arms = red_arms(list(stars))
    velocity = np.broadcast_to(np.asarray(rv, float), len(stars))
    return prepare(arms, known_continuum(arms, stars), velocity)


def prepared_often(star, count, rv):
    """The same star with many realisations of its noise."""
    arms = red_arms([star])
    level = np.repeat(known_continuum(arms, [star]), count, axis=0)
    return prepare(noisy(arms, count), level, np.full(count, rv))


@pytest.mark.parametrize("velocity", VELOCITIES)
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.key)
def test_a_line_comes_back_to_its_place_in_air_at_any_velocity(line, velocity):
    at = air_to_vacuum(np.array([line.air]))[0] * (1 + velocity / SPEED_OF_LIGHT)
    star = spectrum(flat)
    star.flux[:] += 1000 * gauss(FILE_WAVE, at, 5.0, 3.0)
    excess = prepared(star, rv=velocity).flux[0].astype(float) - 1

    near = np.abs(R1800_WAVE - line.air) < 15
    centre = (R1800_WAVE[near] * excess[near]).sum() / excess[near].sum()
    assert centre == pytest.approx(line.air, abs=0.02)


def test_without_the_step_to_air_halpha_would_lie_1_81_off():
    star = spectrum(flat)
    star.flux[:] += 1000 * gauss(FILE_WAVE, 6562.80, 5.0, 3.0)  # a file that lies: air already
    excess = prepared(star).flux[0].astype(float) - 1

    near = np.abs(R1800_WAVE - 6561.0) < 15
    centre = (R1800_WAVE[near] * excess[near]).sum() / excess[near].sum()
    assert centre == pytest.approx(6562.80 - 1.81, abs=0.02)


def test_the_phase_of_a_files_pixels_is_taken_into_account():
    wave = FILE_WAVE * 10 ** (0.04 * 1e-4)
    usual = prepared(spectrum(lambda rest: flat(rest) + gauss(rest, 6562.8, 5.0, 3.0)))
    other = prepared(spectrum(lambda rest: flat(rest) + gauss(rest, 6562.8, 5.0, 3.0), wave=wave))

    assert np.abs(usual.flux - other.flux).max() < 0.005


def test_noise_is_as_large_as_it_says():
    out = prepared_often(spectrum(snr=40), 600, -71.0)

    scatter = out.flux.std(axis=0)
    assert np.median(scatter / out.sigma[0]) == pytest.approx(1, abs=0.02)
    assert np.percentile(scatter / out.sigma[0], [1, 99]) == pytest.approx([1, 1], abs=0.09)


@pytest.mark.parametrize("velocity", [-120.0, 0.0, 33.0])
def test_the_noise_of_a_window_is_as_large_as_it_says(velocity):
    out = prepared_often(spectrum(snr=40), 1500, velocity)

    for column, line in enumerate(MEASURED):
        scatter = (out.flux @ window_weights(line)).std()
        assert scatter == pytest.approx(np.median(out.window_sigma[:, column]), rel=0.05)


def test_neighbours_that_share_a_pixel_make_a_window_noisier_than_its_points_add_up_to():
    out = prepared(spectrum(snr=40))
    weights = window_weights(MEASURED[1])

    assert out.window_sigma[0, 1] > 1.2 * np.hypot.reduce(out.sigma[0] * weights)


def test_scale_of_flux_does_not_matter():
    one, other = prepared(spectrum(snr=40)), prepared(spectrum(snr=40, scale=1000.0))
    arms = red_arms([spectrum(snr=40), spectrum(snr=40, scale=3e7)])
    both = prepare(arms, np.ones(arms.flux.shape), np.zeros(2))

    assert np.array_equal(one.flux, other.flux)
    assert np.allclose(both.flux[0], both.flux[1], rtol=1e-5)
    assert np.allclose(both.sigma[0], both.sigma[1], rtol=1e-4)


def test_outside_the_spectrum_is_bad_and_never_zero():
    star = spectrum(wave=FILE_WAVE[:3751])
    out = prepared(star, rv=0.0)

    outside = air_to_vacuum(R1800_WAVE) > star.wave[-1]
    assert outside.any()
    assert (out.bits[0, outside] & BAD).all()
    assert (out.flux[0, outside] == 1).all()
    assert np.isinf(out.sigma[0, outside]).all()
    assert out.good[0, ~outside].all()


def test_without_a_continuum_all_is_bad():
    arms = red_arms([spectrum()])
    out = prepare(arms, np.full(arms.flux.shape, np.nan), np.zeros(1))

    assert not out.good.any()
    assert (out.flux == 1).all()
    assert np.isinf(out.sigma).all()


@pytest.mark.parametrize("value", [1e30, np.nan, np.inf, -1e30, 0.0])
def test_what_stands_in_a_pixel_without_weight_never_matters(value):
    lost = pixels(6556, 6562) | pixels(8600, 8610)
    clean, dirty = without(spectrum(snr=50), lost), without(spectrum(snr=50), lost)
    dirty.flux[lost] = value
    wanted, out = prepared(clean), prepared(dirty)

    assert np.array_equal(out.flux, wanted.flux)
    assert np.array_equal(out.sigma, wanted.sigma)
    assert np.array_equal(out.bits, wanted.bits)


def test_bad_pixels_spoil_just_the_points_that_they_reach():
    lost = pixels(6500, 6510)
    out = prepared(without(spectrum(), lost))

    bad = R1800_WAVE[~out.good[0]]
    assert bad.min() >= 6498
    assert bad.max() <= 6512
    assert len(bad) >= 10
    assert np.isinf(out.sigma[~out.good]).all()
    assert np.isfinite(out.sigma[out.good]).all()


def test_the_flag_of_some_exposure_travels_along():
    star = spectrum()
    star.ormask[pixels(6500, 6505)] = 4
    out = prepared(star)

    flagged = R1800_WAVE[(out.bits[0] & FLAGGED) > 0]
    assert {6501.0, 6502.0, 6503.0, 6504.0} <= set(flagged)
    assert flagged.min() > 6496
    assert flagged.max() < 6509
    assert out.good.all()


def test_spectra_side_by_side_do_not_touch_each_other():
    some = [spectrum(snr=20, seed=1), without(spectrum(), slice(2000, 2500)), spectrum(forest)]
    together = prepared(*some, rv=[5.0, -100.0, 60.0])

    for row, (star, velocity) in enumerate(zip(some, [5.0, -100.0, 60.0], strict=True)):
        alone = prepared(star, rv=velocity)
        assert np.array_equal(alone.flux[0], together.flux[row])
        assert np.array_equal(alone.window_sigma[0], together.window_sigma[row])


@pytest.mark.parametrize("line", MEASURED, ids=lambda line: line.key)
def test_the_weights_of_a_window_add_up_to_its_width(line):
    weights = window_weights(line)
    inside = np.abs(R1800_WAVE - line.air) < line.half_width - 0.5

    assert weights.sum() == pytest.approx(2 * line.half_width)
    assert (weights[inside] == 1).all()
    assert (weights[np.abs(R1800_WAVE - line.air) > line.half_width + 0.5] == 0).all()


def test_the_grid_is_that_of_the_paper():
    assert [(band.low, band.high) for band in R1800_BANDS] == [(6371, 6770), (8381, 8780)]
    assert R1800_WAVE.shape == (800,)
    assert set(np.diff(R1800_WAVE)) == {1.0, 8381.0 - 6770.0}


def test_a_known_width_survives_the_resampling():
    star = spectrum(with_line(flat, 6562.80, 4.0), rv=45.0)
    out = prepared(star, rv=45.0)

    assert (out.flux[0] - 1) @ window_weights(MEASURED[0]) == pytest.approx(4.0, rel=0.01)
