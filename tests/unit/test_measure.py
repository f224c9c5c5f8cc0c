"""Equivalent widths of lines that the tests put in, and what is never made a number."""

from dataclasses import replace

import numpy as np
import pytest
from stars import known_continuum, noisy, pixels, spectrum, with_line, without

from spectrogui.core.grid import BAD, OUTSIDE_LINES, R1800_WAVE, SPIKE
from spectrogui.core.lines import MEASURED
from spectrogui.science.measure import equivalent_widths, reduced_chi2, rms_outside
from spectrogui.science.prepare import prepare
from spectrogui.science.red_arm import red_arms

KEYS = [line.key for line in MEASURED]
NOTHING = np.zeros((1, len(MEASURED)))
ONE_PIXEL = pixels(6554.5, 6556.1)  # in the blue wing of Hα


def flat(rest):
    return np.ones(len(rest))


def ready(*stars, often=1):
    """Prepared on the continuum that the test put in; `often` with noise on top."""
    arms = red_arms(list(stars))
    level = np.repeat(known_continuum(arms, stars), often, axis=0)
    arms = arms if often == 1 else noisy(arms, often)
    return prepare(arms, level, np.zeros(len(arms)))


def measure(*stars, often=1, spikes=None, template_error=0.0):
    made = ready(*stars, often=often)
    bits = made.bits.copy()
    if spikes is not None:
        bits[:, spikes] |= SPIKE
    unsure = np.full((len(made), len(MEASURED)), template_error)
    return equivalent_widths(made.flux - 1, made, bits, unsure)


@pytest.mark.parametrize("width", [-1.5, 0.3, 5.0])
@pytest.mark.parametrize("line", MEASURED, ids=lambda line: line.key)
def test_a_line_of_known_width_is_measured_to_one_per_cent(line, width):
    fwhm = 4.0 if line.key == "ha" else 3.0
    found = measure(spectrum(with_line(flat, line.air, width, fwhm)))

    sign = -1 if line.key == "li" else 1
    assert found.value[0, KEYS.index(line.key)] == pytest.approx(sign * width, rel=0.01)


def test_excess_emission_is_positive_and_for_lithium_absorption():
    for line in MEASURED:
        found = measure(spectrum(with_line(flat, line.air, 1.0)))

        assert (found.value[0, KEYS.index(line.key)] > 0) == (line.key != "li")


def test_a_line_outside_a_window_is_not_in_it():
    star = spectrum(with_line(with_line(flat, 6535.0, 5.0), 8520.0, 5.0))

    assert np.abs(measure(star).value).max() < 0.01


def test_half_of_halpha_without_flux_is_no_number():
    star = without(spectrum(with_line(flat, 6562.80, -3.0)), pixels(6563, 6573))
    found = measure(star)

    assert np.isnan(found.value[0, 0])
    assert np.isnan(found.error[0, 0])
    assert found.lost[0, 0] == pytest.approx(10, abs=2)
    assert np.isfinite(found.value[0, 1:]).all()


@pytest.mark.parametrize("line", MEASURED, ids=lambda line: line.key)
def test_a_line_whose_core_has_no_flux_is_no_number(line):
    star = without(spectrum(flat), pixels(line.air - 1, line.air + 1))

    assert np.isnan(measure(star).value[0, KEYS.index(line.key)])


@pytest.mark.parametrize("value", [1e30, np.nan, 0.0])
def test_what_stands_in_pixels_without_weight_is_never_integrated(value):
    lost = ONE_PIXEL
    star = without(spectrum(with_line(flat, 6562.80, 2.0)), lost)
    star.flux[lost] = value

    assert measure(star).value[0, 0] == pytest.approx(2.0, abs=0.02)


def test_a_short_gap_in_the_wing_is_bridged_with_a_larger_error():
    star = spectrum(with_line(flat, 6562.80, 2.0), snr=50)
    whole, bridged = measure(star), measure(without(star, ONE_PIXEL))

    assert bridged.value[0, 0] == pytest.approx(whole.value[0, 0], abs=3 * bridged.error[0, 0])
    assert bridged.error[0, 0] > 1.1 * whole.error[0, 0]
    assert 2 <= bridged.lost[0, 0] <= 5
    assert (whole.lost == 0).all()


