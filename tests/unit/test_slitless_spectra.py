"""Slitless spectra of R = 250: their resolution, their errors, gaps, and what is measured."""

import numpy as np
import pytest

from spectrogui.core.grid import BAD, R250_WAVE
from spectrogui.core.slitless_bands import NEAR_LINE, OUTSIDE
from spectrogui.core.wavelength import SPEED_OF_LIGHT, vacuum_to_air
from spectrogui.science.emission import with_halpha
from spectrogui.science.red_arm import LOG_STEP, PIXELS, RED_WAVE, RedArms
from spectrogui.science.slitless import degrade
from spectrogui.science.slitless_kernel import (
    LENGTH,
    PLACE,
    REACH,
    START,
    convolved,
    line_spread,
)
from spectrogui.science.slitless_width import halpha_width, rms_outside, shape

LAMOST_FWHM = 6562.8 / 1800


def arms(flux=1.0, count=1, snr=100.0):
    values = np.broadcast_to(np.asarray(flux, np.float32), (count, PIXELS)).copy()
    ivar = np.full((count, PIXELS), snr**2, np.float32)
    return RedArms(values, ivar, np.zeros((count, PIXELS), np.uint8), np.zeros_like(values))


def with_line(area, fwhm=LAMOST_FWHM, rv=0.0, count=1):
    flat = arms(count=count)
    every = np.ones(count)
    return with_halpha(flat, np.ones((count, PIXELS)), rv * every, area * every, fwhm * every)


def with_gap(of, low, high):
    air = vacuum_to_air(RED_WAVE)
    bits = of.bits | np.where((air > low) & (air < high), BAD, 0).astype(np.uint8)
    return RedArms(of.flux, of.ivar, bits, of.offset)


def test_a_line_as_sharp_as_lamost_makes_it_comes_out_22_angstrom_wide():
    near = np.abs(R250_WAVE - 6562.8) < 36
    wave, profile = R250_WAVE[near], degrade(with_line(5.0), np.zeros(1)).flux[0, near] - 1

    mean = np.average(wave, weights=profile)
    sigma = np.sqrt(np.average((wave - mean) ** 2, weights=profile))
    assert sigma * 2.3548 == pytest.approx(22.0, abs=0.2)
    assert mean == pytest.approx(6562.8, abs=0.1)


def test_a_line_keeps_its_flux():
    near = np.abs(R250_WAVE - 6562.8) < 36
    profile = degrade(with_line(5.0), np.zeros(1)).flux[0, near] - 1

    assert profile.sum() * 5 == pytest.approx(5.0, rel=0.01)


def test_the_velocity_is_taken_out():
    still = degrade(with_line(5.0), np.zeros(1)).flux
    moving = degrade(with_line(5.0, rv=300.0), np.full(1, 300.0)).flux

    assert 300 / SPEED_OF_LIGHT * 6562.8 > 6
    assert moving == pytest.approx(still, abs=2e-3)


def test_the_scale_of_the_flux_does_not_matter():
    one = with_line(2.0)
    times = RedArms(one.flux * 7, one.ivar / 49, one.bits, one.offset)

    first, second = degrade(one, np.zeros(1)), degrade(times, np.zeros(1))
    assert second.flux == pytest.approx(first.flux, rel=1e-5)
    assert second.sigma == pytest.approx(first.sigma, rel=1e-5)
    assert second.covariance == pytest.approx(first.covariance, rel=1e-4)


def test_a_star_comes_out_the_same_whatever_is_beside_it():
    many = with_line(2.0, count=70)

    alone = degrade(with_line(2.0), np.zeros(1)).flux[0]

    assert np.array_equal(degrade(many, np.zeros(70)).flux[65], alone)


def test_the_error_of_the_width_is_how_much_it_scatters():
    flat, rng = arms(count=400, snr=20.0), np.random.default_rng(1)
    noise = rng.normal(0, 1 / 20, flat.flux.shape).astype(np.float32)
    seen = degrade(RedArms(flat.flux + noise, flat.ivar, flat.bits, flat.offset), np.zeros(400))

    width = halpha_width(seen.flux)
    assert width.value.std() == pytest.approx(width.error(seen.covariance).mean(), rel=0.1)


def test_a_short_gap_is_bridged_and_a_long_one_is_not_seen():
    short = degrade(with_gap(arms(), 6700, 6708), np.zeros(1))
    long = degrade(with_gap(arms(), 6700, 6760), np.zeros(1))

    assert short.good.all()
    assert short.flux == pytest.approx(1.0)
    assert not long.good[0, (R250_WAVE > 6700) & (R250_WAVE < 6760)].any()
    assert long.good[0, R250_WAVE < 6660].all()