def test_a_gap_in_the_wing_that_is_too_long_is_not_bridged():
    star = without(spectrum(flat), pixels(6552.8, 6558.5))

    assert np.isnan(measure(star).value[0, 0])


def test_a_spike_is_never_integrated():
    star = spectrum(flat, snr=100)
    star.flux[np.argmin(np.abs(star.wave - 8546.4))] += 3000
    at = np.flatnonzero(np.abs(R1800_WAVE - 8544.0) <= 2)
    column = KEYS.index("ca8542")

    assert measure(star).value[0, column] > 3
    assert not measure(star, spikes=at).value[0, column] > 0.2


def test_a_narrow_spike_is_bridged_even_in_the_core():
    star = spectrum(flat, snr=100)
    at = np.flatnonzero(np.abs(R1800_WAVE - 8543.0) <= 1)

    assert measure(star, spikes=at).value[0, KEYS.index("ca8542")] == pytest.approx(0, abs=0.1)


def test_errors_are_as_large_as_the_scatter():
    found = measure(spectrum(with_line(flat, 6562.80, 1.0), snr=40), often=1500)

    pull = (found.value - found.value.mean(axis=0)) / found.error
    assert pull.std(axis=0) == pytest.approx([1] * 5, abs=0.06)


def test_errors_of_a_bridged_window_are_not_too_small():
    star = without(spectrum(flat, snr=40), ONE_PIXEL)
    found = measure(star, often=600)

    assert 0.6 < (found.value[:, 0] / found.error[:, 0]).std() < 1.06


def test_what_is_unsure_of_the_template_goes_into_the_error():
    photons = measure(spectrum(flat, snr=50)).error
    found = measure(spectrum(flat, snr=50), template_error=0.5)

    assert found.error == pytest.approx(np.hypot(photons, 0.5))


def test_stars_side_by_side_do_not_touch_each_other():
    some = [spectrum(flat, snr=20, seed=i) for i in range(3)]
    some[1] = without(some[1], ONE_PIXEL)
    together = measure(*some)

    for row, star in enumerate(some):
        assert measure(star).value[0] == pytest.approx(together.value[row], abs=1e-6)


def test_rmse_is_that_of_the_noise_outside_the_active_lines():
    noise = np.random.default_rng(0).normal(0, 0.02, (4, 800))
    noise[:, ~OUTSIDE_LINES] += 5
    found = rms_outside(noise, np.ones((4, 800), bool))

    assert found == pytest.approx([0.02] * 4, rel=0.1)


def test_rmse_and_chi2_do_not_look_at_bad_pixels():
    residual = np.full((1, 800), 0.01)
    good = np.ones((1, 800), bool)
    residual[0, 100:120], good[0, 100:120] = 1e9, False
    sigma = np.where(good, 0.01, np.inf)

    assert rms_outside(residual, good)[0] == pytest.approx(0.01)
    assert reduced_chi2(residual, sigma, good, 0)[0] == pytest.approx(1)


def test_chi2_counts_degrees_of_freedom():
    random = np.random.default_rng(1)
    residual = random.normal(0, 0.02, (50, 800))
    found = reduced_chi2(residual, np.full((50, 800), 0.02), np.ones((50, 800), bool), 4)

    count = OUTSIDE_LINES.sum()
    wanted = (residual[:, OUTSIDE_LINES] ** 2).sum(axis=1) / 0.02**2 / (count - 4)
    assert found == pytest.approx(wanted)
    assert found.mean() == pytest.approx(1, abs=0.02)


def test_fewer_than_100_pixels_have_no_rmse():
    good = np.zeros((1, 800), bool)
    good[0, :99] = True
    residual = np.full((1, 800), 0.01)

    assert np.isnan(rms_outside(residual, good)[0])
    assert np.isnan(reduced_chi2(residual, residual, good, 4)[0])


def test_a_star_without_any_usable_flux_has_no_number():
    made = ready(spectrum(flat))
    bits = np.full((1, 800), BAD, np.uint8)
    dead = replace(made, sigma=np.full((1, 800), np.inf, np.float32), bits=bits)
    found = equivalent_widths(np.zeros((1, 800)), dead, bits, NOTHING)

    assert np.isnan(found.value).all()
    assert found.lost[0] == pytest.approx([2 * line.half_width for line in MEASURED])