def test_a_pixel_that_is_missing_in_halpha_leaves_no_whole_line():
    assert degrade(arms(), np.zeros(1)).whole.all()
    assert not degrade(with_gap(arms(), 6562, 6564), np.zeros(1)).whole.any()


def test_an_arm_without_flux_has_nothing_good():
    seen = degrade(with_gap(arms(), 0, 1e5), np.zeros(1))

    assert not seen.good.any()
    assert np.isinf(seen.sigma).all()
    assert np.isfinite(seen.flux).all()


def test_of_no_stars_there_are_no_spectra():
    assert len(degrade(arms(count=0), np.zeros(0))) == 0


def test_the_width_is_that_of_equation_5():
    line = 3.0 * np.exp(-0.5 * ((R250_WAVE - 6562.5) / 4) ** 2) / (4 * np.sqrt(2 * np.pi))

    assert halpha_width(2 * (1 + line)[None]).value == pytest.approx([3.0], abs=0.03)
    assert halpha_width(np.ones((1, 300))).value == pytest.approx([0.0], abs=1e-12)


def test_pixels_count_by_the_part_that_lies_in_the_band():
    slope = halpha_width(np.ones((1, 300))).slope[0]
    wave = R250_WAVE[NEAR_LINE]
    edge, inside = slope[wave == 6575], slope[wave == 6565]

    assert inside == pytest.approx([5.0])
    assert edge == pytest.approx([2.5 - 2.5 * 25 / 100])


def test_what_bends_the_continuum_is_undone():
    template = 1 + 0.1 * np.sin(R250_WAVE / 40)[None]
    x = (R250_WAVE - 6752.5) / 747.5
    bend = 1 + 0.2 * x - 0.1 * x**2 + 0.05 * x**3

    corrected = template * bend / shape(template * bend, template, np.ones((1, 300), bool))
    assert corrected == pytest.approx(template, abs=1e-9)


def test_emission_in_halpha_does_not_bend_the_continuum():
    template = np.ones((1, 300))
    bright = template + 3 * np.exp(-0.5 * ((R250_WAVE - 6562.8) / 9.34) ** 2)

    factor = shape(bright, template, np.ones((1, 300), bool))
    assert factor == pytest.approx(1.0, abs=2e-3)


def test_rmse_does_not_look_at_halpha():
    residual = np.where(OUTSIDE, 0.01, 5.0)[None]

    assert rms_outside(residual, np.ones((1, 300), bool)) == pytest.approx([0.01])
    assert np.isnan(rms_outside(residual, np.zeros((1, 300), bool))).all()


def test_the_errors_of_a_star_do_not_depend_on_the_velocities_of_others():
    two = degrade(with_line(2.0, count=2), np.array([0.0, 700.0])).covariance
    one = degrade(with_line(2.0), np.zeros(1)).covariance

    assert np.array_equal(two[0], one[0])
    assert degrade(with_line(2.0), np.full(1, -800.0)).covariance.shape == one.shape


@pytest.mark.parametrize("rest", [-0.5, -0.13, 0.0, 0.29, 0.5])
def test_polynomials_follow_the_line_spread_function(rest):
    spike = np.zeros((1, LENGTH))
    spike[0, LENGTH // 2] = 1.0
    away = START + LENGTH // 2 - PLACE[:, None] - rest

    made = convolved(spike, np.full((1, 300), rest))[0]
    exact = np.where(np.abs(away) < REACH - 1, line_spread(away), 0)[:, 0]
    near = np.abs(np.abs(away[:, 0]) - REACH) > 2
    assert made[near] == pytest.approx(exact[near], abs=5e-7)


def test_a_star_that_moves_by_any_number_of_pixels_looks_the_same():
    pixel = LOG_STEP * np.log(10) * SPEED_OF_LIGHT
    still = degrade(with_line(5.0), np.zeros(1)).flux
    moved = [degrade(with_line(5.0, rv=n * pixel), np.full(1, n * pixel)).flux for n in (-9, 4)]

    assert moved[0] == pytest.approx(still, abs=2e-3)
    assert moved[1] == pytest.approx(still, abs=2e-3)


@pytest.mark.parametrize("rv", [-290_000.0, -40_000.0, 40_000.0, 290_000.0])
def test_a_velocity_that_no_star_has_leaves_nothing_or_what_is_there(rv):
    seen = degrade(arms(), np.full(1, rv))

    assert np.isfinite(seen.flux).all()
    assert seen.flux[seen.good] == pytest.approx(1.0, abs=1e-6)


def test_a_gap_at_the_end_of_the_arm_is_not_bridged():
    gone = arms()
    gone.bits[0, 1243:] = BAD
    gone.bits[0, 1239:1242] = BAD

    seen = degrade(gone, np.zeros(1))
    assert seen.good[0, R250_WAVE < 7440].all()
    assert not seen.good[0, -1]
